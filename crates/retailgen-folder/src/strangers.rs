//! What operating systems drop into folders without being asked.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::{FolderError, dir::Dir, path::MANIFEST_NAME, path::partial_name};

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
/// [`FolderError`] where a folder cannot be listed.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// std::fs::create_dir_all(folder.path().join("a/lost+found/b"))?;
/// std::fs::write(folder.path().join("Thumbs.db"), "")?;
/// assert_eq!(retailgen_folder::count_dropped_by_system(folder.path())?, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn count_dropped_by_system(folder: &Path) -> Result<u64, FolderError> {
    list_files(folder).map(|listing| listing.dropped)
}

/// What is in a folder and below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilesBelow {
    /// The paths of its files below the folder, parted by `/`, in byte order. Links are files here.
    pub paths: Vec<String>,
    /// How many there are that systems drop; they are not among the paths.
    pub dropped: u64,
}

/// Lists the files in a folder and below it, or behind an address.
///
/// # Errors
/// [`FolderError`] where a folder cannot be listed.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// std::fs::create_dir(folder.path().join("a"))?;
/// std::fs::write(folder.path().join("a/b"), "")?;
/// std::fs::write(folder.path().join("Thumbs.db"), "")?;
/// let found = retailgen_folder::list_files(folder.path())?;
/// assert_eq!((found.paths.as_slice(), found.dropped), (["a/b".to_owned()].as_slice(), 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn list_files(folder: &Path) -> Result<FilesBelow, FolderError> {
    let mut found = FilesBelow::default();
    match Dir::stored_files(folder)? {
        Some(keys) => {
            for key in keys {
                if key.split('/').any(|name| is_dropped_by_system(name.as_ref())) {
                    found.dropped += 1;
                } else {
                    found.paths.push(key);
                }
            }
        }
        None => list_below(folder, "", &mut found)?,
    }
    found.paths.sort_unstable();
    Ok(found)
}

fn list_below(folder: &Path, prefix: &str, found: &mut FilesBelow) -> Result<(), FolderError> {
    let failed = |source| FolderError::io("list", folder)(source);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if is_dropped_by_system(&entry.file_name()) {
            found.dropped += 1;
            continue;
        }
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(failed)?.is_dir() {
            list_below(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.paths.push(name);
        }
    }
    Ok(())
}
