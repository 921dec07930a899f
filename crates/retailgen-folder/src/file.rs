//! A file that has its name only when it is whole.

use std::fs::File;
use std::io::{self, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use crate::dir::Dir;
use crate::path::partial_name;
use crate::{FileDigest, FolderError, Sha256Sum, Shortcoming, Shortcomings};

/// A file being written under a hidden temporary name beside its own: `.orders.csv.partial` for `orders.csv`.
///
/// [`commit`](Self::commit) gives it its name; dropping it instead removes what was written. Bytes and SHA-256 are
/// taken along the way. Writes are not buffered: hand over blocks, or put a [`BufWriter`](io::BufWriter) around it.
///
/// ```
/// use retailgen_folder::PendingFile;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("stores/stores.csv");
/// let mut file = PendingFile::create(&path)?;
/// file.write_block(b"store_id\n1\n")?;
/// assert!(!path.exists());
/// assert_eq!(file.commit()?.bytes, 11);
/// assert!(path.exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PendingFile {
    path: PathBuf,
    place: Place,
    bytes: u64,
    hash: Sha256,
}

/// Where the bytes of a file go.
#[derive(Debug)]
enum Place {
    /// Onto the disk, in a folder there or on the way to a store.
    Disk {
        file: File,
        root: Arc<Dir>,
        /// Below the root. The folder it is in is looked for again at the end: a folder held open for each file would double
        /// the open files.
        below: PathBuf,
        shortcomings: Shortcomings,
    },
    /// Nowhere: the file is only measured.
    Nowhere,
    /// The file is finished.
    Closed,
}

impl PendingFile {
    /// Starts a file, with the folders above it. A temporary file that a killed run left behind is replaced.
    ///
    /// # Errors
    /// [`FolderError::Io`] when a folder or the temporary file cannot be made, or `path` has no file name.
    pub fn create(path: &Path) -> Result<Self, FolderError> {
        let nameless = || FolderError::io("create", path)(io::ErrorKind::InvalidFilename.into());
        let name = path.file_name().ok_or_else(nameless)?;
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        Dir::make(parent)?;
        let root = Dir::open(parent)?.ok_or_else(nameless)?;
        Self::create_below(&Arc::new(root), Path::new(name), path.to_path_buf(), Shortcomings::default())
    }

    /// Starts a file below an open folder.
    pub(crate) fn create_below(
        root: &Arc<Dir>,
        below: &Path,
        path: PathBuf,
        shortcomings: Shortcomings,
    ) -> Result<Self, FolderError> {
        let folder = root.made_folder_of(below)?;
        let partial = partial_name(below);
        let file = match folder.create_new(&partial, false) {
            // Removed rather than emptied: it might be a link to somewhere else.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                folder.remove_file(&partial)?;
                folder.create_new(&partial, false)
            }
            result => result,
        }
        .map_err(FolderError::io("create", &path))?;
        let place = Place::Disk { file, root: Arc::clone(root), below: below.to_path_buf(), shortcomings };
        Ok(Self { path, place, bytes: 0, hash: Sha256::new() })
    }

    /// Measures a file: it takes the same writes and comes to the same digest, and nothing appears on the disk.
    ///
    /// ```
    /// use std::path::Path;
    /// use retailgen_folder::PendingFile;
    ///
    /// let path = Path::new("stores.csv");
    /// let mut file = PendingFile::measured(path);
    /// file.write_block(b"store_id\n1\n")?;
    /// assert_eq!(file.commit()?.bytes, 11);
    /// assert!(!path.exists());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn measured(path: &Path) -> Self {
        Self { path: path.to_path_buf(), place: Place::Nowhere, bytes: 0, hash: Sha256::new() }
    }

    /// The name the file will have.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes written so far, which is also the offset at which the next write lands.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Writes the whole block.
    ///
    /// # Errors
    /// [`FolderError::Io`], naming the file.
    pub fn write_block(&mut self, block: &[u8]) -> Result<(), FolderError> {
        self.write_all(block).map_err(FolderError::io("write", &self.path))
    }

    /// Sets the time of change to another than the last write's, where the file system lets it be set.
    ///
    /// # Errors
    /// [`FolderError::Io`], naming the file.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use retailgen_folder::PendingFile;
    ///
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("00000000000000000000.json");
    /// let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    /// let file = PendingFile::create(&path)?;
    /// file.set_modified(at)?;
    /// file.commit()?;
    /// assert_eq!(path.metadata()?.modified()?, at);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_modified(&self, at: SystemTime) -> Result<(), FolderError> {
        let Place::Disk { file, root, shortcomings, .. } = &self.place else { return Ok(()) };
        let set = shortcomings.tolerate(Shortcoming::Times, root.set_modified(file, at));
        set.map_err(FolderError::io("set the time of", &self.path))
    }

    /// What has been written so far.
    pub(crate) fn digest_so_far(&self) -> FileDigest {
        FileDigest { bytes: self.bytes, sha256: Sha256Sum(self.hash.clone().finalize().into()) }
    }

    /// Gives the file its name, replacing a file of that name. It is not flushed to the disk here: a folder does that once
    /// for all its files when it [finishes](crate::OwnedFolder::finish).
    ///
    /// # Errors
    /// [`FolderError::Io`] when it cannot be renamed; the temporary file is gone then. [`FolderError::LinkedFolder`] when a
    /// folder on the way has become a link.
    pub fn commit(self) -> Result<FileDigest, FolderError> {
        self.close(false)
    }

    /// As [`commit`](Self::commit), with the content on the disk before the name.
    pub(crate) fn commit_synced(self) -> Result<FileDigest, FolderError> {
        self.close(true)
    }

    fn close(mut self, synced: bool) -> Result<FileDigest, FolderError> {
        if let Place::Disk { file, root, below, shortcomings } = mem::replace(&mut self.place, Place::Closed) {
            let flushed = if synced { shortcomings.tolerate(Shortcoming::Flushing, file.sync_all()) } else { Ok(()) };
            let named = flushed.map_err(FolderError::io("write", &self.path)).and_then(|()| {
                let folder = root.folder_of(&below)?;
                let gone = || Err(io::ErrorKind::NotFound.into());
                let name = below.file_name().unwrap_or_default();
                let settled = folder.map_or_else(gone, |folder| folder.settle(file, &partial_name(&below), name));
                settled.map_err(FolderError::io("give its name to", &self.path))
            });
            named.inspect_err(|_| remove_partial(&root, &below))?;
        }
        let sha256 = Sha256Sum(mem::take(&mut self.hash).finalize().into());
        Ok(FileDigest { bytes: self.bytes, sha256 })
    }
}

