//! The staging models: each table with its contract's types, JSON lines parsed.

use std::fmt::Write as _;

use retailgen_schema::{Format, Table, TableDefinition};

use super::{column_tests, source_of};
use crate::{duckdb, literal, loaded_column::LoadedColumn, loaded_table::LoadedTable};

/// Name of a table's model.
pub fn name(table: &TableDefinition) -> String {
    format!("stg_{}", table.name)
}

/// The model.
pub fn model(loaded: &LoadedTable) -> String {
    let table = loaded.definition;
    let source = format!("{{{{ {} }}}}", source_of(table));
    if let Some(document) = &table.document {
        return format!("{}\n", duckdb::parsed_select(loaded, document, &source));
    }
    let (columns, text_columns) = (loaded.columns(), loaded.text_columns());
    let text = |column: &LoadedColumn| text_columns.iter().find(|text| text.name == column.name);
    // Workbooks know no whole numbers and no decimals; everything else has its types already, or is text.
    let columns = columns.iter().map(|column| match (table.format, text(column)) {
        (Format::Xlsx, _) => duckdb::cast(column),
        (_, Some(text)) => format!("    {} AS {}", duckdb::try_cast(text), text.name),
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
            out.push_str(&column_tests::column(cell, None, table, tables, "      "));
        }
    }
    Some(out)
}
