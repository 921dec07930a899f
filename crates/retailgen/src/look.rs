//! A page to look at, with what the company's decoys mean.

use std::path::Path;

#[cfg(feature = "score")]
use retailgen_report::{FoundCounts, FoundFaults};
use retailgen_report::{ReportError, ReportOptions, WrittenPage, page, write_page};
#[cfg(feature = "score")]
use retailgen_score::{Counts, Score};
use retailgen_tables::DECOY_KINDS;

/// The page about the data in a folder, as HTML: one file without script or request. The same folder gives the same bytes.
///
/// ```
/// use retailgen::{ReportOptions, Scenario, Table, WriteOptions, report_page};
///
/// let parent = tempfile::tempdir()?;
/// let folder = parent.path().join("data_raw");
/// let scenario = Scenario::new(7).with_scale("0.001".parse()?).with_tables([Table::Customers, Table::Stores])?;
/// scenario.dataset().write(&folder, &WriteOptions::default())?;
/// let html = report_page(&folder, &ReportOptions::default())?;
/// assert!(html.starts_with("<!DOCTYPE html>") && html.contains("Where customers live"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ReportError`] where the folder is none that a run has finished, or a file in it is not what it should be.
pub fn report_page(folder: &Path, options: &ReportOptions) -> Result<String, ReportError> {
    page(folder, &with_decoys(options, &decoys()))
}

/// Makes the page and writes it to a file.
///
/// ```
/// use std::path::Path;
/// use retailgen::{ErrorClass, ReportOptions, write_report};
///
/// let parent = tempfile::tempdir()?;
/// let out = parent.path().join("report.html");
/// let refused = write_report(Path::new("no such folder"), &out, &ReportOptions::default()).unwrap_err();
/// assert_eq!(refused.class(), ErrorClass::Usage);
/// assert!(!out.exists());
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// As [`report_page`]; further where something else stands at the place of the file, or it cannot be written.
pub fn write_report(folder: &Path, out: &Path, options: &ReportOptions) -> Result<WrittenPage, ReportError> {
    write_page(folder, out, &with_decoys(options, &decoys()))
}

/// Makes the page with what a check has found, by a score against the same truth, and writes it to a file; `name` says whose
/// findings they are.
///
/// ```
/// use std::path::Path;
/// use retailgen::{
///     ErrorClass, ReportOptions,
///     score::{Findings, Score, Truth},
///     write_scored_report,
/// };
///
/// let score = Score::of(&Findings::default(), &Truth::default(), None)?;
/// let (folder, out) = (Path::new("no such folder"), Path::new("report.html"));
/// let refused = write_scored_report(folder, out, &score, "my checks", &ReportOptions::default()).unwrap_err();
/// assert_eq!(refused.class(), ErrorClass::Usage);
/// # Ok::<(), retailgen::Error>(())
/// ```
///
/// # Errors
/// As [`write_report`].
#[cfg(feature = "score")]
pub fn write_scored_report(
    folder: &Path,
    out: &Path,
    score: &Score,
    name: &str,
    options: &ReportOptions,
) -> Result<WrittenPage, ReportError> {
    let counts =
        |counts: Counts| FoundCounts { found: counts.found, missed: counts.missed, false_alarms: counts.false_alarms };
    let kinds: Vec<(&str, FoundCounts)> =
        score.kinds.iter().map(|kind| (kind.name.as_str(), counts(kind.counts))).collect();
    let mut options = *options;
    options.findings = Some(FoundFaults { name, all: counts(score.on(score.headline).counts), kinds: &kinds });
    write_report(folder, out, &options)
}

fn decoys() -> Vec<(&'static str, &'static str)> {
    DECOY_KINDS.iter().map(|kind| (kind.name, kind.meaning)).collect()
}

fn with_decoys<'o>(options: &ReportOptions<'o>, decoys: &'o [(&'o str, &'o str)]) -> ReportOptions<'o> {
    let mut options = *options;
    options.decoys = decoys;
    options
}
