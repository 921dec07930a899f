//! Standard error as this tool writes to it: whole lines, and no fuss when nobody reads them.

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
