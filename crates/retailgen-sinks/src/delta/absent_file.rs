//! A data file of a Delta table that is gone: what the log says of it all the same.

use std::path::Path;

use arrow_array::RecordBatch;
use bytes::Bytes;

use super::columns::{file_rows, file_schema};
use super::history::DeltaTable;
use super::statistics::DataFile;
use crate::SinkError;
use crate::parquet::{ParquetOptions, ParquetWriter};

/// A data file that the log names and the folder does not have.
#[derive(Clone, Debug)]
pub struct AbsentFile {
    /// Its path below the data folder.
    pub path: String,
    pub(super) file: DataFile,
}

impl AbsentFile {
    /// The file of these rows that version `version` of a table brings. It is made in memory, where the log's figures come from.
    ///
    /// # Errors
    /// [`SinkError::SchemaMismatch`] where the rows have other columns than the table.
    pub fn of(
        table: &DeltaTable,
        path: &str,
        version: u32,
        rows: impl IntoIterator<Item = RecordBatch>,
    ) -> Result<Self, SinkError> {
        let definition = table.definition;
        let schema = file_schema(definition, version, table.options.timestamps);
        let options = ParquetOptions::for_table(definition).with_compression(table.compression);
        let place = Path::new(path);
        let mut writer = ParquetWriter::new(Vec::new(), place, definition.name, schema.clone(), &options)?;
        for batch in rows {
            writer.write(&file_rows(definition.name, &batch, &schema)?)?;
        }
        let bytes = Bytes::from(writer.finish()?);
        let file = DataFile::read(place, bytes.len() as u64, bytes)?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Its size.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.file.bytes
    }

    /// Its rows.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.file.rows.unsigned_abs()
    }
}
