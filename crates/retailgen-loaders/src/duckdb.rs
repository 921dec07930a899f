//! `DuckDB`: a view on the files of each table.

use retailgen_schema::{ColumnType, Format, JsonDocument, PartitionColumn, TableDefinition};

use crate::{
    layout, literal,
    loaded_table::{LoadedColumn, LoadedTable},
};

/// A view for each table, and one with the parsed objects for tables of JSON lines. Those that need an extension come last:
/// where it cannot be had, the script ends there, and the others are made.
pub fn render(tables: &[LoadedTable], folder: &str) -> String {
    let mut tables: Vec<&LoadedTable> = tables.iter().collect();
    tables.sort_by_key(|table| extension(table.definition.format).is_some());
    tables.into_iter().map(|table| view(table, folder)).collect::<Vec<_>>().join("\n")
}

fn view(loaded: &LoadedTable, folder: &str) -> String {
    let table = loaded.definition;
    let source = format!("FROM {}", relation(loaded, folder, 0));
    let text_columns = loaded.text_columns();
    let select = match table.format {
        Format::Xlsx => format!("SELECT\n{}\n{source}", casts(table)),
        _ if text_columns.is_empty() => source,
        _ => format!("SELECT\n    *{}\n{source}", cast_columns(&text_columns)),
    };
    let mut out = format!(
        "-- {}\n{}{}CREATE OR REPLACE VIEW {} AS\n{select};\n",
        table.meaning,
        loaded.note("--"),
        extension_note(table.format),
        table.name
    );
    if let Some(document) = &table.document {
        out.push_str(&parsed_view(loaded, document));
    }
    out
}

/// Beside each column of text, what of it casts, and null for the rest.
fn cast_columns(text_columns: &[LoadedColumn]) -> String {
    let casts = text_columns.iter().map(|column| format!(",\n    {} AS {}_cast", try_cast(column), column.name));
    casts.collect()
}

/// What turns text into a column's type, and what does not cast into null.
pub fn try_cast(column: &LoadedColumn) -> String {
    format!("TRY_CAST({} AS {})", column.name, type_name(column.column_type))
}

/// The function that reads a format, and the extension that has it, where `DuckDB` does not by itself.
fn extension(format: Format) -> Option<(&'static str, &'static str)> {
    match format {
        Format::Xlsx => Some(("read_xlsx", "excel")),
        Format::Delta => Some(("delta_scan", "delta")),
        _ => None,
    }
}

/// What a user without a network must know.
fn extension_note(format: Format) -> String {
    let Some((function, extension)) = extension(format) else { return String::new() };
    format!(
        "-- {function} is in the extension {extension}, which DuckDB fetches from the network when it is first needed.\n\
         -- Without one: pip install duckdb-extension-{extension}, and LOAD the path of the file {extension}.duckdb_extension in it.\n"
    )
}

/// An Excel workbook knows no whole numbers and no decimals.
fn casts(table: &TableDefinition) -> String {
    let casts = table
        .columns
        .iter()
        .map(|column| format!("    CAST({0} AS {1}) AS {0}", column.name, type_name(column.column_type)));
    casts.collect::<Vec<_>>().join(",\n")
}

/// What stands behind FROM for the rows of a table, its further lines `indent` blanks further in.
pub fn relation(loaded: &LoadedTable, folder: &str, indent: usize) -> String {
    let table = loaded.definition;
    let path = literal::sql(&format!("{folder}/{}", layout::glob(table)));
    let text = match table.format {
        Format::Csv | Format::Jsonl => text_files(loaded, &path),
        Format::Xlsx => format!("read_xlsx({path}, sheet = {}, header = true)", literal::sql(table.name)),
        Format::Delta => format!("delta_scan({path})"),
        // A large table is a folder of that name.
        _ => format!("read_parquet({path})"),
    };
    text.replace('\n', &format!("\n{}", " ".repeat(indent)))
}

