//! Columns of a table by number, envelope keys and partition columns included.

use retailgen_schema::{Table, TableDefinition};

/// The column that is the whole line in a table of JSON lines.
pub(crate) const WHOLE_LINE: &str = "json";

/// The number of a column of a table: of its cells first, then of what the path spells out.
pub(crate) fn number(table: Table, name: &str) -> Option<u16> {
    let definition = table.definition();
    let partition = || definition.partitions.iter().position(|column| column.name == name);
    let number = definition.cell_number(name).or_else(|| Some(definition.cells.len() + partition()?));
    number.and_then(|number| u16::try_from(number).ok())
}

/// The name of a column by its number.
pub(crate) fn name(table: Table, number: u16) -> &'static str {
    let TableDefinition { cells, partitions, .. } = table.definition();
    let number = usize::from(number);
    let partition = || partitions.get(number - cells.len()).map(|column| column.name);
    cells.get(number).map(|column| column.name).or_else(partition).unwrap_or_default()
}

/// Whether a check that finds a row standing there twice may name this column: it is part of the key, unique, or the whole line.
pub(crate) fn tells_copies(table: Table, number: u16) -> bool {
    let definition = table.definition();
    let name = name(table, number);
    let is_unique = definition.cells.get(usize::from(number)).is_some_and(|column| column.unique);
    is_unique || name == WHOLE_LINE || definition.primary_key.contains(&name)
}

/// A column as scores name it.
pub(crate) fn full_name(table: Table, name: &str) -> String {
    format!("{table}.{name}")
}

/// What scores call the rows of a table that are wrong as a whole.
pub(crate) fn whole_rows(table: Table) -> String {
    format!("{table} (whole rows)")
}
