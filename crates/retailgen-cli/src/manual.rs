//! The manual page and the completions, made of the arguments.

use std::io;

use clap::{
    Command,
    builder::{Resettable, StyledStr},
    error::ErrorKind,
};
use clap_complete::Shell;
use clap_mangen::{
    Man,
    roff::{Roff, roman},
};

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
    let text = render(page).map_err(Failure::Output)?;
    print(&text)
}

/// The page, with the examples of the help as a section, which clap's own pages leave out or run together.
fn render(command: Command) -> io::Result<Vec<u8>> {
    let (before, after) = (examples(command.get_before_long_help()), examples(command.get_after_help()));
    let command = if after.is_some() { command.after_help(Resettable::Reset) } else { command };
    let mut text = Vec::new();
    Man::new(command).render(&mut text)?;
    if let Some(examples) = before.or(after) {
        let mut section = Roff::new();
        // Nothing is filled, so that what is said of an example stays beside it.
        section.control("SH", ["EXAMPLES"]).control("nf", []);
        for line in examples.lines() {
            section.text([roman(line.trim_start())]);
        }
        section.control("fi", []).to_writer(&mut text)?;
    }
    Ok(text)
}

/// The examples, where a text of the help is that.
fn examples(help: Option<&StyledStr>) -> Option<String> {
    Some(help?.to_string().strip_prefix("Examples:\n")?.to_owned())
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
