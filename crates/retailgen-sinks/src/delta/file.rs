//! A data file of a Delta table being written.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use retailgen_folder::{FileDigest, PendingFile};
use retailgen_schema::TableDefinition;

use super::DeltaTimestamps;
use super::columns::{file_rows, file_schema};
use crate::SinkError;
use crate::format::{BlockFile, CommittedFile, Encoded, FileForm, FormatSupport, RowsEncoder};
use crate::parquet::{ParquetFile, ParquetOptions};

/// A data file that one version of a Delta table brings; a Parquet file with the columns of that version.
#[derive(Debug)]
pub struct DeltaFile {
    table: &'static str,
    schema: SchemaRef,
    file: ParquetFile,
}

impl DeltaFile {
    /// Starts a file.
    ///
    /// # Errors
    /// As [`ParquetFile::create`].
    pub fn create(
        file: PendingFile,
        definition: &'static TableDefinition,
        version: u32,
        timestamps: DeltaTimestamps,
        options: &ParquetOptions,
    ) -> Result<Self, SinkError> {
        let schema = file_schema(definition, version, timestamps);
        let file = ParquetFile::create(file, definition.name, schema.clone(), options)?;
        Ok(Self { table: definition.name, schema, file })
    }

    /// Appends rows of the table in its latest schema.
    ///
    /// # Errors
    /// As [`ParquetFile::write`].
    pub fn write(&mut self, rows: &RecordBatch) -> Result<(), SinkError> {
        self.file.write(&file_rows(self.table, rows, &self.schema)?)
    }

    /// The bytes in the file so far, as [`ParquetFile::bytes`] counts them.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.file.bytes()
    }

    /// Writes the rest and gives the file its name.
    ///
    /// # Errors
    /// As [`ParquetFile::commit`].
    pub fn commit(self) -> Result<FileDigest, SinkError> {
        self.file.commit()
    }
}

/// What the registry of formats knows of this one.
pub(crate) const SUPPORT: FormatSupport = FormatSupport {
    format: retailgen_schema::Format::Delta,
    encoder: |_| Box::new(RowsEncoder { is_worksheet: false }),
    create: |pending, form| {
        let options = ParquetOptions::for_table(form.definition).with_compression(form.compression);
        let FileForm { definition, delta_version, delta_timestamps, .. } = *form;
        Ok(Box::new(DeltaFile::create(pending, definition, delta_version, delta_timestamps, &options)?))
    },
};

impl BlockFile for DeltaFile {
    fn write(&mut self, block: &Encoded) -> Result<(), SinkError> {
        self.write(block.rows()?)
    }

    fn bytes(&self) -> u64 {
        self.bytes()
    }

    fn commit(self: Box<Self>) -> Result<CommittedFile, SinkError> {
        (*self).commit().map(Into::into)
    }
}
