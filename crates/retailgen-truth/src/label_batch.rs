//! Labels as a record batch with the columns of `labels.parquet`.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, RecordBatch,
    builder::{ArrayBuilder, BooleanBuilder, Int64Builder, StringBuilder},
};
use arrow_schema::SchemaRef;

use crate::{
    Label,
    columns::{COLUMNS, Column, schema},
};

/// Makes a record batch of labels, with the columns of `labels.parquet`.
///
/// ```
/// use retailgen_anomaly::Level;
/// use retailgen_schema::Table;
/// use retailgen_truth::{Label, LabelBatchBuilder};
///
/// let mut builder = LabelBatchBuilder::new();
/// builder.push(0, &Label::new(Table::Stores, "stores.csv", "null", Level::Cell));
/// assert_eq!((builder.len(), builder.is_empty()), (1, false));
/// let batch = builder.finish();
/// assert_eq!((batch.num_rows(), batch.schema()), (1, LabelBatchBuilder::schema()));
/// assert!(builder.is_empty());
/// ```
#[derive(Debug)]
pub struct LabelBatchBuilder {
    ids: Int64Builder,
    cells: Vec<Cells>,
}

/// The cells of one column.
#[derive(Debug)]
enum Cells {
    Text(StringBuilder),
    Number(Int64Builder),
    Flag(BooleanBuilder),
}

impl Default for LabelBatchBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl LabelBatchBuilder {
    /// No labels yet.
    #[must_use]
    pub fn new() -> Self {
        let cells = COLUMNS.iter().map(|(_, column)| match column {
            Column::Text(..) => Cells::Text(StringBuilder::new()),
            Column::Number(..) => Cells::Number(Int64Builder::new()),
            Column::Flag(..) => Cells::Flag(BooleanBuilder::new()),
        });
        Self { ids: Int64Builder::new(), cells: cells.collect() }
    }

    /// The columns: the number of the label, and what it says.
    #[must_use]
    pub fn schema() -> SchemaRef {
        schema()
    }

    /// Adds a label under a number.
    pub fn push(&mut self, label_id: u64, label: &Label) {
        self.ids.append_value(label_id as i64);
        for ((_, column), cells) in COLUMNS.iter().zip(&mut self.cells) {
            match (column, cells) {
                (Column::Text(read, _), Cells::Text(cells)) => cells.append_option(read(label)),
                (Column::Number(read, _), Cells::Number(cells)) => {
                    cells.append_option(read(label).map(|number| number as i64));
                }
                (Column::Flag(read, _), Cells::Flag(cells)) => cells.append_value(read(label)),
                // `new` makes the cells from the columns.
                _ => {}
            }
        }
    }

    /// How many labels have been added since the last batch.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether none has been.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The labels added since the last batch.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "every label fills each column of the schema")]
    pub fn finish(&mut self) -> RecordBatch {
        let ids: ArrayRef = Arc::new(self.ids.finish());
        let columns = self.cells.iter_mut().map(|cells| -> ArrayRef {
            match cells {
                Cells::Text(cells) => Arc::new(cells.finish()),
                Cells::Number(cells) => Arc::new(cells.finish()),
                Cells::Flag(cells) => Arc::new(cells.finish()),
            }
        });
        RecordBatch::try_new(schema(), [ids].into_iter().chain(columns).collect())
            .expect("every label fills each column of the schema")
    }
}
