//! `retailgen report`: a page to look at.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use retailgen::{
    ReportOptions, WrittenPage,
    score::{Findings, Score, Truth},
    truth_beside, write_report, write_scored_report,
};

use crate::{console::Console, values, verify::Sought};

const CODES: &str = "Exit codes: 0 the page is there, 1 failed, 2 refused; nothing is written then";

/// The arguments of `retailgen report`.
#[derive(Debug, Args)]
#[command(after_help = CODES)]
pub struct ReportArgs {
    /// Folder with the data
    #[arg(value_name = "FOLDER", default_value = "data_raw", value_hint = ValueHint::DirPath)]
    folder: PathBuf,

    /// File for the page, HTML without script or request
    #[arg(short, long, value_name = "FILE", default_value = "report.html", value_hint = ValueHint::FilePath)]
    out: PathBuf,

    /// Folder with the truth [default: the name of the data folder with .truth added, if there is one]
    #[arg(long, value_name = "FOLDER", conflicts_with = "no_truth", value_hint = ValueHint::DirPath)]
    truth: Option<PathBuf>,

    /// Findings of a check to hold against the truth, as `retailgen score` takes them
    #[arg(long, value_name = "FILE", conflicts_with = "no_truth", value_hint = ValueHint::FilePath)]
    findings: Vec<PathBuf>,

    /// Answers to show, from `retailgen answers --json`
    #[arg(long, value_name = "FILE", conflicts_with = "no_truth", value_hint = ValueHint::FilePath)]
    answers: Option<PathBuf>,

    /// Result of a verification to show, from `retailgen verify --json`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    verified: Option<PathBuf>,

    /// Say nothing of what is wrong [default: off]
    #[arg(long)]
    no_truth: bool,

    /// Replace another page at that place, and nothing else [default: off]
    #[arg(long)]
    overwrite: bool,

    /// Print errors only [default: off]
    #[arg(short, long)]
    pub quiet: bool,
}

/// Makes the page, with what findings found and the answers in a file where there are some, and says where it is.
///
/// # Errors
/// [`retailgen::Error::Report`], and [`retailgen::Error::Score`] for findings.
pub fn report(args: &ReportArgs, console: Console) -> Result<(), retailgen::Error> {
    let ReportArgs { folder, out, findings, .. } = args;
    let truth = Sought::unless(args.no_truth, folder, args.truth.as_deref())?;
    let mut options = ReportOptions::default();
    options.truth = truth.found();
    options.answers = args.answers.as_deref();
    options.verified = args.verified.as_deref();
    options.overwrite = values::overwrite(args.overwrite);
    let written = if findings.is_empty() {
        write_report(folder, out, &options)?
    } else {
        let truth = truth.found().map_or_else(|| truth_beside(folder), |found| Ok(found.to_owned()))?;
        let score = Score::of(&Findings::import(findings, None)?, &Truth::open(&truth, Some(folder))?, Some(folder))?;
        write_scored_report(folder, out, &score, &names(findings), &options)?
    };
    if let Sought::Absent(beside) = &truth {
        let beside = beside.display();
        console.line(format_args!("no truth in {beside}: the page cannot say what is wrong"));
    }
    tell(out, &written, console);
    Ok(())
}

/// The files as a reader of the page is to see them.
pub fn names(findings: &[PathBuf]) -> String {
    let names: Vec<String> = findings.iter().map(|path| path.display().to_string()).collect();
    names.join(", ")
}

/// Says where a page is.
pub fn tell(out: &Path, written: &WrittenPage, console: Console) {
    let shown = out.display();
    match written {
        WrittenPage::New { bytes } => {
            console.line(format_args!("wrote {shown}, {} kB: open it in a browser", bytes.div_ceil(1_000)));
        }
        WrittenPage::AlreadyThere { .. } => console.line(format_args!("nothing to do: {shown} is that page already")),
    }
}
