//! The lines on which rows of text begin: what loaders print to tell them.
//!
//! Readers do not tell lines, so a file is read once more, by a grammar that leaves them no choice: a field of CSV has no quote in
//! it, or is in quotes as a whole, and a record has as many fields as the table has columns. Rows have lines down to the first
//! record of another form, and none where the reader has given another number of rows.

use retailgen_schema::{Format, TableDefinition};

use crate::{layout, literal, loaded_table::LoadedTable};

/// The imports that [`PYTHON`] needs.
pub const PYTHON_IMPORTS: &str = "import re";

/// What tells lines in Python, where the library passes over blank lines or takes each for a row.
pub fn python(takes_blank_lines: bool) -> String {
    let (is_row, what) =
        if takes_blank_lines { ("", "is a row") } else { ("        if found[0].strip(\"\\r\\n\"):\n    ", "is none") };
    format!(
        r#"
FIELD = r'(?:[^",\r\n]*|"[^"]*(?:""[^"]*)*")'


def line_numbers(path, rows, columns):
    """The line on which each row of a file begins, from 1; `columns` is the number of columns of CSV, or 0.

    No line is known below the first record that readers may split in several ways, nor where the rows are not as many as
    the records. A blank line {what} here.
    """
    record = rf"{{FIELD}}(?:,{{FIELD}}){{{{{{columns - 1}}}}}}" if columns else r"[^\r\n]+"
    record = re.compile(rf"(?:{{record}})?\r?(?:\n|\Z)")
    try:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
    except UnicodeDecodeError:
        return [None] * rows
    lines, line, at = [], 1, 0
    while at < len(text) and (found := record.match(text, at)):
{is_row}        lines.append(line)
        line, at = line + found[0].count("\n"), found.end()
    if columns:
        del lines[:1]
    if len(lines) > rows or (at == len(text) and len(lines) < rows):
        return [None] * rows
    return lines + [None] * (rows - len(lines))
"#
    )
}

/// How many columns [`python`]'s function is told of; none of a table without lines.
pub fn columns(table: &TableDefinition) -> Option<usize> {
    match table.format {
        Format::Csv => Some(table.columns.len()),
        Format::Jsonl => Some(0),
        _ => None,
    }
}

/// A relation of `file`, `row` and `line` in `DuckDB`; besides how many rows of the file have a line (`known`), and whether the
/// whole file is of the form. The pattern leads to the folder and stands within a literal.
pub fn duckdb(loaded: &LoadedTable, pattern: &str) -> String {
    let table = loaded.definition;
    let (headers, record, is_row) = match table.format {
        Format::Csv => {
            let field = r#"(?:[^",\r\n]*|"(?:[^"]|"")*")"#;
            let record = format!("{field}(?:,{field}){{{}}}", table.columns.len().saturating_sub(1));
            (1, record, "rtrim(record, chr(13) || chr(10)) <> ''")
        }
        // A blank line is a row with a null here.
        _ => (0, r"[^\r\n]+".to_owned(), "true"),
    };
    format!(
        r#"WITH files AS (
        SELECT
            regexp_extract(filename, {file}, 1) AS file,
            content,
            regexp_extract(content, '^(?:(?:{record})?\r?\n)*(?:(?:{record})\r?$)?') AS plain
        FROM read_text('{pattern}/{glob}')
    ), lists AS (
        SELECT file, plain = content AS whole, regexp_extract_all(plain, '(?:{record})?\r?\n|(?:{record})\r?$') AS records
        FROM files
    ), records AS (
        SELECT
            file,
            whole,
            unnest(range(len(records))) AS number,
            unnest(list_transform(records, lambda record: len(record) - len(replace(record, chr(10), '')))) AS breaks,
            unnest(list_transform(records, lambda record: {is_row})) AS is_row
        FROM lists
    )
    SELECT
        file,
        whole,
        CAST(1 + sum(breaks) OVER above - breaks AS BIGINT) AS line,
        count_if(is_row) OVER above - {first} AS "row",
        count_if(is_row) OVER (PARTITION BY file) - {headers} AS known
    FROM records
    WINDOW above AS (PARTITION BY file ORDER BY number)
    QUALIFY is_row"#,
        file = literal::sql(&layout::path_below(table)),
        glob = layout::glob(table),
        first = headers + 1,
    )
}
