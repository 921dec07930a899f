//! A file that has its name only when it is whole.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
#[cfg(feature = "delta")]
use std::time::SystemTime;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::SinkError;

/// A file being written under a hidden temporary name beside its own: `.orders.csv.partial` for `orders.csv`.
///
/// [`commit`](Self::commit) gives it its name; dropping it instead removes what was written. Bytes and SHA-256 are
/// taken along the way. Writes are not buffered: hand over blocks, or put a [`BufWriter`](io::BufWriter) around it.
///
/// ```
/// use retailgen_sinks::file::PendingFile;
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
    partial: PathBuf,
    place: Place,
    bytes: u64,
    hash: Sha256,
}

/// Where the bytes of a file go.
#[derive(Debug)]
enum Place {
    /// Onto the disk.
    Disk(File),
    /// Nowhere: the file is only measured.
    Nowhere,
    /// The file is finished.
    Closed,
}

impl PendingFile {
    /// Starts a file, with the folders above it. A temporary file that a killed run left behind is replaced.
    ///
    /// # Errors
    /// [`SinkError::Io`] when a folder or the temporary file cannot be made, or `path` has no file name.
    pub fn create(path: &Path) -> Result<Self, SinkError> {
        let partial = partial_name(path).ok_or_else(|| SinkError::Io {
            action: "create",
            path: path.to_path_buf(),
            source: io::ErrorKind::InvalidFilename.into(),
        })?;
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(SinkError::io("create the folder", parent))?;
        }
        let open = || OpenOptions::new().write(true).create_new(true).open(&partial);
        let file = match open() {
            // Removed rather than emptied: it might be a link to somewhere else.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                fs::remove_file(&partial).map_err(SinkError::io("replace", &partial))?;
                open()
            }
            result => result,
        }
        .map_err(SinkError::io("create", path))?;
        Ok(Self { path: path.to_path_buf(), partial, place: Place::Disk(file), bytes: 0, hash: Sha256::new() })
    }

    /// Measures a file: it takes the same writes and comes to the same digest, and nothing appears on the disk.
    ///
    /// ```
    /// use std::path::Path;
    /// use retailgen_sinks::file::PendingFile;
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
        let (path, partial) = (path.to_path_buf(), PathBuf::new());
        Self { path, partial, place: Place::Nowhere, bytes: 0, hash: Sha256::new() }
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
    /// [`SinkError::Io`], naming the file.
    pub fn write_block(&mut self, block: &[u8]) -> Result<(), SinkError> {
        self.write_all(block).map_err(SinkError::io("write", &self.path))
    }

    /// Gives the file a time of change other than that of its last write. A file system that keeps no such times goes
    /// without.
    ///
    /// # Errors
    /// [`SinkError::Io`], naming the file.
    #[cfg(feature = "delta")]
    pub(crate) fn set_modified(&self, at: SystemTime) -> Result<(), SinkError> {
        let Place::Disk(file) = &self.place else { return Ok(()) };
        match file.set_modified(at).map_err(|error| (error.kind(), error)) {
            // What mounts say that cannot (some of FUSE) or may not (some of SMB).
            Ok(()) | Err((io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied, _)) => Ok(()),
            Err((_, error)) => Err(SinkError::io("set the time of", &self.path)(error)),
        }
    }

    /// Gives the file its name, replacing a file of that name. It is not flushed to the disk here: a folder does that once
    /// for all its files when it [finishes](crate::folder::OwnedFolder::finish).
    ///
    /// # Errors
    /// [`SinkError::Io`] when it cannot be renamed; the temporary file is gone then.
    pub fn commit(self) -> Result<FileDigest, SinkError> {
        self.close(false)
    }

    /// As [`commit`](Self::commit), with the content on the disk before the name.
    pub(crate) fn commit_synced(self) -> Result<FileDigest, SinkError> {
        self.close(true)
    }

    fn close(mut self, synced: bool) -> Result<FileDigest, SinkError> {
        if let Place::Disk(file) = &self.place {
            if synced {
                file.sync_all().map_err(SinkError::io("write", &self.path))?;
            }
            fs::rename(&self.partial, &self.path).map_err(SinkError::io("give its name to", &self.path))?;
        }
        self.place = Place::Closed;
        Ok(FileDigest { bytes: self.bytes, sha256: Sha256Sum(std::mem::take(&mut self.hash).finalize().into()) })
    }
}

