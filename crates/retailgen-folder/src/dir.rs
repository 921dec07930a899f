//! A folder held open: what is below it is reached through it, name by name, and no link on the way is followed.
//!
//! On Unix every step is taken from an open folder (`openat` and its like), so that a folder swapped for a link between two
//! steps leads nowhere else. Elsewhere each step is taken by path and looks for links first, which leaves the moment between
//! looking and acting. Behind an address there is a place in an object store, which knows no links.

mod handle;
mod stored;
#[cfg(not(unix))]
#[path = "dir/portable.rs"]
mod system;
#[cfg(unix)]
#[path = "dir/unix.rs"]
mod system;

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, TryLockError};
use std::io::{self, Read};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use retailgen_stores::Address;

pub(crate) use self::handle::Census;
use self::handle::Handle;
pub(crate) use self::stored::StoredFolder;
pub(crate) use self::system::open_unblocked;
use crate::FolderError;
use crate::holding::Holding;

/// What stands at a name; links are not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A plain file, with its size.
    File(u64),
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A pipe, a device, a socket.
    Other,
}

/// A folder held open.
#[derive(Debug)]
pub(crate) struct Dir {
    handle: Handle,
    path: PathBuf,
}

/// The folder of a name below a [`Dir`]: that itself, or one opened for it.
pub(crate) enum Reached<'d> {
    Itself(&'d Dir),
    Below(Dir),
}

impl Deref for Reached<'_> {
    type Target = Dir;

    fn deref(&self) -> &Dir {
        match self {
            Self::Itself(dir) => dir,
            Self::Below(dir) => dir,
        }
    }
}

impl Dir {
    /// Opens a folder by its path, which is the user's: links in it are followed. None when there is nothing. In a store every
    /// folder is there, most of them empty.
    pub(crate) fn open(path: &Path) -> Result<Option<Self>, FolderError> {
        if let Some(stored) = stored_at(path)? {
            return Ok(Some(Self { handle: Handle::Stored(stored), path: path.to_path_buf() }));
        }
        match system::Handle::open(path) {
            Ok(handle) => Ok(Some(Self { handle: Handle::Disk(handle), path: path.to_path_buf() })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            // Or a part of the path is a file, which the error tells.
            Err(error) if error.kind() == io::ErrorKind::NotADirectory && fs::metadata(path).is_ok() => {
                Err(FolderError::NotAFolder { path: path.to_path_buf() })
            }
            Err(error) => Err(FolderError::io("look at", path)(error)),
        }
    }

    /// Makes a folder with those above it, where there is none.
    pub(crate) fn make(path: &Path) -> Result<(), FolderError> {
        if Address::is_one(path) {
            return Ok(());
        }
        fs::create_dir_all(path).map_err(FolderError::io("create the folder", path))
    }

    /// Its path, for messages.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The path of a name below it, for messages.
    pub(crate) fn place(&self, below: impl AsRef<Path>) -> PathBuf {
        self.path.join(below)
    }

    /// What stands at a path below it, if anything does.
    pub(crate) fn kind(&self, below: impl AsRef<Path>) -> Result<Option<Kind>, FolderError> {
        match self.handle.kind(below.as_ref()) {
            Ok(kind) => Ok(Some(kind)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(FolderError::io("look at", &self.place(below))(error)),
        }
    }

    /// The files behind an address, by the rest of their keys; none for the path of a folder.
    pub(crate) fn stored_files(path: &Path) -> Result<Option<Vec<String>>, FolderError> {
        let Some(stored) = stored_at(path)? else { return Ok(None) };
        let listed = stored.list().map_err(FolderError::io("list", path))?;
        Ok(Some(listed.into_keys().collect()))
    }

    /// What stands at paths below it, for whoever asks for many.
    pub(crate) fn census(&self) -> Result<Census<'_>, FolderError> {
        Census::of(self).map_err(FolderError::io("list", &self.path))
    }

    /// The folder that a path below it is in; none when it is not there.
    pub(crate) fn folder_of(&self, below: &Path) -> Result<Option<Reached<'_>>, FolderError> {
        self.walk(below, false)
    }

