//! The rows of a block as its patch has them, as a batch again: for formats whose cells have types.

use std::sync::Arc;

use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, BooleanArray, Decimal128Array, PrimitiveArray, RecordBatch, StringArray,
    new_null_array,
};
use arrow_schema::{DataType, Field, SchemaRef, TimeUnit};
use arrow_select::interleave::interleave;
use retailgen_synth::calendar::Date;

use crate::SinkError;
use retailgen_text::{CellEdit, MICROS_PER_DAY, Patch, Source, cell_text};

/// The rows that [`CsvEncoder::encode_patched`](crate::csv::CsvEncoder::encode_patched) would write, with the columns and
/// types of `batch`.
///
/// Of a column with a type, a text counts only where it is exactly what a CSV file would show of the value: `7` is an
/// integer, `007`, `+7` and ` 7` are not, and a decimal has all its decimals. So the batch written as CSV is what the patch
/// asks for, to the byte. Under an empty patch this is the batch itself.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{Int32Array, RecordBatch};
/// use retailgen_text::{CellEdit, ExtraRow, Patch};
/// use retailgen_sinks::patched::patched_batch;
///
/// let batch = |values| RecordBatch::try_from_iter_with_nullable([("qty", Arc::new(Int32Array::from(values)) as _, true)]);
/// let patch = Patch {
///     extra_rows: vec![ExtraRow { row: 1, of: 0, from_other: false }],
///     cells: vec![CellEdit { row: 2, column: 0, text: Some("-9".to_owned()) }],
///     ..Patch::default()
/// };
/// assert_eq!(patched_batch(&batch(vec![1, 2])?, &patch)?, batch(vec![1, 1, -9])?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`SinkError::UncastableText`] for the first text, column by column, that is no value of its column.
///
/// # Panics
/// Where an extra row repeats one that its batch does not have, the other rows have columns of other types, or a column that
/// is never null is to hold a null.
pub fn patched_batch(batch: &RecordBatch, patch: &Patch) -> Result<RecordBatch, SinkError> {
    if patch.is_empty() {
        return Ok(batch.clone());
    }
    let nowhere = RecordBatch::new_empty(batch.schema());
    let other = patch.other_rows.as_ref().unwrap_or(&nowhere);
    let sources: Vec<(usize, usize)> = patch
        .rows(batch.num_rows())
        .map(|(source, _)| match source {
            Source::Batch(row) => (0, row),
            Source::Other(row) => (1, row),
        })
        .collect();
    let columns = (0..batch.num_columns()).map(|column| {
        let (own, other) = (batch.column(column).as_ref(), other.column(column).as_ref());
        let edits: Vec<&CellEdit> =
            patch.cells.iter().filter(|edit| edit.column == column && edit.row < sources.len()).collect();
        if edits.is_empty() {
            return Ok(interleaved(&[own, other], &sources));
        }
        let values = parse(batch.schema_ref().field(column), &edits)?;
        let mut sources = sources.clone();
        for (edit, place) in edits.iter().zip(0..) {
            sources[edit.row] = (2, place);
        }
        Ok(interleaved(&[own, other, values.as_ref()], &sources))
    });
    let columns = columns.collect::<Result<Vec<_>, SinkError>>()?;
    Ok(RecordBatch::try_new(batch.schema(), columns)
        .expect("every column has a cell for each row, of the column's type"))
}

/// Rows given by their texts, `None` for null, as a batch; a text counts as in [`patched_batch`].
///
/// ```
/// use std::sync::Arc;
/// use arrow_schema::{DataType, Field, Schema};
/// use retailgen_sinks::patched::batch_of_texts;
///
/// let schema = Arc::new(Schema::new(vec![Field::new("qty", DataType::Int32, true)]));
/// let batch = batch_of_texts(&schema, &[vec![Some("7".to_owned())], vec![None]])?;
/// assert_eq!((batch.num_rows(), batch.column(0).null_count()), (2, 1));
/// assert!(batch_of_texts(&schema, &[vec![Some("007".to_owned())]]).is_err());
/// # Ok::<(), retailgen_sinks::SinkError>(())
/// ```
///
/// # Errors
/// [`SinkError::UncastableText`] for the first text, column by column, that is no value of its column.
///
/// # Panics
/// Where a column that is never null is to hold a null.
pub fn batch_of_texts(schema: &SchemaRef, rows: &[Vec<Option<String>>]) -> Result<RecordBatch, SinkError> {
    let columns = schema.fields().iter().enumerate().map(|(column, field)| {
        let cell = |(row, texts): (usize, &Vec<Option<String>>)| CellEdit {
            row,
            column,
            // A short row has nulls at its end.
            text: texts.get(column).cloned().flatten(),
        };
        let cells: Vec<CellEdit> = rows.iter().enumerate().map(cell).collect();
        parse(field, &cells.iter().collect::<Vec<_>>())
    });
    let columns = columns.collect::<Result<Vec<_>, SinkError>>()?;
    Ok(RecordBatch::try_new(Arc::clone(schema), columns).expect("every column has a cell for each row"))
}

