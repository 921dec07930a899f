//! A page put into a file: whole or not at all, and never in place of anything that is not a page of ours.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read as _},
    path::Path,
};

use retailgen_folder::{FolderError, Overwrite, PendingFile, refuse_address, refuse_within_run};

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
    refuse_address(out)?;
    refuse_within_run(out)?;
    let there = Standing::at(out)?;
    if there == Standing::Foreign {
        return Err(ReportError::NotOurs(out.to_path_buf()));
    }
    let html = page(folder, options)?;
    let bytes = html.len() as u64;
    if there == Standing::Page {
        if fs::read(out).is_ok_and(|found| found == html.as_bytes()) {
            return Ok(WrittenPage::AlreadyThere { bytes });
        }
        if options.overwrite == Overwrite::No {
            return Err(ReportError::AnotherPage(out.to_path_buf()));
        }
    }
    let mut file = PendingFile::create(out)?;
    file.write_block(html.as_bytes())?;
    file.commit()?;
    Ok(WrittenPage::New { bytes })
}

/// What stands where a page should go.
#[derive(Debug, PartialEq)]
enum Standing {
    Nothing,
    Page,
    Foreign,
}

impl Standing {
    fn at(path: &Path) -> Result<Self, ReportError> {
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(error) => return Err(FolderError::io("look at", path)(error).into()),
            Ok(found) if !found.is_file() => return Ok(Self::Foreign),
            Ok(_) => {}
        }
        let mut begin = Vec::new();
        let read = File::open(path).and_then(|file| file.take(1024).read_to_end(&mut begin));
        read.map_err(FolderError::io("read", path))?;
        let is_page = String::from_utf8_lossy(&begin).contains(MARK);
        Ok(if is_page { Self::Page } else { Self::Foreign })
    }
}
