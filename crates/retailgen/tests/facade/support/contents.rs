//! What a file holds, row by row, each format read in a way of the tests' own.

use std::{
    fs,
    io::{Cursor, Write},
};

use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType},
};
use arrow_schema::DataType;
use calamine::{Data, Reader, Xlsx};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use retailgen::{Date, Table};
use retailgen_schema::{ColumnType, Format};

use super::DAY;

/// The rows of a file with what stands above them.
#[derive(Debug)]
pub struct Contents {
    /// The header line, or the schema of a typed file.
    pub header: String,
    /// The names of the columns.
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Debug, Clone)]
pub struct Row {
    /// The physical line on which it begins, from 1; none where a file has no lines.
    pub line: Option<usize>,
    /// Its text with the line's end; empty where the file is no text.
    pub text: String,
    /// Its cells, as texts in the form that CSV has; `None` for null.
    pub cells: Vec<Option<String>>,
}

impl Contents {
    /// Whether both hold the same: byte for byte in text, value for value elsewhere.
    pub fn is_same(&self, other: &Self) -> bool {
        let same = |(a, b): (&Row, &Row)| (&a.text, &a.cells) == (&b.text, &b.cells);
        (&self.header, self.rows.len()) == (&other.header, other.rows.len())
            && self.rows.iter().zip(&other.rows).all(same)
    }
}

/// The table of a path.
pub fn table_of(path: &str) -> Table {
    retailgen::parse_table(path.split(['/', '.']).next().unwrap()).unwrap()
}

/// Whether a file follows from others: the log of a Delta table, or its change data.
pub fn is_derived(path: &str) -> bool {
    path.split('/').any(|folder| folder.starts_with('_'))
}

/// Reads a file of a dataset with rows, which `path` names.
pub fn read(path: &str, bytes: &[u8]) -> Contents {
    let table = table_of(path);
    match table.definition().format {
        Format::Csv => read_csv(std::str::from_utf8(bytes).unwrap()),
        Format::Jsonl => read_lines(std::str::from_utf8(bytes).unwrap()),
        Format::Parquet => read_parquet(bytes),
        Format::Xlsx => read_workbook(table, bytes, &[]),
        Format::Delta => read_data_file(table, bytes),
        other => panic!("{other}"),
    }
}

fn read_csv(text: &str) -> Contents {
    let mut line = 1;
    let mut rows = records(text).into_iter().map(|record| {
        let cells = fields(record.strip_suffix('\n').expect("the last line ends too"));
        let row = Row { line: Some(line), text: record.to_owned(), cells };
        line += record.matches('\n').count();
        row
    });
    let header = rows.next().unwrap();
    let columns = header.cells.into_iter().map(Option::unwrap).collect();
    Contents { header: header.text, columns, rows: rows.collect() }
}