fn interleaved(arrays: &[&dyn Array], sources: &[(usize, usize)]) -> ArrayRef {
    interleave(arrays, sources).expect("both batches have the table's columns")
}

/// The texts of edits as values of a column.
fn parse(field: &Field, edits: &[&CellEdit]) -> Result<ArrayRef, SinkError> {
    let refused = |edit: &CellEdit| SinkError::UncastableText {
        column: field.name().clone(),
        text: edit.text.clone().unwrap_or_default(),
        data_type: field.data_type().to_string(),
    };
    let values: ArrayRef = match field.data_type() {
        DataType::Int32 => primitive::<Int32Type>(edits, |text| text.parse().ok()),
        DataType::Int64 => primitive::<Int64Type>(edits, |text| text.parse().ok()),
        DataType::Float64 => primitive::<Float64Type>(edits, |text| text.parse().ok()),
        DataType::Utf8 => Arc::new(edits.iter().map(|edit| edit.text.as_deref()).collect::<StringArray>()),
        DataType::Boolean => {
            Arc::new(edits.iter().map(|edit| edit.text.as_deref()?.parse().ok()).collect::<BooleanArray>())
        }
        DataType::Date32 => primitive::<Date32Type>(edits, parse_date),
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            primitive::<TimestampMicrosecondType>(edits, parse_timestamp)
        }
        DataType::Decimal128(precision, scale) => {
            let parse = |edit: &&CellEdit| parse_decimal(edit.text.as_deref()?, *precision, *scale);
            let values: Decimal128Array = edits.iter().map(parse).collect();
            Arc::new(values.with_data_type(field.data_type().clone()))
        }
        // No text is one of its values then.
        other => new_null_array(other, edits.len()),
    };
    // Whatever a parser lets pass, the value must be written as the very text.
    for (place, edit) in edits.iter().enumerate() {
        if cell_text(values.as_ref(), place).ok().as_ref() != Some(&edit.text) {
            return Err(refused(edit));
        }
    }
    Ok(values)
}

/// What `parse` makes of the texts; null where there is none, or none that it can read.
fn primitive<T: ArrowPrimitiveType>(edits: &[&CellEdit], parse: impl Fn(&str) -> Option<T::Native>) -> ArrayRef {
    let values = edits.iter().map(|edit| parse(edit.text.as_deref()?));
    Arc::new(values.collect::<PrimitiveArray<T>>())
}

/// Days since 1970-01-01.
fn parse_date(text: &str) -> Option<i32> {
    text.parse().ok().map(Date::days)
}

/// Microseconds since 1970-01-01T00:00, from a text with six decimals.
fn parse_timestamp(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let (whole, fraction) = time.split_once('.')?;
    let mut parts = whole.split(':').map(|part| part.parse::<u32>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let micros = fraction.parse::<u32>().ok()?;
    let in_range = hour < 24 && minute < 60 && second < 60 && micros < 1_000_000;
    let of_day = (i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second)) * 1_000_000 + i64::from(micros);
    in_range.then_some(i64::from(parse_date(date)?) * MICROS_PER_DAY + of_day)
}

/// The number of units of the last decimal, from a text with exactly `scale` decimals.
fn parse_decimal(text: &str, precision: u8, scale: i8) -> Option<i128> {
    let decimals = usize::try_from(scale).ok()?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let units: i128 = format!("{whole}{fraction}").parse().ok()?;
    (fraction.len() == decimals && units.unsigned_abs() < 10_u128.pow(u32::from(precision))).then_some(units)
}

