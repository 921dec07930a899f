//! Facts about tables and columns in words, as the data dictionary puts them.

use retailgen_schema::{ColumnDefinition, Derivation, ForeignKey, Format, PartitionColumn, Volume};

/// A format, for people.
pub fn format_name(format: Format) -> &'static str {
    match format {
        Format::Csv => "CSV",
        Format::Jsonl => "JSON lines",
        Format::Parquet => "Parquet",
        Format::Xlsx => "Excel workbook",
        Format::Delta => "Delta Lake table",
        _ => "another format",
    }
}

/// How many rows at scale 1, and how that moves with the scale.
pub fn rows(volume: Volume) -> String {
    let count = if volume.is_exact() {
        format!("exactly {}", grouped(volume.low))
    } else {
        format!("{} to {}", grouped(volume.low), grouped(volume.high))
    };
    let growth = if volume.scaled { ", in proportion to the scale" } else { ", at every scale" };
    let floor = match volume.floor {
        0 => String::new(),
        floor => format!(", never fewer than {}", grouped(floor)),
    };
    format!("{count}{growth}{floor}")
}

/// A number with a comma before each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A partition column with its type, where its value comes from, and its meaning; names stand between `marks`.
pub fn partition(partition: &PartitionColumn, marks: &str) -> String {
    let derivation = match partition.derivation {
        Derivation::Day => "the day",
        Derivation::Month => "the month",
        _ => "the value",
    };
    let PartitionColumn { name, column_type, source, meaning, .. } = partition;
    format!("{marks}{name}{marks} ({column_type}): {derivation} of {marks}{source}{marks}. {meaning}")
}

/// `yes` or `no`.
pub fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// The column that another one refers to.
pub fn target(key: ForeignKey) -> String {
    format!("{}.{}", key.table, key.column)
}

/// What clean values keep to beyond the type, in Markdown.
pub fn rule(column: &ColumnDefinition) -> String {
    let mut rules = Vec::new();
    if column.unique {
        rules.push("unique".to_owned());
    }
    if let Some(pattern) = column.pattern {
        rules.push(format!("matches `{pattern}`"));
    }
    rules.extend(list_and_key(column.accepted, column.references));
    match (column.minimum, column.maximum) {
        (Some(minimum), Some(maximum)) => rules.push(format!("{minimum} to {maximum}")),
        (Some(minimum), None) => rules.push(format!("at least {minimum}")),
        (None, Some(maximum)) => rules.push(format!("at most {maximum}")),
        (None, None) => {}
    }
    if let Some(unit) = column.unit {
        rules.push(format!("unit: {unit}"));
    }
    if column.since_version > 0 {
        rules.push(format!("from version {} on", column.since_version));
    }
    rules.join("; ")
}

/// The list of accepted values and the foreign key, where there are such, in Markdown.
pub fn list_and_key(accepted: &[&str], references: Option<ForeignKey>) -> Vec<String> {
    let list = accepted.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    let list = (!list.is_empty()).then(|| format!("one of {list}"));
    list.into_iter().chain(references.map(|key| format!("→ `{}`", target(key)))).collect()
}
