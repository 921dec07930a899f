//! `retailgen merge`: parts of a run made into the run.

use std::{path::PathBuf, time::Instant};

use clap::{Args, ValueHint};
use retailgen::{MergeOptions, Outcome};

use crate::{
    console::Console,
    progress_bar::ProgressDisplay,
    report::{self, Ending},
    summary::{Elapsed, Summary},
    values,
};

const CODES: &str = "\
The parts have to be all there, of one run and one version. In one folder, which becomes the run's, nothing is moved. Parts in \
several folders stay there: their files get a second name in --out, or are copied to another file system.

Exit codes: 0 merged, or nothing to do; 1 failed, or a part is being written: try again; 2 refused, and nothing written";

/// What can be said of it.
#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub struct MergeArgs {
    /// Folders that parts were written into: one for all, or one each
    #[arg(value_name = "FOLDER", default_value = "data_raw", value_hint = ValueHint::DirPath)]
    folders: Vec<PathBuf>,

    /// Folder for the run, if the parts have folders of their own [default: none]
    #[arg(short, long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,

    /// Folder for the truth of the run [default: the name of its folder with .truth added]
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    truth: Option<PathBuf>,

    /// Replace the files of an earlier run in the output folder, and no others [default: off]
    #[arg(long)]
    overwrite: bool,

    /// Print a summary as JSON to standard output, too [default: off]
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
pub fn merge(args: &MergeArgs, console: Console, progress: &ProgressDisplay) -> Result<String, retailgen::Error> {
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
