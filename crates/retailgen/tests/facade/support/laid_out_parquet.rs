//! Parquet files that are laid out otherwise, undone in a way of the tests' own: from the labels.

use arrow_array::{
    Array, ArrayRef, RecordBatch,
    cast::AsArray,
    types::{Float64Type, TimestampNanosecondType},
};
use arrow_schema::{DataType, TimeUnit};
use retailgen::Table;
use retailgen_schema::ColumnType;

use super::{
    contents::{Contents, Row, instant, parquet_batches, read, text},
    truth::Label,
};

/// Whether a kind lays a Parquet file out otherwise.
pub fn is_laid_out(kind: &str) -> bool {
    kind.starts_with("parquet.")
}

/// What the file holds with that undone.
pub fn undone(table: Table, dirty: &[u8], labels: &[&Label]) -> Contents {
    let of_kind = |kind: &'static str| labels.iter().filter(move |label| label.kind == kind);
    let mut whole = dirty.to_vec();
    for cut in of_kind("parquet.cut_footer") {
        assert_eq!(cut.text, Some((dirty.len()..dirty.len(), 0)));
        let digits = cut.clean.as_deref().unwrap();
        whole.extend((0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()));
    }
    let definition = table.definition();
    let mut rows: Vec<Vec<Option<String>>> =
        parquet_batches(&whole).iter().flat_map(|batch| cells(table, batch)).collect();
    for label in of_kind("parquet.retyped") {
        let [(name, was), (same, is)] =
            [&label.clean, &label.dirty].map(|value| value.as_deref().unwrap().split_once(": ").unwrap());
        let found = parquet_batches(&whole)[0].schema().field_with_name(name).unwrap().data_type().clone();
        assert_eq!((name, was), (same, definition.column(name).unwrap().column_type.to_string().as_str()));
        assert_eq!(is, type_name(&found));
    }
    for label in of_kind("parquet.null_column") {
        assert_eq!(label.dirty.as_deref(), Some(""));
        // Its name, and its fields below that, are CSV with one column.
        let column = read("suppliers.csv", label.clean.as_ref().unwrap().as_bytes());
        let place = definition.columns.iter().position(|defined| defined.name == column.columns[0]).unwrap();
        for (row, field) in rows[label.row..].iter_mut().zip(column.rows) {
            assert_eq!(row[place], None, "{label:?}");
            row[place].clone_from(&field.cells[0]);
        }
    }
    let columns = definition.columns.iter().map(|column| column.name.to_owned()).collect();
    let rows = rows.into_iter().map(|cells| Row { line: None, text: String::new(), cells }).collect();
    Contents { header: format!("{:?}", definition.schema()), columns, rows }
}

fn cells(table: Table, batch: &RecordBatch) -> Vec<Vec<Option<String>>> {
    let types = table.definition().columns.iter().map(|column| column.column_type);
    let columns: Vec<(&ArrayRef, ColumnType)> = batch.columns().iter().zip(types).collect();
    let row =
        |row: usize| columns.iter().map(|(array, was)| array.is_valid(row).then(|| cell(array, *was, row))).collect();
    (0..batch.num_rows()).map(row).collect()
}

fn cell(array: &ArrayRef, was: ColumnType, row: usize) -> String {
    match (array.data_type(), was) {
        (DataType::Float64, ColumnType::Decimal128 { scale, .. }) => {
            let scale = usize::from(scale.unsigned_abs());
            format!("{:.scale$}", array.as_primitive::<Float64Type>().value(row))
        }
        (DataType::Float64, ColumnType::Int32) => array.as_primitive::<Float64Type>().value(row).to_string(),
        (DataType::Timestamp(TimeUnit::Nanosecond, None), _) => {
            let nanos = array.as_primitive::<TimestampNanosecondType>().value(row);
            assert_eq!(nanos % 1_000, 0);
            instant(nanos / 1_000)
        }
        _ => text(array, row),
    }
}

fn type_name(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Utf8 => "utf8",
        DataType::Float64 => "float64",
        DataType::Int64 => "int64",
        DataType::Timestamp(TimeUnit::Nanosecond, None) => "timestamp[ns]",
        other => panic!("no column becomes {other}"),
    }
}
