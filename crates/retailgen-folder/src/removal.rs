//! Deleting what is ours, and nothing else.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::dir::{Dir, Kind};
use crate::path::partial_name;
use crate::{FolderError, path};

/// Called after each change on the disk; the tests stop there, as a kill would.
pub(crate) type Step<'a> = &'a mut dyn FnMut() -> Result<(), FolderError>;

/// Refuses paths that something is in the way of: a link or a file where a folder of theirs goes, a folder where a file of
/// ours was, and anything at all where no earlier run named a file. What stands there would be overwritten now or, once the
/// marker names it, deleted by the next run.
pub(crate) fn refuse_misplaced<'a>(
    root: &Dir,
    named: &BTreeSet<&'a str>,
    planned: impl Iterator<Item = &'a str>,
) -> Result<(), FolderError> {
    let mut checked = BTreeSet::new();
    let census = root.census()?;
    let planned = planned.filter(|path| !named.contains(path));
    for (relative, is_named) in named.iter().map(|path| (*path, true)).chain(planned.map(|path| (path, false))) {
        for folder in path::folders(relative) {
            if checked.insert(folder) {
                match census.kind(Path::new(folder))? {
                    Some(Kind::Link) => return Err(FolderError::LinkedFolder { path: root.place(folder) }),
                    Some(Kind::File(_) | Kind::Other) => {
                        return Err(FolderError::InTheWay { path: root.place(folder) });
                    }
                    Some(Kind::Folder) | None => {}
                }
            }
        }
        let file = Path::new(relative);
        for place in [file.with_file_name(partial_name(file)), file.to_path_buf()] {
            match census.kind(&place)? {
                Some(kind) if !is_named || kind == Kind::Folder => {
                    return Err(FolderError::InTheWay { path: root.place(&place) });
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// Removes files with their temporaries, and calls `step` after each change.
pub(crate) fn remove_files<'a>(
    root: &Dir,
    files: impl Iterator<Item = &'a String>,
    step: Step<'_>,
) -> Result<(), FolderError> {
    for relative in files {
        let file = Path::new(relative);
        let Some(folder) = root.folder_of(file)? else { continue };
        for name in [partial_name(file).as_os_str(), file.file_name().unwrap_or_default()] {
            if folder.remove_file(name)? {
                step()?;
            }
        }
    }
    Ok(())
}

/// Removes the named files with their temporaries, then the folders that held them as far as they are empty. Calls
/// `step` after each change.
pub(crate) fn remove_named(root: &Dir, named: &BTreeSet<String>, step: Step<'_>) -> Result<(), FolderError> {
    remove_files(root, named.iter(), step)?;
    let folders: BTreeSet<&str> = named.iter().flat_map(|path| path::folders(path)).collect();
    // A folder sorts before what it holds, so backwards is innermost first.
    for folder in folders.into_iter().rev().map(Path::new) {
        if let Some(parent) = root.folder_of(folder)?
            && parent.remove_folder(folder.file_name().unwrap_or(OsStr::new("")))?
        {
            step()?;
        }
    }
    Ok(())
}

/// Removes folders that were made in vain, as far as they are empty.
pub(crate) fn remove_folders(made: &[PathBuf]) {
    // There is another error to tell.
    let _ = made.iter().try_for_each(fs::remove_dir);
}
