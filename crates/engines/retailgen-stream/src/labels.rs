//! The labels of some tables as record batches, made as they are asked for.

use std::{sync::Arc, vec};

use arrow_array::{ArrayRef, Int64Array, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use retailgen::{Dataset, DatasetError, DirtyBatch, DirtyBatches, LabelBatchBuilder, Table};

use crate::{Reader, guard::guarded};

/// The last column, which `labels.parquet` does not have: the row in the stream of its table. `row` is the row in the file.
const TABLE_ROW: &str = "table_row";
/// Labels that are enough for a batch.
const BATCH: usize = 4 * 1024;

/// The columns of `labels.parquet`, and as the last one `table_row`: the row in the reader of its table.
#[must_use]
pub fn label_schema() -> SchemaRef {
    let fields = LabelBatchBuilder::schema().fields().iter().cloned().collect::<Vec<_>>();
    let with_row = fields.into_iter().chain([Arc::new(Field::new(TABLE_ROW, DataType::Int64, true))]);
    Arc::new(Schema::new(with_row.collect::<Vec<_>>()))
}

/// The labels of some tables, one table after the other: a row for each fault and each decoy.
///
/// # Errors
/// As [`Dataset::dirty_batches`] of any of the tables; before anything is made.
///
/// ```
/// use retailgen::{Policy, Scenario, Table};
/// use retailgen_stream::{label_schema, labels};
///
/// let scenario = Scenario::new(7).with_scale("0.001".parse()?).with_anomalies(Policy::castable());
/// let labels = labels(&scenario.dataset(), &[Table::Customers, Table::Stores])?;
/// assert_eq!(labels.schema(), label_schema());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn labels(dataset: &Dataset, tables: &[Table]) -> Result<Reader, DatasetError> {
    let tables = tables.iter().map(|table| dataset.dirty_batches(*table)).collect::<Result<Vec<_>, _>>()?;
    let schema = label_schema();
    let labels = LabelBatches {
        schema: schema.clone(),
        tables: tables.into_iter(),
        table: None,
        builder: LabelBatchBuilder::new(),
        table_rows: Vec::new(),
        labels: 0,
        file: (String::new(), 0),
    };
    Ok(guarded(labels, schema))
}

struct LabelBatches {
    schema: SchemaRef,
    tables: vec::IntoIter<DirtyBatches>,
    table: Option<DirtyBatches>,
    builder: LabelBatchBuilder,
    table_rows: Vec<Option<i64>>,
    labels: u64,
    /// The file of the last batch, and the row of its table at which it begins.
    file: (String, u64),
}

impl LabelBatches {
    fn take(&mut self, batch: DirtyBatch) {
        if self.file.0 != batch.file {
            self.file = (batch.file, batch.first_row);
        }
        let above = batch.first_row - self.file.1;
        for mut label in batch.labels {
            self.table_rows.push(label.row.map(|row| (row + batch.first_row) as i64));
            label.row = label.row.map(|row| row + above);
            label.related_row = label.related_row.map(|row| row + above);
            self.builder.push(self.labels, &label);
            self.labels += 1;
        }
    }

    fn batch(&mut self) -> Result<RecordBatch, ArrowError> {
        let rows: ArrayRef = Arc::new(Int64Array::from(std::mem::take(&mut self.table_rows)));
        let columns = self.builder.finish().columns().iter().cloned().chain([rows]).collect();
        RecordBatch::try_new(self.schema.clone(), columns)
    }
}

impl Iterator for LabelBatches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.builder.len() >= BATCH {
                return Some(self.batch());
            }
            match self.table.as_mut().and_then(Iterator::next) {
                Some(Ok(batch)) => self.take(batch),
                Some(Err(error)) => return Some(Err(error.into())),
                None => match self.tables.next() {
                    // Two tables have no file in common, but both count their rows from 0.
                    Some(table) => (self.table, self.file) = (Some(table), (String::new(), 0)),
                    None if self.builder.is_empty() => return None,
                    None => return Some(self.batch()),
                },
            }
        }
    }
}
