//! Failures: what is said of them, and the exit code.

use std::{
    error::Error as _,
    ffi::OsString,
    io::{self, Write as _},
    path::Path,
};

use retailgen::{DatasetError, Error, ErrorClass, FolderError};

use crate::{console::Console, interruption::INTERRUPTED, shell};

/// The run was begun and failed.
const FAILED: u8 = 1;
/// What was asked for cannot be done; nothing was written. The code that clap uses too.
const REFUSED: u8 = 2;

/// Something was checked and does not hold.
const FOUND: u8 = 3;

/// Why the command did not do what was asked, or that it was asked for help.
#[derive(Debug)]
pub enum Failure {
    /// The arguments were refused, or ask for the help or the version.
    Arguments(clap::Error),
    /// Standard output took no more.
    Output(io::Error),
    /// A verification has findings, which have been told.
    Found,
    /// The scenario was refused or the run failed.
    Run {
        /// What happened.
        error: Box<Error>,
        /// What to do about it, where there is a command or a flag for it; a line each.
        advice: Vec<String>,
        /// What the process ends with.
        code: u8,
    },
}

impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Self {
        Self::Arguments(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = code(&error);
        Self::Run { error: Box::new(error), advice: Vec::new(), code }
    }
}

impl Failure {
    /// A run's failure; `command_line` is what was typed.
    pub fn of_run(error: Error, command_line: &[OsString]) -> Self {
        let advice = if error.is_lifted_by_overwriting() {
            let command = shell::with_flag(command_line, "--overwrite");
            vec!["to replace what is there:".to_owned(), format!("  {command}")]
        } else {
            Vec::new()
        };
        let code = code(&error);
        Self::Run { error: Box::new(error), advice, code }
    }

    /// A run's failure to write; `truth` is the folder that its truth was to go into.
    pub fn of_writing(error: DatasetError, truth: Option<&Path>, command_line: &[OsString]) -> Self {
        let is_of_truth = match &error {
            DatasetError::Folder(FolderError::Io { path, .. }) => truth.is_some_and(|truth| path.starts_with(truth)),
            _ => false,
        };
        let mut failure = Self::of_run(error.into(), command_line);
        if let (Self::Run { advice, .. }, true) = (&mut failure, is_of_truth) {
            advice.push("that is the folder for the truth: name another with --truth, or pass --no-truth".to_owned());
        }
        failure
    }

    /// Tells the user; returns what the process ends with.
    pub fn report(&self, console: Console) -> u8 {
        match self {
            Self::Arguments(error) => {
                // Clap knows whether its text is asked for, and so goes to standard output, or is an error.
                let printed = error.print().and_then(|()| io::stdout().flush());
                match printed {
                    Err(failure) if !error.use_stderr() && failure.kind() != io::ErrorKind::BrokenPipe => {
                        console.error(format_args!("cannot write to standard output: {failure}"));
                        FAILED
                    }
                    _ => error.exit_code() as u8,
                }
            }
            Self::Output(failure) => {
                console.error(format_args!("cannot write to standard output: {failure}"));
                FAILED
            }
            Self::Found => FOUND,
            Self::Run { error, advice, code } => {
                tell(error, console);
                for line in advice {
                    console.line(line);
                }
                *code
            }
        }
    }
}

/// The error and what caused it, a line each.
fn tell(error: &Error, console: Console) {
    if error.class() == ErrorClass::Cancelled {
        console.interrupted("the folder is marked as unfinished; the same command starts again");
        return;
    }
    console.error(error);
    let mut cause = error.source();
    while let Some(error) = cause {
        // Some append a backtrace, where RUST_BACKTRACE asks for one.
        let text = error.to_string();
        console.line(format_args!("  caused by: {}", text.lines().next().unwrap_or_default()));
        cause = error.source();
    }
}

fn code(error: &Error) -> u8 {
    match error.class() {
        // Nothing comes of these until the user changes the arguments or the folder. A folder in use will be free in a
        // while with nothing changed, so that is a failure.
        ErrorClass::Usage | ErrorClass::FolderTaken => REFUSED,
        ErrorClass::Found => FOUND,
        ErrorClass::Cancelled => INTERRUPTED,
        _ => FAILED,
    }
}
