//! What stands at a path of the user's, or behind an address.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use crate::FolderError;
use crate::dir::{Kind, is_absent, open_unblocked, stored_at};

/// Whether anything stands at a path, links followed, or at an address. Of an address that cannot be looked at it is true, and
/// whoever opens it is told why.
///
/// ```
/// use std::path::Path;
/// use retailgen_folder::is_anything_at;
///
/// let folder = tempfile::tempdir()?;
/// assert!(is_anything_at(folder.path()) && !is_anything_at(&folder.path().join("data_raw")));
/// assert!(!is_anything_at(Path::new("memory://docs/nothing")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn is_anything_at(path: &Path) -> bool {
    match stored_at(path) {
        Ok(None) => path.exists(),
        Ok(Some(stored)) => !stored.kind(Path::new("")).is_err_and(|error| is_absent(&error)),
        Err(_) => true,
    }
}

/// What stands at a path, links followed as far as asked, or at an address.
pub(crate) fn kind_at(path: &Path, follow: bool) -> io::Result<Kind> {
    if let Some(stored) = stored_at(path).map_err(io::Error::other)? {
        return stored.kind(Path::new(""));
    }
    let found = if follow { fs::metadata(path)? } else { fs::symlink_metadata(path)? };
    Ok(match found {
        file if file.is_file() => Kind::File(file.len()),
        folder if folder.is_dir() => Kind::Folder,
        link if link.is_symlink() => Kind::Link,
        _ => Kind::Other,
    })
}

/// Whether a plain file stands at a path, or an object at an address. What a link leads to does not count.
///
/// # Errors
/// [`FolderError::Io`] where the system cannot say.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// assert!(!retailgen_folder::is_plain_file(folder.path())?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn is_plain_file(path: &Path) -> Result<bool, FolderError> {
    match kind_at(path, false) {
        Ok(kind) => Ok(matches!(kind, Kind::File(_))),
        Err(error) if is_absent(&error) => Ok(false),
        Err(error) => Err(FolderError::io("look at", path)(error)),
    }
}

/// Opens a plain file for reading, by a path in which links are followed. A pipe or a device is refused, and not waited for. An
/// object behind an address is fetched, into a local file that takes space as long as it is open.
///
/// # Errors
/// [`FolderError::NotPlain`] and [`FolderError::Io`].
///
/// ```
/// use retailgen_folder::{FolderError, open_plain};
///
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("stores.csv"), "store_id\n")?;
/// assert_eq!(std::io::read_to_string(open_plain(&folder.path().join("stores.csv"))?)?, "store_id\n");
/// assert!(matches!(open_plain(folder.path()), Err(FolderError::NotPlain { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn open_plain(path: &Path) -> Result<File, FolderError> {
    if let Some(stored) = stored_at(path)? {
        return stored.open(OsStr::new("")).map_err(FolderError::io("read", path));
    }
    // Looked at first: to open a device may do something. And again, lest it was swapped for one.
    let is_plain = fs::metadata(path).map_err(FolderError::io("read", path))?.is_file();
    let file = if is_plain { Some(open_unblocked(path).map_err(FolderError::io("read", path))?) } else { None };
    match file {
        Some(file) if file.metadata().is_ok_and(|found| found.is_file()) => Ok(file),
        _ => Err(FolderError::NotPlain { path: path.to_path_buf() }),
    }
}
