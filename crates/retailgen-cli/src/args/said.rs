//! What is said of a run, and how.

use clap::{ArgAction, ValueEnum};

use crate::console::Console;

/// The flags for it.
#[derive(Debug, clap::Args)]
pub struct Said {
    /// Print errors only [default: off]
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// List each finished file; -vv also the plan [default: off]
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,

    /// Show progress on a terminal (auto), in a log too (always), or never
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ProgressChoice::Auto, hide_possible_values = true)]
    #[arg(hide_short_help = true)]
    pub progress: ProgressChoice,

    /// Print a summary as JSON to standard output, too [default: off]
    #[arg(long, hide_short_help = true)]
    pub json: bool,
}

/// When progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProgressChoice {
    /// Where standard error is a terminal.
    Auto,
    /// As a bar on a terminal, as lines elsewhere.
    Always,
    /// Never.
    Never,
}

impl Said {
    /// Standard error, as far as it is wanted.
    pub fn console(&self) -> Console {
        Console::new(self.quiet)
    }
}
