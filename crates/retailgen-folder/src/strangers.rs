//! What operating systems drop into folders without being asked.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::{FolderError, file::partial_name, path::MANIFEST_NAME};

/// Names of files, or of folders with all that is in them, that a system puts into a folder unasked: the Finder
/// (`.DS_Store`, and `._…` beside each file on foreign disks), the Explorer (`Thumbs.db`, `desktop.ini`), `mkfs`
/// (`lost+found`), and NFS for files that are removed while open (`.nfs…`).
///
/// They make no folder somebody's, and none of them is a finding; they are never removed.
///
/// ```
/// use retailgen_folder::is_dropped_by_system;
///
/// assert!(is_dropped_by_system(".DS_Store".as_ref()) && is_dropped_by_system(".nfs00000012".as_ref()));
/// assert!(!is_dropped_by_system("notes.txt".as_ref()));
/// ```
#[must_use]
pub fn is_dropped_by_system(name: &OsStr) -> bool {
    const NAMES: [&str; 4] = [".DS_Store", "Thumbs.db", "desktop.ini", "lost+found"];
    const BEGINNINGS: [&[u8]; 2] = [b"._", b".nfs"];
    let bytes = name.as_encoded_bytes();
    // The manifest on its way is ours, though it begins as a file of the Finder does.
    if name == partial_name(Path::new(MANIFEST_NAME)) {
        return false;
    }
    NAMES.iter().any(|known| name == *known) || BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning))
}

/// How many there are in a folder and below it. Nothing in them is looked at.
///
/// # Errors
/// [`FolderError::Io`] where a folder cannot be listed.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// std::fs::create_dir_all(folder.path().join("a/lost+found/b"))?;
/// std::fs::write(folder.path().join("Thumbs.db"), "")?;
/// assert_eq!(retailgen_folder::count_dropped_by_system(folder.path())?, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn count_dropped_by_system(folder: &Path) -> Result<u64, FolderError> {
    let mut count = 0;
    for entry in fs::read_dir(folder).map_err(FolderError::io("list", folder))? {
        let entry = entry.map_err(FolderError::io("list", folder))?;
        if is_dropped_by_system(&entry.file_name()) {
            count += 1;
        } else if entry.file_type().map_err(FolderError::io("list", folder))?.is_dir() {
            count += count_dropped_by_system(&entry.path())?;
        }
    }
    Ok(count)
}
