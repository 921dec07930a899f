//! `models/sources.yml`: where each table lies, and what holds of its clean rows.

use std::fmt::Write as _;

use retailgen_schema::{ColumnDefinition, Format, Table};

use super::{PROJECT, column_tests};
use crate::{duckdb, layout, literal, loaded_table::LoadedTable};

/// What dbt puts in for the folder of the data. Its quotes are those that SQL does not double.
const FOLDER: &str = "{{ var(\"data\") }}";

/// The file. Foreign keys are tested only where the other table is among `tables`, too.
pub fn render(loaded: &[LoadedTable], tables: &[Table]) -> String {
    let mut out = format!("version: 2\n\nsources:\n  - name: {PROJECT}\n    schema: main\n    tables:\n");
    for table in loaded {
        out.push_str(&source(table, tables));
    }
    out
}

fn source(loaded: &LoadedTable, tables: &[Table]) -> String {
    let table = loaded.definition;
    let indent = " ".repeat(8);
    let mut out = format!(
        "      - name: {}\n{indent}description: {}\n{indent}config:\n{indent}  meta:\n{}{}{indent}columns:\n",
        table.name,
        literal::python(table.meaning),
        location(loaded),
        column_tests::primary_key(table, &indent)
    );
    for column in table.columns {
        out.push_str(&column_tests::column(
            column,
            cast_to(loaded, column).as_deref(),
            table,
            tables,
            &format!("{indent}  "),
        ));
    }
    for partition in layout::path_columns(table) {
        let description = literal::python(partition.meaning);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{indent}  - name: {}\n{indent}    description: {description}", partition.name);
    }
    out
}

/// The type that a column is tested to cast to, where it is text and need not.
fn cast_to(table: &LoadedTable, column: &ColumnDefinition) -> Option<String> {
    let is_line = table.definition.document.is_some();
    let name = || if is_line { "JSON".to_owned() } else { duckdb::type_name(column.column_type) };
    table.is_broken(column).then(name)
}

/// How dbt-duckdb reads the table. A workbook and a Delta table are read by plugins, which need no extension of
/// `DuckDB`.
fn location(loaded: &LoadedTable) -> String {
    let table = loaded.definition;
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
            duckdb::relation(loaded, FOLDER, indent.len() + 2)
        ),
    }
}
