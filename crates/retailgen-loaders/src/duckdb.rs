//! `DuckDB`: a view on the files of each table, and one on its labels.

use retailgen_schema::{Format, JsonDocument, TableDefinition};

use crate::{layout, literal, loaded_column::LoadedColumn, loaded_table::LoadedTable, text_lines, types::DUCKDB};

/// How a line is read whole, as one field: no line has the character 1 in it.
const LINE_OPTIONS: &str = "header = false,
    delim = chr(1),
    quote = '',
    escape = ''";

const CSV_OPTIONS: &str = "header = true,
    delim = ',',
    quote = '\"',
    escape = '\"',
    nullstr = '',
    allow_quoted_nulls = false";

/// A view for each table, one with the parsed objects for tables of JSON lines, if wanted one with places, and with a truth one
/// with the labels. Tables that need an extension come last: where it cannot be had, the script ends there, and the others are made.
pub fn render(tables: &[LoadedTable], folder: &str, truth: Option<&str>, with_place: bool) -> String {
    let mut tables: Vec<&LoadedTable> = tables.iter().collect();
    tables.sort_by_key(|table| extension(table.definition.format).is_some());
    let views = tables.into_iter().flat_map(|table| {
        let labels = truth.map(|truth| labels_view(table, folder, truth));
        // A Delta table's files hold the rows of all versions, so there the key names a row.
        let has_place = with_place && table.definition.format != Format::Delta;
        let placed = has_place.then(|| placed_view(table, folder));
        [Some(view(table, folder)), placed, labels]
    });
    views.flatten().collect::<Vec<_>>().join("\n")
}

fn view(loaded: &LoadedTable, folder: &str) -> String {
    let table = loaded.definition;
    let by_extension = table.format != Format::Delta || !layout::delta_readers_misread(folder);
    let source = if table.format == Format::Delta && by_extension {
        format!("FROM delta_scan({})", literal::sql(&format!("{folder}/{}", layout::root(table))))
    } else {
        format!("FROM {}", relation(loaded, &pattern(folder), 0))
    };
    let text_columns = loaded.text_columns();
    let select = match table.format {
        Format::Xlsx => format!("SELECT\n{}\n{source}", casts(table)),
        _ if text_columns.is_empty() => source,
        _ => format!("SELECT\n    *{}\n{source}", cast_columns(&text_columns)),
    };
    let (note, name) = (loaded.note("--"), table.name);
    let extension = if by_extension { extension_note(table.format) } else { String::new() };
    let parsed = table.document.as_ref().map_or_else(String::new, |document| parsed_view(loaded, document));
    format!("-- {}\n{note}{extension}CREATE OR REPLACE VIEW {name} AS\n{select};\n{parsed}", table.meaning)
}

/// The folder as a pattern within a literal.
fn pattern(folder: &str) -> String {
    literal::duckdb_pattern(folder).replace('\'', "''")
}

/// Beside each column of text, what of it casts, and null for the rest.
fn cast_columns(text_columns: &[LoadedColumn]) -> String {
    let casts = text_columns.iter().map(|column| format!(",\n    {} AS {}_cast", try_cast(column), column.name));
    casts.collect()
}

/// What turns text into a column's type, and what does not cast into null.
///
/// `DuckDB` 2.0 moves the cast of a bare column into `read_csv`, which then fails at the cells that do not cast. The call
/// changes nothing else: no empty text casts.
pub fn try_cast(column: &LoadedColumn) -> String {
    format!("TRY_CAST(nullif({}, '') AS {})", column.name, DUCKDB.name(column.column_type))
}

/// The function that reads a format, and the extension that has it, where `DuckDB` alone does not.
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
    let casts = table.columns.iter().map(|column| cast(&LoadedColumn::from(column)));
    casts.collect::<Vec<_>>().join(",\n")
}

/// A column under its name, cast to its type.
pub fn cast(column: &LoadedColumn) -> String {
    format!("    CAST({0} AS {1}) AS {0}", column.name, DUCKDB.name(column.column_type))
}

