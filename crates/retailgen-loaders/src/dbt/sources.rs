//! `models/sources.yml`: where each table lies, and what holds of its clean rows.

use std::fmt::Write as _;

use retailgen_schema::{ColumnDefinition, Format, Table};

use super::{PROJECT, column_tests};
use crate::{duckdb, layout, literal, loaded_table::LoadedTable, types::DUCKDB};

/// The file. Foreign keys are tested only where the other table is among `tables`, too.
pub fn render(loaded: &[LoadedTable], tables: &[Table], folder: &str) -> String {
    let pattern =
        |(special, pattern)| format!(" | replace({}, {})", literal::python(special), literal::python(pattern));
    let patterns: String = literal::DUCKDB_PATTERNS.map(pattern).concat();
    let mut out = format!(
        r#"version: 2

sources:
  - name: {PROJECT}
    schema: main
    config:
      meta:
        formatter: template
        data: '{{{{ var("data") }}}}'
        # The same within a text of SQL that is a pattern, for just that folder.
        pattern: |-
          {{{{ var("data") | replace("'", "''"){patterns} }}}}
    tables:
"#
    );
    for table in loaded {
        out.push_str(&source(table, tables, folder));
    }
    out
}

fn source(loaded: &LoadedTable, tables: &[Table], folder: &str) -> String {
    let table = loaded.definition;
    let indent = " ".repeat(8);
    let mut out = format!(
        "      - name: {}\n{indent}description: {}\n{indent}config:\n{indent}  meta:\n{}{}{indent}columns:\n",
        table.name,
        literal::python(table.meaning),
        location(loaded, folder),
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
    for partition in layout::path_partitions(table) {
        let description = literal::python(partition.meaning);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{indent}  - name: {}\n{indent}    description: {description}", partition.name);
    }
    out
}

/// The type that a column is tested to cast to, where it is text and need not.
fn cast_to(table: &LoadedTable, column: &ColumnDefinition) -> Option<String> {
    let is_line = table.definition.document.is_some();
    let name = || if is_line { "JSON".to_owned() } else { DUCKDB.name(column.column_type) };
    table.is_broken(column).then(name)
}

/// How dbt-duckdb reads the table: with the values that all sources have as `meta`. A workbook and a Delta table are read by
/// plugins, which need no extension of `DuckDB`; only the plugin for workbooks puts such a value in.
fn location(loaded: &LoadedTable, folder: &str) -> String {
    let table = loaded.definition;
    let indent = " ".repeat(12);
    let root = layout::root(table);
    match table.format {
        Format::Xlsx => format!(
            "{indent}plugin: excel\n{indent}external_location: \"{{data}}/{root}\"\n{indent}sheet_name: {}\n",
            table.name
        ),
        Format::Delta if !layout::delta_readers_misread(folder) => {
            format!("{indent}plugin: delta\n{indent}delta_table_path: '{{{{ var(\"data\") }}}}/{root}'\n")
        }
        _ => format!(
            "{indent}external_location: |-\n{indent}  {}\n",
            duckdb::relation(loaded, "$pattern", indent.len() + 2)
        ),
    }
}
