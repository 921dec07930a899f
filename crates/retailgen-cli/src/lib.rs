//! The `retailgen` command: makes a retail company's data from the command line.
//!
//! A library only for what starts the command otherwise than as a program of its own, such as the Python package.

mod answers;
mod append;
mod args;
mod command;
mod console;
mod environment;
mod escape;
mod exercise;
mod failure;
mod feed;
mod heal;
mod history;
mod interruption;
mod manual;
mod merge;
mod page;
mod parameters;
mod progress_bar;
mod report;
mod run;
mod schema;
mod score;
mod shell;
mod summary;
mod tables;
mod values;
mod verify;

use std::ffi::OsString;

use console::Console;

/// The command with all its flags and their variables, for whoever describes it.
///
/// ```
/// let command = retailgen_cli::command();
/// assert_eq!(command.get_name(), "retailgen");
/// assert!(command.get_subcommands().any(|subcommand| subcommand.get_name() == "verify"));
/// ```
#[must_use]
pub fn command() -> clap::Command {
    environment::command()
}

/// Does what a command line asks, and returns the exit code. The first word is the name of the command.
///
/// Writes to standard output and error, and may take over the signals that end a process.
///
/// ```
/// assert_eq!(retailgen_cli::run(&["retailgen".into(), "--no-such-flag".into()]), 2);
/// ```
#[must_use]
pub fn run(command_line: &[OsString]) -> u8 {
    match run::run(command_line) {
        Ok(()) => 0,
        Err(failure) => failure.report(Console::for_errors()),
    }
}
