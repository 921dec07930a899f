//! Polars: a data frame for each table.

use std::fmt::Write as _;

use retailgen_schema::{ColumnType, Format, JsonDocument};

use crate::{layout, loaded_column::LoadedColumn, loaded_table::LoadedTable, python, types::POLARS};

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

/// A module that reads all tables. `glob=False` has Polars take a path as it stands.
pub fn render(tables: &[LoadedTable], folder: &str) -> String {
    let broken_lines = tables.iter().any(LoadedTable::has_broken_lines);
    let has_delta = LoadedTable::any_of_format(tables, Format::Delta);
    let mut out = python::head(
        &[
            (broken_lines, "import json"),
            (has_delta && layout::delta_readers_misread(folder), python::COPYING),
            (tables.iter().any(|table| !table.definition.partitions.is_empty()), "from pathlib import Path"),
        ],
        &[(true, "import polars as pl"), (has_delta, "from deltalake import DeltaTable")],
        folder,
    );
    if broken_lines {
        out.push_str(IS_JSON);
    }
    for table in tables {
        // Writing to a String cannot fail.
        let _ = write!(out, "\n# {}\n{}{}", table.definition.meaning, table.note("#"), frame(table, folder));
    }
    out
}

fn frame(loaded: &LoadedTable, folder: &str) -> String {
    let table = loaded.definition;
    let (name, root) = (table.name, layout::root(table));
    match table.format {
        Format::Csv => text_files(loaded, ""),
        Format::Jsonl => {
            let parsed = table.document.as_ref().map_or_else(String::new, |document| parsed(loaded, document));
            format!("{}{parsed}", text_files(loaded, LINES))
        }
        Format::Xlsx => {
            let types = entries(&loaded.own_columns(), 8);
            format!(
                r#"with open(f"{{DATA}}/{root}", "rb") as workbook:
    {name} = pl.read_excel(workbook, sheet_name="{name}", engine="openpyxl")
{name} = {name}.cast(
    {{
{types}    }}
)
"#
            )
        }
        // Polars' own reader looks for the files under their names in a URL.
        Format::Delta => python::delta(name, folder, |table| format!("pl.from_arrow({table}.to_pyarrow_table())")),
        _ => format!("{name} = pl.read_parquet(f\"{{DATA}}/{root}\", glob=False, hive_partitioning=False)\n"),
    }
}

/// The columns with their types, as the entries of a dictionary.
fn entries(columns: &[LoadedColumn], indent: usize) -> String {
    POLARS.list(columns, [&format!("{}\"", " ".repeat(indent)), "\": ", ",\n"])
}

fn text_files(loaded: &LoadedTable, options: &str) -> String {
    let table = loaded.definition;
    let (name, glob, schema) = (table.name, layout::glob(table), entries(&loaded.own_columns(), 8));
    let schema = format!("    glob=False,\n{options}    schema={{\n{schema}    }},\n");
    if table.partitions.is_empty() {
        return format!("{name} = pl.read_csv(\n    f\"{{DATA}}/{glob}\",\n{schema})\n");
    }
    let value = |column: &LoadedColumn| {
        let cast = from_text(column.column_type);
        format!("    {}=pl.col(\"path\").str.extract(r\"{}\"){cast},\n", column.name, layout::path_value(column))
    };
    let values: String = layout::path_columns(table).iter().map(value).collect();
    format!(
        r#"{name} = pl.scan_csv(
    sorted(Path(DATA).glob("{glob}")),
{schema}    include_file_paths="path",
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
        other => format!(".cast({})", POLARS.name(other)),
    }
}

fn parsed(loaded: &LoadedTable, document: &JsonDocument) -> String {
    let line = loaded.line();
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
        parsed = layout::parsed_name(loaded.definition),
        lines = loaded.definition.name,
        envelope = entries(&layout::envelope_columns(document), 16),
        payload = entries(&layout::payload_columns(document), 24),
        path_columns = layout::path_names(loaded.definition, |name| format!("    \"{name}\",\n")),
    )
}