impl Write for PendingFile {
    fn write(&mut self, block: &[u8]) -> io::Result<usize> {
        let written = match &mut self.place {
            Place::Disk(file) => file.write(block)?,
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
        if let Place::Disk(_) = self.place {
            // Nobody is left to tell; what stays behind is named by the folder's marker and removed by the next run.
            let _ = fs::remove_file(&self.partial);
        }
    }
}

/// The temporary name beside a path.
pub(crate) fn partial_name(path: &Path) -> Option<PathBuf> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name()?);
    name.push(".partial");
    Some(path.with_file_name(name))
}

/// What was written into a file.
///
/// ```
/// use retailgen_sinks::file::PendingFile;
///
/// let mut file = PendingFile::measured("stores.csv".as_ref());
/// file.write_block(b"abc")?;
/// let digest = file.commit()?;
/// assert_eq!(digest.bytes, 3);
/// assert_eq!(digest.sha256.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
/// # Ok::<(), retailgen_sinks::SinkError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileDigest {
    /// The size in bytes.
    pub bytes: u64,
    /// The SHA-256 of the content.
    pub sha256: Sha256Sum,
}

impl FileDigest {
    /// Of a file that would hold these bytes.
    #[cfg(feature = "delta")]
    pub(crate) fn of(content: &[u8]) -> Self {
        Self { bytes: content.len() as u64, sha256: Sha256Sum(Sha256::digest(content).into()) }
    }
}

/// Takes in the bytes of a file and keeps nothing but their number and SHA-256.
#[cfg(feature = "delta")]
#[derive(Default)]
pub(crate) struct Digesting {
    bytes: u64,
    hash: Sha256,
}

#[cfg(feature = "delta")]
impl Digesting {
    pub fn finish(self) -> FileDigest {
        FileDigest { bytes: self.bytes, sha256: Sha256Sum(self.hash.finalize().into()) }
    }
}

#[cfg(feature = "delta")]
impl Write for Digesting {
    fn write(&mut self, block: &[u8]) -> io::Result<usize> {
        self.hash.update(block);
        self.bytes += block.len() as u64;
        Ok(block.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A SHA-256, shown, parsed and serialized as 64 lower-case hex digits.
///
/// ```
/// use retailgen_sinks::file::Sha256Sum;
///
/// let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // as `sha256sum` prints it
/// let sum: Sha256Sum = text.parse()?;
/// assert_eq!(sum.0[..2], [0xba, 0x78]);
/// assert_eq!(sum.to_string(), text);
/// # Ok::<(), retailgen_sinks::file::NotASha256>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sha256Sum(pub [u8; 32]);

impl fmt::Display for Sha256Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha256Sum({self})")
    }
}

/// The text is not a SHA-256.
///
/// ```
/// use retailgen_sinks::file::{NotASha256, Sha256Sum};
///
/// let upper_case = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
/// assert_eq!(upper_case.parse::<Sha256Sum>(), Err(NotASha256));
/// assert_eq!(NotASha256.to_string(), "a SHA-256 is 64 lower-case hex digits");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 is 64 lower-case hex digits")]
pub struct NotASha256;

impl FromStr for Sha256Sum {
    type Err = NotASha256;

    fn from_str(text: &str) -> Result<Self, NotASha256> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(NotASha256),
        };
        let mut sum = [0; 32];
        if text.len() != 64 {
            return Err(NotASha256);
        }
        for (byte, pair) in sum.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Self(sum))
    }
}

impl Serialize for Sha256Sum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sha256Sum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
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
        assert_eq!(digest.bytes, 3);
        // FIPS 180-2, appendix B.1.
        assert_eq!(digest.sha256.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest.sha256.to_string().parse(), Ok(digest.sha256));
        assert_eq!("BA".repeat(32).parse::<Sha256Sum>(), Err(NotASha256));
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
        assert!(matches!(error, SinkError::Io { action: "create the folder", .. }), "{error}");
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
        file.place = Place::Disk(OpenOptions::new().write(true).open("/dev/full").unwrap());
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
