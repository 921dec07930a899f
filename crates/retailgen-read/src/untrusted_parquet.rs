//! Parquet files whose bytes may be anything: what makes the crate `parquet` panic is an error here.

use std::panic::{self, AssertUnwindSafe};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use parquet::{
    arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder},
    errors::ParquetError,
};

use crate::{ParquetUndoing, UntrustedFile};

/// Does something with the content of a file. Some damage makes version 59.3 of the crate `parquet` panic: negative lengths in the
/// footer, and, where overflow is looked at, packed integers that go beyond zero.
///
/// # Errors
/// What `read` says, or that it panicked.
///
/// ```
/// use retailgen_read::unless_it_panics;
///
/// assert_eq!(unless_it_panics(|| Ok(7)).ok(), Some(7));
/// let lengths: [i64; 1] = [-1];
/// assert!(unless_it_panics(|| Ok(usize::try_from(lengths[0]).unwrap())).is_err());
/// ```
pub fn unless_it_panics<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    // Whatever was half done is dropped with the closure.
    panic::catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(ParquetError::General("it is damaged where no reader expects it".to_owned())))
}

/// Looks at the footer of a file.
///
/// # Errors
/// [`ParquetError`] where it is none.
pub fn open_parquet(file: UntrustedFile) -> Result<ParquetRecordBatchReaderBuilder<UntrustedFile>, ParquetError> {
    unless_it_panics(|| ParquetRecordBatchReaderBuilder::try_new(file))
}

/// The batches of a file, up to the first that cannot be read.
#[derive(Debug)]
pub struct UntrustedBatches {
    reader: ParquetRecordBatchReader,
    undoing: ParquetUndoing,
    is_over: bool,
}

impl UntrustedBatches {
    /// Reads as the builder says.
    ///
    /// # Errors
    /// [`ParquetError`] where the file has other pages than its footer says.
    pub fn of(builder: ParquetRecordBatchReaderBuilder<UntrustedFile>) -> Result<Self, ParquetError> {
        Self::undone(builder, ParquetUndoing::default())
    }

    /// The same of a file that is laid out otherwise: the batches have what it was before.
    ///
    /// # Errors
    /// As for [`of`](Self::of).
    pub fn undone(
        builder: ParquetRecordBatchReaderBuilder<UntrustedFile>,
        undoing: ParquetUndoing,
    ) -> Result<Self, ParquetError> {
        Ok(Self { reader: unless_it_panics(|| builder.build())?, undoing, is_over: false })
    }
}

impl Iterator for UntrustedBatches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        // After a panic nothing is asked of the reader any more.
        let next = unless_it_panics(|| Ok(self.reader.next())).unwrap_or_else(|error| Some(Err(error.into())));
        let next = match next {
            Some(batch) => Some(batch.and_then(|batch| self.undoing.rows(batch))),
            None => self.undoing.finish().err().map(Err),
        };
        self.is_over = !matches!(next, Some(Ok(_)));
        next
    }
}

impl RecordBatchReader for UntrustedBatches {
    fn schema(&self) -> SchemaRef {
        let found = self.reader.schema();
        self.undoing.schema(&found).unwrap_or(found)
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, fs::File, sync::Arc};

    use arrow_array::{ArrayRef, Int64Array};
    use parquet::{arrow::ArrowWriter, basic::Encoding, file::properties::WriterProperties};

    use super::*;

    #[test]
    fn every_byte_of_packed_integers_may_be_damaged() {
        let column = Arc::new(Int64Array::from_iter_values((0..500).map(|number| number * 7 % 60))) as ArrayRef;
        let batch = RecordBatch::try_from_iter([("id", column)]).unwrap();
        let properties =
            WriterProperties::builder().set_dictionary_enabled(false).set_encoding(Encoding::DELTA_BINARY_PACKED);
        let mut whole = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut whole, batch.schema(), Some(properties.build())).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ids.parquet");
        let (mut refused, mut errors) = (0, 0);
        for place in 4..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] = 0x59;
            fs::write(&path, damaged).unwrap();
            let file = UntrustedFile::new(File::open(&path).unwrap()).unwrap();
            let batches = open_parquet(file).and_then(|builder| UntrustedBatches::of(builder.with_batch_size(100)));
            let Ok(batches) = batches else {
                refused += 1;
                continue;
            };
            let batches: Vec<_> = batches.take(20).collect();
            let failed = batches.iter().position(Result::is_err);
            assert!(failed.is_none_or(|failed| failed + 1 == batches.len()), "nothing comes behind an error");
            errors += usize::from(failed.is_some());
        }
        assert!(refused > 20 && errors > 5, "{refused} refused, {errors} with errors");
    }
}
