//! Polars: a data frame for each table.

use std::fmt::Write as _;

use retailgen_schema::{ColumnType, Format, JsonDocument, Table, TableDefinition};

use super::{
    layout::{self, LoadedColumn},
    literal,
};

/// A module that reads all tables.
pub fn render(tables: &[Table], folder: &str) -> String {
    let mut out = format!("import polars as pl\n\nDATA = {}\n", literal::python(folder));
    for table in tables {
        let table = table.definition();
        // Writing to a String cannot fail.
        let _ = write!(out, "\n# {}\n{}", table.meaning, frame(table));
    }
    out
}

fn frame(table: &TableDefinition) -> String {
    let (name, root) = (table.name, layout::root(table));
    match table.format {
        Format::Csv => text_files(table, ""),
        Format::Jsonl => {
            let options = "    # Each line is one field: no line has the character 1 in it.\n    has_header=False,\n    \
                           separator=\"\\x01\",\n    quote_char=None,\n";
            let parsed = table.document.as_ref().map_or_else(String::new, |document| parsed(table, document));
            format!("{}{parsed}", text_files(table, options))
        }
        Format::Xlsx => {
            let types = table
                .columns
                .iter()
                .map(|column| format!("\n        \"{}\": {},", column.name, type_name(column.column_type)));
            let types: String = types.collect();
            format!(
                "{name} = pl.read_excel(f\"{{DATA}}/{root}\", sheet_name=\"{name}\", engine=\"openpyxl\").cast(\n    {{{types}\n    }}\n)\n"
            )
        }
        Format::Delta => format!("{name} = pl.read_delta(f\"{{DATA}}/{root}\")\n"),
        _ => format!("{name} = pl.read_parquet(f\"{{DATA}}/{root}\")\n"),
    }
}

fn text_files(table: &TableDefinition, options: &str) -> String {
    let schema = table
        .columns
        .iter()
        .map(|column| format!("        \"{}\": {},\n", column.name, type_name(column.column_type)))
        .collect::<Vec<_>>()
        .concat();
    let path_columns = layout::path_columns(table);
    let path = layout::glob(table);
    let name = table.name;
    if table.partitions.is_empty() {
        return format!(
            "{name} = pl.read_csv(\n    f\"{{DATA}}/{path}\",\n{options}    schema={{\n{schema}    }},\n)\n"
        );
    }
    let values = path_columns
        .iter()
        .map(|column| {
            let pattern = layout::path_pattern(column);
            let value = format!("pl.col(\"path\").str.extract(r\"{pattern}\")");
            format!("    {}={value}{},\n", column.name, from_text(column.column_type))
        })
        .collect::<Vec<_>>()
        .concat();
    format!(
        "{name} = pl.scan_csv(\n    f\"{{DATA}}/{path}\",\n{options}    schema={{\n{schema}    }},\n    include_file_paths=\"path\",\n\
         ).with_columns(\n{values}).drop(\"path\").collect()\n"
    )
}

/// What turns a text expression into another type.
fn from_text(column_type: ColumnType) -> String {
    match column_type {
        ColumnType::Utf8 => String::new(),
        ColumnType::Date32 => ".str.to_date()".to_owned(),
        other => format!(".cast({})", type_name(other)),
    }
}

fn parsed(table: &TableDefinition, document: &JsonDocument) -> String {
    let fields = |columns: &[LoadedColumn], indent: &str| -> String {
        let field =
            |column: &LoadedColumn| format!("{indent}\"{}\": {},\n", column.name, type_name(column.column_type));
        columns.iter().map(field).collect()
    };
    let line = table.columns.first().map_or("", |column| column.name);
    let path_columns = layout::path_columns(table)
        .iter()
        .map(|column| format!("    \"{}\",\n", column.name))
        .collect::<Vec<_>>()
        .concat();
    let indent = " ".repeat(12);
    format!(
        "\n# The same, parsed. A line that is no JSON is an error.\n{} = {}.select(\n    pl.col(\"{line}\")\n    .str.json_decode(\n        \
         pl.Struct(\n            {{\n{}            \"payload\": pl.Struct(\n                {{\n{}                }}\n            ),\n            \
         }}\n        )\n    )\n    .struct.unnest(),\n{path_columns})\n",
        layout::parsed_name(table),
        table.name,
        fields(&layout::envelope_columns(document), &format!("{indent}    ")),
        fields(&layout::payload_columns(document), &format!("{indent}        ")),
    )
}

/// A type of Polars.
fn type_name(column_type: ColumnType) -> String {
    match column_type {
        ColumnType::Int32 => "pl.Int32".to_owned(),
        ColumnType::Int64 => "pl.Int64".to_owned(),
        ColumnType::Float64 => "pl.Float64".to_owned(),
        ColumnType::Bool => "pl.Boolean".to_owned(),
        ColumnType::Date32 => "pl.Date".to_owned(),
        ColumnType::TimestampMicros => "pl.Datetime(\"us\")".to_owned(),
        ColumnType::Decimal128 { precision, scale } => format!("pl.Decimal({precision}, {scale})"),
        // Text, which takes any value of a type that is new here.
        _ => "pl.String".to_owned(),
    }
}
