//! pandas: a data frame of Arrow types for each table, read through `PyArrow`.
//!
//! pandas' own reader of CSV cannot tell a null from an empty text and takes decimals through floats; `PyArrow`'s does
//! neither.

use std::fmt::Write as _;

use retailgen_schema::{Format, JsonDocument, TableDefinition};

use crate::{layout, loaded_table::LoadedTable, pyarrow, python, text_lines};

/// How `PyArrow` reads the files of a dataset: CSV as it likes.
const READ: &str = "to_table()";
/// JSON one file after the other. A file is parsed by threads that other files, read ahead, can wait in; with two processors
/// `PyArrow` 26 then stands still for ever on a few hundred files.
const READ_JSON: &str = "to_table(fragment_readahead=1)";

const CSV: &str = "
# A null is an empty field, and \"\" an empty text; a quoted field may hold a line break.
CSV = ds.CsvFileFormat(
    parse_options=pc.ParseOptions(newlines_in_values=True),
    convert_options=pc.ConvertOptions(
        null_values=[\"\"], strings_can_be_null=True, quoted_strings_can_be_null=False
    ),
)
";

/// What parses a line without ending at one that is no JSON, as `PyArrow` does.
const OBJECT_OF: &str = r#"

def object_of(line):
    """The object in a line, without a key where the line is no JSON."""
    try:
        return json.loads(line)
    except ValueError:
        return {}

"#;

/// What lays the place of each row beside it. A fragment is a file.
fn placed(has_lines: bool) -> String {
    let (parameter, line, lines) = if has_lines {
        (
            ", columns=None",
            "\n\n    Of text, which has `columns` as line_numbers takes it, also with their line.\n    ",
            "        if columns is not None:
            lines = line_numbers(fragment.path, rows.num_rows, columns)
            rows = rows.append_column(\"_line\", pa.array(lines, pa.int64()))
",
        )
    } else {
        ("", "", "")
    };
    format!(
        r#"

def placed(dataset, beginning{parameter}):
    """The rows of a dataset with their row in their file, from 0, and the file's path from where it begins like this.{line}"""
    tables = []
    for fragment in dataset.get_fragments():
        rows = fragment.to_table(schema=dataset.schema)
        file = fragment.path[fragment.path.rindex(f"/{{beginning}}") + 1 :]
        rows = rows.append_column("_file", pa.repeat(file, rows.num_rows))
        rows = rows.append_column("_row", pa.array(range(rows.num_rows), pa.int64()))
{lines}        tables.append(rows)
    return pa.concat_tables(tables)

"#
    )
}

/// A module that reads all tables, with the place of each row where that is wanted.
pub fn render(tables: &[LoadedTable], folder: &str, with_place: bool) -> String {
    let has = |format| LoadedTable::any_of_format(tables, format);
    let text = has(Format::Csv) || has(Format::Jsonl);
    let broken_lines = tables.iter().any(LoadedTable::has_broken_lines);
    let has_placed = with_place && (text || has(Format::Parquet));
    let mut out = python::head(
        &[
            (broken_lines, "import json"),
            (with_place && text, text_lines::PYTHON_IMPORTS),
            (has(Format::Delta) && layout::delta_readers_misread(folder), python::COPYING),
        ],
        &[
            (true, "import pandas as pd"),
            (text || has(Format::Xlsx) || has_placed, "import pyarrow as pa"),
            (text, "import pyarrow.csv as pc"),
            (text || has_placed, "import pyarrow.dataset as ds"),
            (has(Format::Delta), "from deltalake import DeltaTable"),
        ],
        folder,
    );
    if has(Format::Csv) {
        out.push_str(CSV);
    }
    if let Some(lines) = tables.iter().find(|table| table.definition.format == Format::Jsonl) {
        out.push_str(&lines_format(lines.line()));
    }
    if broken_lines {
        out.push_str(OBJECT_OF);
    }
    if with_place && text {
        out.push_str(&text_lines::python(false));
    }
    if has_placed {
        out.push_str(&placed(text));
    }
    for table in tables {
        // Writing to a String cannot fail.
        let _ =
            write!(out, "\n# {}\n{}{}", table.definition.meaning, table.note("#"), frame(table, folder, with_place));
    }
    out
}

/// The format of files whose lines are one field each.
fn lines_format(line: &str) -> String {
    format!(
        r#"
# Each line is one field: no line has the character 1 in it.
LINES = ds.CsvFileFormat(
    parse_options=pc.ParseOptions(delimiter="\x01", quote_char=False),
    read_options=pc.ReadOptions(column_names=["{line}"]),
)
"#
    )
}

fn frame(loaded: &LoadedTable, folder: &str, with_place: bool) -> String {
    let table = loaded.definition;
    let (name, root) = (table.name, layout::root(table));
    let (schema, variable) = (pyarrow::latest(loaded), pyarrow::variable(table));
    match table.format {
        Format::Csv => format!("{schema}{}", dataset(table, name, "CSV", &variable, READ, with_place)),
        Format::Jsonl => {
            let lines = dataset(table, name, "LINES", &variable, READ, with_place);
            let parsed =
                table.document.as_ref().map_or_else(String::new, |document| parsed(loaded, document, with_place));
            format!("{schema}{lines}{parsed}")
        }
        // pandas would take another reader of workbooks where it finds one, and warn.
        Format::Xlsx => {
            let place = if with_place {
                format!("{name}[\"_file\"] = \"{root}\"\n{name}[\"_row\"] = range(len({name}))\n")
            } else {
                String::new()
            };
            format!(
                r#"{schema}{name} = pd.read_excel(
    f"{{DATA}}/{root}", sheet_name="{name}", keep_default_na=False, na_values=[""], engine="openpyxl"
).astype({{field.name: pd.ArrowDtype(field.type) for field in {variable}}})
{place}"#
            )
        }
        Format::Delta => python::delta(name, folder, |table| format!("{table}.to_pandas(types_mapper=pd.ArrowDtype)")),
        _ if with_place => format!(
            r#"{name} = placed(
    ds.dataset(f"{{DATA}}/{root}", format="parquet", partitioning=None), "{root}"
).to_pandas(types_mapper=pd.ArrowDtype)
"#
        ),
        _ => format!("{name} = pd.read_parquet(f\"{{DATA}}/{root}\", dtype_backend=\"pyarrow\", partitioning=None)\n"),
    }
}

