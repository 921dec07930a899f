//! Spark: a data frame for each table, in Python.

use std::fmt::Write as _;

use retailgen_schema::{ColumnType, Format, JsonDocument, TableDefinition};

use crate::{layout, loaded_column::LoadedColumn, loaded_table::LoadedTable, python, types::SPARK};

/// The folder as the paths of Spark have it.
const FILES: &str = r#"# Spark takes a path for a pattern, in which these characters stand for themselves behind a backslash.
FILES = re.sub(r"([\\*?\[\]{}])", r"\\\1", DATA)

spark = SparkSession.builder.getOrCreate()
"#;

/// A module that reads all tables.
pub fn render(tables: &[LoadedTable], folder: &str) -> String {
    let has = |format| LoadedTable::any_of_format(tables, format);
    let functions = has(Format::Jsonl) || tables.iter().any(|table| layout::rows_repeat_the_path(table.definition));
    let mut out = python::head(
        &[
            (true, "import re"),
            (has(Format::Delta) && layout::delta_readers_misread(folder), python::COPYING),
            (has(Format::Xlsx), "from decimal import Decimal"),
        ],
        &[
            (has(Format::Xlsx), "import openpyxl"),
            (has(Format::Delta), "from deltalake import DeltaTable"),
            (functions, "from pyspark.sql import SparkSession, functions as F"),
            (!functions, "from pyspark.sql import SparkSession"),
        ],
        folder,
    );
    out.push_str(FILES);
    for table in tables {
        // Writing to a String cannot fail.
        let _ = write!(out, "\n# {}\n{}{}", table.definition.meaning, table.note("#"), frame(table, folder));
    }
    out
}

fn frame(loaded: &LoadedTable, folder: &str) -> String {
    let table = loaded.definition;
    let (name, root) = (table.name, layout::root(table));
    let schema = schema(&loaded.columns());
    match table.format {
        Format::Csv => csv(loaded),
        Format::Jsonl => {
            let parsed = table.document.as_ref().map_or_else(String::new, |document| parsed(loaded, document));
            format!("{name} = spark.read.schema(\n    {schema}\n).text(f\"{{FILES}}/{root}\")\n{parsed}")
        }
        Format::Xlsx => workbook(table, &schema),
        Format::Delta => {
            let frame = python::delta(name, folder, |table| {
                format!("spark.createDataFrame(\n    {table}.to_pyarrow_table(),\n    schema={schema},\n)")
            });
            format!(
                "# Through the deltalake package; where the jars of delta-spark are there, it is
# spark.read.format(\"delta\").load(f\"{{FILES}}/{root}\").
{frame}"
            )
        }
        _ => format!("{name} = spark.read.parquet(f\"{{FILES}}/{root}\")\n"),
    }
}

fn csv(loaded: &LoadedTable) -> String {
    let table = loaded.definition;
    let by_hand = layout::rows_repeat_the_path(table);
    let columns = if by_hand { loaded.own_columns() } else { loaded.columns() };
    let lookup = if by_hand { "    recursiveFileLookup=True,\n" } else { "" };
    let mut out = format!(
        r#"{name} = spark.read.csv(
    f"{{FILES}}/{root}",
    schema={schema},
    header=True,
    escape='"',
    multiLine=True,
    mode="FAILFAST",
{lookup})"#,
        name = table.name,
        root = layout::root(table),
        schema = schema(&columns)
    );
    for column in layout::path_columns(table).iter().filter(|_| by_hand) {
        let value = format!("F.regexp_extract(F.input_file_name(), r\"{}\", 1)", layout::path_value(column));
        let _ = write!(out, ".withColumn(\"{}\", {value}.cast(\"{}\"))", column.name, SPARK.name(column.column_type));
    }
    out.push('\n');
    out
}

/// The rows of a workbook, which Spark cannot read, through openpyxl.
fn workbook(table: &TableDefinition, schema: &str) -> String {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let values = table.columns.iter().map(|column| {
        let name = column.name;
        match column.column_type {
            ColumnType::Date32 => format!("        {name} and {name}.date(),\n"),
            ColumnType::Decimal128 { scale, .. } => {
                format!("        None if {name} is None else Decimal(f\"{{{name}:.{scale}f}}\"),\n")
            }
            _ => format!("        {name},\n"),
        }
    });
    let (values, names, name) = (values.collect::<String>(), names.join(", "), table.name);
    format!(
        r#"sheet = openpyxl.load_workbook(f"{{DATA}}/{root}")["{name}"]
rows = [
    (
{values}    )
    for {names} in sheet.iter_rows(min_row=2, values_only=True)
]
{name} = spark.createDataFrame(rows, schema={schema})
"#,
        root = layout::root(table)
    )
}

fn parsed(loaded: &LoadedTable, document: &JsonDocument) -> String {
    let table = loaded.definition;
    // Single quotes are no JSON, and Spark takes them unless told otherwise.
    let options = if loaded.has_broken_lines() {
        r#""mode": "PERMISSIVE", "allowSingleQuotes": "false""#
    } else {
        r#""mode": "FAILFAST""#
    };
    format!(
        r#"
{note}{parsed} = {lines}.select(
    F.from_json(
        "{line}",
        """
{envelope}            payload STRUCT<
{payload}
            >
        """,
        {{{options}}},
    ).alias("object"),
{path_lines}).select("object.*"{path_columns})
"#,
        note = loaded.note_on_parsed("#"),
        parsed = layout::parsed_name(table),
        lines = table.name,
        line = loaded.line(),
        envelope = SPARK.list(&layout::envelope_columns(document), ["            ", " ", ",\n"]),
        payload =
            SPARK.list(&layout::payload_columns(document), ["                ", ": ", ",\n"]).trim_end_matches(",\n"),
        path_lines = layout::path_names(table, |name| format!("    \"{name}\",\n")),
        path_columns = layout::path_names(table, |name| format!(", \"{name}\"")),
    )
}

/// A schema as a text, a column on each line.
fn schema(columns: &[LoadedColumn]) -> String {
    let columns = SPARK.list(columns, ["        ", " ", ",\n"]);
    format!("\"\"\"\n{}\n    \"\"\"", columns.trim_end_matches(",\n"))
}
