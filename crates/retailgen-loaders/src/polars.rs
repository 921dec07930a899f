//! Polars: a data frame for each table.

use std::fmt::Write as _;

use retailgen_schema::{ColumnType, Format, JsonDocument};

use crate::{layout, loaded_column::LoadedColumn, loaded_table::LoadedTable, python, text_lines, types::POLARS};

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

/// What lays the line of each row beside it. The rows of a file follow each other.
const WITH_LINES: &str = r#"

def with_lines(rows, columns):
    """The rows with the line of their file on which they begin."""
    lines = []
    for file, number in rows.group_by("_file", maintain_order=True).len().iter_rows():
        lines += line_numbers(f"{DATA}/{file}", number, columns)
    return rows.with_columns(pl.Series("_line", lines, pl.Int64))

"#;

/// A module that reads all tables, with the place of each row where that is wanted. `glob=False` has Polars take a path as it stands.
pub fn render(tables: &[LoadedTable], folder: &str, with_place: bool) -> String {
    let broken_lines = tables.iter().any(LoadedTable::has_broken_lines);
    let has_delta = LoadedTable::any_of_format(tables, Format::Delta);
    let has_lines = with_place && tables.iter().any(|table| text_lines::columns(table.definition).is_some());
    let mut out = python::head(
        &[
            (broken_lines, "import json"),
            (has_delta && layout::delta_readers_misread(folder), python::COPYING),
            (has_lines, text_lines::PYTHON_IMPORTS),
            (tables.iter().any(|table| !table.definition.partitions.is_empty()), "from pathlib import Path"),
        ],
        &[(true, "import polars as pl"), (has_delta, "from deltalake import DeltaTable")],
        folder,
    );
    if broken_lines {
        out.push_str(IS_JSON);
    }
    if has_lines {
        out.push_str(&text_lines::python(true));
        out.push_str(WITH_LINES);
    }
    for table in tables {
        // Writing to a String cannot fail.
        let _ =
            write!(out, "\n# {}\n{}{}", table.definition.meaning, table.note("#"), frame(table, folder, with_place));
    }
    out
}

fn frame(loaded: &LoadedTable, folder: &str, with_place: bool) -> String {
    let table = loaded.definition;
    let (name, root) = (table.name, layout::root(table));
    match table.format {
        Format::Csv => text_files(loaded, "", with_place),
        Format::Jsonl => {
            let parsed =
                table.document.as_ref().map_or_else(String::new, |document| parsed(loaded, document, with_place));
            format!("{}{parsed}", text_files(loaded, LINES, with_place))
        }
        Format::Xlsx => {
            let (types, place) = (entries(&loaded.own_columns(), 8), place_in_file(loaded, with_place));
            format!(
                r#"with open(f"{{DATA}}/{root}", "rb") as workbook:
    {name} = pl.read_excel(workbook, sheet_name="{name}", engine="openpyxl")
{name} = {name}.cast(
    {{
{types}    }}
){place}
"#
            )
        }
        // Polars' own reader looks for the files under their names in a URL.
        Format::Delta => python::delta(name, folder, |table| format!("pl.from_arrow({table}.to_pyarrow_table())")),
        _ if with_place => format!(
            r#"{name} = pl.read_parquet(
    f"{{DATA}}/{root}", glob=False, hive_partitioning=False, include_file_paths="path"
).with_columns(
{place}).drop("path")
"#,
            place = place_by_path(loaded)
        ),
        _ => format!("{name} = pl.read_parquet(f\"{{DATA}}/{root}\", glob=False, hive_partitioning=False)\n"),
    }
}

/// The columns with their types, as the entries of a dictionary.
fn entries(columns: &[LoadedColumn], indent: usize) -> String {
    POLARS.list(columns, [&format!("{}\"", " ".repeat(indent)), "\": ", ",\n"])
}

/// What adds the place of the rows of one file.
fn place_in_file(loaded: &LoadedTable, with_place: bool) -> String {
    if !with_place {
        return String::new();
    }
    let root = layout::root(loaded.definition);
    format!(".with_columns(\n    _file=pl.lit(\"{root}\"),\n    _row=pl.int_range(pl.len(), dtype=pl.Int64),\n)")
}

/// The place of the rows of files whose paths are in the column `path`.
fn place_by_path(loaded: &LoadedTable) -> String {
    let file = layout::path_below(loaded.definition);
    let row = "pl.int_range(pl.len(), dtype=pl.Int64).over(\"path\")";
    format!("    _file=pl.col(\"path\").str.extract(r\"{file}\"),\n    _row={row},\n")
}

fn text_files(loaded: &LoadedTable, options: &str, with_place: bool) -> String {
    let table = loaded.definition;
    let (name, glob, schema) = (table.name, layout::glob(table), entries(&loaded.own_columns(), 8));
    let schema = format!("    glob=False,\n{options}    schema={{\n{schema}    }},\n");
    let lines = text_lines::columns(table).filter(|_| with_place);
    let lines = lines.map_or_else(String::new, |columns| format!("{name} = with_lines({name}, {columns})\n"));
    if table.partitions.is_empty() {
        return format!(
            "{name} = pl.read_csv(\n    f\"{{DATA}}/{glob}\",\n{schema}){}\n{lines}",
            place_in_file(loaded, with_place)
        );
    }
    let value = |column: &LoadedColumn| {
        let cast = from_text(column.column_type);
        format!("    {}=pl.col(\"path\").str.extract(r\"{}\"){cast},\n", column.name, layout::path_value(column))
    };
    let mut values: String = layout::path_columns(table).iter().map(value).collect();
    if with_place {
        values.push_str(&place_by_path(loaded));
    }
    format!(
        r#"{name} = pl.scan_csv(
    sorted(Path(DATA).glob("{glob}")),
{schema}    include_file_paths="path",
).with_columns(
{values}).drop("path").collect()
{lines}"#
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

fn parsed(loaded: &LoadedTable, document: &JsonDocument, with_place: bool) -> String {
    let line = loaded.line();
    let selected = |name: &str| format!("    \"{name}\",\n");
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
{path_columns}{place})
"#,
        note = loaded.note_on_parsed("#"),
        parsed = layout::parsed_name(loaded.definition),
        lines = loaded.definition.name,
        envelope = entries(&layout::envelope_columns(document), 16),
        payload = entries(&layout::payload_columns(document), 24),
        path_columns = layout::path_names(loaded.definition, selected),
        place = python::place_columns(loaded, with_place).iter().map(|name| selected(name)).collect::<String>(),
    )
}