    /// The same, which is made where it is not there.
    pub(crate) fn made_folder_of(&self, below: &Path) -> Result<Reached<'_>, FolderError> {
        let gone = || FolderError::io("open the folder of", &self.place(below))(io::ErrorKind::NotFound.into());
        self.walk(below, true)?.ok_or_else(gone)
    }

    fn walk(&self, below: &Path, make: bool) -> Result<Option<Reached<'_>>, FolderError> {
        let mut reached = Reached::Itself(self);
        for name in below.parent().into_iter().flat_map(Path::iter) {
            match reached.step(name, make)? {
                Some(next) => reached = Reached::Below(next),
                None => return Ok(None),
            }
        }
        Ok(Some(reached))
    }

    fn step(&self, name: &OsStr, make: bool) -> Result<Option<Self>, FolderError> {
        let path = self.place(name);
        let handle = match self.handle.folder(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && make => {
                match self.handle.make_folder(name) {
                    Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                        return Err(FolderError::io("create the folder", &path)(error));
                    }
                    _ => {}
                }
                self.handle.folder(name)
            }
            opened => opened,
        };
        match handle {
            Ok(handle) => Ok(Some(Self { handle, path })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => match self.handle.kind(Path::new(name)) {
                Ok(Kind::Link) => Err(FolderError::LinkedFolder { path }),
                Ok(Kind::File(_) | Kind::Other) => Err(FolderError::InTheWay { path }),
                _ => Err(FolderError::io("open the folder", &path)(error)),
            },
        }
    }

    /// Makes a file that is not there yet, for writing, and for reading too if so asked: some mounts take no more than the
    /// first.
    pub(crate) fn create_new(&self, name: &OsStr, read: bool) -> io::Result<File> {
        self.handle.create_new(name, read)
    }

    /// Makes a file that is not there yet and that others see at once, for reading and writing.
    pub(crate) fn create_shown(&self, name: &OsStr) -> io::Result<File> {
        self.handle.create_shown(name)
    }

    /// Has what was written into such a file on the disk, or in the store.
    pub(crate) fn show(&self, file: &File, name: &OsStr) -> io::Result<()> {
        self.handle.show(file, name)
    }

    /// Locks a file, if nobody else has it in a way that excludes this one; `Unsupported` where there are no locks.
    pub(crate) fn try_lock(&self, file: &File, holding: Holding) -> Result<(), TryLockError> {
        self.handle.try_lock(file, holding)
    }

    /// Whether an open file is still the one of that name.
    pub(crate) fn is_still_at(&self, file: &File, name: &OsStr) -> bool {
        self.handle.is_still_at(file, &self.place(name))
    }

    /// Sets the time of change of a file that was made here; `Unsupported` where it has none of its own.
    pub(crate) fn set_modified(&self, file: &File, at: SystemTime) -> io::Result<()> {
        self.handle.set_modified(file, at)
    }

    /// Opens a plain file, for writing too if so asked; an error where it is none. Never waits for another process.
    pub(crate) fn open_plain(&self, name: &OsStr, write: bool) -> io::Result<File> {
        let file = self.handle.open_file(name, write)?;
        if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::InvalidInput.into()) }
    }

    /// The content of a small plain file; none when there is nothing.
    pub(crate) fn read_small(&self, name: &str) -> Result<Option<Vec<u8>>, FolderError> {
        match self.kind(name)? {
            None => Ok(None),
            Some(Kind::File(_)) => {
                let path = self.place(name);
                let file = self.open_plain(OsStr::new(name), false).map_err(FolderError::io("read", &path))?;
                read_small(&file, &path).map(Some)
            }
            Some(_) => {
                Err(FolderError::Damaged { path: self.place(name), reason: "it is not a plain file".to_owned() })
            }
        }
    }

    /// Gives a file that was made here its name, replacing a file of that name.
    pub(crate) fn settle(&self, file: File, from: &OsStr, to: &OsStr) -> io::Result<()> {
        self.handle.settle(file, from, to)
    }

    /// Gives a file a second name in another folder, where there must be none of that name.
    pub(crate) fn link(&self, from: &OsStr, into: &Self, to: &OsStr) -> io::Result<()> {
        self.handle.link(from, &into.handle, to)
    }

    /// Removes a file or link; false when there was none.
    pub(crate) fn remove_file(&self, name: &OsStr) -> Result<bool, FolderError> {
        match self.handle.remove_file(name) {
            Ok(()) => Ok(true),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(FolderError::io("remove", &self.place(name))(error)),
        }
    }

    /// Removes a folder if it is empty; false when it stays.
    pub(crate) fn remove_folder(&self, name: &OsStr) -> Result<bool, FolderError> {
        match self.handle.remove_folder(name) {
            Ok(()) => Ok(true),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => match error.kind() {
                // Something else is in it, which some systems call by the second name, or mounted there.
                io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists | io::ErrorKind::ResourceBusy => {
                    Ok(false)
                }
                _ => Err(FolderError::io("remove the folder", &self.place(name))(error)),
            },
        }
    }

    /// The names in it.
    pub(crate) fn names(&self) -> Result<Vec<OsString>, FolderError> {
        self.handle.names().map_err(FolderError::io("list", &self.path))
    }

    /// Has the names in it on the disk, where folders can be flushed.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.handle.sync()
    }

    /// Has everything on the file system of the folder on the disk; `Unsupported` where there is no call for it.
    pub(crate) fn sync_file_system(&self) -> io::Result<()> {
        self.handle.sync_file_system()
    }
}

/// The place in a store that an address names; none for the path of a folder.
pub(crate) fn stored_at(path: &Path) -> Result<Option<StoredFolder>, FolderError> {
    let failed = |problem| FolderError::Address { path: path.to_path_buf(), problem };
    let Some(address) = Address::parse(path).map_err(failed)? else { return Ok(None) };
    StoredFolder::at(&address).map(Some).map_err(|error| FolderError::io("open", path)(error.into()))
}

/// The most bytes of a marker or manifest: with 200 bytes a file, that is ten times as many files as the longest run has.
const SMALL: u64 = 64 << 20;

/// The content of a file that is no longer than a marker or manifest can be.
pub(crate) fn read_small(file: &File, path: &Path) -> Result<Vec<u8>, FolderError> {
    let mut content = Vec::new();
    file.take(SMALL + 1).read_to_end(&mut content).map_err(FolderError::io("read", path))?;
    if content.len() as u64 > SMALL {
        let reason = format!("it is longer than {SMALL} bytes");
        return Err(FolderError::Damaged { path: path.to_path_buf(), reason });
    }
    Ok(content)
}

/// Whether there is nothing at a path, be it because a file stands where one of its folders should be.
pub(crate) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
