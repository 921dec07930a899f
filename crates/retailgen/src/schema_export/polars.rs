//! Polars: a data frame for each table.

use std::fmt::Write as _;

use retailgen_schema::{ColumnDefinition, ColumnType, Format, JsonDocument, PartitionColumn, Table, TableDefinition};

use super::{
    layout::{self, LoadedColumn},
    literal,
};

/// How files are read whose lines are one field each.
const LINES: &str = r#"    # Each line is one field: no line has the character 1 in it.
    has_header=False,
    separator="\x01",
    quote_char=None,
"#;

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
            let parsed = table.document.as_ref().map_or_else(String::new, |document| parsed(table, document));
            format!("{}{parsed}", text_files(table, LINES))
        }
        Format::Xlsx => {
            let types = entries(table);
            format!(
                r#"{name} = pl.read_excel(f"{{DATA}}/{root}", sheet_name="{name}", engine="openpyxl").cast(
    {{
{types}    }}
)
"#
            )
        }
        Format::Delta => format!("{name} = pl.read_delta(f\"{{DATA}}/{root}\")\n"),
        _ => format!("{name} = pl.read_parquet(f\"{{DATA}}/{root}\")\n"),
    }
}

/// The columns with their types, as the entries of a dictionary.
fn entries(table: &TableDefinition) -> String {
    let entry =
        |column: &ColumnDefinition| format!("        \"{}\": {},\n", column.name, type_name(column.column_type));
    table.columns.iter().map(entry).collect()
}

fn text_files(table: &TableDefinition, options: &str) -> String {
    let (name, path, schema) = (table.name, layout::glob(table), entries(table));
    if table.partitions.is_empty() {
        return format!(
            r#"{name} = pl.read_csv(
    f"{{DATA}}/{path}",
{options}    schema={{
{schema}    }},
)
"#
        );
    }
    let value = |column: &PartitionColumn| {
        let pattern = layout::path_pattern(column);
        let cast = from_text(column.column_type);
        format!("    {}=pl.col(\"path\").str.extract(r\"{pattern}\"){cast},\n", column.name)
    };
    let values: String = layout::path_columns(table).iter().map(value).collect();
    format!(
        r#"{name} = pl.scan_csv(
    f"{{DATA}}/{path}",
{options}    schema={{
{schema}    }},
    include_file_paths="path",
).with_columns(
{values}).drop("path").collect()
"#
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
    format!(
        r#"
# The same, parsed. A line that is no JSON is an error.
{parsed} = {lines}.select(
    pl.col("{line}")
    .str.json_decode(
        pl.Struct(
            {{
{envelope}                "payload": pl.Struct(
                    {{
{payload}                    }}
                ),
            }}
        )
    )
    .struct.unnest(),
{path_columns})
"#,
        parsed = layout::parsed_name(table),
        lines = table.name,
        envelope = fields(&layout::envelope_columns(document), &" ".repeat(16)),
        payload = fields(&layout::payload_columns(document), &" ".repeat(24)),
        path_columns = layout::path_names(table, |name| format!("    \"{name}\",\n")),
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
