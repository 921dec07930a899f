//! `retailgen verify`: a folder against its manifest and its truth.

use std::{
    ffi::OsString,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use clap::{Args, ValueHint};
use retailgen::{Verification, VerifyOptions, is_anything_at, truth_beside};

use crate::{
    console::{self, Console},
    escape,
    failure::Failure,
    progress_bar::ProgressDisplay,
    summary::count,
    values::folder,
};

const CODES: &str = "Exit codes: 0 all holds, 1 cannot be checked, 2 refused, 3 something does not hold";

/// The arguments of `retailgen verify`.
#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub struct VerifyArgs {
    /// Folder with the data
    #[arg(value_name = "FOLDER", value_parser = folder(), default_value = "data_raw", value_hint = ValueHint::DirPath)]
    folder: PathBuf,

    /// Folder with the truth [default: the name of the data folder with .truth added, if there is one]
    #[arg(long, value_name = "FOLDER", value_parser = folder(), conflicts_with = "no_truth", value_hint = ValueHint::DirPath)]
    truth: Option<PathBuf>,

    /// Check the files against their manifest only [default: off]
    #[arg(long)]
    no_truth: bool,

    /// Print JSON instead of lines [default: off]
    #[arg(long)]
    json: bool,

    /// Print errors and findings only [default: off]
    #[arg(short, long)]
    pub quiet: bool,
}

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
        Ok(if is_anything_at(&beside) { Self::Found(beside) } else { Self::Absent(beside) })
    }

    /// The same, unless the user wants none.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn unless(unwanted: bool, folder: &Path, given: Option<&Path>) -> Result<Self, retailgen::Error> {
        if unwanted { Ok(Self::Unwanted) } else { Self::new(folder, given) }
    }

    /// The folder, if there is one.
    pub fn found(&self) -> Option<&Path> {
        match self {
            Self::Found(truth) => Some(truth),
            Self::Absent(_) | Self::Unwanted => None,
        }
    }
}

/// Verifies, and tells what does not hold.
///
/// # Errors
/// [`Failure::Found`] where anything does not hold, [`Failure::Output`] where that could not be printed, and those of
/// [`retailgen::verify()`].
pub fn verify(
    args: &VerifyArgs,
    command_line: &[OsString],
    console: Console,
    progress: &ProgressDisplay,
) -> Result<(), Failure> {
    let failed = |error| Failure::of_run(error, command_line);
    let truth = Sought::unless(args.no_truth, &args.folder, args.truth.as_deref()).map_err(failed)?;
    let mut options = VerifyOptions::default();
    options.truth = truth.found();
    options.progress = progress;
    let verification = retailgen::verify(&args.folder, &options);
    progress.clear();
    report(&verification.map_err(|error| failed(error.into()))?, &truth, args.json, console)
}

/// Prints what was found to standard output; where quiet is wanted, only what does not hold. Says where there is no truth.
///
/// # Errors
/// [`Failure::Found`] where anything was, [`Failure::Output`] where it could not be printed.
fn report(verification: &Verification, truth: &Sought, json: bool, console: Console) -> Result<(), Failure> {
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
