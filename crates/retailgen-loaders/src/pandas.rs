//! pandas: a data frame of Arrow types for each table, read through `PyArrow`.
//!
//! pandas' own reader of CSV cannot tell a null from an empty text and takes decimals through floats; `PyArrow`'s does
//! neither.

use std::fmt::Write as _;

use retailgen_schema::{Format, JsonDocument, TableDefinition};

use crate::{
    layout, literal,
    loaded_table::{LoadedColumn, LoadedTable},
    pyarrow,
};

/// How `PyArrow` reads the files of a dataset: CSV as it likes.
const READ: &str = "to_table()";
/// JSON one file after the other. A file is parsed by threads that other files, read ahead, can wait in; with two processors
/// `PyArrow` 26 then stands still for ever on a few hundred files.
const READ_JSON: &str = "to_table(fragment_readahead=1)";

const CSV: &str = "\
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

/// A module that reads all tables.
pub fn render(tables: &[LoadedTable], folder: &str) -> String {
    let has = |format| layout::any_of_format(tables, format);
    let (text, lines) = (has(Format::Csv) || has(Format::Jsonl), has(Format::Jsonl));
    let broken_lines = tables.iter().any(LoadedTable::has_broken_lines);
    let mut out = String::new();
    for (wanted, import) in [
        (broken_lines, "import json\n\n"),
        (true, "import pandas as pd\n"),
        (text || has(Format::Xlsx) || has(Format::Delta), "import pyarrow as pa\n"),
        (text, "import pyarrow.csv as pc\nimport pyarrow.dataset as ds\n"),
        (has(Format::Delta), "from deltalake import DeltaTable\n"),
    ] {
        if wanted {
            out.push_str(import);
        }
    }
    // Writing to a String cannot fail.
    let _ = writeln!(out, "\nDATA = {}", literal::python(folder));
    if has(Format::Csv) {
        let _ = write!(out, "\n{CSV}");
    }
    if lines {
        let _ = write!(out, "\n{}", lines_format(tables));
    }
    if broken_lines {
        out.push_str(OBJECT_OF);
    }
    for table in tables {
        let _ = write!(out, "\n# {}\n{}{}", table.definition.meaning, table.note("#"), frame(table));
    }
    out
}

/// The format of files whose lines are one field each.
fn lines_format(tables: &[LoadedTable]) -> String {
    let tables = tables.iter().map(|table| table.definition);
    let column = tables.filter(|table| table.document.is_some()).find_map(|table| table.columns.first());
    format!(
        r#"# Each line is one field: no line has the character 1 in it.
LINES = ds.CsvFileFormat(
    parse_options=pc.ParseOptions(delimiter="\x01", quote_char=False),
    read_options=pc.ReadOptions(column_names=["{column}"]),
)
"#,
        column = column.map_or("", |column| column.name)
    )
}

fn frame(loaded: &LoadedTable) -> String {
    let table = loaded.definition;
    let (name, root) = (table.name, layout::root(table));
    let schema = pyarrow::latest(loaded);
    let variable = pyarrow::variable(table);
    match table.format {
        Format::Csv => format!("{schema}{}", dataset(table, name, "CSV", &with_path_columns(table, &variable), READ)),
        Format::Jsonl => {
            let lines = dataset(table, name, "LINES", &with_path_columns(table, &variable), READ);
            let parsed = table.document.as_ref().map_or_else(String::new, |document| parsed(loaded, document));
            format!("{schema}{lines}{parsed}")
        }
        Format::Xlsx => format!(
            r#"{schema}{name} = pd.read_excel(
    f"{{DATA}}/{root}", sheet_name="{name}", keep_default_na=False, na_values=[""]
).astype({{field.name: pd.ArrowDtype(field.type) for field in {variable}}})
"#
        ),
        Format::Delta => {
            format!("{name} = DeltaTable(f\"{{DATA}}/{root}\").to_pandas(types_mapper=pd.ArrowDtype)\n")
        }
        _ => format!("{name} = pd.read_parquet(f\"{{DATA}}/{root}\", dtype_backend=\"pyarrow\")\n"),
    }
}

/// The schema in a variable with the columns that only the path says.
fn with_path_columns(table: &TableDefinition, variable: &str) -> String {
    let mut schema = variable.to_owned();
    for column in layout::path_columns(table) {
        let _ = write!(schema, ".append({})", pyarrow::field(column.name, column.column_type));
    }
    schema
}

fn dataset(table: &TableDefinition, name: &str, format: &str, schema: &str, read: &str) -> String {
    let partitioning = match layout::path_columns(table).as_slice() {
        [] => String::new(),
        columns => {
            let fields = columns.iter().map(|column| pyarrow::field(column.name, column.column_type));
            let fields = fields.collect::<Vec<_>>().join(", ");
            format!("    partitioning=ds.partitioning(pa.schema([{fields}]), flavor=\"hive\"),\n")
        }
    };
    format!(
        r#"{name} = ds.dataset(
    f"{{DATA}}/{root}",
    format={format},
    schema={schema},
{partitioning}).{read}.to_pandas(types_mapper=pd.ArrowDtype)
"#,
        root = layout::root(table)
    )
}

fn parsed(loaded: &LoadedTable, document: &JsonDocument) -> String {
    let table = loaded.definition;
    let name = layout::parsed_name(table);
    let field = |column: &LoadedColumn| pyarrow::field(column.name, column.column_type);
    let mut schema = format!("{name}_schema = pa.schema(\n    [\n");
    for column in layout::envelope_columns(document) {
        let _ = writeln!(schema, "        {},", field(&column));
    }
    schema.push_str("        pa.field(\n            \"payload\",\n            pa.struct(\n                [\n");
    for column in layout::payload_columns(document) {
        let _ = writeln!(schema, "                    {},", field(&column));
    }
    schema.push_str("                ]\n            ),\n        ),\n    ]\n)\n");
    let frame = if loaded.has_broken_lines() {
        line_by_line(table, &name)
    } else {
        dataset(table, &name, "\"json\"", &with_path_columns(table, &format!("{name}_schema")), READ_JSON)
    };
    format!("\n{}{schema}{frame}", loaded.note_on_parsed("#"))
}

/// The objects of the lines that have been read.
fn line_by_line(table: &TableDefinition, name: &str) -> String {
    let (lines, line) = (table.name, table.columns.first().map_or("", |column| column.name));
    let path_columns = layout::path_names(table, |column| format!("{name}[\"{column}\"] = {lines}[\"{column}\"]\n"));
    format!(
        r#"{name} = pa.Table.from_pylist(
    [object_of(line) for line in {lines}["{line}"]], schema={name}_schema
).to_pandas(types_mapper=pd.ArrowDtype)
{path_columns}"#
    )
}
