//! The Python form: `schemas/schemas.py`, one `PyArrow` schema a table.

use std::fmt::Write as _;

use super::COMMAND;
use super::column_type::ColumnType;
use super::definition::{ColumnDefinition, Table};

/// The text of the module.
pub fn module(tables: &[Table]) -> String {
    let mut out = format!(
        "\"\"\"The tables of retailgen as PyArrow schemas.\n\nGenerated from schemas/*.toml by `{COMMAND}`: edit those and run this.\n\"\"\"\n\nimport pyarrow as pa\n"
    );
    for table in tables {
        if table.evolves() {
            let base = table.columns.iter().filter(|column| column.since_version == 0);
            let comment = format!("{}: as of version 0, before columns were added.", table.name);
            schema(&mut out, &comment, &format!("{}_day1_schema", table.name), base);
        }
        schema(&mut out, &table.meaning, &format!("{}_schema", table.name), table.columns.iter());
    }
    out
}

fn schema<'a>(out: &mut String, comment: &str, name: &str, columns: impl Iterator<Item = &'a ColumnDefinition>) {
    let _ = writeln!(out, "\n# {comment}\n{name} = pa.schema(\n    [");
    for column in columns {
        let _ = writeln!(out, "        pa.field(\"{}\", {}),", column.name, data_type(column.column_type));
    }
    out.push_str("    ]\n)\n");
}

fn data_type(column_type: ColumnType) -> String {
    match column_type {
        ColumnType::Int32 => "pa.int32()".to_owned(),
        ColumnType::Int64 => "pa.int64()".to_owned(),
        ColumnType::Float64 => "pa.float64()".to_owned(),
        ColumnType::Utf8 => "pa.string()".to_owned(),
        ColumnType::Bool => "pa.bool_()".to_owned(),
        ColumnType::Date32 => "pa.date32()".to_owned(),
        ColumnType::TimestampMicros => "pa.timestamp(\"us\")".to_owned(),
        ColumnType::Decimal128 { precision, scale } => format!("pa.decimal128({precision}, {scale})"),
    }
}
