//! Files that are not healed row by row: they have no place in the clean folder, or are written anew from others.

use std::{io::Read as _, path::PathBuf};

use retailgen_folder::{FolderError, ManifestFile, open_plain};
use retailgen_read::{Undoing, Undone};
use retailgen_truth::StoredLabel;

use super::{CHANGED, Healing, changed, misplaced};
use crate::{
    VerifyError,
    check::{Check, Finding, place, text_misfit_finding},
    read::digest,
};

impl Healing<'_> {
    /// Makes sure of a file of the log that it is the one that was written, and that what its label says to be lost completes it,
    /// where it should be there at all. It is written anew like all of the log.
    pub(super) fn log_entry(&self, file: &ManifestFile, label: &StoredLabel) -> Result<(), VerifyError> {
        let path = self.unchanged(file)?;
        if label.is_of_stray_file() {
            return Ok(());
        }
        let Some(span) = label.span() else { return Err(misplaced(label, "it names no bytes")) };
        let reading = |source| FolderError::io("read", &path)(source);
        let entry = open_plain(&path)?;
        let mut undone = Undone::new(entry, Undoing { spans: vec![span], ..Undoing::default() });
        let mut text = String::new();
        undone.read_to_string(&mut text).map_err(reading)?;
        if let Some(misfit) = undone.misfits().first() {
            let told = text_misfit_finding(label, misfit.found.as_deref());
            return Err(VerifyError::NotHealed(Box::new(told)));
        }
        let is_whole = undone.left().next().is_none()
            && text.ends_with('\n')
            && text.lines().all(|action| serde_json::from_str::<serde_json::Value>(action).is_ok());
        if is_whole { Ok(()) } else { Err(misplaced(label, "with its clean value the commit is not whole")) }
    }

    /// The place of a file, which is the one that was written.
    pub(super) fn unchanged(&self, file: &ManifestFile) -> Result<PathBuf, VerifyError> {
        let path = place(self.folder, file);
        let found = digest(&path).map_err(|error| VerifyError::reading(&path, error))?;
        if (found.bytes, found.sha256) != (file.bytes, file.sha256) {
            return Err(changed(Finding::on(Check::FileDigest, &file.table, &file.path, CHANGED), file, &found));
        }
        Ok(path)
    }

    /// Makes sure of a file that nothing is lost with it: it is the one that was written, and each of its rows is a copy by its
    /// labels, or all of it by one.
    pub(super) fn leave_copies(&self, file: &ManifestFile, labels: &[StoredLabel]) -> Result<(), VerifyError> {
        self.unchanged(file)?;
        if labels[0].is_of_stray_file() {
            let others = labels.get(1).map(|label| Err(misplaced(label, "nothing else is wrong in a file of copies")));
            return others.unwrap_or(Ok(()));
        }
        match labels.iter().zip(0..).find(|(label, row)| !label.is_extra_row() || label.row != Some(*row)) {
            Some((label, _)) => Err(misplaced(label, "a file of copies has one label a row")),
            None if labels.len() as u64 != file.rows => {
                Err(misplaced(&labels[0], "a file of copies has one label a row"))
            }
            None => Ok(()),
        }
    }
}
