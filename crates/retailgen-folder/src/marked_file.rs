//! A file that stands alone and is known again by a mark in its first kilobyte: whole or not at all, and never in place of
//! anything without that mark.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read as _},
    path::{Path, PathBuf},
};

use crate::{FolderError, Overwrite, PendingFile, refuse_address, refuse_within_run};

/// A place where nothing stands, or a file with the mark.
///
/// ```
/// use retailgen_folder::{MarkedFile, Overwrite};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("page.html");
/// let page = b"<!-- ours --> one";
/// let file = MarkedFile::at(&path, "<!-- ours -->")?.expect("nothing is there");
/// assert!(file.put(page)? && file.takes(page, Overwrite::No)?);
///
/// let file = MarkedFile::at(&path, "<!-- ours -->")?.expect("it has the mark");
/// assert!(!file.put(page)?, "it was there");
/// assert!(!file.takes(b"<!-- ours --> two", Overwrite::No)?);
/// assert!(MarkedFile::at(&path, "<!-- theirs -->")?.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct MarkedFile(PathBuf);

impl MarkedFile {
    /// The place; none where something without the mark stands there.
    ///
    /// # Errors
    /// [`FolderError`] where the path is an address or within the folder of a run, or what is there cannot be read.
    pub fn at(path: &Path, mark: &str) -> Result<Option<Self>, FolderError> {
        Self::known_by(path, |path| begins_with(path, mark))
    }

    /// The same for a file in which a mark has no place, and which is known by something else.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    ///
    /// ```
    /// use retailgen_folder::MarkedFile;
    ///
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("list.csv");
    /// std::fs::write(&path, "id\n1\n")?;
    /// assert!(MarkedFile::known_by(&path, |_| Ok(true))?.is_some());
    /// assert!(MarkedFile::known_by(&path, |_| Ok(false))?.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn known_by(
        path: &Path,
        is_ours: impl FnOnce(&Path) -> Result<bool, FolderError>,
    ) -> Result<Option<Self>, FolderError> {
        refuse_address(path)?;
        refuse_within_run(path)?;
        let free = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => true,
            Err(error) => return Err(FolderError::io("look at", path)(error)),
            Ok(found) => found.is_file() && is_ours(path)?,
        };
        Ok(free.then(|| Self(path.to_path_buf())))
    }

    /// Whether this content may be put there: nothing is there, the very same is, or it may be replaced.
    ///
    /// # Errors
    /// [`FolderError`] where what is there cannot be read.
    pub fn takes(&self, content: &[u8], overwrite: Overwrite) -> Result<bool, FolderError> {
        Ok(overwrite == Overwrite::Yes || self.content()?.is_none_or(|found| found == content))
    }

    /// Puts it there; false where the very same was there already, which stays untouched.
    ///
    /// # Errors
    /// [`FolderError`] where it cannot be written.
    pub fn put(&self, content: &[u8]) -> Result<bool, FolderError> {
        if self.content()?.is_some_and(|found| found == content) {
            return Ok(false);
        }
        let mut file = self.begin()?;
        file.write_block(content)?;
        file.commit()?;
        Ok(true)
    }

    /// Begins to write it; what stands there stays until the file is committed.
    ///
    /// # Errors
    /// [`FolderError`] where it cannot be created.
    pub fn begin(&self) -> Result<PendingFile, FolderError> {
        PendingFile::create(&self.0)
    }

    fn content(&self) -> Result<Option<Vec<u8>>, FolderError> {
        match fs::read(&self.0) {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(FolderError::io("read", &self.0)(error)),
        }
    }
}

fn begins_with(path: &Path, mark: &str) -> Result<bool, FolderError> {
    let mut begin = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1024).read_to_end(&mut begin));
    read.map_err(FolderError::io("read", path))?;
    Ok(String::from_utf8_lossy(&begin).contains(mark))
}
