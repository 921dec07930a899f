//! Tables as schemas of `PyArrow`, the text of `schemas/schemas.py`.

use std::fmt::Write as _;

use retailgen_schema::TableDefinition;

use crate::{loaded_column::LoadedColumn, loaded_table::LoadedTable, types::PYARROW};

/// A module with the schemas of all tables.
pub fn render(tables: &[LoadedTable]) -> String {
    let mut out = String::from("import pyarrow as pa\n");
    for loaded in tables {
        let table = loaded.definition;
        if table.columns.iter().any(|column| column.since_version > 0) {
            let first = table.columns.iter().filter(|column| column.since_version == 0);
            let first: Vec<LoadedColumn> = first.map(|column| loaded.column(column)).collect();
            let _ = writeln!(out, "\n# {}: as of version 0, before columns were added.", table.name);
            out.push_str(&assignment(&format!("{}_day1_schema", table.name), &first));
        }
        // Writing to a String cannot fail.
        let _ = write!(out, "\n# {}\n{}{}", table.meaning, loaded.note("#"), latest(loaded));
    }
    out
}

/// The assignment of a table's schema to the variable [`variable`].
pub fn latest(table: &LoadedTable) -> String {
    assignment(&variable(table.definition), &table.own_columns())
}

/// Name of the variable with a table's schema.
pub fn variable(table: &TableDefinition) -> String {
    format!("{}_schema", table.name)
}

fn assignment(name: &str, columns: &[LoadedColumn]) -> String {
    format!("{name} = pa.schema(\n    [\n{}    ]\n)\n", fields(columns, "        "))
}

/// The fields, a line each.
pub fn fields(columns: &[LoadedColumn], indent: &str) -> String {
    let line = |column| format!("{indent}{},\n", field(column));
    columns.iter().map(line).collect()
}

/// A field.
pub fn field(column: &LoadedColumn) -> String {
    format!("pa.field(\"{}\", {})", column.name, PYARROW.name(column.column_type))
}
