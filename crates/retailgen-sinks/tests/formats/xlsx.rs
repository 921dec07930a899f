//! Workbooks against what an independent reader makes of them, and against exact bytes.

use std::path::Path;
use std::sync::Arc;
use std::{fs, slice, thread, time::Duration};

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, RecordBatch,
    StringArray, TimestampMicrosecondArray, UInt8Array, new_null_array,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use retailgen_folder::{FileDigest, FolderError, PendingFile};
use retailgen_schema::Table;
use retailgen_sinks::SinkError;
use retailgen_sinks::worksheet::cell_address;
use retailgen_sinks::xlsx::{MAX_ROWS, XlsxFile};
use retailgen_text::MICROS_PER_DAY;

fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("int32", DataType::Int32, true),
        Field::new("int64", DataType::Int64, true),
        Field::new("float64", DataType::Float64, true),
        Field::new("utf8", DataType::Utf8, true),
        Field::new("bool", DataType::Boolean, true),
        Field::new("date", DataType::Date32, true),
        Field::new("timestamp", DataType::Timestamp(TimeUnit::Microsecond, None), true),
        Field::new("price", DataType::Decimal128(12, 4), true),
        Field::new("code", DataType::Utf8, true),
    ]))
}

/// 2024-03-01T04:15:09.123456.
const INSTANT: i64 = 19_783 * MICROS_PER_DAY + 15_309_123_456;

/// Full rows, with nulls in the second.
fn batch() -> RecordBatch {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int32Array::from(vec![Some(i32::MIN), None, Some(7)])),
        Arc::new(Int64Array::from(vec![Some(999_999_999_999_999), None, Some(-1)])),
        Arc::new(Float64Array::from(vec![Some(-33.8688), None, Some(0.1)])),
        Arc::new(StringArray::from(vec![Some("12 \"High\" <St> & Bondi"), None, Some("=1+1")])),
        Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)])),
        Arc::new(Date32Array::from(vec![Some(19_783), None, Some(-25_508)])),
        Arc::new(TimestampMicrosecondArray::from(vec![Some(INSTANT), None, Some(-1)])),
        Arc::new(
            Decimal128Array::from(vec![Some(-500), None, Some(999_999_999_999)])
                .with_data_type(DataType::Decimal128(12, 4)),
        ),
        Arc::new(StringArray::from(vec![Some("AUD"), Some(""), Some("AUD")])),
    ];
    RecordBatch::try_new(schema(), columns).unwrap()
}

fn write(path: &Path, sheet: &str, schema: &SchemaRef, batches: &[RecordBatch]) -> FileDigest {
    let mut file = XlsxFile::create(PendingFile::create(path).unwrap(), sheet, Arc::clone(schema)).unwrap();
    for batch in batches {
        file.write(batch).unwrap();
    }
    file.commit().unwrap()
}

/// The cells of the only sheet, after checking its name.
fn read(path: &Path, sheet: &str) -> Range<Data> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    assert_eq!(workbook.sheet_names(), [sheet]);
    workbook.worksheet_range(sheet).unwrap()
}

/// What the one cell of a column comes to.
fn error_of(column: ArrayRef) -> SinkError {
    let folder = tempfile::tempdir().unwrap();
    let batch = RecordBatch::try_from_iter([("value", column)]).unwrap();
    let pending = PendingFile::create(&folder.path().join("t.xlsx")).unwrap();
    let error = XlsxFile::create(pending, "t", batch.schema()).unwrap().write(&batch).unwrap_err();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "something is left behind");
    error
}

#[test]
fn cells_have_the_types_of_their_columns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.xlsx");
    let digest = write(&path, "t", &schema(), &[batch()]);
    assert_eq!(digest.bytes, fs::metadata(&path).unwrap().len());
    let cells = read(&path, "t");
    assert_eq!(cells.get_size(), (4, 9));
    let row = |row: usize| cells.rows().nth(row).unwrap().to_vec();
    let text = |text: &str| Data::String(text.to_owned());
    let header: Vec<Data> = schema().fields().iter().map(|field| text(field.name())).collect();
    assert_eq!(row(0), header);

    let first = row(1);
    assert_eq!(
        first[..5],
        [
            Data::Float(-2_147_483_648.0),
            Data::Float(999_999_999_999_999.0),
            Data::Float(-33.8688),
            text("12 \"High\" <St> & Bondi"),
            Data::Bool(true)
        ]
    );
    assert_eq!(first[7..], [Data::Float(-0.05), text("AUD")]);
    let moment = |cell: &Data| match cell {
        Data::DateTime(moment) if moment.is_datetime() => moment.to_ymd_hms_milli(),
        other => panic!("{other:?} is no date"),
    };
    assert_eq!(moment(&first[5]), (2024, 3, 1, 0, 0, 0, 0));
    assert_eq!(moment(&first[6]), (2024, 3, 1, 4, 15, 9, 123));

    // A null is no cell, and neither is an empty text.
    assert!(row(2).iter().all(|cell| *cell == Data::Empty));

    let third = row(3);
    assert_eq!(third[3], text("=1+1"));
    assert_eq!(moment(&third[5]), (1900, 3, 1, 0, 0, 0, 0));
    assert_eq!(third[7], Data::Float(99_999_999.999_9));
}

