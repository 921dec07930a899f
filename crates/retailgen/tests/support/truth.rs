//! The truth as a reader finds it, and how its labels undo what they describe.

use std::{collections::BTreeMap, fs, path::Path};

use arrow_array::{Array, RecordBatch, cast::AsArray, types::Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// One label, as far as the tests look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub rule: String,
    pub kind: String,
    pub level: String,
    pub file: String,
    pub line: usize,
    pub row: usize,
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
    Label {
        rule: text("rule_id").unwrap(),
        kind: text("kind").unwrap(),
        level: text("level").unwrap(),
        file: text("file").unwrap(),
        line: number("line").unwrap(),
        row: number("row").unwrap(),
        key: text("key").unwrap(),
        column: text("column"),
        clean: text("clean_value"),
        dirty: text("dirty_value"),
        related_file: text("related_file"),
        related_row: number("related_row"),
        related_key: text("related_key"),
        breaks_type: batch.column_by_name("breaks_type").unwrap().as_boolean().value(row),
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

/// The fields of a CSV line, and whether each was quoted; no value has a line break.
pub fn fields(line: &str) -> Vec<Option<String>> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut text = String::new();
            let mut tail = quoted;
            loop {
                let quote = tail.find('"').unwrap();
                text.push_str(&tail[..quote]);
                tail = &tail[quote + 1..];
                if let Some(more) = tail.strip_prefix('"') {
                    text.push('"');
                    tail = more;
                } else {
                    break;
                }
            }
            fields.push(Some(text));
            rest = tail;
        } else {
            let end = rest.find(',').unwrap_or(rest.len());
            fields.push((end > 0).then(|| rest[..end].to_owned()));
            rest = &rest[end..];
        }
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None => return fields,
        }
    }
}

/// A CSV line of fields, quoted only where needed.
pub fn line(fields: &[Option<String>]) -> String {
    let field = |field: &Option<String>| match field {
        None => String::new(),
        Some(text) if text.is_empty() || text.contains([',', '"', '\n', '\r']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Some(text) => text.clone(),
    };
    fields.iter().map(field).collect::<Vec<_>>().join(",")
}

/// A dirty file with its labels undone. Every label must find its dirty value at its place.
pub fn healed(dirty: &str, labels: &[Label]) -> String {
    let mut lines: Vec<Option<String>> = dirty.lines().map(|line| Some(line.to_owned())).collect();
    let columns: Vec<String> = fields(lines[0].as_ref().unwrap()).into_iter().flatten().collect();
    for label in labels {
        assert_eq!(label.line, label.row + 2, "{label:?}");
        let slot = &mut lines[label.line - 1];
        match (&label.column, slot.as_mut()) {
            (None, _) => *slot = None,
            // A copied row goes as a whole, and what had drifted in it with it.
            (Some(_), None) => {}
            (Some(column), Some(text)) => {
                let mut cells = fields(text);
                let place = columns.iter().position(|name| name == column).unwrap();
                assert_eq!(cells[place], label.dirty, "{label:?}");
                assert_ne!(label.clean, label.dirty, "a label without effect: {label:?}");
                cells[place].clone_from(&label.clean);
                *text = line(&cells);
            }
        }
    }
    lines.into_iter().flatten().map(|line| line + "\n").collect()
}
