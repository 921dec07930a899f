//! The neutral form explained, with an example from the dataset that is scored.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::{
    Truth, column,
    neutral_form::COLUMNS,
    spot::Spot,
    truth::{Class, Item},
};

/// What findings look like, with two of this truth's own faults as findings.
///
/// ```
/// use retailgen_anomaly::Level;
/// use retailgen_schema::Table;
/// use retailgen_score::{Truth, explanation};
/// use retailgen_truth::Label;
///
/// let mut label = Label::new(Table::Stores, "stores.csv", "null", Level::Cell);
/// (label.row, label.column, label.key) = (Some(3), Some("name".into()), Some(r#"{"store_id":4}"#.into()));
/// let text = explanation(&Truth::of([label]));
/// assert!(text.contains(r#"{"column":"name","key":{"store_id":4},"kind":"null","table":"stores"}"#), "{text}");
/// ```
#[must_use]
pub fn explanation(truth: &Truth) -> String {
    let mut text = String::from(
        "Findings are JSON lines, CSV, Parquet or XLSX. Every column is optional, but `table` or `file` must be there:\n\n",
    );
    let names = COLUMNS.iter().filter(|name| !name.starts_with('_')).copied().collect::<Vec<_>>().join(", ");
    // Writing to a String cannot fail.
    let _ = writeln!(text, "  {names}\n");
    text.push_str(
        "A row is named by file and row (from 0), by its key (JSON, or the key's columns under their own names), by a byte of it \
         (from 0), or by its text (`record`).\nA finding with a `column` counts as a cell, one without as a row. `value` or \
         `count` serve where a tool tells no place.\n",
    );
    let examples: Vec<String> = examples(truth).into_iter().map(|item| as_finding(item, truth)).collect();
    if !examples.is_empty() {
        text.push_str("\nTwo faults of this dataset, as a check would report them:\n\n");
        for example in examples {
            let _ = writeln!(text, "  {example}");
        }
    }
    text.push_str("\nPut such lines into findings.jsonl and run: retailgen score findings.jsonl\n");
    text
}

/// The first fault of a cell, and the first one of another table.
fn examples(truth: &Truth) -> Vec<&Item> {
    let faults = || truth.items.iter().filter(|item| item.class == Class::Fault && item.column.is_some());
    let first = faults().next();
    let other = first.and_then(|first| faults().find(|item| item.table != first.table));
    first.into_iter().chain(other).collect()
}

fn as_finding(item: &Item, truth: &Truth) -> String {
    let mut object = Map::new();
    object.insert("table".to_owned(), item.table.name().into());
    match (&item.key, item.spot) {
        (Some(key), _) => {
            let key = serde_json::from_str(key).unwrap_or_else(|_| Value::String(key.to_string()));
            object.insert("key".to_owned(), key);
        }
        (None, Spot::Row(file, row)) => {
            object.insert("file".to_owned(), truth.files.path(file).into());
            object.insert("row".to_owned(), row.into());
        }
        _ => {}
    }
    if let Some(number) = item.column {
        object.insert("column".to_owned(), column::name(item.table, number).into());
    }
    object.insert("kind".to_owned(), truth.kinds[usize::from(item.kind)].as_str().into());
    Value::from(object).to_string()
}
