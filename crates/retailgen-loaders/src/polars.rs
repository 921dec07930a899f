//! Polars: a data frame for each table.

use std::fmt::Write as _;

use retailgen_schema::{ColumnType, Format, JsonDocument, PartitionColumn};

use crate::{
    layout, literal,
    loaded_table::{LoadedColumn, LoadedTable},
};

/// How files are read whose lines are one field each.
const LINES: &str = r#"    # Each line is one field: no line has the character 1 in it.
    has_header=False,
    separator="\x01",
    quote_char=None,
"#;

/// What tells the lines that the parser may be given: it ends at one that is no JSON.
const IS_JSON: &str = r#"

def is_json(line):
    """Whether a line is JSON."""
    try:
        json.loads(line)
    except ValueError:
        return False
    return True

"#;

/// A module that reads all tables.
pub fn render(tables: &[LoadedTable], folder: &str) -> String {
    let broken_lines = tables.iter().any(LoadedTable::has_broken_lines);
    let (import, function) = if broken_lines { ("import json\n\n", IS_JSON) } else { ("", "") };
    let mut out = format!("{import}import polars as pl\n\nDATA = {}\n{function}", literal::python(folder));
    for table in tables {
        // Writing to a String cannot fail.
        let _ = write!(out, "\n# {}\n{}{}", table.definition.meaning, table.note("#"), frame(table));
    }
    out
}

fn frame(loaded: &LoadedTable) -> String {
    let table = loaded.definition;
    let (name, root) = (table.name, layout::root(table));
    match table.format {
        Format::Csv => text_files(loaded, ""),
        Format::Jsonl => {
            let parsed = table.document.as_ref().map_or_else(String::new, |document| parsed(loaded, document));
            format!("{}{parsed}", text_files(loaded, LINES))
        }
        Format::Xlsx => {
            let types = entries(loaded);
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
fn entries(table: &LoadedTable) -> String {
    let entry = |column: &LoadedColumn| format!("        \"{}\": {},\n", column.name, type_name(column.column_type));
    table.own_columns().iter().map(entry).collect()
}

fn text_files(loaded: &LoadedTable, options: &str) -> String {
    let table = loaded.definition;
    let (name, path, schema) = (table.name, layout::glob(table), entries(loaded));
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

fn parsed(loaded: &LoadedTable, document: &JsonDocument) -> String {
    let table = loaded.definition;
    let fields = |columns: &[LoadedColumn], indent: &str| -> String {
        let field =
            |column: &LoadedColumn| format!("{indent}\"{}\": {},\n", column.name, type_name(column.column_type));
        columns.iter().map(field).collect()
    };
    let line = table.columns.first().map_or("", |column| column.name);
    // In a step of its own, or Polars would ask of each line again for each key.
    let objects = if loaded.has_broken_lines() {
        format!(
            r#".with_columns(
    pl.when(pl.col("{line}").map_elements(is_json, return_dtype=pl.Boolean)).then(pl.col("{line}"))
)"#
        )
    } else {
        String::new()
    };
    format!(
        r#"
{note}{parsed} = {lines}{objects}.select(
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
        note = loaded.note_on_parsed("#"),
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
