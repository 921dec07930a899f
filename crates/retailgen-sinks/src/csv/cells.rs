//! The cells of one column, with their type known once for the whole block.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{
    Array, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, StringArray,
    TimestampMicrosecondArray,
};
use arrow_schema::{DataType, TimeUnit};

use super::quoting::{needs_quotes, push_quoted};
use crate::text::{DayText, push_decimal, push_float, push_integer};

/// One column of a block.
pub(super) enum Cells<'a> {
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
    pub(super) fn of(array: &'a dyn Array) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Int32 => Self::Int32(array.as_primitive::<Int32Type>()),
            DataType::Int64 => Self::Int64(array.as_primitive::<Int64Type>()),
            DataType::Float64 => Self::Float64(array.as_primitive::<Float64Type>()),
            DataType::Utf8 => {
                let values = array.as_string::<i32>();
                Self::Utf8 { values, plain: !needs_quotes(bytes_of(values)) }
            }
            DataType::Boolean => Self::Bool(array.as_boolean()),
            DataType::Date32 => Self::Date32 { values: array.as_primitive::<Date32Type>(), text: DayText::default() },
            DataType::Timestamp(TimeUnit::Microsecond, None) => {
                Self::Timestamp { values: array.as_primitive::<TimestampMicrosecondType>(), text: DayText::default() }
            }
            DataType::Decimal128(_, scale) => {
                Self::Decimal { values: array.as_primitive::<Decimal128Type>(), scale: *scale }
            }
            _ => return None,
        })
    }

    /// About how many bytes a cell takes, for reserving room.
    pub(super) fn typical_width(&self) -> usize {
        match self {
            Self::Bool(_) => 5,
            Self::Int32(_) => 6,
            Self::Int64(_) | Self::Decimal { .. } => 9,
            Self::Date32 { .. } => 10,
            Self::Float64(_) => 11,
            Self::Timestamp { .. } => 26,
            Self::Utf8 { values, .. } => bytes_of(values).len() / values.len().max(1) + 1,
        }
    }

    /// Appends one cell. The error is the number of a date that has no text form.
    #[inline]
    pub(super) fn push(&mut self, row: usize, out: &mut Vec<u8>) -> Result<(), i64> {
        match self {
            Self::Int32(values) => {
                if values.is_valid(row) {
                    push_integer(out, values.value(row));
                }
            }
            Self::Int64(values) => {
                if values.is_valid(row) {
                    push_integer(out, values.value(row));
                }
            }
            Self::Float64(values) => {
                if values.is_valid(row) {
                    push_float(out, values.value(row));
                }
            }
            Self::Utf8 { values, plain } => {
                if values.is_valid(row) {
                    let text = values.value(row).as_bytes();
                    if text.is_empty() || (!*plain && needs_quotes(text)) {
                        push_quoted(text, out);
                    } else {
                        out.extend_from_slice(text);
                    }
                }
            }
            Self::Bool(values) => {
                if values.is_valid(row) {
                    out.extend_from_slice(if values.value(row) { b"true" } else { b"false" });
                }
            }
            Self::Date32 { values, text } => {
                if values.is_valid(row) {
                    let days = values.value(row);
                    out.extend_from_slice(text.date(days).map_err(|_| i64::from(days))?);
                }
            }
            Self::Timestamp { values, text } => {
                if values.is_valid(row) {
                    let micros = values.value(row);
                    out.extend_from_slice(&text.timestamp(micros).map_err(|_| micros)?);
                }
            }
            Self::Decimal { values, scale } => {
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
