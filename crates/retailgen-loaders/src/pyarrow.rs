//! Tables as schemas of `PyArrow`, the text of `schemas/schemas.py`.

use std::fmt::Write as _;

use retailgen_schema::{ColumnType, TableDefinition};

use crate::loaded_table::{LoadedColumn, LoadedTable};

/// A module with the schemas of all tables.
pub fn render(tables: &[LoadedTable]) -> String {
    let mut out = String::from("import pyarrow as pa\n");
    for loaded in tables {
        let table = loaded.definition;
        if table.columns.iter().any(|column| column.since_version > 0) {
            let first = table.columns.iter().filter(|column| column.since_version == 0);
            let _ = writeln!(out, "\n# {}: as of version 0, before columns were added.", table.name);
            let first = first.map(|column| loaded.column(column));
            out.push_str(&assignment(&format!("{}_day1_schema", table.name), first));
        }
        // Writing to a String cannot fail.
        let _ = write!(out, "\n# {}\n{}{}", table.meaning, loaded.note("#"), latest(loaded));
    }
    out
}

/// The assignment of a table's schema to the variable [`variable`].
pub fn latest(table: &LoadedTable) -> String {
    assignment(&variable(table.definition), table.own_columns())
}

/// Name of the variable with a table's schema.
pub fn variable(table: &TableDefinition) -> String {
    format!("{}_schema", table.name)
}

fn assignment(name: &str, columns: impl IntoIterator<Item = LoadedColumn>) -> String {
    let mut out = format!("{name} = pa.schema(\n    [\n");
    for column in columns {
        let _ = writeln!(out, "        {},", field(column.name, column.column_type));
    }
    out.push_str("    ]\n)\n");
    out
}

/// A field.
pub fn field(name: &str, column_type: ColumnType) -> String {
    format!("pa.field(\"{name}\", {})", type_name(column_type))
}

/// A type.
pub fn type_name(column_type: ColumnType) -> String {
    match column_type {
        ColumnType::Int32 => "pa.int32()".to_owned(),
        ColumnType::Int64 => "pa.int64()".to_owned(),
        ColumnType::Float64 => "pa.float64()".to_owned(),
        ColumnType::Bool => "pa.bool_()".to_owned(),
        ColumnType::Date32 => "pa.date32()".to_owned(),
        ColumnType::TimestampMicros => "pa.timestamp(\"us\")".to_owned(),
        ColumnType::Decimal128 { precision, scale } => format!("pa.decimal128({precision}, {scale})"),
        // Text, which takes any value of a type that is new here.
        _ => "pa.string()".to_owned(),
    }
}