/// The records of a CSV text; a line break within quotes ends none.
pub fn records(text: &str) -> Vec<&str> {
    let (mut quoted, mut start, mut records) = (false, 0, Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                records.push(&text[start..=at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    assert_eq!(start, text.len(), "the last record has no end");
    records
}

/// The fields of a CSV record without its end; an empty field is null, unless it is quoted.
fn fields(record: &str) -> Vec<Option<String>> {
    let mut fields = Vec::new();
    let mut rest = record;
    loop {
        if let Some(quoted) = rest.strip_prefix('"') {
            let mut text = String::new();
            let mut tail = quoted;
            loop {
                let quote = tail.find('"').unwrap();
                text.push_str(&tail[..quote]);
                tail = &tail[quote + 1..];
                match tail.strip_prefix('"') {
                    Some(more) => (text.push('"'), tail = more).0,
                    None => break,
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

/// A CSV record of fields, quoted only where needed.
pub fn record(fields: &[Option<String>]) -> String {
    let field = |field: &Option<String>| match field {
        None => String::new(),
        Some(text) if text.is_empty() || text.contains([',', '"', '\n', '\r']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Some(text) => text.clone(),
    };
    fields.iter().map(field).collect::<Vec<_>>().join(",") + "\n"
}

fn read_lines(text: &str) -> Contents {
    let rows = text.split_inclusive('\n').zip(1..).map(|(text, line)| {
        let json = text.strip_suffix('\n').expect("the last line ends too");
        Row { line: Some(line), text: text.to_owned(), cells: vec![Some(json.to_owned())] }
    });
    Contents { header: String::new(), columns: vec!["json".to_owned()], rows: rows.collect() }
}

fn read_parquet(bytes: &[u8]) -> Contents {
    let batches = parquet_batches(bytes);
    let schema = ParquetRecordBatchReaderBuilder::try_new(owned(bytes)).unwrap().schema().clone();
    let columns = schema.fields().iter().map(|field| field.name().clone()).collect();
    let rows = batches.iter().flat_map(texts).map(|cells| Row { line: None, text: String::new(), cells }).collect();
    Contents { header: format!("{schema:?}"), columns, rows }
}

/// A data file of a Delta table; columns that came later are null.
fn read_data_file(table: Table, bytes: &[u8]) -> Contents {
    let mut contents = read_parquet(bytes);
    for row in &mut contents.rows {
        // Change data have a column more.
        row.cells.resize(row.cells.len().max(table.definition().columns.len()), None);
    }
    contents
}

/// Bytes as the Parquet reader takes them.
fn owned(bytes: &[u8]) -> fs::File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

/// The record batches of a Parquet file.
pub fn parquet_batches(bytes: &[u8]) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(owned(bytes)).unwrap().build().unwrap();
    reader.map(Result::unwrap).collect()
}

/// The cells of a batch as texts, row by row.
pub fn texts(batch: &RecordBatch) -> Vec<Vec<Option<String>>> {
    let cell = |array: &dyn Array, row: usize| array.is_valid(row).then(|| text(array, row));
    (0..batch.num_rows()).map(|row| batch.columns().iter().map(|array| cell(array.as_ref(), row)).collect()).collect()
}

/// A cell, which is not null, as CSV has it.
pub fn text(array: &dyn Array, row: usize) -> String {
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Date32 => Date::from_days(array.as_primitive::<Date32Type>().value(row)).to_string(),
        DataType::Timestamp(..) => instant(array.as_primitive::<TimestampMicrosecondType>().value(row)),
        DataType::Decimal128(_, scale) => {
            let units = array.as_primitive::<Decimal128Type>().value(row);
            let (sign, one) = (if units < 0 { "-" } else { "" }, 10_u128.pow(u32::from(scale.unsigned_abs())));
            let (whole, part) = (units.unsigned_abs() / one, units.unsigned_abs() % one);
            format!("{sign}{whole}.{part:0width$}", width = usize::from(scale.unsigned_abs()))
        }
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::Float64 => format!("{:.6}", array.as_primitive::<Float64Type>().value(row)),
        other => panic!("no table has a column of {other}"),
    }
}

/// An instant in microseconds as CSV has it.
pub fn instant(micros: i64) -> String {
    let (date, rest) = (Date::from_days(micros.div_euclid(DAY) as i32), micros.rem_euclid(DAY));
    let (seconds, fraction) = (rest / 1_000_000, rest % 1_000_000);
    format!("{date}T{:02}:{:02}:{:02}.{fraction:06}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// Reads a workbook that is laid out otherwise by faults of some kinds.
pub fn read_workbook(table: Table, bytes: &[u8], kinds: &[&str]) -> Contents {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let sheets: &[&str] = if kinds.contains(&"workbook.extra_sheet") { &["Notes"] } else { &[] };
    assert_eq!(book.sheet_names(), [sheets, &[table.name()]].concat());
    let sheet = book.worksheet_range(table.name()).unwrap();
    assert_eq!(sheet.start(), Some((0, 0)));
    let mut rows = sheet.rows();
    if kinds.contains(&"workbook.title_row") {
        let title = rows.next().unwrap();
        assert!(
            title[0] == Data::String("Exchange rates".into()) && title[1..].iter().all(|cell| *cell == Data::Empty)
        );
    }
    let columns: Vec<String> =
        rows.next().unwrap().iter().map(|cell| workbook_text(cell, ColumnType::Utf8).unwrap()).collect();
    let definitions = table.definition().columns;
    assert!(columns.iter().eq(definitions.iter().map(|column| column.name)));
    let text = |cell: &Data, column_type: ColumnType| match (cell, column_type) {
        (Data::Empty, _) => None,
        (Data::Error(failure), ColumnType::Date32 | ColumnType::Decimal128 { .. }) => Some(failure.to_string()),
        (Data::String(text), ColumnType::Date32) if kinds.contains(&"workbook.text_dates") => {
            let [day, month, year] = text.split('/').collect::<Vec<_>>().try_into().unwrap();
            Some(format!("{year}-{month}-{day}"))
        }
        (Data::String(text), ColumnType::Decimal128 { .. }) if kinds.contains(&"workbook.text_numbers") => {
            Some(text.clone())
        }
        (_, ColumnType::Date32) if kinds.contains(&"workbook.text_dates") => panic!("{cell:?} is no text"),
        (_, ColumnType::Decimal128 { .. }) if kinds.contains(&"workbook.text_numbers") => panic!("{cell:?} is no text"),
        _ => workbook_text(cell, column_type),
    };
    let cells = |row: &[Data]| row.iter().zip(definitions).map(|(cell, d)| text(cell, d.column_type)).collect();
    let rows = rows.map(|row| Row { line: None, text: String::new(), cells: cells(row) }).collect();
    Contents { header: columns.join(","), columns, rows }
}

/// A cell that must be one of the column's type: a date is no text, a number neither.
fn workbook_text(cell: &Data, column_type: ColumnType) -> Option<String> {
    match (cell, column_type) {
        (Data::Empty, _) => None,
        (Data::String(text), ColumnType::Utf8) => Some(text.clone()),
        (Data::DateTime(value), ColumnType::Date32) if value.is_datetime() => {
            // 1970-01-01 is day 25,569 of a workbook.
            let days = value.as_f64() - 25_569.0;
            assert!(days.fract() == 0.0, "{value:?} is no midnight");
            Some(Date::from_days(days as i32).to_string())
        }
        (Data::Float(value), ColumnType::Decimal128 { scale, .. }) => {
            let text = format!("{value:.places$}", places = scale.unsigned_abs().into());
            assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits(), "{value} has more decimals");
            Some(text)
        }
        (other, column_type) => panic!("{other:?} in a column of {column_type}"),
    }
}
