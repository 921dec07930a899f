//! `retailgen report`: a page to look at.

use std::path::{Path, PathBuf};

use retailgen::{
    ReportOptions, WrittenPage,
    score::{Findings, Score, Truth},
    truth_beside, write_report, write_scored_report,
};

use crate::{console::Console, verify::Sought};

/// Makes the page about `folder`, with what `findings` found where there are some, and says where it is.
///
/// # Errors
/// [`retailgen::Error::Report`], and [`retailgen::Error::Score`] for findings.
pub fn report(
    folder: &Path,
    out: &Path,
    truth: &Sought,
    findings: &[PathBuf],
    options: &ReportOptions,
    console: Console,
) -> Result<(), retailgen::Error> {
    let written = if findings.is_empty() {
        write_report(folder, out, options)?
    } else {
        let truth = truth.found().map_or_else(|| truth_beside(folder), |found| Ok(found.to_owned()))?;
        let score = Score::of(&Findings::import(findings, None)?, &Truth::open(&truth, Some(folder))?, Some(folder))?;
        write_scored_report(folder, out, &score, &names(findings), options)?
    };
    if let Sought::Absent(beside) = truth {
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
