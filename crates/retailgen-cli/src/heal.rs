//! `retailgen heal`: a folder's files without their faults.

use std::{path::PathBuf, time::Instant};

use clap::{Args, ValueHint};
use retailgen::{HealOptions, Outcome, truth_beside};

use crate::{
    console::Console,
    interruption,
    progress_bar::ProgressDisplay,
    report::{self, Ending},
    summary::{Elapsed, Summary},
    values::{self, folder},
};

const CODES: &str = "Exit codes: 0 healed, 1 failed, 2 refused and nothing written, 3 the labels do not fit the files; nothing is left then";

/// The arguments of `retailgen heal`.
#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub struct HealArgs {
    /// Folder with the data
    #[arg(value_name = "FOLDER", value_parser = folder(), default_value = "data_raw", value_hint = ValueHint::DirPath)]
    folder: PathBuf,

    /// Folder for the healed files, created if it does not exist
    #[arg(short, long, value_name = "FOLDER", value_parser = folder(), value_hint = ValueHint::DirPath)]
    out: PathBuf,

    /// Folder with the truth [default: the name of the data folder with .truth added]
    #[arg(long, value_name = "FOLDER", value_parser = folder(), value_hint = ValueHint::DirPath)]
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

/// Heals by the truth given, or by the one beside the folder; returns the report as JSON.
///
/// # Errors
/// [`retailgen::Error`].
pub fn heal(args: &HealArgs, console: Console, progress: &ProgressDisplay) -> Result<String, retailgen::Error> {
    let HealArgs { folder, out, truth, overwrite, .. } = args;
    let cancelled = interruption::flag();
    let truth = truth.clone().map_or_else(|| truth_beside(folder), Ok)?;
    let mut options = HealOptions::new(&truth, out);
    options.overwrite = values::overwrite(*overwrite);
    options.cancelled = Some(&cancelled);
    options.progress = progress;
    let begin = Instant::now();
    let outcome = retailgen::heal(folder, &options);
    progress.clear();
    let outcome = outcome?;
    let summary = Summary::of(out, outcome.manifest());
    let (words, shown) = (summary.in_words(), out.display());
    let ending = match outcome {
        Outcome::Written(_) => {
            let elapsed = begin.elapsed();
            console.lines(&summary);
            console.line(format_args!("healed {words} in {} into {shown}", Elapsed(elapsed)));
            Ending::Written(elapsed)
        }
        Outcome::AlreadyDone(_) => {
            console.line(format_args!(
                "nothing to do: {shown} already holds these files, {words}, going by names and sizes"
            ));
            Ending::AlreadyDone
        }
    };
    Ok(report::of_healing(folder, out, &summary, ending))
}
