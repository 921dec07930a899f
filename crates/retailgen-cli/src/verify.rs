//! `retailgen verify`: a folder against its manifest and its truth.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use retailgen::{Progress, Verification, VerifyOptions, truth_beside};

use crate::{
    console::{self, Console},
    escape,
    failure::Failure,
    summary::count,
};

/// The truth to verify by.
#[derive(Debug)]
pub enum Sought {
    /// It was named, or is beside the data.
    Found(PathBuf),
    /// It is not beside the data, where this would be.
    Absent(PathBuf),
    /// The user wants none.
    Unwanted,
}

impl Sought {
    /// The truth that was named, or else the one beside the folder.
    ///
    /// # Errors
    /// [`retailgen::DatasetError::NoNameForTruth`] where it would be beside a folder without a name.
    pub fn new(folder: &Path, given: Option<&Path>) -> Result<Self, retailgen::Error> {
        if let Some(given) = given {
            return Ok(Self::Found(given.to_owned()));
        }
        let beside = truth_beside(folder)?;
        Ok(if beside.exists() { Self::Found(beside) } else { Self::Absent(beside) })
    }

    /// The folder, if there is one.
    pub fn found(&self) -> Option<&Path> {
        match self {
            Self::Found(truth) => Some(truth),
            Self::Absent(_) | Self::Unwanted => None,
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
    Ok(retailgen::verify(folder, &options)?)
}

/// Prints what was found to standard output; where quiet is wanted, only what does not hold. Says where there is no truth.
///
/// # Errors
/// [`Failure::Found`] where anything was, [`Failure::Output`] where it could not be printed.
pub fn report(verification: &Verification, truth: &Sought, json: bool, console: Console) -> Result<(), Failure> {
    if let Sought::Absent(beside) = truth {
        let beside = beside.display();
        console.line(format_args!("no truth in {beside}: the files are checked against their manifest only"));
    }
    if json {
        console::json_to_stdout(&verification.to_json()).map_err(Failure::Output)?;
    } else if !(console.is_quiet() && verification.holds()) {
        console::to_stdout(&lines(verification)).map_err(Failure::Output)?;
    }
    if verification.holds() { Ok(()) } else { Err(Failure::Found) }
}

/// A line for each finding, and a closing one.
fn lines(verification: &Verification) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    for finding in &verification.findings {
        let _ = writeln!(text, "{}", escape::line(&finding.to_string()));
    }
    for more in &verification.more {
        let _ = writeln!(text, "{}", escape::line(&more.to_string()));
    }
    let labels = match verification.labels {
        Some(labels) => format!(", {}", count(labels, "label")),
        None => " (no truth)".to_owned(),
    };
    let ignored = match verification.ignored {
        0 => String::new(),
        ignored => format!(", {} that systems drop", count(ignored, "ignored file")),
    };
    let looked_at =
        format!("{}, {}{labels}{ignored}", count(verification.files, "file"), count(verification.rows, "row"));
    let _ = match verification.count() {
        0 => writeln!(text, "all holds: {looked_at}"),
        found => writeln!(text, "{} in {looked_at}", count(found, "finding")),
    };
    text
}
