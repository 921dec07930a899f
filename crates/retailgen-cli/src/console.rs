//! Standard error and output as this tool writes to them: whole lines, and no fuss when nobody reads them.

use std::{
    fmt::Display,
    io::{self, Write as _},
};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use crate::escape;

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

    /// Writes a line. Nothing that was read from elsewhere can break out of it.
    pub fn line(self, text: impl Display) {
        self.write(&escape::line(&text.to_string()));
    }

    /// Writes several lines.
    pub fn lines(self, text: impl Display) {
        self.write(&escape::lines(&text.to_string()));
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
        self.write(&format!("{style}{label}{style:#} {}", escape::line(&text.to_string())));
    }

    fn write(self, text: &str) {
        if !self.quiet {
            // One write, so that lines of other threads or processes do not end up in the middle.
            let _ = AutoStream::auto(io::stderr().lock()).write_all(format!("{text}\n").as_bytes());
        }
    }
}

/// Whether standard error is coloured: on a terminal, unless `NO_COLOR` is set, and elsewhere where `CLICOLOR_FORCE` is.
pub fn shows_colours() -> bool {
    AutoStream::choice(&io::stderr()) != ColorChoice::Never
}

/// Writes JSON to standard output, as [`to_stdout`] does.
///
/// # Errors
/// Where the output takes no more, as on a full disk.
pub fn json_to_stdout(text: &str) -> io::Result<()> {
    to_stdout(&escape::json(text))
}

/// Whether the process was started with standard output closed. Rust has opened `/dev/null` in its place by then, for reading
/// and writing, and so without an error for what is lost.
#[cfg(unix)]
pub fn stdout_was_closed() -> bool {
    use std::{
        fs::{self, File},
        io::Read as _,
        os::{fd::AsFd as _, unix::fs::MetadataExt as _},
    };

    let Ok(mut stdout) = io::stdout().as_fd().try_clone_to_owned().map(File::from) else { return true };
    let is_null = |null: fs::Metadata| stdout.metadata().is_ok_and(|found| found.rdev() == null.rdev());
    fs::metadata("/dev/null").is_ok_and(is_null) && stdout.read(&mut [0]).is_ok()
}

/// Elsewhere the system tells when something is written.
#[cfg(not(unix))]
pub fn stdout_was_closed() -> bool {
    false
}

/// Writes what was asked for to standard output as it is. A reader that has left is no error.
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
