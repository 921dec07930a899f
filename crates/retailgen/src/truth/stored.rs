//! Labels read back from `labels.parquet`, in the order of the file and a batch at a time.

use std::{
    fs::File,
    path::{Path, PathBuf},
    vec,
};

use arrow_array::{Array, RecordBatch, cast::AsArray, types::Int64Type};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use super::{
    LABELS, TruthError,
    label_columns::{COLUMNS, Column, schema},
};

/// Rows read at a time.
const BATCH: usize = 4 * 1024;

/// A line of `labels.parquet`, as it stands there: what it says may be wrong. The fields are the columns, which
/// [`Label`](super::Label) explains.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredLabel {
    pub label_id: Option<u64>,
    pub incident_id: Option<String>,
    pub rule_id: Option<String>,
    pub kind: String,
    pub level: String,
    pub decoy: bool,
    pub table: String,
    pub file: String,
    pub line: Option<u64>,
    pub row: Option<u64>,
    pub cell: Option<String>,
    pub delta_version: Option<u64>,
    pub key: Option<String>,
    pub column: Option<String>,
    pub clean_value: Option<String>,
    pub dirty_value: Option<String>,
    pub related_file: Option<String>,
    pub related_row: Option<u64>,
    pub related_key: Option<String>,
    pub breaks_type: bool,
    pub detectability: String,
    pub expected_action: String,
}

impl StoredLabel {
    /// Whether it says that its whole row stands in the file besides the clean ones.
    pub fn is_extra_row(&self) -> bool {
        self.column.is_none() && !self.decoy
    }
}

/// The labels of a truth folder, one after the other.
pub struct StoredLabels {
    path: PathBuf,
    reader: ParquetRecordBatchReader,
    batch: vec::IntoIter<StoredLabel>,
    rows: u64,
}

impl StoredLabels {
    /// Opens the labels of a truth folder.
    ///
    /// # Errors
    /// [`TruthError::Unreadable`] where the file is not there, is not Parquet or has other columns.
    pub fn open(truth: &Path) -> Result<Self, TruthError> {
        let path = truth.join(LABELS);
        let file = File::open(&path).map_err(TruthError::io("read", &path))?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(TruthError::unreadable(&path))?;
        if builder.schema().fields() != schema().fields() {
            return Err(TruthError::unreadable(&path)("it does not have the columns of labels"));
        }
        let rows = builder.metadata().file_metadata().num_rows();
        let reader = builder.with_batch_size(BATCH).build().map_err(TruthError::unreadable(&path))?;
        Ok(Self { path, reader, batch: Vec::new().into_iter(), rows: rows.unsigned_abs() })
    }

    /// How many there are in all.
    pub fn rows(&self) -> u64 {
        self.rows
    }
}

impl Iterator for StoredLabels {
    type Item = Result<StoredLabel, TruthError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(label) = self.batch.next() {
                return Some(Ok(label));
            }
            match self.reader.next()? {
                Ok(batch) => self.batch = labels_of(&batch).into_iter(),
                Err(error) => return Some(Err(TruthError::unreadable(&self.path)(error))),
            }
        }
    }
}

fn labels_of(batch: &RecordBatch) -> Vec<StoredLabel> {
    let mut labels = vec![StoredLabel::default(); batch.num_rows()];
    for ((_, column), array) in COLUMNS.iter().zip(batch.columns()) {
        for (row, label) in labels.iter_mut().enumerate() {
            let valid = array.is_valid(row);
            match column {
                Column::Text(_, set) => {
                    set(label, valid.then(|| array.as_string::<i32>().value(row).to_owned()));
                }
                Column::Number(_, set) => {
                    // A negative number counts nothing: as good as none.
                    let number = valid.then(|| array.as_primitive::<Int64Type>().value(row));
                    set(label, number.and_then(|number| u64::try_from(number).ok()));
                }
                Column::Flag(_, set) => set(label, valid && array.as_boolean().value(row)),
            }
        }
    }
    labels
}
