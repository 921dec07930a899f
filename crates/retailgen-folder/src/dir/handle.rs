//! What a folder is held by: a handle of the system, or a place in an object store.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::stored::StoredFolder;
use super::{Dir, Kind, system};
use crate::FolderError;
use crate::holding::Holding;

#[derive(Debug)]
pub(super) enum Handle {
    Disk(system::Handle),
    Stored(StoredFolder),
}

impl Handle {
    pub(super) fn folder(&self, name: &OsStr) -> io::Result<Self> {
        Ok(match self {
            Self::Disk(disk) => Self::Disk(disk.folder(name)?),
            Self::Stored(stored) => Self::Stored(stored.below(name.as_ref())),
        })
    }

    pub(super) fn make_folder(&self, name: &OsStr) -> io::Result<()> {
        match self {
            Self::Disk(disk) => disk.make_folder(name),
            Self::Stored(_) => Ok(()),
        }
    }

    pub(super) fn create_new(&self, name: &OsStr, read: bool) -> io::Result<File> {
        match self {
            Self::Disk(disk) => disk.create_new(name, read),
            Self::Stored(_) => StoredFolder::create(),
        }
    }

    /// Makes a file that others see at once, for reading and writing.
    pub(super) fn create_shown(&self, name: &OsStr) -> io::Result<File> {
        match self {
            Self::Disk(disk) => disk.create_new(name, true),
            Self::Stored(stored) => stored.create_shown(name),
        }
    }

    /// Has what was written into such a file on the disk, or in the store.
    pub(super) fn show(&self, file: &File, name: &OsStr) -> io::Result<()> {
        match self {
            Self::Disk(_) => file.sync_data(),
            Self::Stored(stored) => stored.put(file, name),
        }
    }

    pub(super) fn open_file(&self, name: &OsStr, write: bool) -> io::Result<File> {
        match self {
            Self::Disk(disk) => disk.open_file(name, write),
            Self::Stored(stored) => stored.open(name),
        }
    }

    pub(super) fn kind(&self, below: &Path) -> io::Result<Kind> {
        match self {
            Self::Disk(disk) => disk.kind(below),
            Self::Stored(stored) => stored.kind(below),
        }
    }

    /// Gives a file that was made here its name.
    pub(super) fn settle(&self, file: File, from: &OsStr, to: &OsStr) -> io::Result<()> {
        match self {
            Self::Disk(disk) => {
                // Some mounts rename no file that is open.
                drop(file);
                disk.rename(from, to)
            }
            Self::Stored(stored) => stored.settle(&file, to),
        }
    }

    pub(super) fn link(&self, from: &OsStr, into: &Self, to: &OsStr) -> io::Result<()> {
        match (self, into) {
            (Self::Disk(disk), Self::Disk(into)) => disk.link(from, into, to),
            _ => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    pub(super) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        match self {
            Self::Disk(disk) => disk.remove_file(name),
            Self::Stored(stored) => stored.remove(name),
        }
    }

    pub(super) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        match self {
            Self::Disk(disk) => disk.remove_folder(name),
            // A folder of a store is gone with the last object in it.
            Self::Stored(_) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    pub(super) fn names(&self) -> io::Result<Vec<OsString>> {
        match self {
            Self::Disk(disk) => disk.names(),
            Self::Stored(stored) => stored.names(),
        }
    }

    pub(super) fn sync(&self) -> io::Result<()> {
        match self {
            Self::Disk(disk) => disk.sync(),
            Self::Stored(_) => Ok(()),
        }
    }

    pub(super) fn sync_file_system(&self) -> io::Result<()> {
        match self {
            Self::Disk(disk) => disk.sync_file_system(),
            // What a store has taken, it has.
            Self::Stored(_) => Ok(()),
        }
    }

    pub(super) fn set_modified(&self, file: &File, at: SystemTime) -> io::Result<()> {
        match self {
            Self::Disk(_) => file.set_modified(at),
            Self::Stored(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    pub(super) fn try_lock(&self, file: &File, holding: Holding) -> Result<(), TryLockError> {
        match (self, holding) {
            (Self::Disk(_), Holding::Alone) => file.try_lock(),
            (Self::Disk(_), Holding::Together) => file.try_lock_shared(),
            (Self::Stored(_), _) => Err(TryLockError::Error(io::ErrorKind::Unsupported.into())),
        }
    }

    /// Whether an open file is still the one at a place, which is a name in the folder.
    pub(super) fn is_still_at(&self, file: &File, place: &Path) -> bool {
        match self {
            Self::Disk(_) => is_still_at(file, place),
            // Without a lock there was no moment to lose it in.
            Self::Stored(_) => true,
        }
    }
}

#[cfg(unix)]
fn is_still_at(file: &File, place: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), std::fs::symlink_metadata(place)) {
        (Ok(ours), Ok(there)) => (ours.dev(), ours.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_still_at(_file: &File, place: &Path) -> bool {
    place.exists()
}

/// What stands at many paths below a folder: a store is listed once for all of them, a disk is asked for each.
pub(crate) enum Census<'d> {
    Asked(&'d Dir),
    Listed(BTreeMap<String, u64>),
}

impl<'d> Census<'d> {
    pub(super) fn of(dir: &'d Dir) -> io::Result<Self> {
        Ok(match &dir.handle {
            Handle::Disk(_) => Self::Asked(dir),
            Handle::Stored(stored) => Self::Listed(stored.list()?),
        })
    }

    /// What stands at a path, if anything does.
    pub(crate) fn kind(&self, below: &Path) -> Result<Option<Kind>, FolderError> {
        let listed = match self {
            Self::Asked(dir) => return dir.kind(below),
            Self::Listed(listed) => listed,
        };
        let path = below.to_string_lossy();
        if let Some(bytes) = listed.get(path.as_ref()) {
            return Ok(Some(Kind::File(*bytes)));
        }
        let folder = format!("{path}/");
        let first = listed.range(folder.clone()..).next();
        Ok(first.is_some_and(|(found, _)| found.starts_with(&folder)).then_some(Kind::Folder))
    }
}
