//! Which rows a rule may hit, by what their clean cells say: the key `where`.

use std::fmt;

use arrow_array::RecordBatch;
use retailgen_schema::{ColumnDefinition, ColumnType, Table};
use retailgen_synth::calendar::Date;

use super::{
    PolicyProblem,
    document::{At, Wanted},
};
use crate::{kind::text, nearest_name};

/// The clean values that some columns of a row must have, each one of several.
///
/// As text it reads like the key in a policy, which is how `run.json` keeps it.
///
/// ```
/// use retailgen_anomaly::Policy;
///
/// let text = "[[rule]]\nid = 'x'\ntable = 'orders_header'\ncolumn = 'currency'\nkind = 'null'\nrate = 0.1\n\
///             where = { channel = 'web', store_id = [1, 2] }\n";
/// let policy = Policy::parse(text, "mine.toml")?;
/// let condition = policy.rules()[0].condition.as_ref().ok_or("it has one")?;
/// assert_eq!(condition.to_string(), r#"{ channel = ["web"], store_id = ["1", "2"] }"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    table: Table,
    /// By the number of the column among the table's cells: the values, as CSV text.
    cells: Vec<(usize, Vec<String>)>,
}

impl Condition {
    /// A condition without any column yet, which every row meets.
    pub(super) fn on(table: Table) -> Self {
        Self { table, cells: Vec::new() }
    }

    /// Asks for one of these values in a column.
    pub(super) fn require(&mut self, name: &str, values: Vec<String>) -> Result<(), PolicyProblem> {
        let definition = self.table.definition();
        let cell = definition.cell_number(name).ok_or_else(|| PolicyProblem::UnknownColumn {
            table: self.table,
            name: name.to_owned(),
            suggestion: nearest_name(name, definition.cells.iter().map(|cell| cell.name)),
        })?;
        let column = &definition.cells[cell];
        if let Some(value) = values.iter().find(|value| !may_have(column, value)) {
            return Err(PolicyProblem::NeverThere {
                table: self.table,
                column: column.name,
                value: value.clone(),
                known: column.accepted,
            });
        }
        self.cells.push((cell, values));
        Ok(())
    }

    /// As a policy has it that begins at a byte.
    pub(super) fn written(&self, at: usize) -> At<Wanted> {
        let cells = self.table.definition().cells;
        let columns = self.cells.iter();
        let named = columns.map(|(cell, values)| (At { value: cells[*cell].name.to_owned(), at }, values.clone()));
        At { value: named.collect(), at }
    }

    /// Whether a row with this value in a column can meet it.
    pub(super) fn allows(&self, column: &str, value: &str) -> bool {
        let cells = self.table.definition().cells;
        let mut of_column = self.cells.iter().filter(|(cell, _)| cells[*cell].name == column);
        of_column.all(|(_, values)| values.iter().any(|wanted| wanted == value))
    }

    /// Whether a clean row of the table meets it.
    pub(crate) fn is_met(&self, batch: &RecordBatch, row: usize) -> bool {
        let definition = self.table.definition();
        self.cells.iter().all(|(cell, values)| {
            let found = text(definition, batch, row, *cell);
            found.is_some_and(|found| values.contains(&found))
        })
    }
}

/// Whether a clean value of a column may be written so.
fn may_have(column: &ColumnDefinition, value: &str) -> bool {
    match column.column_type {
        _ if !column.accepted.is_empty() => column.accepted.contains(&value),
        ColumnType::Int32 | ColumnType::Int64 => value.parse::<i64>().is_ok_and(|number| number.to_string() == value),
        ColumnType::Bool => ["true", "false"].contains(&value),
        ColumnType::Date32 => value.parse::<Date>().is_ok_and(|date| date.to_string() == value),
        _ => true,
    }
}

/// As the key `where` has it.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cells = self.table.definition().cells;
        f.write_str("{ ")?;
        for (number, (cell, values)) in self.cells.iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            let values: Vec<String> =
                values.iter().map(|value| toml::Value::from(value.as_str()).to_string()).collect();
            write!(f, "{comma}{} = [{}]", cells[*cell].name, values.join(", "))?;
        }
        f.write_str(" }")
    }
}
