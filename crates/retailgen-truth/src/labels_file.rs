//! `labels.parquet`: one row an effect, in plan order.

use std::{path::PathBuf, sync::Arc};

use arrow_array::{
    ArrayRef, RecordBatch,
    builder::{BooleanBuilder, Int64Builder, StringBuilder},
};
use arrow_schema::SchemaRef;
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder},
    schema::types::ColumnPath,
};
use retailgen_folder::{FileDigest, PendingFile};

use crate::{
    Label, TruthError,
    columns::{COLUMNS, Column, LABEL_ID, schema},
};

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

/// The cells of a column since the last batch.
enum Cells {
    Text(StringBuilder),
    Number(Int64Builder),
    Flag(BooleanBuilder),
}

/// `labels.parquet` being written.
pub(crate) struct LabelsFile {
    path: PathBuf,
    schema: SchemaRef,
    writer: ArrowWriter<PendingFile>,
    ids: Int64Builder,
    cells: Vec<Cells>,
    /// Rows since the last batch.
    waiting: usize,
    rows: u64,
}

impl LabelsFile {
    /// Starts the file.
    pub fn new(file: PendingFile) -> Result<Self, TruthError> {
        let path = file.path().to_path_buf();
        let schema = schema();
        let mut properties = properties();
        for name in DISTINCT {
            properties = properties.set_column_dictionary_enabled(ColumnPath::from(name), false);
        }
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties.build()))
            .map_err(TruthError::parquet(&path))?;
        let cells = COLUMNS.iter().map(|(_, column)| match column {
            Column::Text(..) => Cells::Text(StringBuilder::new()),
            Column::Number(..) => Cells::Number(Int64Builder::new()),
            Column::Flag(..) => Cells::Flag(BooleanBuilder::new()),
        });
        Ok(Self { path, schema, writer, ids: Int64Builder::new(), cells: cells.collect(), waiting: 0, rows: 0 })
    }

    /// Appends a label, under the next number, which is returned.
    pub fn push(&mut self, label: &Label) -> Result<u64, TruthError> {
        let id = self.rows;
        self.ids.append_value(id as i64);
        for ((_, column), cells) in COLUMNS.iter().zip(&mut self.cells) {
            match (column, cells) {
                (Column::Text(read, _), Cells::Text(cells)) => cells.append_option(read(label)),
                (Column::Number(read, _), Cells::Number(cells)) => {
                    cells.append_option(read(label).map(|number| number as i64));
                }
                (Column::Flag(read, _), Cells::Flag(cells)) => cells.append_value(read(label)),
                _ => {}
            }
        }
        self.rows += 1;
        self.waiting += 1;
        if self.waiting == BATCH {
            self.write_batch()?;
        }
        Ok(id)
    }

    fn write_batch(&mut self) -> Result<(), TruthError> {
        self.waiting = 0;
        let ids: ArrayRef = Arc::new(self.ids.finish());
        let columns = self.cells.iter_mut().map(|cells| -> ArrayRef {
            match cells {
                Cells::Text(cells) => Arc::new(cells.finish()),
                Cells::Number(cells) => Arc::new(cells.finish()),
                Cells::Flag(cells) => Arc::new(cells.finish()),
            }
        });
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), [ids].into_iter().chain(columns).collect());
        let written = batch.map_err(Into::into).and_then(|batch| self.writer.write(&batch));
        written.map_err(TruthError::parquet(&self.path))
    }

    /// Gives the file its name; returns the number of its rows as well.
    pub fn commit(mut self) -> Result<(FileDigest, u64), TruthError> {
        if self.waiting > 0 {
            self.write_batch()?;
        }
        let file = self.writer.into_inner().map_err(TruthError::parquet(&self.path))?;
        Ok((file.commit()?, self.rows))
    }
}
