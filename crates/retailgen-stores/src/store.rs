//! A store: what can be done with the objects of a bucket.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{Address, Scheme, StoreError, memory::Memory, objects::Objects};

/// The objects of a bucket. Clones share connections, and so do stores of one bucket.
///
/// ```
/// use std::path::Path;
/// use retailgen_stores::{Address, Store};
///
/// let address = Address::parse(Path::new("memory://bucket/a"))?.ok_or("it is an address")?;
/// let store = Store::of(&address)?;
/// assert!(store.put_new("a/b/one", b"1")? && !store.put_new("a/b/one", b"2")?);
/// assert!(store.has_below("a")? && !store.has_below("a/b/one")?);
/// assert_eq!(store.names("a")?.into_iter().collect::<Vec<_>>(), ["b"]);
/// assert_eq!(store.size("a/b/one")?, Some(1));
/// assert!(store.remove("a/b/one")? && store.fetch("a/b/one")?.is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Store(Arc<dyn Objects>);

/// The stores that this process has opened.
static OPEN: Mutex<BTreeMap<(Scheme, String), Store>> = Mutex::new(BTreeMap::new());

impl Store {
    /// The store of an address. The first of a bucket takes its settings from the environment.
    ///
    /// # Errors
    /// [`StoreError::Unconfigured`].
    pub fn of(address: &Address) -> Result<Self, StoreError> {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (address.scheme(), address.bucket().to_owned());
        if let Some(store) = open.get(&place) {
            return Ok(store.clone());
        }
        let store = Self(objects(address)?);
        open.insert(place, store.clone());
        Ok(store)
    }

    /// Puts the content of a file, from its beginning, in the place of an object that is there.
    ///
    /// # Errors
    /// [`StoreError`]; there is no new object then, and what was sent of it is given up.
    pub fn put(&self, key: &str, file: &File) -> Result<(), StoreError> {
        self.0.put(key, file)
    }

    /// Puts an object where there is none; false where there is one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put_new(&self, key: &str, content: &[u8]) -> Result<bool, StoreError> {
        self.0.put_new(key, content)
    }

    /// The content of an object, if there is one, in a local file that is open at its beginning.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn fetch(&self, key: &str) -> Result<Option<File>, StoreError> {
        use std::io::Seek as _;
        let local = |source| StoreError::Local { source };
        let mut file = local_file()?;
        let found = self.0.fetch(key, &mut file)?;
        file.rewind().map_err(local)?;
        Ok(found.then_some(file))
    }

    /// The size of an object, if there is one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn size(&self, key: &str) -> Result<Option<u64>, StoreError> {
        self.0.size(key)
    }

    /// Whether there is anything below a key.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn has_below(&self, key: &str) -> Result<bool, StoreError> {
        self.0.has_below(key)
    }

    /// All objects below a key, by the rest of their keys, with their sizes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn list(&self, key: &str) -> Result<BTreeMap<String, u64>, StoreError> {
        self.0.list(key)
    }

    /// The names right below a key, of objects and of what holds some.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn names(&self, key: &str) -> Result<BTreeSet<String>, StoreError> {
        self.0.names(key)
    }

    /// Removes an object. It is false where the store says that there was none; some do not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remove(&self, key: &str) -> Result<bool, StoreError> {
        self.0.remove(key)
    }
}

fn objects(address: &Address) -> Result<Arc<dyn Objects>, StoreError> {
    match address.scheme() {
        Scheme::Memory => Ok(Arc::new(Memory::default())),
        #[cfg(feature = "clouds")]
        _ => Ok(Arc::new(crate::cloud::Cloud::of(address)?)),
        // No address has such a scheme then.
        #[cfg(not(feature = "clouds"))]
        _ => Err(StoreError::Unconfigured { source: "this build has no such store".into() }),
    }
}

/// A local file without a name, in which an object is made or looked at. Its space is free when it is closed, also by a kill.
///
/// # Errors
/// [`StoreError::Local`].
///
/// ```
/// assert_eq!(retailgen_stores::local_file()?.metadata()?.len(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn local_file() -> Result<File, StoreError> {
    tempfile::tempfile().map_err(|source| StoreError::Local { source })
}
