//! The `retailgen` command: makes a retail company's data from the command line.

mod args;
mod console;
mod environment;
mod escape;
mod exercise;
mod failure;
mod heal;
mod interruption;
mod manual;
mod merge;
mod page;
mod parts;
mod progress_bar;
#[cfg(test)]
mod reference;
mod report;
mod run;
mod schema;
mod score;
mod shell;
mod summary;
mod tables;
mod values;
mod verify;

use std::{env, ffi::OsString, process::ExitCode};

use console::Console;

fn main() -> ExitCode {
    let command_line: Vec<OsString> = env::args_os().collect();
    match run::run(&command_line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(Console::for_errors()),
    }
}
