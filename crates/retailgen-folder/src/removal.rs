//! Deleting what is ours, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use crate::file::partial_name;
use crate::{FolderError, path};

/// Refuses a path whose folders within `root` include a symbolic link; `checked` remembers the folders seen before.
pub(crate) fn refuse_links<'a>(
    root: &Path,
    relative: &'a str,
    checked: &mut BTreeSet<&'a str>,
) -> Result<(), FolderError> {
    for folder in path::folders(relative) {
        if checked.insert(folder) {
            let place = path::below(root, folder);
            match fs::symlink_metadata(&place) {
                Ok(found) if found.is_symlink() => return Err(FolderError::LinkedFolder { path: place }),
                Ok(_) => {}
                Err(error) if is_absent(&error) => {}
                Err(error) => return Err(FolderError::io("look at", &place)(error)),
            }
        }
    }
    Ok(())
}

/// Refuses a set of paths when one of their folders is a symbolic link; else returns all their folders.
pub(crate) fn refuse_links_on_any<'a>(
    root: &Path,
    named: &BTreeSet<&'a str>,
) -> Result<BTreeSet<&'a str>, FolderError> {
    let mut folders = BTreeSet::new();
    for relative in named {
        refuse_links(root, relative, &mut folders)?;
    }
    Ok(folders)
}

/// Removes the named files with their temporaries, then the folders that held them as far as they are empty. Calls
/// `step` after each change.
pub(crate) fn remove_named(
    root: &Path,
    named: &BTreeSet<&str>,
    step: &mut dyn FnMut() -> Result<(), FolderError>,
) -> Result<(), FolderError> {
    let folders = refuse_links_on_any(root, named)?;
    for relative in named {
        let place = path::below(root, relative);
        for place in partial_name(&place).into_iter().chain([place]) {
            if remove_file(&place)? {
                step()?;
            }
        }
    }
    // A folder sorts before what it holds, so backwards is innermost first.
    for folder in folders.into_iter().rev() {
        let place = path::below(root, folder);
        match fs::remove_dir(&place) {
            Ok(()) => step()?,
            Err(error) if is_absent(&error) || error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            Err(error) => return Err(FolderError::io("remove the folder", &place)(error)),
        }
    }
    Ok(())
}

/// Removes a file or link; false when there was none.
pub(crate) fn remove_file(place: &Path) -> Result<bool, FolderError> {
    match fs::remove_file(place) {
        Ok(()) => Ok(true),
        Err(error) if is_absent(&error) => Ok(false),
        Err(error) => Err(FolderError::io("remove", place)(error)),
    }
}

/// Whether there is nothing at a path, be it because a file stands where one of its folders should be.
pub(crate) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
