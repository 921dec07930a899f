//! `retailgen verify`: a folder against its manifest and its truth.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use retailgen::{Progress, Verification, VerifyOptions};

use crate::{
    args::truth_beside,
    console::{self, Console},
    failure::Failure,
    summary::count,
};

/// The truth to verify by; says so where there is none.
pub fn truth(folder: &Path, given: Option<&Path>, unwanted: bool) -> Option<PathBuf> {
    match given {
        _ if unwanted => None,
        Some(given) => Some(given.to_owned()),
        None => {
            let beside = truth_beside(folder);
            if beside.exists() {
                return Some(beside);
            }
            let note = "there is no truth in {}: the files are checked against their manifest only";
            Console::for_errors().line(note.replace("{}", &beside.display().to_string()));
            None
        }
    }
}

/// Verifies.
///
/// # Errors
/// [`retailgen::Error`] where it cannot be done.
pub fn verify(folder: &Path, truth: Option<&Path>, progress: &dyn Progress) -> Result<Verification, retailgen::Error> {
    let mut options = VerifyOptions::default();
    options.truth = truth;
    options.progress = progress;
    retailgen::verify(folder, &options)
}

/// Prints what was found to standard output.
///
/// # Errors
/// [`Failure::Found`] where anything was, [`Failure::Output`] where it could not be printed.
pub fn report(verification: &Verification, json: bool) -> Result<(), Failure> {
    let text = if json { verification.to_json() } else { lines(verification) };
    console::to_stdout(&text).map_err(Failure::Output)?;
    if verification.holds() { Ok(()) } else { Err(Failure::Found) }
}

/// A line for each finding, and a closing one.
fn lines(verification: &Verification) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    for finding in &verification.findings {
        let _ = writeln!(text, "{finding}");
    }
    for more in &verification.more {
        let _ = writeln!(text, "{more}");
    }
    let labels = match verification.labels {
        Some(labels) => format!(", {}", count(labels, "label")),
        None => " (no truth)".to_owned(),
    };
    let looked_at = format!("{}, {}{labels}", count(verification.files, "file"), count(verification.rows, "row"));
    let _ = match verification.count() {
        0 => writeln!(text, "all holds: {looked_at}"),
        found => writeln!(text, "{} in {looked_at}", count(found, "finding")),
    };
    text
}
