//! Tables as Markdown: the sections of the data dictionary.

use std::fmt::Write as _;

use retailgen_schema::{JsonDocument, JsonField, Table, TableDefinition};

use crate::{layout, wording};

/// A section for each table.
pub fn render(tables: &[Table]) -> String {
    tables.iter().map(|table| section(table.definition())).collect::<Vec<_>>().join("\n")
}

fn section(table: &TableDefinition) -> String {
    let mut out = String::new();
    let keys = table.primary_key.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    // Writing to a String cannot fail.
    let _ = writeln!(out, "## {}\n\n{}\n", table.name, table.meaning);
    let _ = writeln!(out, "- Format: {}\n- Path: `{}`", wording::format_name(table.format), table.path);
    let _ = writeln!(out, "- Rows: {}\n- Primary key: {keys}", wording::rows(table.volume));
    for partition in table.partitions {
        let _ = writeln!(out, "- Partition {}", wording::partition(partition, "`"));
    }
    out.push_str("\n|column|type|required|rule|meaning|\n|---|---|---|---|---|\n");
    for column in table.columns {
        let required = wording::yes_no(column.required);
        let (rule, meaning) = (wording::rule(column), column.meaning);
        let _ = writeln!(out, "|`{}`|`{}`|{required}|{rule}|{meaning}|", column.name, column.column_type);
    }
    if let Some(document) = &table.document {
        objects(&mut out, document);
    }
    out
}

fn objects(out: &mut String, document: &JsonDocument) {
    out.push_str("\n### Keys of every object\n\n`payload`, an object, follows them. Every key is always there.\n\n");
    keys(out, document.envelope);
    out.push_str("\n### Event types and the keys of their payload\n");
    for event_type in document.event_types {
        let _ = writeln!(out, "\n`{}`: {}\n", event_type.name, event_type.meaning);
        keys(out, event_type.payload);
    }
}

fn keys(out: &mut String, fields: &[JsonField]) {
    out.push_str("|key|type|required|rule|meaning|\n|---|---|---|---|---|\n");
    for field in fields {
        let field_type = layout::json_type(field.field_type);
        let required = wording::yes_no(field.required);
        let rule = wording::list_and_key(field.accepted, field.references).join("; ");
        let _ = writeln!(out, "|`{}`|{field_type}|{required}|{rule}|{}|", field.name, field.meaning);
    }
}
