//! Maps and sets by the number of a [`Digest`](crate::value::Digest), which needs no further hashing.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
};

/// Something by the number of a digest.
pub(crate) type DigestMap<T> = HashMap<u64, T, BuildHasherDefault<DigestHasher>>;

/// Numbers of digests.
pub(crate) type DigestSet = HashSet<u64, BuildHasherDefault<DigestHasher>>;

/// Hands the number of a digest on as its own hash.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DigestHasher(u64);

impl Hasher for DigestHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
