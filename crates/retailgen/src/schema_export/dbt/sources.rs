//! `models/sources.yml`: where each table lies, and what holds of its clean rows.

use std::fmt::Write as _;

use retailgen_schema::{Format, Table, TableDefinition};

use super::{PROJECT, column_tests};
use crate::schema_export::{duckdb, layout, literal};

/// What dbt puts in for the folder of the data. Its quotes are those that SQL does not double.
const FOLDER: &str = "{{ var(\"data\") }}";

/// The file.
pub fn render(tables: &[Table]) -> String {
    let mut out = format!("version: 2\n\nsources:\n  - name: {PROJECT}\n    schema: main\n    tables:\n");
    for table in tables {
        out.push_str(&source(table.definition(), tables));
    }
    out
}

fn source(table: &TableDefinition, tables: &[Table]) -> String {
    let indent = " ".repeat(8);
    let mut out = format!(
        "      - name: {}\n{indent}description: {}\n{indent}config:\n{indent}  meta:\n{}{}{indent}columns:\n",
        table.name,
        literal::python(table.meaning),
        location(table),
        column_tests::primary_key(table, &indent)
    );
    for column in table.columns {
        out.push_str(&column_tests::column(column, table, tables, &format!("{indent}  ")));
    }
    for partition in layout::path_columns(table) {
        let description = literal::python(partition.meaning);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{indent}  - name: {}\n{indent}    description: {description}", partition.name);
    }
    out
}

/// How dbt-duckdb reads the table. A workbook and a Delta table are read by plugins, which need no extension of
/// `DuckDB`.
fn location(table: &TableDefinition) -> String {
    let indent = " ".repeat(12);
    let path = literal::python(&format!("{FOLDER}/{}", layout::root(table)));
    match table.format {
        Format::Xlsx => {
            format!("{indent}plugin: excel\n{indent}external_location: {path}\n{indent}sheet_name: {}\n", table.name)
        }
        Format::Delta => format!("{indent}plugin: delta\n{indent}delta_table_path: {path}\n"),
        // The braces of SQL are none of a formatter's.
        _ => format!(
            "{indent}formatter: template\n{indent}external_location: |-\n{indent}  {}\n",
            duckdb::relation(table, FOLDER, indent.len() + 2)
        ),
    }
}
