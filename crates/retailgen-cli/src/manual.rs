//! The manual page and the completions, made of the arguments.

use std::io;

use clap::{Command, error::ErrorKind};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::{console, environment, failure::Failure, values};

/// Prints the completions for a shell to standard output.
///
/// # Errors
/// [`Failure::Output`] where they could not be printed.
pub fn completions(shell: Shell) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut environment::command(), "retailgen", &mut text);
    print(&text)
}

/// Prints the manual page of the command, or of a subcommand, to standard output.
///
/// # Errors
/// [`Failure::Arguments`] where there is no such subcommand, [`Failure::Output`] where it could not be printed.
pub fn page(subcommand: Option<&str>) -> Result<(), Failure> {
    let mut command = environment::command();
    command.build();
    let page = match subcommand {
        None => command,
        Some(name) => match command.find_subcommand(name) {
            Some(subcommand) => subcommand.clone(),
            None => return Err(unknown(command, name).into()),
        },
    };
    let mut text = Vec::new();
    Man::new(page).render(&mut text).map_err(Failure::Output)?;
    print(&text)
}

fn unknown(mut command: Command, name: &str) -> clap::Error {
    let known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    let hint = values::did_you_mean(name, &known);
    let message = format!("there is no command {name:?}: choose among {}{hint}", known.join(", "));
    command.error(ErrorKind::InvalidValue, message)
}

fn print(text: &[u8]) -> Result<(), Failure> {
    let text = str::from_utf8(text).map_err(|error| Failure::Output(io::Error::other(error)))?;
    console::to_stdout(text).map_err(Failure::Output)
}
