//! `labels.parquet`: one row an effect, in plan order.

use std::path::PathBuf;

use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder},
    schema::types::ColumnPath,
};
use retailgen_folder::{FileDigest, PendingFile};

use crate::{Label, LabelBatchBuilder, TruthError, columns::LABEL_ID};

/// The name of the labels' file.
pub const LABELS: &str = "labels.parquet";

/// Rows of a row group; they bound what the writer holds.
const ROW_GROUP: usize = 64 * 1024;

/// Rows handed to the Parquet writer at a time; it divides a row group.
const BATCH: usize = 4 * 1024;

/// Columns whose values hardly repeat. With dictionaries of them, two million labels took twice the bytes and a third
/// more time.
const DISTINCT: [&str; 8] =
    [LABEL_ID, "line", "row", "key", "clean_value", "dirty_value", "related_row", "related_key"];

/// How the Parquet files of a truth are written.
pub(crate) fn properties() -> WriterPropertiesBuilder {
    WriterProperties::builder()
        .set_created_by("retailgen".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_statistics_enabled(EnabledStatistics::Page)
}

/// `labels.parquet` being written.
pub(crate) struct LabelsFile {
    path: PathBuf,
    writer: ArrowWriter<PendingFile>,
    waiting: LabelBatchBuilder,
    rows: u64,
}

impl LabelsFile {
    /// Starts the file.
    pub fn new(file: PendingFile) -> Result<Self, TruthError> {
        let path = file.path().to_path_buf();
        let mut properties = properties();
        for name in DISTINCT {
            properties = properties.set_column_dictionary_enabled(ColumnPath::from(name), false);
        }
        let writer = ArrowWriter::try_new(file, LabelBatchBuilder::schema(), Some(properties.build()))
            .map_err(TruthError::parquet(&path))?;
        Ok(Self { path, writer, waiting: LabelBatchBuilder::new(), rows: 0 })
    }

    /// Appends a label, under the next number, which is returned.
    pub fn push(&mut self, label: &Label) -> Result<u64, TruthError> {
        let id = self.rows;
        self.waiting.push(id, label);
        self.rows += 1;
        if self.waiting.len() == BATCH {
            self.write_batch()?;
        }
        Ok(id)
    }

    fn write_batch(&mut self) -> Result<(), TruthError> {
        self.writer.write(&self.waiting.finish()).map_err(TruthError::parquet(&self.path))
    }

    /// Gives the file its name; returns the number of its rows as well.
    pub fn commit(mut self) -> Result<(FileDigest, u64), TruthError> {
        if !self.waiting.is_empty() {
            self.write_batch()?;
        }
        let file = self.writer.into_inner().map_err(TruthError::parquet(&self.path))?;
        Ok((file.commit()?, self.rows))
    }
}