fn text_files(loaded: &LoadedTable, path: &str) -> String {
    let table = loaded.definition;
    let mut options = vec![path.to_owned()];
    let mut option = |text: &str| options.push(text.to_owned());
    if table.format == Format::Csv {
        option("header = true");
        option("delim = ','");
        option("quote = '\"'");
        option("escape = '\"'");
        option("nullstr = ''");
        option("allow_quoted_nulls = false");
    } else {
        // Each line is one field: no line has the character 1 in it.
        option("header = false");
        option("delim = chr(1)");
        option("quote = ''");
        option("escape = ''");
    }
    option("auto_detect = false");
    let path_columns = layout::path_columns(table);
    let by_hand = layout::rows_repeat_the_path(table);
    if by_hand {
        option("hive_partitioning = false");
        option("filename = true");
    } else if !path_columns.is_empty() {
        option("hive_partitioning = true");
        let types = path_columns.iter().map(|column| format!("{}: {}", column.name, type_name(column.column_type)));
        option(&format!("hive_types = {{{}}}", types.collect::<Vec<_>>().join(", ")));
    }
    let columns = loaded.own_columns();
    let columns = columns.iter().map(|column| format!("        {}: '{}'", column.name, type_name(column.column_type)));
    option(&format!("columns = {{\n{}\n    }}", columns.collect::<Vec<_>>().join(",\n")));
    let read = format!("read_csv(\n    {}\n)", options.join(",\n    "));
    if by_hand { with_path_columns(&read, &path_columns) } else { read }
}

/// The rows with the columns that only the path says; what the path repeats stays as the rows have it.
fn with_path_columns(read: &str, path_columns: &[PartitionColumn]) -> String {
    let columns = path_columns.iter().map(|column| {
        let value = format!("regexp_extract(filename, {}, 1)", literal::sql(&layout::path_pattern(column)));
        match column.column_type {
            ColumnType::Utf8 => format!(", {value} AS {}", column.name),
            other => format!(", CAST({value} AS {}) AS {}", type_name(other), column.name),
        }
    });
    let columns: String = columns.collect();
    format!("(\n    SELECT * EXCLUDE (filename){columns}\n    FROM {}\n)", read.replace('\n', "\n    "))
}

fn parsed_view(loaded: &LoadedTable, document: &JsonDocument) -> String {
    let table = loaded.definition;
    format!(
        "\n{}CREATE OR REPLACE VIEW {} AS\n{};\n",
        loaded.note_on_parsed("--"),
        layout::parsed_name(table),
        parsed_select(loaded, document, table.name, 0)
    )
}

/// The query that parses the lines of the relation `lines`.
pub fn parsed_select(loaded: &LoadedTable, document: &JsonDocument, lines: &str, indent: usize) -> String {
    let table = loaded.definition;
    let pairs = |columns: &[LoadedColumn]| {
        let pairs = columns.iter().map(|column| format!("\"{}\": \"{}\"", column.name, type_name(column.column_type)));
        pairs.collect::<Vec<_>>().join(", ")
    };
    let line = table.columns.first().map_or("", |column| column.name);
    let object = if loaded.has_broken_lines() {
        format!("CASE WHEN json_valid({line}) THEN {line} END")
    } else {
        line.to_owned()
    };
    let text = format!(
        r#"SELECT
    unnest(from_json({object}, '{{
        {envelope},
        "payload": {{{payload}}}
    }}')){path_columns}
FROM {lines}"#,
        envelope = pairs(&layout::envelope_columns(document)),
        payload = pairs(&layout::payload_columns(document)),
        path_columns = layout::path_names(table, |name| format!(",\n    {name}")),
    );
    text.replace('\n', &format!("\n{}", " ".repeat(indent)))
}

/// A type of SQL.
pub fn type_name(column_type: ColumnType) -> String {
    match column_type {
        ColumnType::Int32 => "INTEGER".to_owned(),
        ColumnType::Int64 => "BIGINT".to_owned(),
        ColumnType::Float64 => "DOUBLE".to_owned(),
        ColumnType::Bool => "BOOLEAN".to_owned(),
        ColumnType::Date32 => "DATE".to_owned(),
        ColumnType::TimestampMicros => "TIMESTAMP".to_owned(),
        ColumnType::Decimal128 { precision, scale } => format!("DECIMAL({precision}, {scale})"),
        // Text, which takes any value of a type that is new here.
        _ => "VARCHAR".to_owned(),
    }
}
