//! `retailgen heal`: a folder's files without their faults.

use std::{path::Path, time::Instant};

use retailgen::{HealOptions, Outcome, Overwrite, truth_beside};

use crate::{
    console::Console,
    interruption,
    progress_bar::ProgressDisplay,
    report::{self, Ending},
    summary::{Elapsed, Summary},
};

/// Heals `folder` into `out` by the truth given, or by the one beside the folder; returns the report as JSON.
///
/// # Errors
/// [`retailgen::Error`].
pub fn heal(
    folder: &Path,
    out: &Path,
    truth: Option<&Path>,
    overwrite: Overwrite,
    console: Console,
    progress: &ProgressDisplay,
) -> Result<String, retailgen::Error> {
    let cancelled = interruption::flag();
    let truth = truth.map_or_else(|| truth_beside(folder), |given| Ok(given.to_owned()))?;
    let mut options = HealOptions::new(&truth, out);
    options.overwrite = overwrite;
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
