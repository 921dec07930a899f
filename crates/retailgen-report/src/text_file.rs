//! A file of text, opened as what it stands for.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use retailgen_folder::open_plain;
use retailgen_read::{Inflated, Undoing, Undone};

use crate::ReportError;

/// The text of a file, with faults of text undone as far as the truth tells them.
pub struct TextFile {
    /// Where it is.
    pub path: PathBuf,
    /// What stands in it.
    pub text: Undone<Inflated<File>>,
}

impl TextFile {
    /// Opens a file with faults of its text undone.
    pub fn open(path: &Path, undoing: Undoing) -> Result<Self, ReportError> {
        let file = undoing.inflated(path, || open_plain(path))?;
        Ok(Self { path: path.to_path_buf(), text: Undone::new(file, undoing) })
    }
}
