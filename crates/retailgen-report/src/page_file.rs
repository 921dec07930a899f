//! A page put into a file: whole or not at all, and never in place of anything that is not a page of ours.

use std::path::Path;

use retailgen_folder::MarkedFile;

use crate::{ReportError, ReportOptions, page, page::MARK};

/// What became of a page.
///
/// ```
/// use retailgen_report::WrittenPage;
///
/// assert_ne!(WrittenPage::New { bytes: 1 }, WrittenPage::AlreadyThere { bytes: 1 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenPage {
    /// It was written.
    New {
        /// Its size.
        bytes: u64,
    },
    /// The very page was there already.
    AlreadyThere {
        /// Its size.
        bytes: u64,
    },
}

/// Refuses a place where no page may go, before anything is read.
///
/// # Errors
/// [`ReportError::NotOurs`] where something that is no page of ours stands there, and [`ReportError::Folder`] where it lies within the
/// folder of a run.
///
/// ```
/// use retailgen_report::refuse_page_place;
///
/// let folder = tempfile::tempdir()?;
/// let notes = folder.path().join("notes.html");
/// std::fs::write(&notes, "mine")?;
/// assert!(refuse_page_place(&notes).is_err());
/// refuse_page_place(&folder.path().join("page.html"))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn refuse_page_place(out: &Path) -> Result<(), ReportError> {
    place(out).map(drop)
}

fn place(out: &Path) -> Result<MarkedFile, ReportError> {
    MarkedFile::at(out, MARK)?.ok_or_else(|| ReportError::NotOurs(out.to_path_buf()))
}

/// Makes the page about `folder` and writes it to `out`.
///
/// # Errors
/// As [`page`]; [`ReportError::NotOurs`] and [`ReportError::AnotherPage`] where something else stands there, which is found
/// out before anything is read, and [`ReportError::Folder`] where the file cannot be written, or would lie within the folder of a
/// run.
///
/// ```
/// use std::path::Path;
/// use retailgen_report::{ReportError, ReportOptions, write_page};
///
/// let folder = tempfile::tempdir()?;
/// let notes = folder.path().join("notes.html");
/// std::fs::write(&notes, "mine")?;
/// let refused = write_page(Path::new("data_raw"), &notes, &ReportOptions::default()).unwrap_err();
/// assert!(matches!(refused, ReportError::NotOurs(_)));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_page(folder: &Path, out: &Path, options: &ReportOptions) -> Result<WrittenPage, ReportError> {
    let file = place(out)?;
    let html = page(folder, options)?;
    let bytes = html.len() as u64;
    if !file.takes(html.as_bytes(), options.overwrite)? {
        return Err(ReportError::AnotherPage(out.to_path_buf()));
    }
    let is_new = file.put(html.as_bytes())?;
    Ok(if is_new { WrittenPage::New { bytes } } else { WrittenPage::AlreadyThere { bytes } })
}
