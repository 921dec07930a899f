//! Standard error and output as this tool writes to them: whole lines, and no fuss when nobody reads them.

use std::{
    fmt::Display,
    io::{self, Write as _},
};

/// Writes lines to standard error, or swallows them when the user wants quiet.
///
/// A line that cannot be written is lost: the reader of a pipe may have left, and the files matter more than the words.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    quiet: bool,
}

impl Console {
    /// For what a user may turn off with `--quiet`.
    pub fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    /// For errors, which are always told.
    pub fn for_errors() -> Self {
        Self { quiet: false }
    }

    /// Writes a line, or several.
    pub fn line(self, text: impl Display) {
        if !self.quiet {
            // One write, so that lines of other threads or processes do not end up in the middle.
            let _ = io::stderr().lock().write_all(format!("{text}\n").as_bytes());
        }
    }
}

/// Writes what was asked for to standard output. A reader that has left is no error.
///
/// # Errors
/// Where the output takes no more, as on a full disk.
pub fn to_stdout(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
