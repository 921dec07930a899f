//! The text files of a truth folder, written.

use std::{
    io::{self, BufWriter},
    path::Path,
};

use retailgen_folder::{FileDigest, PendingFile};

use crate::TruthError;

/// Writes a small text file.
pub(crate) fn write_text(
    file: PendingFile,
    write: impl FnOnce(&mut BufWriter<PendingFile>) -> io::Result<()>,
) -> Result<FileDigest, TruthError> {
    let path = file.path().to_path_buf();
    let mut out = BufWriter::new(file);
    write(&mut out).map_err(TruthError::io("write", &path))?;
    commit(out, &path)
}

/// Gives the file its name.
pub(crate) fn commit(out: BufWriter<PendingFile>, path: &Path) -> Result<FileDigest, TruthError> {
    let file = out.into_inner().map_err(|error| TruthError::io("write", path)(error.into_error()))?;
    Ok(file.commit()?)
}
