//! `retailgen heal`: a folder's files without their faults.

use std::{path::Path, time::Instant};

use retailgen::{HealOptions, Outcome, Overwrite};

use crate::{
    args::truth_beside,
    console::Console,
    interruption,
    summary::{Elapsed, Summary},
};

/// Heals `folder` into `out` by the truth given, or by the one beside the folder.
///
/// # Errors
/// [`retailgen::Error`].
pub fn heal(folder: &Path, out: &Path, truth: Option<&Path>, overwrite: Overwrite) -> Result<(), retailgen::Error> {
    let cancelled = interruption::flag();
    let console = Console::new(false);
    let beside = truth_beside(folder);
    let mut options = HealOptions::new(truth.unwrap_or(&beside), out);
    options.overwrite = overwrite;
    options.cancelled = Some(&cancelled);
    let begin = Instant::now();
    let outcome = retailgen::heal(folder, &options)?;
    let summary = Summary::of(outcome.manifest(), None);
    let (words, out) = (summary.in_words(), out.display());
    match outcome {
        Outcome::Written(_) => {
            console.line(&summary);
            console.line(format_args!("healed {words} in {} into {out}", Elapsed(begin.elapsed())));
        }
        Outcome::AlreadyDone(_) => {
            console.line(format_args!("nothing to do: {out} holds these files already, {words}"));
        }
    }
    Ok(())
}
