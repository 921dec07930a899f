//! The cells of one column, with their type known once for the whole block.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{
    Array, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, StringArray,
    TimestampMicrosecondArray,
};
use arrow_schema::{DataType, TimeUnit};

use crate::{DayText, push_decimal, push_float, push_integer, push_quoted, quoting::needs_quotes, short::ShortText};

/// One column of a block, appended cell by cell as CSV has it.
///
/// ```
/// use arrow_array::Int32Array;
/// use retailgen_text::Cells;
///
/// let column = Int32Array::from(vec![Some(7), None]);
/// let mut cells = Cells::of(&column).expect("tables have such columns");
/// let mut out = Vec::new();
/// cells.push(0, &mut out)?;
/// assert_eq!(out, b"7");
/// # Ok::<(), i64>(())
/// ```
#[derive(Debug)]
pub struct Cells<'a>(Column<'a>);

#[derive(Debug)]
enum Column<'a> {
    Int32(&'a Int32Array),
    Int64(&'a Int64Array),
    Float64(&'a Float64Array),
    /// Whether no cell of the block needs quotes for what it holds.
    Utf8 {
        values: &'a StringArray,
        plain: bool,
    },
    Bool(&'a BooleanArray),
    Date32 {
        values: &'a Date32Array,
        text: DayText,
    },
    Timestamp {
        values: &'a TimestampMicrosecondArray,
        text: DayText,
    },
    Decimal {
        values: &'a Decimal128Array,
        scale: i8,
    },
}

impl<'a> Cells<'a> {
    /// Looks at a column; nothing when its type has no text form.
    #[must_use]
    pub fn of(array: &'a dyn Array) -> Option<Self> {
        Some(Self(match array.data_type() {
            DataType::Int32 => Column::Int32(array.as_primitive::<Int32Type>()),
            DataType::Int64 => Column::Int64(array.as_primitive::<Int64Type>()),
            DataType::Float64 => Column::Float64(array.as_primitive::<Float64Type>()),
            DataType::Utf8 => {
                let values = array.as_string::<i32>();
                Column::Utf8 { values, plain: !needs_quotes(bytes_of(values)) }
            }
            DataType::Boolean => Column::Bool(array.as_boolean()),
            DataType::Date32 => Column::Date32 { values: array.as_primitive::<Date32Type>(), text: DayText::default() },
            DataType::Timestamp(TimeUnit::Microsecond, None) => {
                Column::Timestamp { values: array.as_primitive::<TimestampMicrosecondType>(), text: DayText::default() }
            }
            DataType::Decimal128(_, scale) => {
                Column::Decimal { values: array.as_primitive::<Decimal128Type>(), scale: *scale }
            }
            _ => return None,
        }))
    }

    /// About how many bytes a cell takes, for reserving room.
    #[must_use]
    pub fn typical_width(&self) -> usize {
        match &self.0 {
            Column::Bool(_) => 5,
            Column::Int32(_) => 6,
            Column::Int64(_) | Column::Decimal { .. } => 9,
            Column::Date32 { .. } => 10,
            Column::Float64(_) => 11,
            Column::Timestamp { .. } => 26,
            Column::Utf8 { values, .. } => bytes_of(values).len() / values.len().max(1) + 1,
        }
    }

    /// Appends one cell.
    ///
    /// # Errors
    /// The number of a date that has no text form.
    #[inline]
    pub fn push(&mut self, row: usize, out: &mut Vec<u8>) -> Result<(), i64> {
        match &mut self.0 {
            Column::Int32(values) => {
                if values.is_valid(row) {
                    push_integer(out, values.value(row));
                }
            }
            Column::Int64(values) => {
                if values.is_valid(row) {
                    push_integer(out, values.value(row));
                }
            }
            Column::Float64(values) => {
                if values.is_valid(row) {
                    push_float(out, values.value(row));
                }
            }
            Column::Utf8 { values, plain } => {
                if values.is_valid(row) {
                    let text = values.value(row).as_bytes();
                    if text.is_empty() || (!*plain && needs_quotes(text)) {
                        push_quoted(text, out);
                        return Ok(());
                    }
                    let behind = &values.value_data()[values.value_offsets()[row] as usize..];
                    match ShortText::of_first(behind, text.len()) {
                        Some(short) => short.push_to(out),
                        None => out.extend_from_slice(text),
                    }
                }
            }
            Column::Bool(values) => {
                if values.is_valid(row) {
                    out.extend_from_slice(if values.value(row) { b"true" } else { b"false" });
                }
            }
            Column::Date32 { values, text } => {
                if values.is_valid(row) {
                    let days = values.value(row);
                    out.extend_from_slice(text.date(days).map_err(|_| i64::from(days))?);
                }
            }
            Column::Timestamp { values, text } => {
                if values.is_valid(row) {
                    let micros = values.value(row);
                    out.extend_from_slice(&text.timestamp(micros).map_err(|_| micros)?);
                }
            }
            Column::Decimal { values, scale } => {
                if values.is_valid(row) {
                    push_decimal(out, values.value(row), *scale);
                }
            }
        }
        Ok(())
    }
}

/// The bytes of all cells of a column, one after the other. (Those of null cells may be among them.)
///
/// One scan of them answers for the whole block whether quotes are needed, which costs next to nothing. The patterns and
/// lists of the schema could answer it for some columns without a scan, but they only speak of clean values: a spoiled
/// cell may hold a comma in any column.
fn bytes_of(values: &StringArray) -> &[u8] {
    let offsets = values.value_offsets();
    match (offsets.first(), offsets.last()) {
        (Some(first), Some(last)) => &values.value_data()[*first as usize..*last as usize],
        _ => &[],
    }
}

/// The text of one cell as a CSV file shows it, without the quotes that the file may need; `None` for null.
///
/// # Errors
/// The number of a date that has no text form.
///
/// # Panics
/// Where the array is of a type that no table has.
pub fn cell_text(array: &dyn Array, row: usize) -> Result<Option<String>, i64> {
    if array.is_null(row) {
        return Ok(None);
    }
    if let Some(text) = array.as_string_opt::<i32>() {
        return Ok(Some(text.value(row).to_owned()));
    }
    let mut bytes = Vec::new();
    Cells::of(array).expect("the tables' types all have a text form").push(row, &mut bytes)?;
    Ok(Some(String::from_utf8(bytes).expect("numbers, dates and booleans are ASCII")))
}
