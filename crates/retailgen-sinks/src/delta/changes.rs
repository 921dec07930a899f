//! The change data of a commit: which rows it changed, took away and added, found by comparing its data files.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use retailgen_folder::open_plain;
use retailgen_schema::TableDefinition;

use crate::SinkError;
use crate::parquet::{ParquetOptions, ParquetWriter, parquet_error};

/// The column that says what became of a row; the last of a file with change data.
const CHANGE_TYPE: &str = "_change_type";

/// The columns of a file with change data.
pub fn change_schema(rows: &SchemaRef) -> SchemaRef {
    let change = Arc::new(Field::new(CHANGE_TYPE, DataType::Utf8, true));
    Arc::new(Schema::new(rows.fields().iter().cloned().chain([change]).collect::<Vec<_>>()))
}

/// Writes the change data of a commit as a Parquet file.
pub struct Changes<W: Write + Send> {
    writer: ParquetWriter<W>,
    table: &'static str,
    schema: SchemaRef,
    key: Vec<usize>,
    rows: u64,
}

impl<W: Write + Send> Changes<W> {
    /// Begins a file at `path`, which is for messages, with the changes of rows that have the columns of `rows`.
    pub fn new(
        out: W,
        path: &Path,
        definition: &'static TableDefinition,
        rows: &SchemaRef,
        options: &ParquetOptions,
    ) -> Result<Self, SinkError> {
        let schema = change_schema(rows);
        let key = definition.primary_key.iter().filter_map(|name| rows.index_of(name).ok()).collect();
        let writer = ParquetWriter::new(out, path, definition.name, Arc::clone(&schema), options)?;
        Ok(Self { writer, table: definition.name, schema, key, rows: 0 })
    }

    /// Takes in a file that was rewritten: rows of `before` that `after` has otherwise or not at all. Both have their rows
    /// in one order, each key once; without `after` all rows are gone.
    pub fn rewritten(&mut self, before: &Path, after: Option<&Path>) -> Result<(), SinkError> {
        let mut after = after.map(Rows::open).transpose()?;
        let mut before = Rows::open(before)?;
        while let Some(row) = before.next()? {
            let kept = match &mut after {
                Some(after) => after.peek()?.filter(|kept| self.same_key(&row, kept)),
                None => None,
            };
            match kept {
                None => self.push(&row, "delete")?,
                Some(kept) => {
                    if kept != row {
                        self.push(&row, "update_preimage")?;
                        self.push(&kept, "update_postimage")?;
                    }
                    if let Some(after) = &mut after {
                        after.next()?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes in a file whose rows are all new.
    pub fn added(&mut self, file: &Path) -> Result<(), SinkError> {
        let reader = open(file)?;
        for batch in reader {
            let batch = batch.map_err(|error| parquet_error(file, error.into()))?;
            self.push(&batch, "insert")?;
        }
        Ok(())
    }

    /// Writes the rest; gives back what was written into, and how many rows that are.
    pub fn finish(self) -> Result<(W, u64), SinkError> {
        Ok((self.writer.finish()?, self.rows))
    }

    fn same_key(&self, a: &RecordBatch, b: &RecordBatch) -> bool {
        self.key.iter().all(|&column| a.column(column) == b.column(column))
    }

    fn push(&mut self, rows: &RecordBatch, change: &str) -> Result<(), SinkError> {
        let changes = StringArray::from_iter_values(std::iter::repeat_n(change, rows.num_rows()));
        let columns = rows.columns().iter().cloned().chain([Arc::new(changes) as _]).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)
            .map_err(|_| SinkError::schema_mismatch(self.table, &self.schema, rows.schema_ref()))?;
        self.rows += rows.num_rows() as u64;
        self.writer.write(&batch)
    }
}

/// The rows of a file, one at a time.
struct Rows {
    path: PathBuf,
    reader: ParquetRecordBatchReader,
    batch: Option<RecordBatch>,
    next: usize,
}

impl Rows {
    fn open(path: &Path) -> Result<Self, SinkError> {
        Ok(Self { path: path.to_path_buf(), reader: open(path)?, batch: None, next: 0 })
    }

    /// The next row, which stays the next one.
    fn peek(&mut self) -> Result<Option<RecordBatch>, SinkError> {
        loop {
            if let Some(batch) = self.batch.as_ref().filter(|batch| self.next < batch.num_rows()) {
                return Ok(Some(batch.slice(self.next, 1)));
            }
            let batch = self.reader.next().transpose().map_err(|error| parquet_error(&self.path, error.into()))?;
            if batch.is_none() {
                return Ok(None);
            }
            (self.batch, self.next) = (batch, 0);
        }
    }

    fn next(&mut self) -> Result<Option<RecordBatch>, SinkError> {
        let row = self.peek()?;
        self.next += 1;
        Ok(row)
    }
}

fn open(path: &Path) -> Result<ParquetRecordBatchReader, SinkError> {
    let file = open_plain(path)?;
    ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(ParquetRecordBatchReaderBuilder::build)
        .map_err(|error| parquet_error(path, error))
}
