//! How the files are written.

use std::{num::NonZeroUsize, path::Path, thread};

use retailgen::WriteOptions;

use crate::values;

/// Above this many, threads are refused: more than any machine has cores, and each holds a few megabytes.
const MOST_THREADS: usize = 1_024;

/// The flags that do not go with --append.
const APPENDS_NOT: [&str; 8] =
    ["stdout", "dry_run", "from_truth", "no_truth", "overwrite", "parts", "part", "part_index"];

/// The flags for it.
#[derive(Debug, clap::Args)]
pub struct Writing {
    /// Number of threads [default: one per processor core]
    #[arg(short = 'j', long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    #[arg(hide_short_help = true)]
    threads: Option<NonZeroUsize>,

    /// Replace the files of an earlier run, and no others [default: off]
    #[arg(long)]
    overwrite: bool,
}

/// The flag for days after a finished run.
#[derive(Debug, clap::Args)]
pub struct Appending {
    /// Append --days to the run in --out, one where they are left out; the truth tells what it is of [default: off]
    #[arg(long, hide_short_help = true, conflicts_with_all = APPENDS_NOT)]
    pub append: bool,
}

impl Writing {
    /// How many threads to use.
    pub fn threads(&self) -> NonZeroUsize {
        // Where the system does not tell, one thread is what always works.
        self.threads.unwrap_or_else(|| thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }

    /// How to write, as far as flags say it.
    pub fn options<'o>(&self, truth: Option<&'o Path>) -> WriteOptions<'o> {
        let mut options = WriteOptions::default();
        options.threads = self.threads();
        options.overwrite = values::overwrite(self.overwrite);
        options.truth = truth;
        options
    }
}

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    text.parse()
        .ok()
        .filter(|threads: &NonZeroUsize| threads.get() <= MOST_THREADS)
        .ok_or_else(|| format!("give a whole number from 1 to {MOST_THREADS}, best one per processor core"))
}
