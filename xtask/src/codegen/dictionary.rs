//! The data dictionary: `docs/data-dictionary.md`, the definitions for people to read.

use std::fmt::Write as _;

use super::definition::{ColumnDefinition, Derivation, FieldType, Format, JsonField, Table, Volume};
use super::{COMMAND, digit_groups};

/// The text of the page.
pub fn page(tables: &[Table]) -> String {
    let mut out = format!(
        "# Data dictionary\n\n\
         *For whoever wants a column's type, rules and meaning. [Contents](README.md)*\n\n\
         <!-- Generated from schemas/*.toml by `{COMMAND}`: edit those and run this. -->\n\n\
         Types are Arrow types. Every instant is UTC. \"Required\" means that a clean value is never null; faults may \
         break any rule on this page. Rows are at scale 1 over the default window, all of 2024.\n\n"
    );
    let links: Vec<String> = tables.iter().map(|table| format!("[{0}](#{0})", table.name)).collect();
    let _ = writeln!(out, "{}.", links.join(" · "));
    for table in tables {
        section(&mut out, table);
    }
    out
}

fn section(out: &mut String, table: &Table) {
    let _ = writeln!(
        out,
        "\n## {}\n\n{}\n\n- Format: {}\n- Path: `{}`\n- Rows: {}\n- Primary key: {}",
        table.name,
        table.meaning,
        format_name(table.format),
        table.path,
        rows(&table.volume),
        table.primary_key.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
    );
    for partition in &table.partitions {
        let derivation = match partition.derivation {
            Derivation::Value => "the value",
            Derivation::Day => "the day",
            Derivation::Month => "the month",
        };
        let _ = writeln!(
            out,
            "- Partition `{}` ({}): {derivation} of `{}`. {}",
            partition.name, partition.column_type, partition.source, partition.meaning
        );
    }
    out.push_str("\n|column|type|required|rule|meaning|\n|---|---|---|---|---|\n");
    for column in &table.columns {
        let _ = writeln!(
            out,
            "|`{}`|`{}`|{}|{}|{}|",
            column.name,
            column.column_type,
            yes_no(column.required),
            column_rule(column),
            column.meaning
        );
    }
    if !table.envelope.is_empty() {
        document(out, table);
    }
}

fn document(out: &mut String, table: &Table) {
    out.push_str("\n### Keys of every object\n\n`payload`, an object, follows them. Every key is always there.\n\n");
    json_fields(out, &table.envelope);
    out.push_str("\n### Event types and the keys of their payload\n");
    for event_type in &table.event_types {
        let _ = writeln!(out, "\n`{}`: {}\n", event_type.name, event_type.meaning);
        json_fields(out, &event_type.payload);
    }
}

fn json_fields(out: &mut String, fields: &[JsonField]) {
    out.push_str("|key|type|required|rule|meaning|\n|---|---|---|---|---|\n");
    for field in fields {
        let field_type = match field.field_type {
            FieldType::String => "string",
            FieldType::Integer => "integer",
        };
        let mut rules = Vec::new();
        accepted(&mut rules, &field.accepted);
        references(&mut rules, field.references.as_deref());
        let _ = writeln!(
            out,
            "|`{}`|{field_type}|{}|{}|{}|",
            field.name,
            yes_no(field.required),
            rules.join("; "),
            field.meaning
        );
    }
}

fn column_rule(column: &ColumnDefinition) -> String {
    let mut rules = Vec::new();
    if column.unique {
        rules.push("unique".to_owned());
    }
    if let Some(pattern) = &column.pattern {
        rules.push(format!("matches `{pattern}`"));
    }
    accepted(&mut rules, &column.accepted);
    references(&mut rules, column.references.as_deref());
    match (&column.minimum, &column.maximum) {
        (Some(minimum), Some(maximum)) => rules.push(format!("{minimum} to {maximum}")),
        (Some(minimum), None) => rules.push(format!("at least {minimum}")),
        (None, Some(maximum)) => rules.push(format!("at most {maximum}")),
        (None, None) => {}
    }
    if let Some(unit) = &column.unit {
        rules.push(format!("unit: {unit}"));
    }
    if column.since_version > 0 {
        rules.push(format!("from version {} on", column.since_version));
    }
    rules.join("; ")
}

fn accepted(rules: &mut Vec<String>, accepted: &[String]) {
    if !accepted.is_empty() {
        let values: Vec<String> = accepted.iter().map(|value| format!("`{value}`")).collect();
        rules.push(format!("one of {}", values.join(", ")));
    }
}

fn references(rules: &mut Vec<String>, references: Option<&str>) {
    if let Some(references) = references {
        rules.push(format!("→ `{references}`"));
    }
}

fn rows(volume: &Volume) -> String {
    let (low, high) = volume.bounds().expect("validated");
    let mut text = if low == high {
        format!("exactly {}", digit_groups(low, ','))
    } else {
        format!("{} to {}", digit_groups(low, ','), digit_groups(high, ','))
    };
    text.push_str(if volume.scaled() { ", in proportion to the scale" } else { ", at every scale" });
    if volume.floor() > 0 {
        let _ = write!(text, ", never fewer than {}", digit_groups(volume.floor(), ','));
    }
    text
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Csv => "CSV",
        Format::Jsonl => "JSON lines",
        Format::Parquet => "Parquet",
        Format::Xlsx => "Excel workbook",
        Format::Delta => "Delta Lake table",
    }
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}