#[test]
fn timestamps_keep_their_microseconds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.xlsx");
    // Odd steps over the years 2015 to 2039.
    let micros: Vec<i64> = (0..5_000).map(|step| 16_436 * MICROS_PER_DAY + step * 157_766_123_457).collect();
    let column: ArrayRef = Arc::new(TimestampMicrosecondArray::from(micros.clone()));
    let batch = RecordBatch::try_from_iter([("at", column)]).unwrap();
    write(&path, "t", &batch.schema(), &[batch]);
    for (cell, micros) in read(&path, "t").rows().skip(1).zip(micros) {
        let Data::DateTime(moment) = &cell[0] else { panic!("{cell:?}") };
        let read = ((moment.as_f64() - 25_569.0) * MICROS_PER_DAY as f64).round() as i64;
        assert_eq!(read, micros);
    }
}

#[test]
fn rates_are_exact_to_eight_decimals() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("exchange_rates.xlsx");
    let schema = Table::ExchangeRates.definition().schema();
    // From the least rate to the longest that a cell keeps, more of them small.
    let units: Vec<i128> = (0..20_000_i128)
        .map(|step| 1 + step * 50_000_003 % 100_000_007 * if step % 3 == 0 { 9_999_999 } else { 1 })
        .chain([1, 999_999_999_999_999])
        .collect();
    let batch = RecordBatch::try_new(
        Arc::clone(&schema),
        vec![
            new_null_array(&DataType::Date32, units.len()),
            new_null_array(&DataType::Utf8, units.len()),
            Arc::new(Decimal128Array::from(units.clone()).with_data_type(DataType::Decimal128(18, 8))),
        ],
    )
    .unwrap();
    write(&path, "exchange_rates", &schema, &[batch]);
    let cells = read(&path, "exchange_rates");
    assert_eq!(cells.height(), units.len() + 1);
    for (row, units) in (1..).zip(units) {
        let Some(Data::Float(rate)) = cells.get_value((row, 2)) else { panic!("row {row}") };
        assert_eq!((rate * 1e8).round() as i128, units);
        // The very float that a parser makes of the rate's text.
        let parsed: f64 = format!("{}.{:08}", units / 100_000_000, units % 100_000_000).parse().unwrap();
        assert_eq!(rate.to_bits(), parsed.to_bits());
    }
}

#[test]
fn the_bytes_are_those_of_the_rows_alone() {
    let folder = tempfile::tempdir().unwrap();
    let batch = batch();
    let whole = write(&folder.path().join("a.xlsx"), "t", &schema(), slice::from_ref(&batch));
    // Another second, and other batches.
    thread::sleep(Duration::from_millis(2_100));
    let cut = [batch.slice(0, 1), batch.slice(1, 0), batch.slice(1, 2)];
    assert_eq!(write(&folder.path().join("b.xlsx"), "t", &schema(), &cut), whole);
    assert_ne!(write(&folder.path().join("c.xlsx"), "t", &schema(), &cut[..1]), whole);
    // On every machine and in every version, unless the values or the look of a workbook are to change. This one was
    // looked at with openpyxl: types, number formats, frozen header and filter.
    assert_eq!(whole.sha256.to_string(), "fdadd8d258aca23214cdf67faf2dae5462aa46a8781267495790e285ec2d618d");
}

#[test]
fn an_empty_table_is_a_header() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("exchange_rates.xlsx");
    write(&path, "exchange_rates", &Table::ExchangeRates.definition().schema(), &[]);
    let cells = read(&path, "exchange_rates");
    assert_eq!(cells.get_size(), (1, 3));
    assert_eq!(cells.get_value((0, 2)), Some(&Data::String("rate_to_aud".into())));
}

