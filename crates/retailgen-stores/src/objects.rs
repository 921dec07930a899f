//! What every kind of store does.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    fs::File,
};

use crate::StoreError;

/// What a kind of store does. Keys have no slash at their ends; what is below a key has a slash behind it.
pub(crate) trait Objects: fmt::Debug + Send + Sync {
    /// Puts an object, whole, in the place of one that is there.
    fn put(&self, key: &str, file: &File) -> Result<(), StoreError>;
    /// Puts an object where there is none; false where there is one.
    fn put_new(&self, key: &str, content: &[u8]) -> Result<bool, StoreError>;
    /// Writes the content of an object into a file; false where there is none.
    fn fetch(&self, key: &str, into: &mut File) -> Result<bool, StoreError>;
    /// The size of an object, if there is one.
    fn size(&self, key: &str) -> Result<Option<u64>, StoreError>;
    /// Whether there is anything below a key.
    fn has_below(&self, key: &str) -> Result<bool, StoreError>;
    /// All objects below a key, by the rest of their keys, with their sizes.
    fn list(&self, key: &str) -> Result<BTreeMap<String, u64>, StoreError>;
    /// The names right below a key, of objects and of what holds some.
    fn names(&self, key: &str) -> Result<BTreeSet<String>, StoreError>;
    /// Removes an object; may be false where there was none.
    fn remove(&self, key: &str) -> Result<bool, StoreError>;
}
