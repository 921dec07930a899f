//! Rows of Parquet files.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use arrow_array::RecordBatch;

use crate::{
    ParquetUndoing, ReadError, Row, UntrustedBatches, UntrustedFile, arrow_text::push_cell, cells::Cells, open_parquet,
};

/// Rows read at a time.
const BATCH: usize = 1_024;

/// A Parquet file being read.
pub(crate) struct ParquetRows {
    path: PathBuf,
    reader: UntrustedBatches,
    columns: Vec<String>,
    batch: Option<RecordBatch>,
    /// The next row of the batch.
    next: usize,
    number: u64,
    cells: Cells,
}

impl fmt::Debug for ParquetRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParquetRows").field("path", &self.path).field("number", &self.number).finish_non_exhaustive()
    }
}

impl ParquetRows {
    pub(crate) fn open(path: &Path, undoing: ParquetUndoing) -> Result<Self, ReadError> {
        let file = UntrustedFile::new(ReadError::open(path)?).map_err(ReadError::io(path))?;
        let builder = undoing.whole(file).and_then(open_parquet).map_err(ReadError::unreadable(path))?;
        let reader = UntrustedBatches::undone(builder.with_batch_size(BATCH), undoing);
        let reader = reader.map_err(ReadError::unreadable(path))?;
        let schema = arrow_array::RecordBatchReader::schema(&reader);
        let columns = schema.fields().iter().map(|field| field.name().clone()).collect();
        let path = path.to_path_buf();
        Ok(Self { path, reader, columns, batch: None, next: 0, number: 0, cells: Cells::default() })
    }

    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_>>, ReadError> {
        while self.batch.as_ref().is_none_or(|batch| self.next == batch.num_rows()) {
            let Some(batch) = self.reader.next() else { return Ok(None) };
            self.batch = Some(batch.map_err(ReadError::unreadable(&self.path))?);
            self.next = 0;
        }
        self.cells.clear();
        for array in self.batch.iter().flat_map(RecordBatch::columns) {
            self.cells.push(|text| push_cell(array, self.next, text));
        }
        self.next += 1;
        self.number += 1;
        let number = self.number - 1;
        Ok(Some(Row { columns: &self.columns, cells: &self.cells, number, place: None, is_broken: false }))
    }
}

/// The batches of a Parquet file that may be anything.
pub(crate) fn batches(path: &Path) -> Result<UntrustedBatches, ReadError> {
    let file = UntrustedFile::new(ReadError::open(path)?).map_err(ReadError::io(path))?;
    let builder = open_parquet(file).map_err(ReadError::unreadable(path))?;
    UntrustedBatches::of(builder.with_batch_size(BATCH)).map_err(ReadError::unreadable(path))
}
