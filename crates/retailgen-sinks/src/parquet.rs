//! Record batches as a Parquet file.
//!
//! The same rows give the same bytes, however they are cut into batches: rows are gathered into chunks of one
//! size before the Parquet writer sees them, since it decides about pages and dictionaries once a batch. The footer
//! names no version and no time, and the Arrow schema is not repeated in it: every type of the tables has a Parquet
//! form of its own, from which readers get the same schema back.
//!
//! Statistics are kept a page, not only a column chunk: readers that know the page index then skip within a row group,
//! for 0.06 % of the bytes of a million shipments.

mod file_end;
mod laid_out;
mod row_groups;
mod stored_rows;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, SchemaRef};
use arrow_select::coalesce::BatchCoalescer;
use parquet::basic::{Compression as Codec, Encoding, GzipLevel, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use retailgen_folder::{FileDigest, FolderError, PendingFile};
use retailgen_schema::TableDefinition;
use retailgen_text::TypedFault;

use crate::SinkError;
use crate::compression::Compression;
use crate::format::{BlockFile, CommittedFile, Encoded, FormatSupport, StoredRows, rows_encoder};

use self::{file_end::FileEnd, laid_out::LaidOut, row_groups::RowGroups};

/// Who wrote the file, as its footer says. Without a version: a release that changes no value changes no byte.
const CREATED_BY: &str = "retailgen";

/// Rows handed to the Parquet writer at a time; it divides the usual row group.
const CHUNK: usize = 8 * 1024;

/// Rows of a row group: a million rows make eight of them, enough for a reader's threads, and each still holds a
/// megabyte of ids or instants before encoding. The writer keeps one encoded row group in memory, under 2 MB here.
const ROW_GROUP: usize = 128 * 1024;

/// How a Parquet file is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParquetOptions {
    /// How pages are compressed.
    pub compression: Compression,
    /// Most rows of a row group; 0 counts as 1.
    pub row_group_rows: usize,
    /// Columns of text or decimals whose values hardly repeat, so that a dictionary of them would only cost. Whole
    /// numbers, dates and timestamps never have one: their differences are packed instead.
    pub distinct: Vec<String>,
}

impl Default for ParquetOptions {
    fn default() -> Self {
        Self { compression: Compression::default(), row_group_rows: ROW_GROUP, distinct: Vec::new() }
    }
}

impl ParquetOptions {
    /// The layout for a table of the retailer: columns that are unique, name the row, or follow a pattern of codes are
    /// [`distinct`](Self::distinct).
    #[must_use]
    pub fn for_table(definition: &TableDefinition) -> Self {
        let distinct = definition.columns.iter().filter(|column| {
            let names_the_row = definition.primary_key == [column.name];
            column.accepted.is_empty() && (column.unique || column.pattern.is_some() || names_the_row)
        });
        Self { distinct: distinct.map(|column| column.name.to_owned()).collect(), ..Self::default() }
    }

    /// The same with another compression.
    #[must_use]
    pub fn with_compression(self, compression: Compression) -> Self {
        Self { compression, ..self }
    }

    /// The same with another size of row groups.
    #[must_use]
    pub fn with_row_group_rows(self, row_group_rows: usize) -> Self {
        Self { row_group_rows, ..self }
    }

    /// What the Parquet writer is told.
    fn properties(&self, schema: &SchemaRef) -> WriterProperties {
        let mut properties = WriterProperties::builder()
            .set_created_by(CREATED_BY.to_owned())
            .set_compression(codec(self.compression))
            .set_max_row_group_row_count(Some(self.row_group_rows.max(1)))
            .set_statistics_enabled(EnabledStatistics::Page);
        for field in schema.fields() {
            let column = ColumnPath::from(field.name().as_str());
            let (dictionary, encoding) = self.encoding(field);
            properties = properties.set_column_dictionary_enabled(column.clone(), dictionary);
            if let Some(encoding) = encoding {
                properties = properties.set_column_encoding(column, encoding);
            }
        }
        properties.build()
    }