#[cfg(test)]
mod tests {
    use arrow_array::{Date32Array, Float64Array, Int32Array, Int64Array, TimestampMicrosecondArray};
    use arrow_schema::Schema;
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;
    use crate::csv::CsvEncoder;
    use retailgen_text::ExtraRow;
    use retailgen_text::{MAX_DAY, MIN_DAY};

    /// A cell's values; one row has one of each, any of them null.
    #[derive(Debug, Clone)]
    struct Row {
        int32: Option<i32>,
        int64: Option<i64>,
        float64: Option<f64>,
        utf8: Option<String>,
        bool: Option<bool>,
        date: Option<i32>,
        timestamp: Option<i64>,
        price: Option<i128>,
        wide: Option<i128>,
    }

    fn batch(rows: &[Row]) -> RecordBatch {
        let price = rows.iter().map(|row| row.price).collect::<Decimal128Array>();
        let wide = rows.iter().map(|row| row.wide).collect::<Decimal128Array>();
        RecordBatch::try_from_iter_with_nullable([
            ("int32", Arc::new(rows.iter().map(|row| row.int32).collect::<Int32Array>()) as ArrayRef, true),
            ("int64", Arc::new(rows.iter().map(|row| row.int64).collect::<Int64Array>()), true),
            ("float64", Arc::new(rows.iter().map(|row| row.float64).collect::<Float64Array>()), true),
            ("utf8", Arc::new(rows.iter().map(|row| row.utf8.as_deref()).collect::<StringArray>()), true),
            ("bool", Arc::new(rows.iter().map(|row| row.bool).collect::<BooleanArray>()), true),
            ("date", Arc::new(rows.iter().map(|row| row.date).collect::<Date32Array>()), true),
            ("timestamp", Arc::new(rows.iter().map(|row| row.timestamp).collect::<TimestampMicrosecondArray>()), true),
            ("price", Arc::new(price.with_data_type(DataType::Decimal128(12, 4))), true),
            ("wide", Arc::new(wide.with_data_type(DataType::Decimal128(38, 0))), true),
        ])
        .unwrap()
    }

    fn row() -> impl Strategy<Value = Row> {
        use proptest::option::of;
        let day = || prop_oneof![MIN_DAY..=MAX_DAY, 19_700..19_800];
        let micros = (day(), 0..MICROS_PER_DAY).prop_map(|(day, of_day)| i64::from(day) * MICROS_PER_DAY + of_day);
        let most = 10_i128.pow(38) - 1;
        (
            of(any::<i32>()),
            of(any::<i64>()),
            of(prop_oneof![any::<f64>(), (-180.0..180.0_f64).prop_map(|value| (value * 1e6).round() / 1e6)]),
            of(prop_oneof!["[ -~]{0,8}", Just(String::new()), Just("null, \"or\"\nnot".to_owned())]),
            of(any::<bool>()),
            of(day()),
            of(micros),
            of(-999_999_999_999_i128..=999_999_999_999),
            of(-most..=most),
        )
            .prop_map(|(int32, int64, float64, utf8, bool, date, timestamp, price, wide)| Row {
                int32,
                int64,
                float64,
                utf8,
                bool,
                date,
                timestamp,
                price,
                wide,
            })
    }

