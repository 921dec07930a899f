//! CSV text against exact bytes, and against what an independent reader makes of it.

use std::io::Cursor;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow_csv::ReaderBuilder;
use arrow_schema::SchemaRef;
use proptest::prelude::*;
use retailgen_schema::Table;
use retailgen_sinks::SinkError;
use retailgen_sinks::csv::CsvEncoder;
use retailgen_text::{MAX_DAY, MICROS_PER_DAY, MIN_DAY};

use crate::rows::{self, Row};

fn schema() -> SchemaRef {
    rows::schema((12, 4), (38, 8))
}

fn batch(rows: &[Row]) -> RecordBatch {
    rows::batch(&schema(), rows)
}

fn encode(batch: &RecordBatch) -> String {
    let encoder = CsvEncoder::for_schema("t", batch.schema());
    let mut text = Vec::new();
    encoder.encode(batch, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn a_row_by_hand_byte_for_byte() {
    let full = Row {
        int32: Some(i32::MIN),
        int64: Some(i64::MAX),
        float64: Some(-33.8688),
        utf8: Some("12 \"High\" St, Bondi".into()),
        other: Some(String::new()),
        bool: Some(true),
        date: Some(19_783),
        timestamp: Some(19_783 * MICROS_PER_DAY + 15_309_120_000),
        price: Some(-500),
        rate: Some(151_234_567),
    };
    let next = Row { bool: Some(false), date: Some(-1), other: Some("né; 'x'".into()), ..Row::default() };
    let text = encode(&batch(&[full, Row::default(), next]));
    assert_eq!(
        text,
        concat!(
            "-2147483648,9223372036854775807,-33.868800,\"12 \"\"High\"\" St, Bondi\",\"\",true,2024-03-01,",
            "2024-03-01T04:15:09.120000,-0.0500,1.51234567\n",
            ",,,,,,,,,\n",
            ",,,,né; 'x',false,1969-12-31,,,\n",
        )
    );
}

#[test]
fn every_table_has_a_header_and_a_text_form() {
    for table in Table::ALL {
        let definition = table.definition();
        let encoder = CsvEncoder::new(definition);
        let mut text = Vec::new();
        encoder.header(&mut text);
        encoder.encode(&RecordBatch::new_empty(definition.schema()), &mut text).unwrap();
        let names: Vec<_> = definition.columns.iter().map(|column| column.name).collect();
        assert_eq!(String::from_utf8(text).unwrap(), format!("{}\n", names.join(",")));
    }
}

#[test]
fn a_batch_of_other_columns_is_refused() {
    let encoder = CsvEncoder::for_schema("stores", schema());
    let other = RecordBatch::try_from_iter([("int32", Arc::new(Int64Array::from(vec![1])) as ArrayRef)]).unwrap();
    let mut text = Vec::new();
    let error = encoder.encode(&other, &mut text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a batch of table stores does not have the table's columns: \
         column 1 should be int32 (Int32) and is int32 (Int64, never null)"
    );
    assert!(text.is_empty());
}

#[test]
fn a_column_type_of_no_table_is_refused() {
    let odd =
        RecordBatch::try_from_iter([("n", Arc::new(arrow_array::UInt8Array::from(vec![1])) as ArrayRef)]).unwrap();
    let error = CsvEncoder::for_schema("t", odd.schema()).encode(&odd, &mut Vec::new()).unwrap_err();
    assert!(matches!(error, SinkError::UnsupportedType { ref column, .. } if column == "n"), "{error}");
}

#[test]
fn a_year_of_five_digits_names_its_cell() {
    let rows = [Row::default(), Row { date: Some(MAX_DAY + 1), ..Row::default() }];
    let batch = batch(&rows);
    let error = CsvEncoder::for_schema("t", batch.schema()).encode(&batch, &mut Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "column t.date, row 1 of the batch: 2932897 is outside the years 0001 to 9999");
}

#[test]
fn a_slice_of_a_batch_is_the_same_lines() {
    let rows: Vec<Row> = (0..10)
        .map(|n| Row {
            int32: Some(n),
            utf8: Some(if n == 2 { "a,b".into() } else { n.to_string() }),
            ..Row::default()
        })
        .collect();
    let batch = batch(&rows);
    let whole = encode(&batch);
    let parts: String = [(0, 2), (2, 1), (3, 7)].iter().map(|(at, count)| encode(&batch.slice(*at, *count))).collect();
    assert_eq!(whole, parts);
}

/// Splits a line of text into its raw fields, quotes kept; an independent, slow reading of RFC 4180.
fn raw_rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![];
    let mut row = vec![];
    let mut field = String::new();
    let mut quoted = false;
    for char in text.chars() {
        match char {
            '"' => {
                quoted = !quoted;
                field.push(char);
            }
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            _ => field.push(char),
        }
    }
    assert!(field.is_empty() && row.is_empty(), "the last line has no end");
    rows
}

fn text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(prop_oneof![
        Just(String::new()),
        proptest::collection::vec(
            prop_oneof![Just('"'), Just(','), Just('\n'), Just('\r'), Just(' '), Just('é'), Just('😀'), any::<char>()],
            0..12
        )
        .prop_map(String::from_iter),
        "[A-Z]{1,12}",
        "[A-Z]{20,40}[,\"\n\r]?",
    ])
}

