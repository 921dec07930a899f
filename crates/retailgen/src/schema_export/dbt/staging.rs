//! The staging models: each table with its contract's types, JSON lines parsed.

use std::fmt::Write as _;

use retailgen_schema::{Format, Table, TableDefinition};

use super::{column_tests, source_of};
use crate::schema_export::{duckdb, layout, literal};

/// Name of a table's model.
pub fn name(table: &TableDefinition) -> String {
    format!("stg_{}", table.name)
}

/// The model.
pub fn model(table: &TableDefinition) -> String {
    let source = format!("{{{{ {} }}}}", source_of(table));
    if let Some(document) = &table.document {
        return format!("{}\n", duckdb::parsed_select(table, document, &source, 0));
    }
    let columns = layout::loaded_columns(table);
    // Workbooks know no whole numbers and no decimals; everything else has its types already.
    let columns = columns.iter().map(|column| match table.format {
        Format::Xlsx => format!("    CAST({0} AS {1}) AS {0}", column.name, duckdb::type_name(column.column_type)),
        _ => format!("    {}", column.name),
    });
    format!("SELECT\n{}\nFROM {source}\n", columns.collect::<Vec<_>>().join(",\n"))
}

/// The tests of what only the parsed objects have; none where no table is of JSON lines.
pub fn properties(tables: &[Table]) -> Option<String> {
    let parsed: Vec<&TableDefinition> =
        tables.iter().map(|table| table.definition()).filter(|table| table.document.is_some()).collect();
    if parsed.is_empty() {
        return None;
    }
    let mut out = String::from("version: 2\n\nmodels:\n");
    for table in parsed {
        let meaning = literal::python(table.meaning);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  - name: {}\n    description: {meaning}\n    columns:", name(table));
        for cell in table.cells.iter().filter(|cell| table.column(cell.name).is_none()) {
            out.push_str(&column_tests::column(cell, table, tables, "      "));
        }
    }
    Some(out)
}
