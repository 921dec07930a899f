//! The truth as a reader finds it, and how its labels undo what they describe.

use std::{collections::BTreeMap, fs, io::Read as _, path::Path};

use arrow_array::{Array, RecordBatch, cast::AsArray, types::Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use retailgen::Table;
use retailgen_schema::{ColumnType, Format};
use serde_json::{Map, Value};

use super::{
    contents::{Contents, Row, read, read_workbook, record, table_of},
    json_line, laid_out_parquet, released,
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
    /// 0 for the beginning of a file.
    pub row: usize,
    /// Of a fault of text: its bytes, and how many rows may be lost with it.
    pub text: Option<(std::ops::Range<usize>, usize)>,
    /// Address in a worksheet.
    pub cell: Option<String>,
    /// Empty for the beginning of a file.
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

/// What stands for a row where there is none.
fn whole_file<T>(of_level: &str, value: T) -> T {
    assert_eq!(of_level, "file", "only a file has no row");
    value
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
    let level = text("level").unwrap();
    let is_text = level == "record" || level == "file";
    let kind = text("kind").unwrap();
    let has_values_alone =
        released::is_release(&kind) || ["parquet.null_column", "parquet.retyped"].contains(&kind.as_str());
    let has_bytes = is_text && text("clean_value").is_some() && !has_values_alone;
    assert_eq!(has_bytes, number("byte").is_some());
    let flag = |name: &str| batch.column_by_name(name).unwrap().as_boolean().value(row);
    Label {
        rule: text("rule_id"),
        incident: text("incident_id"),
        kind,
        level: level.clone(),
        file: text("file").unwrap(),
        decoy: flag("decoy"),
        line: number("line"),
        row: number("row").unwrap_or_else(|| whole_file(&level, 0)),
        text: number("byte").map(|byte| (byte..number("byte_end").unwrap(), number("rows").unwrap_or_default())),
        cell: text("cell"),
        key: text("key").unwrap_or_else(|| whole_file(&level, String::new())),
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

/// A file that is written otherwise as a whole, as the text that it stands for; each kind is undone in a way of the tests' own.
fn rewritten(dirty: &[u8], of_file: &[&Label]) -> Vec<u8> {
    match of_file[0].kind.as_str() {
        kind if released::is_release(kind) => released::undone(dirty, of_file),
        "file.misplaced" => dirty.to_vec(),
        "encoding.utf16" => {
            let units: Vec<u16> = dirty.chunks(2).map(|unit| u16::from(unit[0]) | (u16::from(unit[1]) << 8)).collect();
            String::from_utf16(&units).unwrap().strip_prefix('\u{feff}').expect("it has a mark").as_bytes().to_vec()
        }
        "newline.windows" => {
            let text = std::str::from_utf8(dirty).unwrap();
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
            text.replace("\r\n", "\n").into_bytes()
        }
        "delimiter.semicolon" => {
            let exchanged = |text: &str| text.replace(';', "\0").replace(',', ";").replace('\0', ",");
            let text = exchanged(std::str::from_utf8(dirty).unwrap());
            let contents = read("suppliers.csv", text.as_bytes());
            let back = |cells: &[Option<String>]| {
                record(&cells.iter().map(|cell| cell.as_deref().map(exchanged)).collect::<Vec<_>>())
            };
            let header: Vec<Option<String>> = contents.columns.into_iter().map(Some).collect();
            std::iter::once(back(&header))
                .chain(contents.rows.iter().map(|row| back(&row.cells)))
                .collect::<String>()
                .into_bytes()
        }
        "file.gzipped" => {
            let mut text = Vec::new();
            flate2::read::MultiGzDecoder::new(dirty).read_to_end(&mut text).expect("gzip takes it");
            text
        }
        other => panic!("{other}"),
    }
}

/// A dirty file with the faults of its text undone, and for each of its bytes the place where it stands in the dirty one.
fn with_text_undone(dirty: &[u8], labels: &[&Label]) -> (Vec<u8>, Vec<usize>) {
    let (mut text, mut places, mut from) = (Vec::new(), Vec::new(), 0);
    let mut in_order = labels.to_vec();
    in_order.sort_by_key(|label| label.text.as_ref().map(|(bytes, _)| (bytes.start, bytes.end)));
    for label in in_order {
        let (bytes, _) = label.text.as_ref().unwrap();
        assert!(from <= bytes.start, "two faults of text have the same bytes: {label:?}");
        assert_eq!(Some(&*String::from_utf8_lossy(&dirty[bytes.clone()])), label.dirty.as_deref(), "{label:?}");
        assert_ne!(label.clean, label.dirty);
        let clean = label.clean.as_ref().unwrap();
        text.extend_from_slice(&dirty[from..bytes.start]);
        places.extend(from..bytes.start);
        text.extend_from_slice(clean.as_bytes());
        places.extend(std::iter::repeat_n(bytes.start, clean.len()));
        from = bytes.end;
    }
    text.extend_from_slice(&dirty[from..]);
    places.extend(from..=dirty.len());
    (text, places)
}

/// Checks that faults of text are on the lines of their rows and alone there; gives each row the line on which it stands.
fn place_text_faults(dirty: &[u8], places: &[usize], contents: &mut Contents, all: &[Label]) {
    let line_of = |byte: usize| dirty[..byte].split(|byte| *byte == b'\n').count();
    let mut at = contents.header.len();
    let table = all.first().map(|label| table_of(&label.file));
    for row in &mut contents.rows {
        row.line = Some(line_of(places[at]));
        at += row.text.len();
    }
    for label in all {
        let Some((_, rows)) = &label.text else { continue };
        if *rows == 0 {
            assert_eq!((label.level.as_str(), label.line), ("file", Some(1)), "{label:?}");
            continue;
        }
        let lost = label.row..label.row + rows;
        let others = all.iter().filter(|other| *other != label && (other.text.is_none() || !other.key.is_empty()));
        for other in others {
            assert!(!lost.contains(&other.row), "{other:?} is in the text of {label:?}");
        }
        let row = &contents.rows[label.row];
        let line = row.line.filter(|_| label.kind != "file.missing");
        assert_eq!(label.line, line, "{label:?}");
        assert_eq!(serde_json::from_str::<Value>(&label.key).unwrap(), key(table.unwrap(), row), "{label:?}");
    }
}

/// A dirty file with its labels undone. Every label must find its dirty value at its place.
pub fn healed(path: &str, dirty: &[u8], labels: &[Label]) -> Contents {
    let table = table_of(path);
    let is_parquet = |label: &&Label| laid_out_parquet::is_laid_out(&label.kind);
    let of_parquet: Vec<&Label> = labels.iter().filter(is_parquet).collect();
    let labels: Vec<Label> = labels.iter().filter(|label| !is_parquet(label)).cloned().collect();
    let is_whole = |label: &&Label| label.level == "file" && label.text.is_none();
    let of_file: Vec<&Label> = labels.iter().filter(is_whole).collect();
    let of_sheet: Vec<&str> =
        of_file.iter().map(|label| label.kind.as_str()).filter(|kind| kind.starts_with("workbook.")).collect();
    let is_rewritten = of_sheet.is_empty() && !of_file.is_empty();
    let text = is_rewritten.then(|| rewritten(dirty, &of_file));
    let dirty = text.as_deref().unwrap_or(dirty);
    let labels: Vec<Label> = labels.iter().filter(|label| !is_whole(label)).cloned().collect();
    let labels = &labels[..];
    let of_text: Vec<&Label> = labels.iter().filter(|label| label.text.is_some()).collect();
    // A title stands above the rows of a sheet.
    let above = usize::from(of_sheet.contains(&"workbook.title_row"));
    let mut contents = if !of_parquet.is_empty() {
        laid_out_parquet::undone(table, dirty, &of_parquet)
    } else if !of_sheet.is_empty() {
        read_workbook(table, dirty, &of_sheet)
    } else if of_text.is_empty() {
        read(path, dirty)
    } else {
        let (text, places) = with_text_undone(dirty, &of_text);
        let mut contents = read(path, &text);
        place_text_faults(dirty, &places, &mut contents, labels);
        contents
    };
    let labels: Vec<Label> = labels.iter().filter(|label| label.text.is_none()).cloned().collect();
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
                undo(table, slot.as_mut().unwrap(), label, above);
            }
            *slot = None;
            continue;
        }
        let row = slot.as_mut().unwrap();
        for label in labels {
            undo(table, row, label, above);
        }
        for label in labels {
            assert_eq!(serde_json::from_str::<Value>(&label.key).unwrap(), key(table, row), "{label:?}");
        }
    }
    contents.rows = rows.into_iter().flatten().collect();
    contents
}

/// Puts the clean value where the label's dirty one stands.
fn undo(table: Table, row: &mut Row, label: &Label, above: usize) {
    let (definition, column) = (table.definition(), label.column.as_deref().unwrap());
    if definition.format == Format::Xlsx {
        let number = definition.columns.iter().position(|defined| defined.name == column).unwrap();
        // The header stands in row 1, or below a title; no sheet of ours has more columns than letters.
        let letter = char::from(b'A' + u8::try_from(number).unwrap());
        assert_eq!(label.cell, Some(format!("{letter}{}", label.row + 2 + above)));
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
