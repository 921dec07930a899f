//! The truth as a reader finds it, and how its labels undo what they describe.

use std::{collections::BTreeMap, fs, path::Path};

use arrow_array::{Array, RecordBatch, cast::AsArray, types::Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use retailgen::Table;
use retailgen_schema::{ColumnType, Format};
use serde_json::{Map, Value};

use super::{
    contents::{Contents, Row, read, record, table_of},
    json_line,
};

/// One label, as far as the tests look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The rule; none for a decoy.
    pub rule: Option<String>,
    pub incident: Option<String>,
    pub kind: String,
    pub level: String,
    pub file: String,
    pub decoy: bool,
    pub line: Option<usize>,
    pub row: usize,
    /// Address in a worksheet.
    pub cell: Option<String>,
    pub key: String,
    pub column: Option<String>,
    pub clean: Option<String>,
    pub dirty: Option<String>,
    pub related_file: Option<String>,
    pub related_row: Option<usize>,
    pub related_key: Option<String>,
    pub breaks_type: bool,
}

/// All labels of a truth folder, in file order.
pub fn labels(truth: &Path) -> Vec<Label> {
    let file = fs::File::open(truth.join("labels.parquet")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    reader
        .map(Result::unwrap)
        .flat_map(|batch| (0..batch.num_rows()).map(|row| label(&batch, row)).collect::<Vec<_>>())
        .collect()
}

fn label(batch: &RecordBatch, row: usize) -> Label {
    let text = |name: &str| {
        let column = batch.column_by_name(name).unwrap().as_string::<i32>();
        column.is_valid(row).then(|| column.value(row).to_owned())
    };
    let number = |name: &str| {
        let column = batch.column_by_name(name).unwrap().as_primitive::<Int64Type>();
        column.is_valid(row).then(|| column.value(row) as usize)
    };
    let flag = |name: &str| batch.column_by_name(name).unwrap().as_boolean().value(row);
    Label {
        rule: text("rule_id"),
        incident: text("incident_id"),
        kind: text("kind").unwrap(),
        level: text("level").unwrap(),
        file: text("file").unwrap(),
        decoy: flag("decoy"),
        line: number("line"),
        row: number("row").unwrap(),
        cell: text("cell"),
        key: text("key").unwrap(),
        column: text("column"),
        clean: text("clean_value"),
        dirty: text("dirty_value"),
        related_file: text("related_file"),
        related_row: number("related_row"),
        related_key: text("related_key"),
        breaks_type: flag("breaks_type"),
    }
}

/// The labels of each file.
pub fn by_file(labels: &[Label]) -> BTreeMap<String, Vec<Label>> {
    let mut files: BTreeMap<String, Vec<Label>> = BTreeMap::new();
    for label in labels {
        files.entry(label.file.clone()).or_default().push(label.clone());
    }
    files
}

/// A dirty file with its labels undone. Every label must find its dirty value at its place.
pub fn healed(path: &str, dirty: &[u8], labels: &[Label]) -> Contents {
    let table = table_of(path);
    let mut contents = read(path, dirty);
    let mut rows: Vec<Option<Row>> = contents.rows.into_iter().map(Some).collect();
    for labels in labels.chunk_by(|a, b| a.row == b.row) {
        for label in labels {
            assert_eq!(label.line, rows[label.row].as_ref().map_or(label.line, |row| row.line), "{label:?}");
        }
        let slot = &mut rows[labels[0].row];
        if labels[0].column.is_none() {
            // A copied row goes as a whole, and what had drifted in it with it.
            assert_eq!(labels[0].cell, None);
            assert!(
                labels[1..].iter().all(|label| label.column.is_some() && label.rule == labels[0].rule),
                "{labels:?}"
            );
            for label in &labels[1..] {
                undo(table, slot.as_mut().unwrap(), label);
            }
            *slot = None;
            continue;
        }
        let row = slot.as_mut().unwrap();
        for label in labels {
            undo(table, row, label);
        }
        for label in labels {
            assert_eq!(serde_json::from_str::<Value>(&label.key).unwrap(), key(table, row), "{label:?}");
        }
    }
    contents.rows = rows.into_iter().flatten().collect();
    contents
}

/// Puts the clean value where the label's dirty one stands.
fn undo(table: Table, row: &mut Row, label: &Label) {
    let (definition, column) = (table.definition(), label.column.as_deref().unwrap());
    if definition.format == Format::Xlsx {
        let number = definition.columns.iter().position(|defined| defined.name == column).unwrap();
        // The header stands in row 1; no sheet of ours has more columns than letters.
        let letter = char::from(b'A' + u8::try_from(number).unwrap());
        assert_eq!(label.cell, Some(format!("{letter}{}", label.row + 2)));
    } else {
        assert_eq!(label.cell, None);
    }
    assert_eq!(cell(table, row, column), label.dirty, "{label:?}");
    assert_eq!(label.decoy, label.clean == label.dirty, "{label:?}");
    assert_eq!(label.decoy, label.rule.is_none(), "{label:?}");
    if label.decoy {
        return;
    }
    if let Some(number) = definition.columns.iter().position(|defined| defined.name == column) {
        row.cells[number].clone_from(&label.clean);
    } else {
        let line = row.cells[0].as_deref().unwrap();
        row.cells[0] = Some(json_line::with(line, column, label.clean.as_deref()));
    }
    match definition.format {
        Format::Csv => row.text = record(&row.cells),
        Format::Jsonl => row.text = format!("{}\n", row.cells[0].as_deref().unwrap()),
        _ => {}
    }
}

/// What stands in a column, or under a key of the envelope.
pub fn cell(table: Table, row: &Row, column: &str) -> Option<String> {
    match table.definition().columns.iter().position(|defined| defined.name == column) {
        Some(number) => row.cells[number].clone(),
        None => json_line::value(row.cells[0].as_deref().unwrap(), column),
    }
}

/// The primary key of a row.
pub fn key(table: Table, row: &Row) -> Value {
    let definition = table.definition();
    let mut key = Map::new();
    for &name in definition.primary_key {
        let text = cell(table, row, name).unwrap();
        let is_number = definition
            .column(name)
            .is_some_and(|column| matches!(column.column_type, ColumnType::Int32 | ColumnType::Int64));
        let value = if is_number { text.parse::<i64>().unwrap().into() } else { text.into() };
        key.insert(name.to_owned(), value);
    }
    Value::Object(key)
}

/// The labels of one file.
pub fn labels_of<'l>(by_file: &'l BTreeMap<String, Vec<Label>>, path: &str) -> &'l [Label] {
    by_file.get(path).map_or(&[], Vec::as_slice)
}