impl Write for PendingFile {
    fn write(&mut self, block: &[u8]) -> io::Result<usize> {
        let written = match &mut self.place {
            Place::Disk { file, .. } => file.write(block)?,
            Place::Nowhere => block.len(),
            Place::Closed => return Err(io::ErrorKind::BrokenPipe.into()),
        };
        self.hash.update(&block[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        if let Place::Disk { root, below, .. } = &self.place {
            remove_partial(root, below);
        }
    }
}

fn remove_partial(root: &Dir, below: &Path) {
    if let Ok(Some(folder)) = root.folder_of(below) {
        // Nobody is left to tell; what stays behind is named by the folder's marker and removed by the next run.
        let _ = folder.remove_file(&partial_name(below));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_has_its_name_only_when_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/c.csv");
        let partial = folder.path().join("a/b/.c.csv.partial");
        let mut file = PendingFile::create(&path).unwrap();
        file.write_block(b"ab").unwrap();
        file.write_block(b"c").unwrap();
        assert!(partial.exists() && !path.exists());
        assert_eq!(file.bytes(), 3);
        let digest = file.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"abc");
        assert!(!partial.exists());
        assert_eq!(digest, FileDigest::of(b"abc"));
    }

    #[test]
    fn a_dropped_file_leaves_nothing_and_spares_the_one_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.csv");
        fs::write(&path, "old").unwrap();
        let mut file = PendingFile::create(&path).unwrap();
        file.write_block(b"new").unwrap();
        drop(file);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_below_a_file_is_explained() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = PendingFile::create(&file.join("sub/c.csv")).unwrap_err();
        assert!(matches!(error, FolderError::Io { action: "create the folder", .. }), "{error}");
        let message = error.to_string();
        assert!(message.contains("file/sub: a part of the path is a file"), "{message}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_place_of_the_temporary_file_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        fs::write(&target, "keep").unwrap();
        std::os::unix::fs::symlink(&target, folder.path().join(".c.csv.partial")).unwrap();
        let mut file = PendingFile::create(&folder.path().join("c.csv")).unwrap();
        file.write_block(b"x").unwrap();
        file.commit().unwrap();
        assert_eq!(fs::read(target).unwrap(), b"keep");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_explained() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.csv");
        let mut file = PendingFile::create(&path).unwrap();
        let Place::Disk { file: on_disk, .. } = &mut file.place else { panic!("it is on the disk") };
        *on_disk = File::options().write(true).open("/dev/full").unwrap();
        let error = file.write_block(b"x").unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "cannot write {}: the disk is full; free some space or choose a folder on another disk",
                path.display()
            )
        );
        assert_eq!(file.bytes(), 0);
    }
}
