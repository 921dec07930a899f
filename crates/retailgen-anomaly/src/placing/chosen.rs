//! The entities from which all hits of a rule come, and which rows are theirs.

use std::collections::BTreeSet;

use arrow_array::{Array, RecordBatch, cast::AsArray, types::Int64Type};
use retailgen_schema::TableDefinition;

use crate::{kind::text, policy::Rule};

/// The entities.
#[derive(Debug)]
pub struct Chosen {
    /// Number of the column among the table's cells.
    cell: usize,
    values: BTreeSet<String>,
    /// The same as keys, where they are some.
    keys: BTreeSet<i64>,
}

impl Chosen {
    /// The entities of a rule that has some, by the values that its column has of them.
    pub fn of(rule: &Rule, values: Vec<String>) -> Option<Self> {
        let keys = values.iter().filter_map(|value| value.parse().ok()).collect();
        Some(Self { cell: rule.entities?.cell(), values: values.into_iter().collect(), keys })
    }

    /// Whether they are the values of a column.
    pub fn are_of(&self, column: usize) -> bool {
        self.cell == column
    }

    /// Which rows of a block are theirs, in order.
    pub fn rows(&self, definition: &TableDefinition, batch: &RecordBatch) -> Vec<usize> {
        let rows = 0..batch.num_rows();
        let numbers = batch.columns().get(self.cell).and_then(|column| column.as_primitive_opt::<Int64Type>());
        if let Some(numbers) = numbers {
            return rows.filter(|&row| numbers.is_valid(row) && self.keys.contains(&numbers.value(row))).collect();
        }
        let value = |row: usize| text(definition, batch, row, self.cell);
        rows.filter(|&row| value(row).is_some_and(|value| self.values.contains(&value))).collect()
    }
}