/// What stands behind FROM for the rows of a table, its further lines `indent` blanks further in. The pattern leads to the
/// folder and stands within a literal.
pub fn relation(loaded: &LoadedTable, pattern: &str, indent: usize) -> String {
    let table = loaded.definition;
    let path_columns = layout::path_columns(table);
    let text = match table.format {
        Format::Delta => current_files(table, pattern),
        _ if path_columns.is_empty() => read(loaded, pattern, false),
        _ => with_path_columns(&read(loaded, pattern, true), &path_columns),
    };
    indented(&text, indent)
}

fn indented(text: &str, indent: usize) -> String {
    text.replace('\n', &format!("\n{}", " ".repeat(indent)))
}

/// The call that reads the files; files of text come with their names if asked to. Folders above the data that look like
/// partitions are none.
fn read(loaded: &LoadedTable, pattern: &str, filename: bool) -> String {
    let table = loaded.definition;
    let path = format!("'{pattern}/{}'", layout::glob(table));
    let text_options = match table.format {
        Format::Xlsx => {
            let failures = if loaded.has_failed_cells() { ", ignore_errors = true" } else { "" };
            return format!("read_xlsx({path}, sheet = '{}', header = true{failures})", table.name);
        }
        Format::Csv => CSV_OPTIONS,
        Format::Jsonl => LINE_OPTIONS,
        // A large table is a folder of that name.
        _ => return format!("read_parquet({path}, hive_partitioning = false)"),
    };
    let filename = if filename { "\n    filename = true," } else { "" };
    let columns = DUCKDB.list(&loaded.own_columns(), ["        ", ": '", "',\n"]);
    format!(
        "read_csv(
    {path},
    {text_options},
    auto_detect = false,
    hive_partitioning = false,{filename}
    columns = {{
{}
    }}
)",
        columns.trim_end_matches(",\n")
    )
}

/// The rows with the columns that only the path says; what the path repeats stays as the rows have it.
fn with_path_columns(read: &str, path_columns: &[LoadedColumn]) -> String {
    let columns = path_columns.iter().map(|column| {
        let value = format!("regexp_extract(filename, {}, 1)", literal::sql(&layout::path_value(column)));
        format!(", CAST({value} AS {}) AS {}", DUCKDB.name(column.column_type), column.name)
    });
    let columns: String = columns.collect();
    format!("(\n    SELECT * EXCLUDE (filename){columns}\n    FROM {}\n)", indented(read, 4))
}

/// The rows of a Delta table, which `delta_scan` does not find below every folder: of each data file that the log brings and
/// does not take away again.
fn current_files(table: &TableDefinition, pattern: &str) -> String {
    let root = layout::root(table);
    format!(
        "(
    SELECT * EXCLUDE (filename)
    FROM read_parquet('{pattern}/{root}/*.parquet', hive_partitioning = false, filename = true, union_by_name = true)
    WHERE parse_filename(filename) IN (
        SELECT coalesce(add.path, remove.path)
        FROM read_json(
            '{pattern}/{root}/_delta_log/*.json',
            format = 'newline_delimited',
            hive_partitioning = false,
            filename = true,
            columns = {{add: 'STRUCT(path VARCHAR)', remove: 'STRUCT(path VARCHAR)'}}
        )
        GROUP BY ALL
        HAVING arg_max(add IS NOT NULL, filename)
    )
)"
    )
}