#[test]
fn more_rows_than_a_sheet_has_are_refused_before_any_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.xlsx");
    let nulls = |rows| {
        let schema = Arc::new(Schema::new(vec![Field::new("n", DataType::Int32, true)]));
        RecordBatch::try_new(schema, vec![new_null_array(&DataType::Int32, rows)]).unwrap()
    };
    let mut file = XlsxFile::create(PendingFile::create(&path).unwrap(), "t", nulls(0).schema()).unwrap();
    let one = RecordBatch::try_new(nulls(0).schema(), vec![Arc::new(Int32Array::from(vec![5]))]).unwrap();
    file.write(&one).unwrap();
    let error = file.write(&nulls(MAX_ROWS)).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{} cannot be written: an Excel sheet holds 1048575 rows besides its header; write fewer",
            path.display()
        )
    );
    file.write(&nulls(MAX_ROWS - 2)).unwrap();
    file.write(&one).unwrap();
    assert!(matches!(file.write(&one), Err(SinkError::TooManyRows { .. })));
    file.commit().unwrap();
    assert_eq!(read(&path, "t").get_value((1_048_575, 0)), Some(&Data::Float(5.0)));
}

#[test]
fn values_that_a_cell_would_change_name_it() {
    let error = error_of(Arc::new(Int64Array::from(vec![1, 1_000_000_000_000_000])));
    let message = error.to_string();
    assert!(
        message.starts_with("cell A3 of ")
            && message
                .ends_with("t.xlsx, column value: 1000000000000000 has more than 15 digits, so Excel cannot hold it"),
        "{message}"
    );
    let rate = Decimal128Array::from(vec![1_000_000_000_000_000]).with_data_type(DataType::Decimal128(18, 8));
    for column in [
        Arc::new(rate) as ArrayRef,
        Arc::new(Float64Array::from(vec![f64::NAN])),
        Arc::new(Float64Array::from(vec![f64::NEG_INFINITY])),
        Arc::new(Date32Array::from(vec![-25_509])),
        Arc::new(Date32Array::from(vec![2_932_897])),
        Arc::new(TimestampMicrosecondArray::from(vec![i64::MIN])),
        Arc::new(TimestampMicrosecondArray::from(vec![i64::MAX])),
        Arc::new(StringArray::from(vec!["x".repeat(32_768)])),
    ] {
        let data_type = column.data_type().clone();
        assert!(matches!(error_of(column), SinkError::BeyondExcel { cell, .. } if cell == "A2"), "{data_type}");
    }
}

#[test]
fn what_is_no_sheet_is_refused_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.xlsx");
    let create = |sheet: &str, schema| XlsxFile::create(PendingFile::create(&path).unwrap(), sheet, schema);
    let odd = RecordBatch::try_from_iter([("n", Arc::new(UInt8Array::from(vec![1])) as ArrayRef)]).unwrap();
    assert!(matches!(
        create("t", odd.schema()).err(),
        Some(SinkError::UnsupportedType { column, .. }) if column == "n"
    ));
    assert!(matches!(create("a/b", schema()).err(), Some(SinkError::Workbook { .. })));
    let many: Vec<Field> = (0..16_385).map(|n| Field::new(n.to_string(), DataType::Int32, true)).collect();
    assert!(matches!(create("t", Arc::new(Schema::new(many))).err(), Some(SinkError::Workbook { .. })));
    let mut file = create("t", schema()).unwrap();
    assert!(matches!(file.write(&odd), Err(SinkError::SchemaMismatch { table, .. }) if table == "t"));
    file.write(&batch()).unwrap();
    drop(file);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_that_went_away_is_an_error_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/t.xlsx");
    let file = XlsxFile::create(PendingFile::create(&path).unwrap(), "t", schema()).unwrap();
    fs::remove_dir_all(folder.path().join("a")).unwrap();
    assert!(matches!(file.commit(), Err(SinkError::Folder(FolderError::Io { path: of, .. })) if of == path));
}

#[test]
fn a_workbook_may_be_made_on_any_thread() {
    fn is_send<T: Send>() {}
    is_send::<XlsxFile>();
}

#[test]
fn addresses_are_those_that_excel_shows() {
    let letters = [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")];
    for (column, letters) in letters {
        assert_eq!(cell_address(15, column), format!("{letters}17"));
    }
    assert_eq!(cell_address(0, 2), "C2");
    assert_eq!(cell_address(MAX_ROWS - 1, 0), "A1048576");
}