    /// Whether a column has a dictionary, and how its values are encoded without one.
    ///
    /// Packing the differences of ids and timestamps makes a million shipments 11.7 MB; with dictionaries they were
    /// 20.5 MB and took four times as long to write. Decimals repeat more than they look: prices end in .99, and rate
    /// cards have few cells.
    fn encoding(&self, field: &Field) -> (bool, Option<Encoding>) {
        let repeats = !self.distinct.contains(field.name());
        match field.data_type() {
            DataType::Int32 | DataType::Int64 | DataType::Date32 | DataType::Timestamp(..) => {
                (false, Some(Encoding::DELTA_BINARY_PACKED))
            }
            DataType::Float64 | DataType::Boolean => (false, None),
            _ => (repeats, None),
        }
    }
}

/// What the Parquet writer calls a compression.
fn codec(compression: Compression) -> Codec {
    match compression {
        Compression::Zstd => Codec::ZSTD(ZstdLevel::default()),
        Compression::Snappy => Codec::SNAPPY,
        Compression::Gzip => Codec::GZIP(GzipLevel::default()),
        Compression::None => Codec::UNCOMPRESSED,
    }
}

/// A Parquet file being written, which has its name only when it is whole.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{Int64Array, RecordBatch};
/// use arrow_schema::{DataType, Field, Schema};
/// use retailgen_folder::PendingFile;
/// use retailgen_sinks::parquet::{ParquetFile, ParquetOptions};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("parcels.parquet");
/// let schema = Arc::new(Schema::new(vec![Field::new("parcel_id", DataType::Int64, true)]));
/// let batch = RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(Int64Array::from(vec![1, 2, 3]))])?;
///
/// let mut file = ParquetFile::create(PendingFile::create(&path)?, "parcels", schema, &ParquetOptions::default())?;
/// file.write(&batch)?;
/// assert!(!path.exists());
/// let digest = file.commit()?;
/// assert_eq!(digest.bytes, std::fs::metadata(&path)?.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ParquetFile {
    writer: ParquetWriter<FileEnd>,
    laid_out: Option<LaidOut>,
}

impl ParquetFile {
    /// Starts a file with the columns of `schema`; `table` is for messages only.
    ///
    /// # Errors
    /// [`SinkError::Parquet`] where the schema has a type without a Parquet form, [`SinkError::Folder`] where the file
    /// cannot be written.
    pub fn create(
        file: PendingFile,
        table: &str,
        schema: SchemaRef,
        options: &ParquetOptions,
    ) -> Result<Self, SinkError> {
        Self::create_with(file, table, schema, options, &[])
    }

    /// The same, laid out otherwise. Batches have the columns of `schema` all the same.
    ///
    /// # Errors
    /// As for [`create`](Self::create).
    pub fn create_with(
        file: PendingFile,
        table: &str,
        schema: SchemaRef,
        options: &ParquetOptions,
        faults: &[TypedFault],
    ) -> Result<Self, SinkError> {
        let path = file.path().to_path_buf();
        let laid_out = LaidOut::new(table, &schema, faults);
        let schema = laid_out.as_ref().map_or(schema, LaidOut::schema);
        let cut =
            faults.iter().find_map(|fault| if let TypedFault::CutFooter(cut) = fault { Some(*cut) } else { None });
        let writer = ParquetWriter::new(FileEnd::new(file, cut), &path, table, schema, options)?;
        Ok(Self { writer, laid_out })
    }

    /// Appends the rows of a batch.
    ///
    /// # Errors
    /// [`SinkError::SchemaMismatch`] where the batch has other columns than the file; nothing is written then.
    /// [`SinkError::Folder`] where the file cannot be written.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), SinkError> {
        match &self.laid_out {
            Some(laid_out) => self.writer.write(&laid_out.rows(&self.writer.path, batch)?),
            None => self.writer.write(batch),
        }
    }

    /// The bytes in the file so far, without the row group that is being gathered.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.writer.groups.bytes()
    }

    /// Writes the rest and the footer, and gives the file its name.
    ///
    /// # Errors
    /// [`SinkError::Folder`] where the file cannot be written or renamed; it is gone then.
    pub fn commit(self) -> Result<FileDigest, SinkError> {
        Ok(self.commit_end()?.digest)
    }

    /// The same, with what a fault takes from its end.
    fn commit_end(self) -> Result<CommittedFile, SinkError> {
        let path = self.writer.path.clone();
        let (file, gone) = self.writer.finish_with(FileEnd::hold)?.cut().map_err(FolderError::io("write", &path))?;
        Ok(CommittedFile { digest: file.commit()?, gone })
    }
}

