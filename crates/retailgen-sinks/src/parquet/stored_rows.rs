//! Rows that stand in a Parquet file already, and begin another one.

use std::io::Write;

use parquet::{
    arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
    errors::ParquetError,
    file::metadata::PageIndexPolicy,
};

use super::{CHUNK, ParquetFile, ParquetWriter};
use crate::{SinkError, format::StoredRows};

impl ParquetFile {
    /// Appends rows of a file with the same columns and options. To a file that is empty, full row groups are copied byte for byte;
    /// other rows are encoded again. Either way it becomes the file to which these rows were written.
    ///
    /// # Errors
    /// [`SinkError::ParquetRead`] where the other file cannot be read, [`SinkError::OtherEncoding`] where this one is laid out
    /// otherwise, and what [`write`](Self::write) says.
    ///
    /// ```
    /// use std::{fs::File, sync::Arc};
    /// use arrow_array::{Int64Array, RecordBatch};
    /// use arrow_schema::{DataType, Field, Schema};
    /// use retailgen_folder::PendingFile;
    /// use retailgen_sinks::{format::StoredRows, parquet::{ParquetFile, ParquetOptions}};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let schema = Arc::new(Schema::new(vec![Field::new("parcel_id", DataType::Int64, true)]));
    /// let parcels = |ids: Vec<i64>| RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(Int64Array::from(ids))]);
    /// let create = |name| {
    ///     let file = PendingFile::create(&folder.path().join(name))?;
    ///     ParquetFile::create(file, "parcels", Arc::clone(&schema), &ParquetOptions::default().with_row_group_rows(2))
    /// };
    /// let mut old = create("old.parquet")?;
    /// old.write(&parcels(vec![1, 2, 3, 4])?)?;
    /// old.commit()?;
    ///
    /// let path = folder.path().join("old.parquet");
    /// let mut begun = create("begun.parquet")?;
    /// begun.write_stored(&StoredRows { file: File::open(&path)?, path, rows: 3 })?;
    /// begun.write(&parcels(vec![5])?)?;
    ///
    /// let mut at_once = create("at once.parquet")?;
    /// at_once.write(&parcels(vec![1, 2, 3, 5])?)?;
    /// assert_eq!(at_once.commit()?, begun.commit()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_stored(&mut self, stored: &StoredRows) -> Result<(), SinkError> {
        if self.laid_out.is_some() {
            return Err(SinkError::OtherEncoding { expected: "blocks", found: "stored rows" });
        }
        self.writer.write_stored(stored)
    }
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Appends rows that are stored in another file.
    fn write_stored(&mut self, stored: &StoredRows) -> Result<(), SinkError> {
        let StoredRows { file, path, rows } = stored;
        let failed = |source: ParquetError| SinkError::ParquetRead { path: path.clone(), source };
        // All that a footer says, so that what is copied says it again.
        let options = ArrowReaderOptions::new()
            .with_page_index_policy(PageIndexPolicy::Required)
            .with_encoding_stats_as_mask(false);
        let metadata = ArrowReaderMetadata::load(file, options).map_err(failed)?;
        let whole = if self.waiting.is_empty() { self.groups.found_in(metadata.metadata(), *rows, CHUNK) } else { 0 };
        for group in 0..whole {
            self.groups.copy(file, metadata.metadata(), group).map_err(failed)?;
        }
        let groups = metadata.metadata().row_groups();
        let copied: u64 = groups[..whole].iter().map(|group| group.num_rows().unsigned_abs()).sum();
        let others = (whole..groups.len()).collect();
        let file = file.try_clone().map_err(|error| failed(error.into()))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
        let builder = builder.with_row_groups(others).with_limit((rows - copied) as usize).with_batch_size(CHUNK);
        for batch in builder.build().map_err(failed)? {
            self.write(&batch.map_err(|error| failed(error.into()))?)?;
        }
        Ok(())
    }
}
