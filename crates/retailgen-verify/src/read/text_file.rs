//! The text of a file as it is, with its digest taken along the way.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use retailgen_folder::{FileDigest, Sha256Sum};
use retailgen_read::{Inflated, Misfit, Shift, Undoing, Undone};
use sha2::{Digest, Sha256};

use super::{ReadError, Source};

/// Bytes read at a time.
const CHUNK: u64 = 256 * 1024;

/// A text file being read, with faults of its text undone.
pub(super) struct TextFile {
    path: PathBuf,
    undone: Undone<Inflated<Digested>>,
}

/// A file whose digest is taken of what is read from it.
struct Digested {
    file: File,
    bytes: u64,
    hash: Sha256,
}

impl Digested {
    fn open(path: &Path) -> Result<Self, ReadError> {
        Ok(Self { file: ReadError::open(path)?, bytes: 0, hash: Sha256::new() })
    }
}

impl Read for Digested {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(out)?;
        self.hash.update(&out[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

impl TextFile {
    /// Opens it; of a compressed file it is what was compressed.
    pub fn open(path: &Path, undoing: Undoing) -> Result<Self, ReadError> {
        Ok(Self::of(path, undoing.inflated(path, || Digested::open(path))?, undoing))
    }

    fn of(path: &Path, inner: Inflated<Digested>, undoing: Undoing) -> Self {
        Self { path: path.to_path_buf(), undone: Undone::new(inner, undoing) }
    }
}

impl Source for TextFile {
    fn fill(&mut self, text: &mut Vec<u8>) -> Result<(), ReadError> {
        // Not into a zeroed buffer: of a thousand small files that was most of the time that `verify` took.
        let read = (&mut self.undone).take(CHUNK).read_to_end(text);
        match read {
            Ok(_) => Ok(()),
            // A file that is not written as its label says is no fault of the system.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(ReadError::Broken(error.to_string())),
            Err(error) => Err(ReadError::io(&self.path)(error)),
        }
    }

    fn shifts(&self) -> &[Shift] {
        self.undone.shifts()
    }

    fn misfits(&self) -> Vec<Misfit> {
        let left = self.undone.left().map(|span| Misfit { span, found: None });
        self.undone.misfits().iter().cloned().chain(left).collect()
    }

    fn digest(mut self: Box<Self>) -> Result<FileDigest, ReadError> {
        let mut text = Vec::new();
        loop {
            text.clear();
            self.fill(&mut text)?;
            if text.is_empty() {
                let digested = self.undone.into_inner().into_inner();
                let digest = digested.map(|Digested { bytes, hash, .. }| FileDigest {
                    bytes,
                    sha256: Sha256Sum(hash.finalize().into()),
                });
                // Nothing is read of a file that did not arrive.
                return Ok(digest.unwrap_or_else(|| FileDigest::of(&[])));
            }
        }
    }
}

/// Bytes and SHA-256 of any file.
///
/// # Errors
/// [`ReadError::System`].
pub fn digest(path: &Path) -> Result<FileDigest, ReadError> {
    Box::new(TextFile::of(path, Inflated::plain(Digested::open(path)?), Undoing::default())).digest()
}
