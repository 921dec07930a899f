//! Parquet files, some columns of them and a batch at a time.

use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_schema::DataType;
use parquet::{arrow::ProjectionMask, errors::ParquetError};
use retailgen_folder::open_plain;
use retailgen_read::{ParquetUndoing, UntrustedBatches, UntrustedFile, open_parquet};
use retailgen_schema::TableDefinition;
use retailgen_truth::Expansion;

use crate::ReportError;

/// Rows read at a time.
const BATCH: usize = 8 * 1024;

/// The rows of a file.
pub struct ParquetRows {
    path: PathBuf,
    reader: UntrustedBatches,
}

impl ParquetRows {
    /// Opens the file, which must have the columns of the table in its types. Batches have only those that are named.
    pub fn open(
        path: &Path,
        table: &TableDefinition,
        columns: &[&str],
        undoing: ParquetUndoing,
    ) -> Result<Self, ReportError> {
        let broken = |error: ParquetError| ReportError::damaged(path)(error);
        let file = UntrustedFile::new(open_plain(path)?).map_err(ReportError::reading(path))?;
        let file = undoing.whole(file).map_err(broken)?;
        let builder = open_parquet(file.clone()).map_err(broken)?;
        let schema = table.schema();
        let of_file = undoing.schema(builder.schema()).map_err(ReportError::damaged(path))?;
        let fits = |name: &&str| {
            let found = of_file.field_with_name(name);
            let (Ok(found), Ok(wanted)) = (found, schema.field_with_name(name)) else { return false };
            match (found.data_type(), wanted.data_type()) {
                // Delta tables have instants with and without a zone, which is UTC in both.
                (DataType::Timestamp(found, _), DataType::Timestamp(wanted, _)) => found == wanted,
                (found, wanted) => found == wanted,
            }
        };
        if let Some(missing) = columns.iter().find(|name| !fits(name)) {
            return Err(ReportError::damaged(path)(format!("its column {missing} is not there, or of another type")));
        }
        let batch = Expansion::of(&file, builder.metadata()).map_err(broken)?.rows_at_a_time(BATCH);
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        let builder = builder.with_projection(mask).with_batch_size(batch);
        let reader = UntrustedBatches::undone(builder, undoing).map_err(broken)?;
        Ok(Self { path: path.to_path_buf(), reader })
    }

    /// The next rows.
    pub fn next(&mut self) -> Result<Option<RecordBatch>, ReportError> {
        self.reader.next().transpose().map_err(|error| ReportError::damaged(&self.path)(error))
    }
}