fn row() -> impl Strategy<Value = Row> {
    use proptest::option::of;
    let day = || prop_oneof![MIN_DAY..=MAX_DAY, 19_700..19_800, Just(MIN_DAY), Just(MAX_DAY)];
    let micros = (day(), 0..MICROS_PER_DAY).prop_map(|(day, of_day)| i64::from(day) * MICROS_PER_DAY + of_day);
    let price = -999_999_999_999_i128..=999_999_999_999;
    let rate = -10_i128.pow(37)..10_i128.pow(37);
    let float = prop_oneof![
        any::<f64>().prop_filter("a number", |value| value.is_finite()),
        (-180_000_000_i64..180_000_000).prop_map(|millionths| millionths as f64 / 1e6),
    ];
    (
        of(any::<i32>()),
        of(any::<i64>()),
        of(float),
        text(),
        text(),
        of(any::<bool>()),
        of(day()),
        of(micros),
        of(price),
        of(prop_oneof![rate, -100_i128..100]),
    )
        .prop_map(|(int32, int64, float64, utf8, other, bool, date, timestamp, price, rate)| Row {
            int32,
            int64,
            float64,
            utf8,
            other,
            bool,
            date,
            timestamp,
            price,
            rate,
        })
}

proptest! {
    #[test]
    fn arrow_csv_reads_back_what_was_written(mut rows in proptest::collection::vec(row(), 1..20)) {
        // The first column is never null, as arrow-csv skips no line then; and it reads "" as null, so empty strings are
        // compared in the raw text instead.
        for row in &mut rows {
            row.int32.get_or_insert(0);
        }
        let batch = batch(&rows);
        let encoder = CsvEncoder::for_schema("t", batch.schema());
        let mut text = Vec::new();
        encoder.header(&mut text);
        encoder.encode(&batch, &mut text).unwrap();
        let read: Vec<RecordBatch> = ReaderBuilder::new(schema())
            .with_header(true)
            .build(Cursor::new(&text))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        prop_assert_eq!(read.len(), 1);
        for (index, column) in batch.columns().iter().enumerate() {
            if let Some(strings) = column.as_any().downcast_ref::<StringArray>() {
                let read = read[0].column(index).as_any().downcast_ref::<StringArray>().unwrap();
                for row in 0..strings.len() {
                    let wanted = strings.is_valid(row).then(|| strings.value(row)).filter(|text| !text.is_empty());
                    prop_assert_eq!(read.is_valid(row).then(|| read.value(row)), wanted);
                }
            } else {
                prop_assert_eq!(read[0].column(index), column);
            }
        }
    }

    #[test]
    fn quotes_stand_only_where_they_must(rows in proptest::collection::vec(row(), 0..20)) {
        let text = encode(&batch(&rows));
        let raw = raw_rows(&text);
        prop_assert_eq!(raw.len(), rows.len());
        for (raw, row) in raw.iter().zip(&rows) {
            for (raw, value) in [(&raw[3], &row.utf8), (&raw[4], &row.other)] {
                let wanted = match value {
                    None => String::new(),
                    Some(value) if value.is_empty() || value.contains([',', '"', '\n', '\r']) => {
                        format!("\"{}\"", value.replace('"', "\"\""))
                    }
                    Some(value) => value.clone(),
                };
                prop_assert_eq!(raw, &wanted);
            }
            for (index, raw) in raw.iter().enumerate().filter(|(index, _)| ![3, 4].contains(index)) {
                prop_assert!(!raw.contains('"'), "column {}: {}", index, raw);
            }
        }
    }
}

#[test]
fn nulls_hide_whatever_lies_beneath_them() {
    let masked = Int32Array::new(vec![7, 8].into(), Some(vec![true, false].into()));
    let batch =
        RecordBatch::try_from_iter([("a", Arc::new(masked.clone()) as ArrayRef), ("b", Arc::new(masked) as ArrayRef)])
            .unwrap();
    assert_eq!(encode(&batch), "7,7\n,\n");
}
