//! A Parquet file whose declared lengths may be anything, read through one open file.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek as _, SeekFrom},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use parquet::{
    errors::{ParquetError, Result},
    file::reader::{ChunkReader, Length},
};

/// The file. Parquet's own way with a file opens it once more for each column, which may fail in the middle, and makes room
/// for as many bytes as the file says.
#[derive(Debug, Clone)]
pub struct UntrustedFile {
    file: Arc<Mutex<File>>,
    bytes: u64,
}

impl UntrustedFile {
    /// Takes an open file.
    ///
    /// # Errors
    /// The system's, where it does not tell the file's size.
    pub fn new(file: File) -> io::Result<Self> {
        let bytes = file.metadata()?.len();
        Ok(Self { file: Arc::new(Mutex::new(file)), bytes })
    }

    fn rest(&self, at: u64) -> Rest {
        Rest { file: Arc::clone(&self.file), at }
    }
}

impl Length for UntrustedFile {
    fn len(&self) -> u64 {
        self.bytes
    }
}

impl ChunkReader for UntrustedFile {
    type T = BufReader<Rest>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(BufReader::new(self.rest(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let left = self.bytes.saturating_sub(start);
        if length as u64 > left {
            return Err(ParquetError::EOF(format!(
                "{length} bytes from {start} on are declared, and there are {left}"
            )));
        }
        let mut chunk = Vec::with_capacity(length);
        self.rest(start).take(length as u64).read_to_end(&mut chunk)?;
        if chunk.len() == length { Ok(chunk.into()) } else { Err(ParquetError::EOF("it became shorter".to_owned())) }
    }
}

/// The bytes from one place on.
#[derive(Debug)]
pub struct Rest {
    file: Arc<Mutex<File>>,
    at: u64,
}

impl Read for Rest {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(out)?;
        self.at += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_given_than_there_is() {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, b"PAR1PAR1").unwrap();
        let file = UntrustedFile::new(file).unwrap();
        assert_eq!(file.len(), 8);
        assert_eq!(file.get_bytes(4, 4).unwrap(), "PAR1");
        for (start, length) in [(0, 9), (8, 1), (9, 0), (u64::MAX, 1), (0, usize::MAX)] {
            assert_eq!(file.get_bytes(start, length).is_err(), length > 0, "{start}, {length}");
        }
        let mut text = String::new();
        file.get_read(2).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "R1PAR1");
    }
}
