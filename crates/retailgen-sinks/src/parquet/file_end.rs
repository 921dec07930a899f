//! The end of a Parquet file, which a fault may take away.

use std::io::{self, Write};

use retailgen_folder::PendingFile;
use retailgen_text::FooterCut;

/// The length of the footer and the magic bytes.
const MAGIC: usize = 8;

/// A file being written, which keeps its end back where some of that is to be gone.
#[derive(Debug)]
pub struct FileEnd {
    file: PendingFile,
    cut: Option<FooterCut>,
    /// What is kept back.
    held: Option<Vec<u8>>,
}

impl FileEnd {
    /// A file that loses a part of its footer, if any is named.
    pub fn new(file: PendingFile, cut: Option<FooterCut>) -> Self {
        Self { file, cut, held: None }
    }

    /// From now on the footer comes.
    pub fn hold(&mut self) {
        self.held = self.cut.map(|_| Vec::new());
    }

    /// The file with what is left of its end, and the bytes that are gone.
    pub fn cut(mut self) -> io::Result<(PendingFile, Vec<u8>)> {
        let Some((cut, mut held)) = self.cut.zip(self.held) else { return Ok((self.file, Vec::new())) };
        let end = held.len().saturating_sub(MAGIC);
        let length = held[end..].first_chunk().map_or(0, |length| u32::from_le_bytes(*length) as usize);
        let of_footer = match cut {
            FooterCut::Magic => 0,
            FooterCut::Half => length / 2,
        };
        let gone = held.split_off(end.saturating_sub(of_footer));
        self.file.write_all(&held)?;
        Ok((self.file, gone))
    }
}

impl Write for FileEnd {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.held {
            Some(held) => held.write(bytes),
            None => self.file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