/// What the registry of formats knows of this one.
pub(crate) const SUPPORT: FormatSupport = FormatSupport {
    format: retailgen_schema::Format::Parquet,
    encoder: rows_encoder,
    create: |pending, form| {
        let options = ParquetOptions::for_table(form.definition).with_compression(form.compression);
        let (name, schema) = (form.definition.name, form.definition.schema());
        Ok(Box::new(ParquetFile::create_with(pending, name, schema, &options, form.faults)?))
    },
};

impl BlockFile for ParquetFile {
    fn write(&mut self, block: &Encoded) -> Result<(), SinkError> {
        self.write(block.rows()?)
    }

    fn write_stored(&mut self, stored: &StoredRows) -> Result<(), SinkError> {
        self.write_stored(stored)
    }

    fn bytes(&self) -> u64 {
        self.bytes()
    }

    fn commit(self: Box<Self>) -> Result<CommittedFile, SinkError> {
        (*self).commit_end()
    }
}

/// The bytes of a Parquet file, written wherever they are wanted.
#[derive(Debug)]
pub(crate) struct ParquetWriter<W: Write + Send> {
    table: String,
    path: PathBuf,
    schema: SchemaRef,
    waiting: BatchCoalescer,
    groups: RowGroups<W>,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Begins a file with the columns of `schema`; `path` and `table` are for messages only.
    pub fn new(
        out: W,
        path: &Path,
        table: &str,
        schema: SchemaRef,
        options: &ParquetOptions,
    ) -> Result<Self, SinkError> {
        let groups = RowGroups::new(out, Arc::clone(&schema), options.properties(&schema))
            .map_err(|error| parquet_error(path, error))?;
        let waiting = BatchCoalescer::new(Arc::clone(&schema), CHUNK);
        Ok(Self { table: table.to_owned(), path: path.to_path_buf(), schema, waiting, groups })
    }

    /// Appends the rows of a batch.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), SinkError> {
        if !Arc::ptr_eq(&self.schema, batch.schema_ref()) && self.schema.fields() != batch.schema_ref().fields() {
            return Err(SinkError::schema_mismatch(&self.table, &self.schema, batch.schema_ref()));
        }
        self.waiting.push_batch(batch.clone()).map_err(|error| parquet_error(&self.path, error.into()))?;
        self.write_waiting()
    }

    fn write_waiting(&mut self) -> Result<(), SinkError> {
        while let Some(chunk) = self.waiting.next_completed_batch() {
            self.groups.write(&chunk).map_err(|error| parquet_error(&self.path, error))?;
        }
        Ok(())
    }

    /// Writes the rest and the footer; gives back what was written into.
    #[cfg(feature = "delta")]
    pub fn finish(self) -> Result<W, SinkError> {
        self.finish_with(|_| ())
    }

    /// The same; tells what is written into when the footer comes.
    fn finish_with(mut self, before_footer: impl FnOnce(&mut W)) -> Result<W, SinkError> {
        self.waiting.finish_buffered_batch().map_err(|error| parquet_error(&self.path, error.into()))?;
        self.write_waiting()?;
        self.groups.finish(before_footer).map_err(|error| parquet_error(&self.path, error))
    }
}

/// The Parquet writer's error; where the system refused a write, that is the error.
pub(crate) fn parquet_error(path: &Path, error: ParquetError) -> SinkError {
    let path = path.to_path_buf();
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(source) => FolderError::Io { action: "write", path, source: *source }.into(),
            Err(inner) => SinkError::Parquet { path, source: ParquetError::External(inner) },
        },
        source => SinkError::Parquet { path, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_the_system_keeps_its_advice() {
        let full = ParquetError::from(io::Error::from(io::ErrorKind::StorageFull));
        let error = parquet_error(Path::new("out/a.parquet"), full);
        assert!(error.to_string().contains("the disk is full"), "{error}");
        let error = parquet_error(Path::new("out/a.parquet"), ParquetError::General("odd".into()));
        assert_eq!(error.to_string(), "cannot write out/a.parquet as Parquet");
        assert!(std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("odd")));
    }
}
