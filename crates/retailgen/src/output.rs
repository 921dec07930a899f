//! One file's way out: its blocks encoded on any thread, and written in order as its format asks.

use std::{borrow::Cow, path::Path};

use arrow_array::{RecordBatch, cast::AsArray};
use retailgen_folder::{FileDigest, OwnedFolder, PendingFile};
use retailgen_schema::{Format, Table};
#[cfg(feature = "delta")]
use retailgen_sinks::delta::DeltaFile;
#[cfg(feature = "parquet")]
use retailgen_sinks::parquet::{ParquetFile, ParquetOptions};
#[cfg(feature = "xlsx")]
use retailgen_sinks::xlsx::XlsxFile;
use retailgen_sinks::{SinkError, csv::CsvEncoder, edited::edited_batch, jsonl::JsonlEncoder, worksheet::cell_address};

use crate::{Error, PlannedFile, Scenario, dirty::DirtyBlock, label::Label};

/// Makes of a block what its file takes; shared by the threads.
#[derive(Debug)]
pub enum Encoder {
    Csv(CsvEncoder),
    Jsonl(JsonlEncoder),
    /// For the formats that take rows.
    Rows,
}

/// What the file of a block takes.
#[derive(Debug)]
pub enum Encoded {
    Text(Vec<u8>),
    Rows(RecordBatch),
}

/// A file being written.
#[allow(clippy::large_enum_variant, reason = "there are a few a run; without formats beyond text none is large")]
pub enum OpenFile {
    Text(PendingFile),
    #[cfg(feature = "parquet")]
    Parquet(ParquetFile),
    #[cfg(feature = "xlsx")]
    Xlsx(XlsxFile),
    #[cfg(feature = "delta")]
    Delta(DeltaFile),
}

/// Makes sure that this build writes a format.
///
/// # Errors
/// [`Error::NotBuilt`], which names the feature that does.
pub fn check_built(table: Table) -> Result<(), Error> {
    let format = table.definition().format;
    let feature = match format {
        Format::Parquet if cfg!(not(feature = "parquet")) => "parquet",
        Format::Xlsx if cfg!(not(feature = "xlsx")) => "xlsx",
        Format::Delta if cfg!(not(feature = "delta")) => "delta",
        _ => return Ok(()),
    };
    Err(Error::NotBuilt { what: format!("files of the table {table}"), feature })
}

impl Encoder {
    /// The encoder for the files of `table`.
    pub fn new(table: Table) -> Self {
        let definition = table.definition();
        match definition.format {
            Format::Csv => Self::Csv(CsvEncoder::new(definition)),
            Format::Jsonl => Self::Jsonl(JsonlEncoder::new(definition)),
            _ => Self::Rows,
        }
    }

    /// Encodes a block; `buffer` is reused for text. The first block of a file brings the header with it.
    pub fn encode(&self, block: &DirtyBlock, is_first: bool, mut buffer: Vec<u8>) -> Result<Encoded, SinkError> {
        let (batch, elsewhere, edits) = (&block.batch, block.elsewhere.as_ref(), &block.edits);
        let (extra, cells) = (&edits.extra_rows, &edits.cells);
        buffer.clear();
        Ok(match self {
            Self::Csv(encoder) => {
                if is_first {
                    encoder.header(&mut buffer);
                }
                encoder.encode_edited(batch, elsewhere, extra, cells, &mut buffer)?;
                Encoded::Text(buffer)
            }
            Self::Jsonl(encoder) => {
                encoder.encode_edited(batch, elsewhere, extra, cells, &mut buffer)?;
                Encoded::Text(buffer)
            }
            Self::Rows => Encoded::Rows(edited_batch(batch, elsewhere, extra, cells)?),
        })
    }
}

impl Encoded {
    /// The buffer of a text, for the next one.
    pub fn into_buffer(self) -> Option<Vec<u8>> {
        match self {
            Self::Text(buffer) => Some(buffer),
            Self::Rows(_) => None,
        }
    }

    /// Gives the labels the lines on which their rows begin, counted from the block's first one; a file that is no text has
    /// none. Returns how many lines `block`, of which this is the text, has.
    pub fn place(&self, table: Table, block: &DirtyBlock, is_first: bool, labels: &mut [Label]) -> u64 {
        let Self::Text(text) = self else { return 0 };
        // Files of CSV have a header; lines of JSON have no breaks within them.
        let is_csv = table.definition().format == Format::Csv;
        let header = u64::from(is_first && is_csv);
        if is_csv && may_break_lines(block) {
            return place_records(text, header, labels);
        }
        for label in labels {
            label.line = label.row.map(|row| row + header);
        }
        block.rows() + header
    }
}

/// Whether a row of a block may take more than one line. Its texts are a small part of what is written of it.
fn may_break_lines(block: &DirtyBlock) -> bool {
    let breaks = |text: &[u8]| memchr::memchr(b'\n', text).is_some();
    let columns = block.elsewhere.iter().chain([&block.batch]).flat_map(RecordBatch::columns);
    columns.filter_map(|column| column.as_string_opt::<i32>()).any(|texts| breaks(texts.value_data()))
        || block.edits.cells.iter().filter_map(|edit| edit.text.as_deref()).any(|text| breaks(text.as_bytes()))
}

