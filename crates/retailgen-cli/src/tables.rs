//! `retailgen tables`: what there is to be had.

use std::fmt::Write as _;

use indicatif::HumanCount;
use retailgen::{Table, Volume};
use serde_json::{Value, json};

/// A paragraph a table.
pub fn lines() -> String {
    let mut text = String::new();
    for table in Table::ALL {
        let definition = table.definition();
        let key = definition.primary_key.join(", ");
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{table}: {}", definition.meaning);
        let _ = writeln!(text, "  format  {}, {}", definition.format, definition.path);
        let _ = writeln!(text, "  rows    {}", rows(definition.volume));
        let _ = writeln!(text, "  key     {key}");
    }
    text
}

/// The same as JSON.
pub fn json() -> String {
    let tables: Vec<Value> = Table::ALL.into_iter().map(value).collect();
    format!("{:#}\n", Value::Array(tables))
}

fn value(table: Table) -> Value {
    let definition = table.definition();
    let Volume { low, high, scaled, floor, .. } = definition.volume;
    json!({
        "table": table.name(),
        "meaning": definition.meaning,
        "format": definition.format.to_string(),
        "path": definition.path,
        "primary_key": definition.primary_key,
        "rows_at_scale_1": { "least": low, "most": high },
        "rows_grow_with_scale": scaled,
        "least_rows": floor,
    })
}

fn rows(volume: Volume) -> String {
    let Volume { low, high, scaled, .. } = volume;
    let number = if volume.is_exact() {
        HumanCount(low).to_string()
    } else {
        format!("{} to {}", HumanCount(low), HumanCount(high))
    };
    format!("{number} {}", if scaled { "at scale 1" } else { "at any scale" })
}