    fn rows(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Row>> {
        proptest::collection::vec(row(), count)
    }

    proptest! {
        #[test]
        fn written_as_csv_it_is_what_the_patch_asks_for(
            own in rows(1..12),
            other in rows(1..4),
            new in rows(1..12),
            repeats in proptest::collection::btree_map(0_usize..16, (any::<Index>(), any::<bool>()), 0..6),
            places in proptest::collection::btree_map((0_usize..20, 0_usize..9), any::<Index>(), 0..20),
        ) {
            let (own, other, new) = (batch(&own), batch(&other), batch(&new));
            let mut extra = Vec::new();
            for (row, (of, from_other)) in repeats {
                // A place behind the last row would be an empty one.
                if row <= own.num_rows() + extra.len() {
                    let of = of.index(if from_other { other.num_rows() } else { own.num_rows() });
                    extra.push(ExtraRow { row, of, from_other });
                }
            }
            let cells: Vec<CellEdit> = places
                .into_iter()
                .map(|((row, column), from)| {
                    let text = cell_text(new.column(column), from.index(new.num_rows())).unwrap();
                    CellEdit { row, column, text }
                })
                .collect();
            let encoder = CsvEncoder::for_schema("t", own.schema());
            let (mut wanted, mut found) = (Vec::new(), Vec::new());
            let patch = Patch { other_rows: Some(other), extra_rows: extra, cells };
            encoder.encode_patched(&own, &patch, &mut wanted).unwrap();
            let patched = patched_batch(&own, &patch).unwrap();
            encoder.encode(&patched, &mut found).unwrap();
            prop_assert_eq!(String::from_utf8(found).unwrap(), String::from_utf8(wanted).unwrap());
            prop_assert_eq!(patched.num_rows() as u64, patch.rows_written(own.num_rows()));
        }
    }

    fn full_row() -> Row {
        Row {
            int32: Some(1),
            int64: Some(1),
            float64: Some(1.0),
            utf8: Some("a".to_owned()),
            bool: Some(true),
            date: Some(0),
            timestamp: Some(0),
            price: Some(1),
            wide: Some(1),
        }
    }

    #[test]
    fn without_a_patch_it_is_the_batch_itself() {
        let batch = batch(&[full_row()]);
        let same = patched_batch(&batch, &Patch::default()).unwrap();
        assert!(batch.columns().iter().zip(same.columns()).all(|(a, b)| Arc::ptr_eq(a, b)));
    }

    #[test]
    fn a_text_that_is_not_exactly_a_value_is_refused_with_its_column() {
        let batch = batch(&[full_row()]);
        let spoilt = |column, text: &str| Patch {
            cells: vec![CellEdit { row: 0, column, text: Some(text.to_owned()) }],
            ..Patch::default()
        };
        let refused: [(usize, &[&str]); 8] = [
            (0, &["", " 1", "1 ", "+1", "007", "1.0", "2147483648", "abc"]),
            (1, &["9223372036854775808", "1e3"]),
            (2, &["1", "1.5", "1.50000", "nan", "1,5"]),
            (4, &["True", "1", "yes", ""]),
            (5, &["2024-02-30", "2024-3-1", "01/03/2024", "2024-03-01T00:00:00", "0000-01-01"]),
            (
                6,
                &[
                    "2024-03-01",
                    "2024-03-01 04:15:09.120000",
                    "2024-03-01T04:15:09.12",
                    "2024-03-01T04:15:09",
                    "2024-03-01T24:00:00.000000",
                    "2024-03-01T04:15:09.120000Z",
                    "2024-03-01T04:15:09:01.120000",
                ],
            ),
            (7, &["1", "1.5", "1.50000", ".5000", "-0.0000", "100000000.0000", "1.0.000", "1e4.0000"]),
            (8, &["1.", "0.5", "100000000000000000000000000000000000000"]),
        ];
        for (column, texts) in refused {
            for text in texts {
                let name = batch.schema().field(column).name().clone();
                match patched_batch(&batch, &spoilt(column, text)) {
                    Err(SinkError::UncastableText { column, text: refused, .. }) => {
                        assert_eq!((column, refused.as_str()), (name, *text));
                    }
                    other => panic!("{name} {text:?}: {other:?}"),
                }
            }
        }
        assert_eq!(
            patched_batch(&batch, &spoilt(5, "01/03/2024")).unwrap_err().to_string(),
            "column date: \"01/03/2024\" is not the text of a value of type Date32, so it can only stand in a text file"
        );
    }

    #[test]
    fn a_type_of_no_table_can_only_become_null() {
        let schema = Schema::new(vec![Field::new("n", DataType::UInt8, true)]);
        let column = Arc::new(arrow_array::UInt8Array::from(vec![1, 2]));
        let batch = RecordBatch::try_new(Arc::new(schema), vec![column]).unwrap();
        let edit = |text: Option<&str>| Patch {
            cells: vec![CellEdit { row: 1, column: 0, text: text.map(str::to_owned) }],
            ..Patch::default()
        };
        let nulled = patched_batch(&batch, &edit(None)).unwrap();
        assert!(nulled.column(0).is_valid(0) && nulled.column(0).is_null(1));
        assert!(matches!(patched_batch(&batch, &edit(Some("3"))), Err(SinkError::UncastableText { .. })));
    }
}
