//! The text of a file as it is, with its digest taken along the way.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use retailgen_folder::{FileDigest, Sha256Sum};
use sha2::{Digest, Sha256};

use super::{ReadError, Source};

/// Bytes read at a time.
const CHUNK: u64 = 256 * 1024;

/// A text file being read.
pub(super) struct TextFile {
    path: PathBuf,
    file: File,
    bytes: u64,
    hash: Sha256,
}

impl TextFile {
    /// Opens it.
    pub fn open(path: &Path) -> Result<Self, ReadError> {
        let file = ReadError::open(path)?;
        Ok(Self { path: path.to_path_buf(), file, bytes: 0, hash: Sha256::new() })
    }
}

impl Source for TextFile {
    fn fill(&mut self, text: &mut Vec<u8>) -> Result<(), ReadError> {
        let old = text.len();
        // Not into a zeroed buffer: of a thousand small files that was most of the time that `verify` took.
        let read = (&self.file).take(CHUNK).read_to_end(text).map_err(ReadError::io(&self.path))?;
        self.hash.update(&text[old..]);
        self.bytes += read as u64;
        Ok(())
    }

    fn digest(mut self: Box<Self>) -> Result<FileDigest, ReadError> {
        let mut text = Vec::new();
        loop {
            text.clear();
            self.fill(&mut text)?;
            if text.is_empty() {
                return Ok(FileDigest { bytes: self.bytes, sha256: Sha256Sum(self.hash.finalize().into()) });
            }
        }
    }
}

/// Bytes and SHA-256 of any file.
///
/// # Errors
/// [`ReadError::System`].
pub fn digest(path: &Path) -> Result<FileDigest, ReadError> {
    Box::new(TextFile::open(path)?).digest()
}
