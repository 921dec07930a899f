//! Tables as aligned text for a terminal.

use std::fmt::Write as _;

use retailgen_schema::{ColumnDefinition, JsonDocument, JsonField, Table, TableDefinition};

use crate::{layout, wording};

/// Lines are broken before they get longer than this, unless one word is.
const WIDTH: usize = 120;
/// Meanings get at least this much, however wide the rest is.
const LEAST_MEANING: usize = 30;

/// All tables, with an empty line between them.
pub fn render(tables: &[Table]) -> String {
    tables.iter().map(|table| one(table.definition())).collect::<Vec<_>>().join("\n")
}

fn one(table: &TableDefinition) -> String {
    let mut facts = vec![
        vec!["format".to_owned(), wording::format_name(table.format).to_owned()],
        vec!["path".to_owned(), table.path.to_owned()],
        vec!["rows at scale 1".to_owned(), wording::rows(table.volume)],
        vec!["primary key".to_owned(), table.primary_key.join(", ")],
    ];
    for partition in table.partitions {
        facts.push(vec!["partition".to_owned(), wording::partition(partition, "")]);
    }
    let mut out = String::new();
    wrap(&mut out, "", &format!("{}: {}", table.name, table.meaning));
    aligned(&mut out, &facts);
    out.push('\n');
    let head = ["column", "type", "required", "key", "meaning"].map(str::to_owned).to_vec();
    let rows = table.columns.iter().map(|column| row(column, table));
    aligned(&mut out, &[head].into_iter().chain(rows).collect::<Vec<_>>());
    if let Some(document) = &table.document {
        objects(&mut out, document);
    }
    out
}

fn row(column: &ColumnDefinition, table: &TableDefinition) -> Vec<String> {
    let own = if table.primary_key.contains(&column.name) {
        Some("primary".to_owned())
    } else {
        column.unique.then(|| "unique".to_owned())
    };
    let foreign = column.references.map(|key| format!("→ {}", wording::target(key)));
    let key = own.into_iter().chain(foreign).collect::<Vec<_>>().join(", ");
    let required = wording::yes_no(column.required).to_owned();
    vec![column.name.to_owned(), column.column_type.to_string(), required, key, column.meaning.to_owned()]
}

fn objects(out: &mut String, document: &JsonDocument) {
    out.push_str("\nKeys of every object; payload, an object, follows them:\n");
    keys(out, document.envelope);
    for event_type in document.event_types {
        out.push('\n');
        wrap(out, "", &format!("Payload of {}: {}", event_type.name, event_type.meaning));
        keys(out, event_type.payload);
    }
}

fn keys(out: &mut String, fields: &[JsonField]) {
    let head = ["key", "type", "required", "refers to", "meaning"].map(str::to_owned).to_vec();
    let rows = fields.iter().map(|field| {
        let foreign = field.references.map(wording::target).unwrap_or_default();
        let required = wording::yes_no(field.required).to_owned();
        let field_type = layout::json_type(field.field_type).to_owned();
        vec![field.name.to_owned(), field_type, required, foreign, field.meaning.to_owned()]
    });
    aligned(out, &[head].into_iter().chain(rows).collect::<Vec<_>>());
}

/// Rows of cells, each column as wide as its widest cell, the last one broken into lines.
fn aligned(out: &mut String, rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).min().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.saturating_sub(1))
        .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
        .collect();
    for row in rows {
        let mut start = String::from("  ");
        for (cell, width) in row.iter().zip(&widths) {
            // Writing to a String cannot fail.
            let _ = write!(start, "{cell:width$}  ");
        }
        wrap(out, &start, row.last().map_or("", String::as_str));
    }
}

/// `text` behind `start`, its further lines as far in as its first one.
fn wrap(out: &mut String, start: &str, text: &str) {
    let indent = start.chars().count();
    let room = WIDTH.saturating_sub(indent).max(LEAST_MEANING);
    let mut line = String::new();
    let mut begin = start.to_owned();
    for word in text.split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            let _ = writeln!(out, "{begin}{line}");
            begin = " ".repeat(indent.max(2));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.push_str(format!("{begin}{line}").trim_end());
    out.push('\n');
}
