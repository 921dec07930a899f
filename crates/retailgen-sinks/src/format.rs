//! The formats, each behind the same two traits: an encoder makes of a block what a file takes, on any thread, and a file
//! takes encoded blocks in order.

mod registry;
mod text_file;
mod typed_rows;

use std::{fmt, fs::File, path::PathBuf};

use arrow_array::RecordBatch;
use retailgen_folder::{FileDigest, PendingFile};
use retailgen_schema::{Format, TableDefinition};
use retailgen_text::{Patch, TypedFault};

pub use self::{
    text_file::text_encoder,
    typed_rows::{RowsEncoder, rows_encoder, rows_of_lines},
};
pub use crate::row_lines::RowLines;
use crate::{SinkError, compression::Compression, delta::DeltaTimestamps};

/// What a file takes of a block.
#[derive(Debug)]
pub enum Encoded {
    /// Bytes, as they stand in the file.
    Text(Vec<u8>),
    /// Rows with their patch applied, for formats whose cells have types.
    Rows(RecordBatch),
    /// The same for a worksheet, in some cells of which a formula has failed.
    Sheet {
        /// The rows, with null in these cells.
        rows: RecordBatch,
        /// The cells: row, column and what stands there.
        failures: Vec<(usize, usize, String)>,
    },
}

impl Encoded {
    /// The bytes of a text.
    ///
    /// # Errors
    /// [`SinkError::OtherEncoding`] where these are rows.
    pub fn text(&self) -> Result<&[u8], SinkError> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Rows(_) | Self::Sheet { .. } => Err(SinkError::OtherEncoding { expected: "text", found: "rows" }),
        }
    }

    /// The rows, where these are rows.
    ///
    /// # Errors
    /// [`SinkError::OtherEncoding`] where this is text.
    pub fn rows(&self) -> Result<&RecordBatch, SinkError> {
        match self {
            Self::Rows(rows) | Self::Sheet { rows, .. } => Ok(rows),
            Self::Text(_) => Err(SinkError::OtherEncoding { expected: "rows", found: "text" }),
        }
    }

    /// The buffer of a text, for the next one; an empty one of rows.
    #[must_use]
    pub fn into_buffer(self) -> Vec<u8> {
        match self {
            Self::Text(buffer) => buffer,
            Self::Rows(_) | Self::Sheet { .. } => Vec::new(),
        }
    }
}

/// Makes of the blocks of one table what its files take. Threads share it.
pub trait BlockEncoder: fmt::Debug + Send + Sync {
    /// Encodes a block under its patch. `buffer` is reused for text; what it holds is dropped. The first block of a file
    /// brings what stands above all rows.
    ///
    /// # Errors
    /// [`SinkError`] where a value cannot stand in the format.
    fn encode(&self, batch: &RecordBatch, patch: &Patch, is_first: bool, buffer: Vec<u8>)
    -> Result<Encoded, SinkError>;

    /// On which lines the rows of an encoded block begin; none in a format without lines.
    fn row_lines<'e>(
        &self,
        _encoded: &'e Encoded,
        _batch: &RecordBatch,
        _patch: &Patch,
        _is_first: bool,
    ) -> Option<RowLines<'e>> {
        None
    }

    /// Where the rows of an encoded block begin in its text, and where the last one ends; none in a format that is no text.
    fn row_starts(&self, _text: &[u8], _is_first: bool) -> Option<Vec<usize>> {
        None
    }

    /// The address of a cell, where the format gives cells one.
    fn cell_address(&self, _row: u64, _column: usize) -> Option<String> {
        None
    }
}

/// A file being written, block after block in order. Dropped before it is committed it leaves nothing behind.
pub trait BlockFile: Send {
    /// Appends an encoded block.
    ///
    /// # Errors
    /// [`SinkError`] where the block is of another format or table, or the system refuses.
    fn write(&mut self, block: &Encoded) -> Result<(), SinkError>;

    /// Appends rows of a file of the same table and format, for less than encoding them again; only Parquet can.
    ///
    /// # Errors
    /// [`SinkError::OtherEncoding`] where the format takes blocks alone; [`SinkError`] where the other file cannot be read, or
    /// the system refuses.
    fn write_stored(&mut self, _stored: &StoredRows) -> Result<(), SinkError> {
        Err(SinkError::OtherEncoding { expected: "blocks", found: "stored rows" })
    }

    /// Bytes written so far; those that a format keeps back are not among them.
    fn bytes(&self) -> u64;

    /// Writes the rest and gives the file its name.
    ///
    /// # Errors
    /// [`SinkError`] where the system refuses; the file is gone then.
    fn commit(self: Box<Self>) -> Result<CommittedFile, SinkError>;
}

/// A file that has its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommittedFile {
    /// Its bytes and SHA-256.
    pub digest: FileDigest,
    /// The bytes that a fault has taken from its end; none of other files.
    pub gone: Vec<u8>,
}

impl From<FileDigest> for CommittedFile {
    fn from(digest: FileDigest) -> Self {
        Self { digest, gone: Vec::new() }
    }
}

/// The first rows of a file that was written here.
#[derive(Debug)]
pub struct StoredRows {
    /// The file.
    pub file: File,
    /// Its path, for messages only.
    pub path: PathBuf,
    /// How many of its rows count.
    pub rows: u64,
}

/// How a file is to be written, beyond its rows.
#[derive(Debug, Clone, Copy)]
pub struct FileForm<'f> {
    /// The table.
    pub definition: &'static TableDefinition,
    /// How Parquet is compressed.
    pub compression: Compression,
    /// The version that brings a data file of a Delta table.
    pub delta_version: u32,
    /// The type of instants in Delta tables.
    pub delta_timestamps: DeltaTimestamps,
    /// How it is laid out otherwise: the one way in which a file of typed values gets other bytes than its rows ask for.
    pub faults: &'f [TypedFault],
}

/// Starts the file that a pending one becomes.
type Create = fn(PendingFile, &FileForm) -> Result<Box<dyn BlockFile>, SinkError>;

/// What this build can do with a format.
#[derive(Debug, Clone, Copy)]
pub struct FormatSupport {
    /// The format.
    pub format: Format,
    pub(crate) encoder: fn(&'static TableDefinition) -> Box<dyn BlockEncoder>,
    pub(crate) create: Create,
}

impl FormatSupport {
    /// The feature of the crate `retailgen` that a format belongs to; none where every build has it.
    #[must_use]
    pub fn feature(format: Format) -> Option<&'static str> {
        match format {
            Format::Parquet => Some("parquet"),
            Format::Xlsx => Some("xlsx"),
            Format::Delta => Some("delta"),
            _ => None,
        }
    }

    /// The encoder for the files of a table.
    #[must_use]
    pub fn encoder(&self, definition: &'static TableDefinition) -> Box<dyn BlockEncoder> {
        (self.encoder)(definition)
    }

    /// Starts the file that `pending` becomes.
    ///
    /// # Errors
    /// [`SinkError`] where the table has a column that the format cannot hold, or the system refuses.
    pub fn create(&self, pending: PendingFile, form: &FileForm) -> Result<Box<dyn BlockFile>, SinkError> {
        (self.create)(pending, form)
    }
}