/// The assignment of a dataset that is read with the schema in a variable, and the columns that only the path says.
fn dataset(table: &TableDefinition, name: &str, format: &str, schema: &str, read: &str, with_place: bool) -> String {
    let (mut appended, mut fields) = (String::new(), Vec::new());
    for column in layout::path_columns(table) {
        let field = pyarrow::field(&column);
        let _ = write!(appended, ".append({field})");
        fields.push(field);
    }
    let partitioning = if fields.is_empty() {
        String::new()
    } else {
        format!("    partitioning=ds.partitioning(pa.schema([{}]), flavor=\"hive\"),\n", fields.join(", "))
    };
    let root = layout::root(table);
    let dataset = format!(
        r#"ds.dataset(
    f"{{DATA}}/{root}",
    format={format},
    schema={schema}{appended},
{partitioning})"#
    );
    let rows = if with_place {
        let beginning = if table.partitions.is_empty() { root.to_owned() } else { format!("{root}/") };
        let columns = text_lines::columns(table).map_or_else(String::new, |columns| format!("    {columns},\n"));
        format!("placed(\n    {},\n    \"{beginning}\",\n{columns})", dataset.replace('\n', "\n    "))
    } else {
        format!("{dataset}.{read}")
    };
    format!("{name} = {rows}.to_pandas(types_mapper=pd.ArrowDtype)\n")
}

fn parsed(loaded: &LoadedTable, document: &JsonDocument, with_place: bool) -> String {
    let table = loaded.definition;
    let name = layout::parsed_name(table);
    let frame = if loaded.has_broken_lines() {
        line_by_line(loaded, &name, with_place)
    } else {
        let schema = format!("{name}_schema");
        dataset(table, &name, "\"json\"", &schema, READ_JSON, with_place)
    };
    format!(
        r#"
{note}{name}_schema = pa.schema(
    [
{envelope}        pa.field(
            "payload",
            pa.struct(
                [
{payload}                ]
            ),
        ),
    ]
)
{frame}"#,
        note = loaded.note_on_parsed("#"),
        envelope = pyarrow::fields(&layout::envelope_columns(document), "        "),
        payload = pyarrow::fields(&layout::payload_columns(document), "                    "),
    )
}

/// The objects of the lines that have been read.
fn line_by_line(loaded: &LoadedTable, name: &str, with_place: bool) -> String {
    let (lines, line) = (loaded.definition.name, loaded.line());
    let copied = |column: &str| format!("{name}[\"{column}\"] = {lines}[\"{column}\"]\n");
    let path_columns = layout::path_names(loaded.definition, copied);
    let place: String = python::place_columns(loaded, with_place).iter().map(|column| copied(column)).collect();
    format!(
        r#"{name} = pa.Table.from_pylist(
    [object_of(line) for line in {lines}["{line}"]], schema={name}_schema
).to_pandas(types_mapper=pd.ArrowDtype)
{path_columns}{place}"#
    )
}