/// Gives the labels of CSV text the lines on which their records begin, from 0; returns the number of lines.
///
/// `header` records stand before the first row. A quoted field may hold line breaks, so lines are counted, not rows.
fn place_records(text: &[u8], header: u64, labels: &mut [Label]) -> u64 {
    let lines = memchr::memchr_iter(b'\n', text).count() as u64;
    let mut starts = RecordStarts { text, at: 0, line: 0, record: 0 };
    for label in labels {
        label.line = label.row.map(|row| starts.line_of(row + header));
    }
    lines
}

/// Walks the records of CSV text, counting lines.
struct RecordStarts<'t> {
    text: &'t [u8],
    at: usize,
    line: u64,
    record: u64,
}

impl RecordStarts<'_> {
    /// The line on which record number `record` begins; records are asked for in ascending order.
    fn line_of(&mut self, record: u64) -> u64 {
        while self.record < record {
            let mut quoted = false;
            for place in memchr::memchr2_iter(b'"', b'\n', &self.text[self.at..]) {
                if self.text[self.at + place] == b'"' {
                    quoted = !quoted;
                    continue;
                }
                self.line += 1;
                if !quoted {
                    self.at += place + 1;
                    break;
                }
            }
            self.record += 1;
        }
        self.line
    }
}

/// Moves the labels of a block to where it stands in its file, below the rows and lines of earlier blocks.
pub fn move_down(table: Table, labels: &mut [Label], rows: u64, lines: u64) {
    let definition = table.definition();
    for label in labels {
        for place in [&mut label.row, &mut label.related_row].into_iter().flatten() {
            *place += rows;
        }
        // Lines count from 1.
        label.line = label.line.map(|line| line + lines + 1);
        if definition.format == Format::Xlsx
            && let (Some(row), Some(column)) = (label.row, label.column.and_then(|name| definition.cell_number(name)))
        {
            label.cell = Some(Cow::Owned(cell_address(row as usize, column)));
        }
    }
}

impl OpenFile {
    /// Opens a planned file, whose format this build writes.
    pub fn create(folder: &OwnedFolder, file: &PlannedFile, scenario: &Scenario) -> Result<Self, SinkError> {
        Self::over(folder.file(file.path())?, file, scenario)
    }

    /// The same of a file that is only measured: nothing appears on the disk.
    pub fn measured(file: &PlannedFile, scenario: &Scenario) -> Result<Self, SinkError> {
        Self::over(PendingFile::measured(Path::new(file.path())), file, scenario)
    }

    #[cfg_attr(not(feature = "parquet"), expect(unused_variables, reason = "text has no options"))]
    #[cfg_attr(
        not(any(feature = "parquet", feature = "xlsx")),
        expect(clippy::unnecessary_wraps, reason = "text needs no preparation")
    )]
    fn over(pending: PendingFile, file: &PlannedFile, scenario: &Scenario) -> Result<Self, SinkError> {
        let definition = file.table().definition();
        Ok(match definition.format {
            #[cfg(feature = "parquet")]
            Format::Parquet => {
                let options = ParquetOptions::for_table(definition).with_compression(scenario.compression());
                Self::Parquet(ParquetFile::create(pending, definition.name, definition.schema(), &options)?)
            }
            #[cfg(feature = "xlsx")]
            Format::Xlsx => Self::Xlsx(XlsxFile::create(pending, definition.name, definition.schema())?),
            #[cfg(feature = "delta")]
            Format::Delta => {
                let options = ParquetOptions::for_table(definition).with_compression(scenario.compression());
                let version = file.delta_version().unwrap_or_default();
                let timestamps = scenario.delta().timestamps;
                Self::Delta(DeltaFile::create(pending, definition, version, timestamps, &options)?)
            }
            _ => Self::Text(pending),
        })
    }

    /// Writes the next block; returns how many bytes that came to, as far as they are written yet.
    pub fn write(&mut self, block: &Encoded) -> Result<u64, SinkError> {
        let before = self.bytes();
        match (&mut *self, block) {
            (Self::Text(file), Encoded::Text(text)) => file.write_block(text)?,
            #[cfg(feature = "parquet")]
            (Self::Parquet(file), Encoded::Rows(rows)) => file.write(rows)?,
            #[cfg(feature = "xlsx")]
            (Self::Xlsx(file), Encoded::Rows(rows)) => file.write(rows)?,
            #[cfg(feature = "delta")]
            (Self::Delta(file), Encoded::Rows(rows)) => file.write(rows)?,
            _ => unreachable!("a table's encoder and file are of one format"),
        }
        Ok(self.bytes() - before)
    }

    /// Bytes written so far.
    pub fn bytes(&self) -> u64 {
        match self {
            Self::Text(file) => file.bytes(),
            #[cfg(feature = "parquet")]
            Self::Parquet(file) => file.bytes(),
            #[cfg(feature = "xlsx")]
            Self::Xlsx(file) => file.bytes(),
            #[cfg(feature = "delta")]
            Self::Delta(file) => file.bytes(),
        }
    }

    /// Gives the file its name.
    pub fn commit(self) -> Result<FileDigest, SinkError> {
        match self {
            Self::Text(file) => Ok(file.commit()?),
            #[cfg(feature = "parquet")]
            Self::Parquet(file) => file.commit(),
            #[cfg(feature = "xlsx")]
            Self::Xlsx(file) => file.commit(),
            #[cfg(feature = "delta")]
            Self::Delta(file) => file.commit(),
        }
    }
}
