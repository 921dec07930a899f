//! Spark: a data frame for each table, in Python.

use std::fmt::Write as _;

use retailgen_schema::{ColumnType, Format, JsonDocument, TableDefinition};

use crate::{
    layout, literal,
    loaded_table::{LoadedColumn, LoadedTable},
};

/// A module that reads all tables.
pub fn render(tables: &[LoadedTable], folder: &str) -> String {
    let has = |format| layout::any_of_format(tables, format);
    let functions = has(Format::Jsonl) || tables.iter().any(|table| layout::rows_repeat_the_path(table.definition));
    let mut out = String::new();
    for (wanted, import) in [
        (has(Format::Xlsx), "from decimal import Decimal\n\nimport openpyxl\n"),
        (has(Format::Delta), "from deltalake import DeltaTable\n"),
        (functions, "from pyspark.sql import SparkSession, functions as F\n"),
        (!functions, "from pyspark.sql import SparkSession\n"),
    ] {
        if wanted {
            out.push_str(import);
        }
    }
    // Writing to a String cannot fail.
    let _ = writeln!(out, "\nDATA = {}\n\nspark = SparkSession.builder.getOrCreate()", literal::python(folder));
    for table in tables {
        let _ = write!(out, "\n# {}\n{}{}", table.definition.meaning, table.note("#"), frame(table));
    }
    out
}

fn frame(loaded: &LoadedTable) -> String {
    let table = loaded.definition;
    let (name, root) = (table.name, layout::root(table));
    let schema = struct_of(&loaded.columns(), "        ");
    match table.format {
        Format::Csv => csv(loaded),
        Format::Jsonl => {
            let parsed = table.document.as_ref().map_or_else(String::new, |document| parsed(loaded, document));
            format!(
                r#"{name} = spark.read.schema(
    """
{schema}
    """
).text(f"{{DATA}}/{root}")
{parsed}"#
            )
        }
        Format::Xlsx => workbook(table, &schema),
        Format::Delta => format!(
            r#"# Through the deltalake package; where the jars of delta-spark are there, it is
# spark.read.format("delta").load(f"{{DATA}}/{root}").
{name} = spark.createDataFrame(
    DeltaTable(f"{{DATA}}/{root}").to_pyarrow_table(),
    schema="""
{schema}
    """,
)
"#
        ),
        _ => format!("{name} = spark.read.parquet(f\"{{DATA}}/{root}\")\n"),
    }
}

fn csv(loaded: &LoadedTable) -> String {
    let table = loaded.definition;
    let by_hand = layout::rows_repeat_the_path(table);
    let columns = if by_hand { loaded.own_columns() } else { loaded.columns() };
    let lookup = if by_hand { "    recursiveFileLookup=True,\n" } else { "" };
    let mut out = format!(
        r#"{name} = spark.read.csv(
    f"{{DATA}}/{root}",
    schema="""
{schema}
    """,
    header=True,
    escape='"',
    multiLine=True,
    mode="FAILFAST",
{lookup})"#,
        name = table.name,
        root = layout::root(table),
        schema = struct_of(&columns, "        ")
    );
    if by_hand {
        for column in layout::path_columns(table) {
            let value = format!("F.regexp_extract(F.input_file_name(), r\"{}\", 1)", layout::path_pattern(&column));
            let cast = match column.column_type {
                ColumnType::Utf8 => String::new(),
                other => format!(".cast(\"{}\")", type_name(other)),
            };
            let _ = write!(out, ".withColumn(\"{}\", {value}{cast})", column.name);
        }
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
{name} = spark.createDataFrame(
    rows,
    schema="""
{schema}
    """,
)
"#,
        root = layout::root(table)
    )
}

fn parsed(loaded: &LoadedTable, document: &JsonDocument) -> String {
    let table = loaded.definition;
    let payload = layout::payload_columns(document);
    let payload: Vec<String> =
        payload.iter().map(|column| format!("{}: {}", column.name, type_name(column.column_type))).collect();
    let line = table.columns.first().map_or("", |column| column.name);
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
{envelope},
            payload STRUCT<
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
        envelope = struct_of(&layout::envelope_columns(document), "            "),
        payload = payload.join(",\n                "),
        path_lines = layout::path_names(table, |name| format!("    \"{name}\",\n")),
        path_columns = layout::path_names(table, |name| format!(", \"{name}\"")),
    )
}

/// Columns as Spark's schema strings have them, a line each.
fn struct_of(columns: &[LoadedColumn], indent: &str) -> String {
    let column = |column: &LoadedColumn| format!("{indent}{} {}", column.name, type_name(column.column_type));
    columns.iter().map(column).collect::<Vec<_>>().join(",\n")
}

/// A type of Spark.
fn type_name(column_type: ColumnType) -> String {
    match column_type {
        ColumnType::Int32 => "INT".to_owned(),
        ColumnType::Int64 => "BIGINT".to_owned(),
        ColumnType::Float64 => "DOUBLE".to_owned(),
        ColumnType::Bool => "BOOLEAN".to_owned(),
        ColumnType::Date32 => "DATE".to_owned(),
        ColumnType::TimestampMicros => "TIMESTAMP_NTZ".to_owned(),
        ColumnType::Decimal128 { precision, scale } => format!("DECIMAL({precision}, {scale})"),
        // Text, which takes any value of a type that is new here.
        _ => "STRING".to_owned(),
    }
}
