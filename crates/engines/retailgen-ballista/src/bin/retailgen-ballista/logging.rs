//! What Ballista logs, on standard error.

use std::io::{self, Write as _};

use log::{LevelFilter, Log, Metadata, Record};

struct Stderr;

impl Log for Stderr {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "{} {}: {}", record.level(), record.target(), record.args());
    }

    fn flush(&self) {}
}

/// Begins to log: warnings, and all that processes do where more is asked for.
pub fn start(is_verbose: bool) {
    // Fails only where it has begun before.
    if log::set_logger(&Stderr).is_ok() {
        log::set_max_level(if is_verbose { LevelFilter::Info } else { LevelFilter::Warn });
    }
}
