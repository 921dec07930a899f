//! `retailgen merge`: parts of a run made into the run.

use std::{path::PathBuf, time::Instant};

use clap::{Args, ValueHint};
use retailgen::{MergeOptions, Outcome, Progress};

use crate::{
    console::Console,
    report::{self, Ending},
    summary::{Elapsed, Summary},
    values,
};

const CODES: &str = "Exit codes: 0 merged, 1 failed or busy, 2 refused and nothing written";

/// What can be said of it.
#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub struct MergeArgs {
    /// Folders of the parts: one, which becomes the run's, or several
    #[arg(value_name = "FOLDER", default_value = "data_raw", value_hint = ValueHint::DirPath)]
    folders: Vec<PathBuf>,

    /// Folder for the run of several
    #[arg(short, long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,

    /// Folder for the truth [default: the name of the folder of the run with .truth added]
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    truth: Option<PathBuf>,

    /// Replace an earlier run in --out [default: off]
    #[arg(long)]
    overwrite: bool,

    /// Print a summary as JSON, too [default: off]
    #[arg(long)]
    pub json: bool,

    /// Print errors only [default: off]
    #[arg(short, long)]
    pub quiet: bool,
}

/// Merges; returns the report as JSON.
///
/// # Errors
/// [`retailgen::Error`].
pub fn merge(args: &MergeArgs, console: Console, progress: &dyn Progress) -> Result<String, retailgen::Error> {
    let begin = Instant::now();
    let mut options = MergeOptions::default();
    options.out = args.out.as_deref();
    options.truth = args.truth.as_deref();
    options.overwrite = values::overwrite(args.overwrite);
    options.progress = progress;
    let outcome = retailgen::merge(&args.folders, &options)?;
    let folder = args.out.as_deref().or(args.folders.first().map(PathBuf::as_path)).unwrap_or("data_raw".as_ref());
    let summary = Summary::of(folder, outcome.manifest());
    let (words, shown) = (summary.in_words(), folder.display());
    let ending = match outcome {
        Outcome::Written(_) => {
            let elapsed = begin.elapsed();
            console.lines(&summary);
            console.line(format_args!("merged {words} in {} into {shown}", Elapsed(elapsed)));
            Ending::Written(elapsed)
        }
        Outcome::AlreadyDone(_) => {
            console
                .line(format_args!("nothing to do: {shown} already holds this run, {words}, going by names and sizes"));
            Ending::AlreadyDone
        }
    };
    Ok(report::of_merging(&args.folders, folder, &summary, ending))
}