/// The rows of a table with their place: the file, and the row in it from 0. Rows of text know their place when all are read
/// in order.
fn placed(loaded: &LoadedTable, pattern: &str) -> String {
    let table = loaded.definition;
    // How `filename` begins depends on the version of DuckDB, and on whether the folder's name is a pattern.
    let file = format!("regexp_extract(filename, {}, 1) AS file", literal::sql(&layout::path_below(table)));
    match table.format {
        Format::Csv | Format::Jsonl => format!(
            "SELECT
        * EXCLUDE (filename, place),
        {file},
        place - min(place) OVER (PARTITION BY filename) AS \"row\"
    FROM (SELECT *, row_number() OVER () AS place FROM {})",
            indented(&read(loaded, pattern, true), 4)
        ),
        Format::Xlsx => format!(
            "SELECT *, '{}' AS file, row_number() OVER () - 1 AS \"row\"\n    FROM {}",
            layout::root(table),
            read(loaded, pattern, false)
        ),
        // The files of every version of a Delta table, since a label names the one that brought the fault.
        format => format!(
            "SELECT * EXCLUDE (filename, file_row_number), {file}, file_row_number AS \"row\"
    FROM read_parquet(
        '{pattern}/{}{}', hive_partitioning = false, filename = true, file_row_number = true, union_by_name = true
    )",
            layout::root(table),
            if format == Format::Delta { "/*.parquet" } else { "" }
        ),
    }
}

/// The labels of a table, each beside the row that it is about.
fn labels_view(loaded: &LoadedTable, folder: &str, truth: &str) -> String {
    let placed = placed(loaded, &pattern(folder));
    format!(
        "-- The labels of {name}, each beside the row that it is about as it stands in the file.
CREATE OR REPLACE VIEW {name}_labels AS
SELECT label.*, placed.* EXCLUDE (file, \"row\")
FROM read_parquet('{truth}/labels.parquet') AS label
JOIN (
    {placed}
) AS placed USING (file, \"row\");
",
        name = loaded.definition.name,
        truth = self::pattern(truth)
    )
}

/// The rows of a table with their place under the names that findings have for it.
fn placed_view(loaded: &LoadedTable, folder: &str) -> String {
    let (name, pattern) = (loaded.definition.name, pattern(folder));
    if text_lines::columns(loaded.definition).is_none() {
        return format!(
            "-- The rows of {name} with their file and their row in it, for findings.
CREATE OR REPLACE VIEW {name}_placed AS
SELECT * EXCLUDE (file, \"row\"), file AS _file, \"row\" AS _row
FROM (
    {placed}
);
",
            placed = placed(loaded, &pattern)
        );
    }
    format!(
        "-- The rows of {name} with their file, their row in it and the line on which they begin, for findings. No line is known
-- below the first record that readers may split in several ways, nor where the rows are not as many as the records.
CREATE OR REPLACE VIEW {name}_placed AS
SELECT
    * EXCLUDE (file, \"row\", row_count, line, known, whole),
    file AS _file,
    \"row\" AS _row,
    CASE WHEN known = row_count OR (known < row_count AND NOT whole) THEN line END AS _line
FROM (
    SELECT *, count(*) OVER (PARTITION BY file) AS row_count
    FROM (
        {placed}
    )
)
LEFT JOIN (
    {lines}
) USING (file, \"row\");
",
        placed = indented(&placed(loaded, &pattern), 4),
        lines = text_lines::duckdb(loaded, &pattern)
    )
}

fn parsed_view(loaded: &LoadedTable, document: &JsonDocument) -> String {
    let table = loaded.definition;
    format!(
        "\n{}CREATE OR REPLACE VIEW {} AS\n{};\n",
        loaded.note_on_parsed("--"),
        layout::parsed_name(table),
        parsed_select(loaded, document, table.name)
    )
}

/// The query that parses the lines of the relation `lines`.
pub fn parsed_select(loaded: &LoadedTable, document: &JsonDocument, lines: &str) -> String {
    let table = loaded.definition;
    let keys = |columns: &[LoadedColumn]| DUCKDB.list(columns, ["\"", "\": \"", "\", "]);
    let line = loaded.line();
    let object = if loaded.has_broken_lines() {
        format!("CASE WHEN json_valid({line}) THEN {line} END")
    } else {
        line.to_owned()
    };
    format!(
        r#"SELECT
    unnest(from_json({object}, '{{
        {envelope}
        "payload": {{{payload}}}
    }}')){path_columns}
FROM {lines}"#,
        envelope = keys(&layout::envelope_columns(document)).trim_end(),
        payload = keys(&layout::payload_columns(document)).trim_end_matches(", "),
        path_columns = layout::path_names(table, |name| format!(",\n    {name}")),
    )
}
