//! The row groups of a Parquet file being written: encoded from batches, or taken as they are from a file that has them already.

use std::{fs::File, io::Write, sync::Arc};

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use parquet::{
    arrow::{
        ArrowWriter,
        arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory, ArrowWriterOptions, compute_leaves},
    },
    column::writer::ColumnCloseResult,
    errors::ParquetError,
    file::{
        metadata::{ColumnChunkMetaData, ParquetMetaData},
        properties::WriterProperties,
        statistics::Statistics,
        writer::SerializedFileWriter,
    },
};

/// A file of row groups of one size, of which the last may be smaller.
#[derive(Debug)]
pub struct RowGroups<W: Write + Send> {
    file: SerializedFileWriter<W>,
    schema: SchemaRef,
    encoders: ArrowRowGroupWriterFactory,
    /// The columns of the row group that is being gathered; none before its first row.
    columns: Vec<ArrowColumnWriter>,
    /// Rows of that row group so far.
    rows: usize,
    most_rows: usize,
}

impl<W: Write + Send> RowGroups<W> {
    /// Begins a file with the columns of `schema`.
    pub fn new(out: W, schema: SchemaRef, properties: WriterProperties) -> Result<Self, ParquetError> {
        let most_rows = properties.max_row_group_row_count().unwrap_or(usize::MAX);
        let how = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(out, Arc::clone(&schema), how)?;
        let (file, encoders) = writer.into_serialized_writer()?;
        Ok(Self { file, schema, encoders, columns: Vec::new(), rows: 0, most_rows })
    }

    /// Bytes in the file so far, without the row group that is being gathered.
    pub fn bytes(&self) -> u64 {
        self.file.bytes_written() as u64
    }

    /// Appends the rows of a batch.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), ParquetError> {
        let mut written = 0;
        while written < batch.num_rows() {
            let rows = (batch.num_rows() - written).min(self.most_rows - self.rows);
            self.gather(&batch.slice(written, rows))?;
            written += rows;
        }
        Ok(())
    }

    /// Adds rows for which the row group has room.
    fn gather(&mut self, batch: &RecordBatch) -> Result<(), ParquetError> {
        if self.columns.is_empty() {
            self.columns = self.encoders.create_column_writers(self.file.flushed_row_groups().len())?;
        }
        let mut columns = self.columns.iter_mut();
        for (field, array) in self.schema.fields().iter().zip(batch.columns()) {
            for (leaf, column) in compute_leaves(field, array)?.iter().zip(columns.by_ref()) {
                column.write(leaf)?;
            }
        }
        self.rows += batch.num_rows();
        if self.rows == self.most_rows { self.flush() } else { Ok(()) }
    }

    /// Writes the row group that is being gathered.
    fn flush(&mut self) -> Result<(), ParquetError> {
        if self.rows > 0 {
            let mut group = self.file.next_row_group()?;
            for column in self.columns.drain(..) {
                column.close()?.append_to_row_group(&mut group)?;
            }
            group.close()?;
            self.rows = 0;
        }
        Ok(())
    }

    /// How many of the first row groups of another file are full and end within its first `rows` rows. To an empty file,
    /// [`write`](Self::write) would add these as they are, where batches of `chunk` rows fill them.
    pub fn found_in(&self, other: &ParquetMetaData, rows: u64, chunk: usize) -> usize {
        let is_empty = self.rows == 0 && self.file.flushed_row_groups().is_empty();
        if !is_empty || !self.most_rows.is_multiple_of(chunk) {
            return 0;
        }
        let most = self.most_rows as u64;
        let within = other.row_groups().iter().take((rows / most) as usize);
        within.take_while(|group| group.num_rows().unsigned_abs() == most).count()
    }

    /// Appends a row group of another file with the same columns and properties; its metadata has the page indices.
    pub fn copy(&mut self, from: &File, metadata: &ParquetMetaData, number: usize) -> Result<(), ParquetError> {
        let copied = metadata.row_group(number);
        let mut group = self.file.next_row_group()?;
        for (column, chunk) in copied.columns().iter().enumerate() {
            let index = metadata.column_index().map(|groups| groups[number][column].clone());
            let close = ColumnCloseResult {
                bytes_written: chunk.compressed_size().unsigned_abs(),
                rows_written: copied.num_rows().unsigned_abs(),
                metadata: with_all_statistics(chunk)?,
                bloom_filter: None,
                column_index: index,
                offset_index: metadata.offset_index().map(|groups| groups[number][column].clone()),
            };
            group.append_column(from, close)?;
        }
        group.close()?;
        Ok(())
    }

    /// Writes the rest and the footer; gives back what was written into, which is told when the footer comes.
    pub fn finish(mut self, before_footer: impl FnOnce(&mut W)) -> Result<W, ParquetError> {
        self.flush()?;
        before_footer(self.file.inner_mut());
        self.file.into_inner()
    }
}

/// The metadata of a column chunk as its writer had it. Where values are compared with their sign, it also writes the statistics of old
/// readers, which reading drops since they say nothing new.
fn with_all_statistics(chunk: &ColumnChunkMetaData) -> Result<ColumnChunkMetaData, ParquetError> {
    let is_signed = chunk.column_descr().sort_order().is_signed();
    let Some(statistics) = chunk.statistics().filter(|_| is_signed) else { return Ok(chunk.clone()) };
    let statistics = match statistics.clone() {
        Statistics::Boolean(values) => values.with_backwards_compatible_min_max(true).into(),
        Statistics::Int32(values) => values.with_backwards_compatible_min_max(true).into(),
        Statistics::Int64(values) => values.with_backwards_compatible_min_max(true).into(),
        Statistics::Int96(values) => values.with_backwards_compatible_min_max(true).into(),
        Statistics::Float(values) => values.with_backwards_compatible_min_max(true).into(),
        Statistics::Double(values) => values.with_backwards_compatible_min_max(true).into(),
        Statistics::ByteArray(values) => values.with_backwards_compatible_min_max(true).into(),
        Statistics::FixedLenByteArray(values) => values.with_backwards_compatible_min_max(true).into(),
    };
    chunk.clone().into_builder().set_statistics(statistics).build()
}
