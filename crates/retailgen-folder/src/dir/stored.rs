//! A folder in an object store: what begins with its key.
//!
//! A file is made on the local disk, without a name there, and put into the store when it is whole; so the disk holds what is being
//! written and no more. There are no links, no locks and no times, and an object needs no folder.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::path::Path;

use retailgen_stores::{Address, Store, StoreError, local_file};

use super::Kind;
use crate::MANIFEST_NAME;
use crate::path::is_partial;

/// A folder by its key.
#[derive(Debug)]
pub(crate) struct StoredFolder {
    store: Store,
    key: String,
}

impl StoredFolder {
    pub(super) fn at(address: &Address) -> Result<Self, StoreError> {
        Ok(Self { store: Store::of(address)?, key: address.key().to_owned() })
    }

    pub(super) fn below(&self, path: &Path) -> Self {
        Self { store: self.store.clone(), key: self.key_of(path) }
    }

    fn key_of(&self, below: impl AsRef<Path>) -> String {
        let mut key = self.key.clone();
        for name in below.as_ref() {
            key.push('/');
            key.push_str(&name.to_string_lossy());
        }
        key
    }

    /// Makes a file that nobody sees before it is put.
    pub(super) fn create() -> io::Result<File> {
        Ok(local_file()?)
    }

    pub(super) fn create_shown(&self, name: &OsStr) -> io::Result<File> {
        if self.store.put_new(&self.key_of(name), &[])? {
            Self::create()
        } else {
            Err(io::ErrorKind::AlreadyExists.into())
        }
    }

    pub(super) fn put(&self, file: &File, name: &OsStr) -> io::Result<()> {
        Ok(self.store.put(&self.key_of(name), file)?)
    }

    /// Puts a file that is whole. A manifest replaces none: there, another run has come in between.
    pub(super) fn settle(&self, file: &File, name: &OsStr) -> io::Result<()> {
        if name != MANIFEST_NAME {
            return self.put(file, name);
        }
        let read = |mut file: &File| {
            let mut content = Vec::new();
            file.rewind().and_then(|()| file.read_to_end(&mut content)).map(|_| content)
        };
        let content = read(file)?;
        // The very same is there where the answer to a first try was lost, or the same run went on twice.
        if self.store.put_new(&self.key_of(name), &content)? || read(&self.open(name)?)? == content {
            Ok(())
        } else {
            Err(io::ErrorKind::AlreadyExists.into())
        }
    }

    /// Fetches an object into a local file, which takes space as long as it is open. Without a name it is the place itself.
    pub(crate) fn open(&self, name: &OsStr) -> io::Result<File> {
        self.store.fetch(&self.key_of(name))?.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// What stands at a path below it; without one, at the place itself.
    pub(crate) fn kind(&self, below: &Path) -> io::Result<Kind> {
        let key = self.key_of(below);
        match self.store.size(&key)? {
            Some(bytes) => Ok(Kind::File(bytes)),
            None if self.store.has_below(&key)? => Ok(Kind::Folder),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        // What is being written is not in the store yet, so there is nothing to ask it.
        if !is_partial(name) && self.store.remove(&self.key_of(name))? {
            Ok(())
        } else {
            Err(io::ErrorKind::NotFound.into())
        }
    }

    pub(super) fn names(&self) -> io::Result<Vec<OsString>> {
        Ok(self.store.names(&self.key)?.into_iter().map(OsString::from).collect())
    }

    /// All files below it, with their sizes.
    pub(super) fn list(&self) -> io::Result<BTreeMap<String, u64>> {
        Ok(self.store.list(&self.key)?)
    }
}
