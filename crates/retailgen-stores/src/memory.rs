//! A store in the memory of the process: what tests write to, and gone with it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{Read as _, Seek as _, Write as _},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{StoreError, objects::Objects};

/// The objects, by key.
#[derive(Debug, Default)]
pub(crate) struct Memory(Mutex<BTreeMap<String, Vec<u8>>>);

impl Memory {
    fn objects(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The rest of a key below another one.
fn below<'k>(key: &str, found: &'k str) -> Option<&'k str> {
    found.strip_prefix(key)?.strip_prefix('/')
}

impl Objects for Memory {
    fn put(&self, key: &str, mut file: &File) -> Result<(), StoreError> {
        let mut content = Vec::new();
        let read = file.rewind().and_then(|()| file.read_to_end(&mut content));
        read.map_err(|source| StoreError::Local { source })?;
        self.objects().insert(key.to_owned(), content);
        Ok(())
    }

    fn put_new(&self, key: &str, content: &[u8]) -> Result<bool, StoreError> {
        let mut objects = self.objects();
        let is_new = !objects.contains_key(key);
        if is_new {
            objects.insert(key.to_owned(), content.to_vec());
        }
        Ok(is_new)
    }

    fn fetch(&self, key: &str, into: &mut File) -> Result<bool, StoreError> {
        let objects = self.objects();
        let Some(content) = objects.get(key) else { return Ok(false) };
        into.write_all(content).map_err(|source| StoreError::Local { source })?;
        Ok(true)
    }

    fn size(&self, key: &str) -> Result<Option<u64>, StoreError> {
        Ok(self.objects().get(key).map(|content| content.len() as u64))
    }

    fn has_below(&self, key: &str) -> Result<bool, StoreError> {
        Ok(self.objects().keys().any(|found| below(key, found).is_some()))
    }

    fn list(&self, key: &str) -> Result<BTreeMap<String, u64>, StoreError> {
        let objects = self.objects();
        let sized = |(found, content): (&String, &Vec<u8>)| Some((below(key, found)?.to_owned(), content.len() as u64));
        Ok(objects.iter().filter_map(sized).collect())
    }

    fn names(&self, key: &str) -> Result<BTreeSet<String>, StoreError> {
        let objects = self.objects();
        let names = objects.keys().filter_map(|found| below(key, found)?.split('/').next());
        Ok(names.map(str::to_owned).collect())
    }

    fn remove(&self, key: &str) -> Result<bool, StoreError> {
        Ok(self.objects().remove(key).is_some())
    }
}
