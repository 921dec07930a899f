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
    /// What comes behind its bytes.
    end: Bytes,
}

impl UntrustedFile {
    /// Takes an open file.
    ///
    /// # Errors
    /// The system's, where it does not tell the file's size.
    pub fn new(file: File) -> io::Result<Self> {
        let bytes = file.metadata()?.len();
        Ok(Self { file: Arc::new(Mutex::new(file)), bytes, end: Bytes::new() })
    }

    /// The same with an end that is not in the file, behind its last byte.
    ///
    /// # Errors
    /// [`ParquetError`] where the file does not end at byte `at`.
    pub(crate) fn with_end(self, at: u64, end: Bytes) -> Result<Self> {
        if at != self.bytes {
            let bytes = self.bytes;
            return Err(ParquetError::General(format!("it has {bytes} bytes, and not the {at} that its label says")));
        }
        Ok(Self { end, ..self })
    }

    fn rest(&self, at: u64) -> Rest {
        Rest { file: Arc::clone(&self.file), at, bytes: self.bytes, end: self.end.clone() }
    }
}

impl Length for UntrustedFile {
    fn len(&self) -> u64 {
        self.bytes + self.end.len() as u64
    }
}

impl ChunkReader for UntrustedFile {
    type T = BufReader<Rest>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(BufReader::new(self.rest(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let left = self.len().saturating_sub(start);
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
    bytes: u64,
    end: Bytes,
}

impl Read for Rest {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if let Some(behind) = self.at.checked_sub(self.bytes).filter(|_| !self.end.is_empty()) {
            let behind = usize::try_from(behind).unwrap_or(usize::MAX).min(self.end.len());
            let read = (&self.end[behind..]).read(out)?;
            self.at += read as u64;
            return Ok(read);
        }
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

    #[test]
    fn an_end_that_is_gone_stands_behind_the_last_byte() {
        let mut file = tempfile::tempfile().unwrap();
        io::Write::write_all(&mut file, b"PAR1").unwrap();
        let file = UntrustedFile::new(file).unwrap();
        assert!(file.clone().with_end(3, Bytes::from_static(b"1234")).is_err());
        let file = file.with_end(4, Bytes::from_static(b"1234")).unwrap();
        assert_eq!((file.len(), file.get_bytes(2, 4).unwrap()), (8, Bytes::from_static(b"R112")));
        assert_eq!(file.get_bytes(5, 3).unwrap(), "234");
        assert!(file.get_bytes(5, 4).is_err());
        let mut text = String::new();
        file.get_read(1).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "AR11234");
    }
}
