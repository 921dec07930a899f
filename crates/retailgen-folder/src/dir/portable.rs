//! A folder known by its path, where there are no calls relative to an open one.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::Kind;

#[derive(Debug)]
pub(super) struct Handle(PathBuf);

/// Opens a file for reading.
pub(crate) fn open_unblocked(path: &Path) -> io::Result<File> {
    File::open(path)
}

impl Handle {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        if fs::metadata(path)?.is_dir() {
            Ok(Self(path.to_path_buf()))
        } else {
            Err(io::ErrorKind::NotADirectory.into())
        }
    }

    pub(super) fn folder(&self, name: &OsStr) -> io::Result<Self> {
        match self.kind(Path::new(name))? {
            Kind::Folder => Ok(Self(self.0.join(name))),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    pub(super) fn make_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::create_dir(self.0.join(name))
    }

    pub(super) fn create_new(&self, name: &OsStr, read: bool) -> io::Result<File> {
        OpenOptions::new().read(read).write(true).create_new(true).open(self.0.join(name))
    }

    pub(super) fn open_file(&self, name: &OsStr, write: bool) -> io::Result<File> {
        match self.kind(Path::new(name))? {
            Kind::File(_) => OpenOptions::new().read(true).write(write).open(self.0.join(name)),
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    pub(super) fn kind(&self, below: &Path) -> io::Result<Kind> {
        let found = fs::symlink_metadata(self.0.join(below))?;
        Ok(match found.file_type() {
            kind if kind.is_file() => Kind::File(found.len()),
            kind if kind.is_dir() => Kind::Folder,
            kind if kind.is_symlink() => Kind::Link,
            _ => Kind::Other,
        })
    }

    pub(super) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }

    pub(super) fn link(&self, from: &OsStr, into: &Self, to: &OsStr) -> io::Result<()> {
        fs::hard_link(self.0.join(from), into.0.join(to))
    }

    pub(super) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    pub(super) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_dir(self.0.join(name))
    }

    pub(super) fn names(&self) -> io::Result<Vec<OsString>> {
        fs::read_dir(&self.0)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "elsewhere folders can be flushed")]
    pub(super) fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "elsewhere there is a call for it")]
    pub(super) fn sync_file_system(&self) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
