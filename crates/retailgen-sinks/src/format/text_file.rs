//! Text formats: encoded blocks are the bytes of the file.

use std::{io::Write as _, mem};

use arrow_array::RecordBatch;
use flate2::write::GzEncoder;
use retailgen_folder::{FolderError, PendingFile};
use retailgen_schema::{Format, TableDefinition};

use super::{BlockEncoder, BlockFile, CommittedFile, Encoded, FileForm, FormatSupport, RowLines};
use retailgen_text::Patch;

use crate::{SinkError, csv::CsvEncoder, json_objects::JsonObjectEncoder, jsonl::JsonlEncoder, row_lines::row_starts};

/// CSV.
pub(super) const CSV: FormatSupport =
    FormatSupport { format: Format::Csv, encoder: |definition| Box::new(CsvEncoder::new(definition)), create };

/// JSON lines.
pub(super) const JSONL: FormatSupport = FormatSupport { format: Format::Jsonl, encoder: json_encoder, create };

/// A document is its line; of other rows each is an object.
fn json_encoder(definition: &'static TableDefinition) -> Box<dyn BlockEncoder> {
    if definition.document.is_some() {
        Box::new(JsonlEncoder::new(definition))
    } else {
        Box::new(JsonObjectEncoder::new(definition))
    }
}

#[expect(clippy::unnecessary_wraps, reason = "other formats may refuse a table")]
fn create(pending: PendingFile, form: &FileForm) -> Result<Box<dyn BlockFile>, SinkError> {
    if form.definition.is_compressed() {
        let encoder = GzEncoder::new(pending, LEVEL);
        return Ok(Box::new(CompressedFile { encoder, rest: Vec::with_capacity(PIECE) }));
    }
    Ok(Box::new(TextFile(pending)))
}

impl BlockEncoder for CsvEncoder {
    fn encode(
        &self,
        batch: &RecordBatch,
        patch: &Patch,
        is_first: bool,
        mut buffer: Vec<u8>,
    ) -> Result<Encoded, SinkError> {
        buffer.clear();
        if is_first {
            self.header(&mut buffer);
        }
        self.encode_patched(batch, patch, &mut buffer)?;
        Ok(Encoded::Text(buffer))
    }

    fn row_lines<'e>(
        &self,
        encoded: &'e Encoded,
        batch: &RecordBatch,
        patch: &Patch,
        is_first: bool,
    ) -> Option<RowLines<'e>> {
        let Encoded::Text(text) = encoded else { return None };
        Some(RowLines::of_csv(text, batch, patch, is_first))
    }

    fn row_starts(&self, text: &[u8], is_first: bool) -> Option<Vec<usize>> {
        Some(row_starts(text, is_first, true))
    }
}

/// Both encoders write a line a row, without breaks within it.
macro_rules! line_encoder {
    ($encoder:ty) => {
        impl BlockEncoder for $encoder {
            fn encode(
                &self,
                batch: &RecordBatch,
                patch: &Patch,
                _: bool,
                mut buffer: Vec<u8>,
            ) -> Result<Encoded, SinkError> {
                buffer.clear();
                self.encode_patched(batch, patch, &mut buffer)?;
                Ok(Encoded::Text(buffer))
            }

            fn row_lines<'e>(
                &self,
                _: &'e Encoded,
                batch: &RecordBatch,
                patch: &Patch,
                _: bool,
            ) -> Option<RowLines<'e>> {
                Some(RowLines::one_each(patch.rows_written(batch.num_rows()), 0))
            }

            fn row_starts(&self, text: &[u8], _: bool) -> Option<Vec<usize>> {
                Some(row_starts(text, false, false))
            }
        }
    };
}

line_encoder!(JsonlEncoder);
line_encoder!(JsonObjectEncoder);

/// A file of text being written.
struct TextFile(PendingFile);

impl BlockFile for TextFile {
    fn write(&mut self, block: &Encoded) -> Result<(), SinkError> {
        Ok(self.0.write_block(block.text()?)?)
    }

    fn bytes(&self) -> u64 {
        self.0.bytes()
    }

    fn commit(self: Box<Self>) -> Result<CommittedFile, SinkError> {
        Ok(self.0.commit()?.into())
    }
}

/// The usual level of gzip.
const LEVEL: flate2::Compression = flate2::Compression::new(6);

/// Bytes handed to the compressor at a time: what it makes hangs on the pieces that it gets, and blocks are of any size.
const PIECE: usize = 64 * 1024;

/// A file of compressed text being written. Its header tells no time and no name.
struct CompressedFile {
    encoder: GzEncoder<PendingFile>,
    /// Text that is no whole piece yet.
    rest: Vec<u8>,
}

impl CompressedFile {
    fn compress(&mut self, text: &[u8]) -> Result<(), SinkError> {
        let written = self.encoder.write_all(text);
        Ok(written.map_err(FolderError::io("write", self.encoder.get_ref().path()))?)
    }
}

impl BlockFile for CompressedFile {
    fn write(&mut self, block: &Encoded) -> Result<(), SinkError> {
        let mut text = block.text()?;
        while self.rest.len() + text.len() >= PIECE {
            let (piece, behind) = text.split_at(PIECE - self.rest.len());
            text = behind;
            let mut whole = mem::take(&mut self.rest);
            whole.extend_from_slice(piece);
            self.compress(&whole)?;
            whole.clear();
            self.rest = whole;
        }
        self.rest.extend_from_slice(text);
        Ok(())
    }

    fn bytes(&self) -> u64 {
        self.encoder.get_ref().bytes()
    }

    fn commit(mut self: Box<Self>) -> Result<CommittedFile, SinkError> {
        let rest = mem::take(&mut self.rest);
        self.compress(&rest)?;
        let path = self.encoder.get_ref().path().to_path_buf();
        Ok(self.encoder.finish().map_err(FolderError::io("write", &path))?.commit()?.into())
    }
}

/// The encoder of a text of a table whatever its files are: lines of JSON for documents and where its files are such, else CSV.
#[must_use]
pub fn text_encoder(definition: &'static TableDefinition) -> Box<dyn BlockEncoder> {
    let is_lines = definition.document.is_some() || definition.format == Format::Jsonl;
    let format = if is_lines { JSONL } else { CSV };
    format.encoder(definition)
}
