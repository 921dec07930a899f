//! Standard error and output as this tool writes to them: whole lines, and no fuss when nobody reads them.

use std::{
    fmt::Display,
    io::{self, Write as _},
};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

/// How clap shows the word `error:`, too.
const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

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

    /// Whether the user wants quiet.
    pub fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Writes a line, or several.
    pub fn line(self, text: impl Display) {
        if !self.quiet {
            // One write, so that lines of other threads or processes do not end up in the middle.
            let _ = AutoStream::auto(io::stderr().lock()).write_all(format!("{text}\n").as_bytes());
        }
    }

    /// Writes an error.
    pub fn error(self, text: impl Display) {
        self.labelled("error:", ERROR, text);
    }

    /// Writes what is odd, although it stops nothing.
    pub fn warning(self, text: impl Display) {
        self.labelled("warning:", WARNING, text);
    }

    /// Writes what the user did that kept the command from its end.
    pub fn interrupted(self, text: impl Display) {
        self.labelled("interrupted:", WARNING, text);
    }

    fn labelled(self, label: &str, style: Style, text: impl Display) {
        let style = if shows_colours() { style } else { Style::new() };
        self.line(format_args!("{style}{label}{style:#} {text}"));
    }
}

/// Whether standard error is coloured: on a terminal, unless `NO_COLOR` is set, and elsewhere where `CLICOLOR_FORCE` is.
pub fn shows_colours() -> bool {
    AutoStream::choice(&io::stderr()) != ColorChoice::Never
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
