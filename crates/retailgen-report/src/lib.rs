//! A folder of `retailgen` and its truth as a page to look at: one HTML file without script or request, for people who look
//! before they read.
//!
//! [`page`] reads the files once and gives the page's text, which follows from the files alone: the same folder gives the
//! same bytes. [`write_page`] puts it into a file. Only sums go into the page, so it stays below a megabyte at any scale.
//!
//! A building block of the crate `retailgen`, which hands on what is meant to be used; the rest may change in any release.

mod answers;
mod draw;
mod error;
mod faults;
mod figures;
mod findings;
mod gather;
mod given_file;
mod page;
mod page_file;
mod read;
mod source;
mod text_file;
mod verified;

use std::{
    collections::HashSet,
    mem,
    path::{Path, PathBuf},
};

pub use error::ReportError;
pub use findings::{FoundCounts, FoundFaults};
pub use page_file::{WrittenPage, refuse_page_place, write_page};

use answers::Answered;
use faults::Faults;
use retailgen_folder::Overwrite;
use source::Source;
use verified::Verified;

/// What a page is made of besides the data, and how it is written.
///
/// ```
/// use std::path::Path;
/// use retailgen_report::ReportOptions;
///
/// let mut options = ReportOptions::default();
/// options.truth = Some(Path::new("data_raw.truth"));
/// assert!(options.decoys.is_empty());
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ReportOptions<'o> {
    /// The folder of the truth; without it the page says that there is none.
    pub truth: Option<&'o Path>,
    /// What is right about each kind of decoy: its name and a sentence. The crate `retailgen` fills it in.
    pub decoys: &'o [(&'o str, &'o str)],
    /// What a check found, for a section of its own.
    pub findings: Option<FoundFaults<'o>>,
    /// A file of answers, as `retailgen answers --json` writes it about the same data, for a section of its own.
    pub answers: Option<&'o Path>,
    /// A file with the result of a verification, as `retailgen verify --json` prints it of the same data, for a section of its own.
    pub verified: Option<&'o Path>,
    /// Whether another page of ours may be replaced.
    pub overwrite: Overwrite,
}

impl Default for ReportOptions<'_> {
    fn default() -> Self {
        Self { truth: None, decoys: &[], findings: None, answers: None, verified: None, overwrite: Overwrite::No }
    }
}

/// The page about the data in a folder.
///
/// # Errors
/// [`ReportError`] where the folder is none that a run has finished, a file in it is missing or not in its form, or the truth
/// is about other data.
///
/// ```
/// use std::path::Path;
/// use retailgen_report::{ReportOptions, page};
///
/// let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/fixtures");
/// let truth = fixtures.join("dirty.truth");
/// let mut options = ReportOptions::default();
/// options.truth = Some(&truth);
/// # if truth.exists() {
/// let html = page(&fixtures.join("dirty"), &options)?;
/// assert!(html.starts_with("<!DOCTYPE html>") && html.len() < 1_000_000);
/// # }
/// # Ok::<(), retailgen_report::ReportError>(())
/// ```
pub fn page(folder: &Path, options: &ReportOptions) -> Result<String, ReportError> {
    let mut source = Source::open(folder)?;
    let answers = options.answers.map(|path| Answered::read(path, &source)).transpose()?;
    let verified = options.verified.map(|path| Verified::read(path, &source)).transpose()?;
    let mut faults = options.truth.map(|truth| Faults::read(&source, truth)).transpose()?;
    if let Some(faults) = &mut faults {
        source.know_undoing(mem::take(&mut faults.undoing));
    }
    let incident = faults.as_ref().and_then(|faults| faults.incidents.1.as_ref());
    let orders: HashSet<i64> = incident.iter().flat_map(|incident| &incident.orders).copied().collect();
    let gathered = gather::gather(&source, &orders)?;
    let page = page::Page {
        source: &source,
        gathered: &gathered,
        faults: faults.as_ref(),
        decoys: options.decoys,
        findings: options.findings,
        answers: answers.as_ref(),
        verified: verified.as_ref(),
    };
    Ok(page.render())
}

/// The name of the folder as a page shows it, without where it lies: pages of equal folders are equal.
fn name_of(folder: &Path) -> String {
    let named: PathBuf =
        if folder.file_name().is_some() { folder.to_path_buf() } else { retailgen_folder::real_path(folder) };
    named.file_name().map_or_else(|| "data".to_owned(), |name| name.to_string_lossy().into_owned())
}
