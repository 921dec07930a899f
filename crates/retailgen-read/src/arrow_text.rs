//! Values of Arrow arrays as text: plain values as CSV has them, nested ones as JSON.

use std::fmt::Write as _;

use arrow_array::{
    Array, Float32Array, Float64Array, RecordBatch,
    cast::AsArray,
    types::{
        Date32Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
        UInt64Type,
    },
};
use arrow_schema::{DataType, TimeUnit};
use serde_json::{Map, Value};

/// Appends the value of a cell; false where it is null. A value of a type that no table of plain values has
/// gives the name of its type, so that it differs from every value.
pub(crate) fn push_cell(array: &dyn Array, row: usize, text: &mut String) -> bool {
    if array.is_null(row) {
        return false;
    }
    match array.data_type() {
        DataType::Utf8 => text.push_str(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => text.push_str(array.as_string::<i64>().value(row)),
        DataType::Utf8View => text.push_str(array.as_string_view().value(row)),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let key = value(dictionary.keys(), row).as_u64().and_then(|key| usize::try_from(key).ok());
            return key.is_some_and(|key| push_cell(dictionary.values(), key, text));
        }
        _ => match value(array, row) {
            Value::Null => return false,
            Value::String(value) => text.push_str(&value),
            // Writing to a String cannot fail.
            value => drop(write!(text, "{value}")),
        },
    }
    true
}

/// A row of a batch as a JSON object.
pub(crate) fn object(batch: &RecordBatch, row: usize) -> Map<String, Value> {
    let fields = batch.schema_ref().fields().iter().zip(batch.columns());
    fields.map(|(field, array)| (field.name().clone(), value(array, row))).collect()
}

/// A value as JSON: whole numbers and truth values as such, all else as text.
pub(crate) fn value(array: &dyn Array, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    let list = |values: &dyn Array| (0..values.len()).map(|row| value(values, row)).collect();
    match array.data_type() {
        DataType::Boolean => array.as_boolean().value(row).into(),
        DataType::Int8 => array.as_primitive::<Int8Type>().value(row).into(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into(),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().value(row).into(),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().value(row).into(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).into(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row).into(),
        DataType::Float32 => {
            array.as_any().downcast_ref::<Float32Array>().map(|array| array.value(row).to_string()).into()
        }
        DataType::Float64 => {
            array.as_any().downcast_ref::<Float64Array>().map(|array| array.value(row).to_string()).into()
        }
        DataType::Decimal128(_, scale) => decimal(array.as_primitive::<Decimal128Type>().value(row), *scale).into(),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..) => {
            let mut text = String::new();
            push_cell(array, row, &mut text);
            text.into()
        }
        DataType::Binary => String::from_utf8_lossy(array.as_binary::<i32>().value(row)).into(),
        DataType::LargeBinary => String::from_utf8_lossy(array.as_binary::<i64>().value(row)).into(),
        DataType::Date32 => date(i64::from(array.as_primitive::<Date32Type>().value(row))).into(),
        DataType::Timestamp(unit, zone) => instant(array, row, *unit, zone.is_some()).into(),
        DataType::Struct(fields) => {
            let columns = fields.iter().zip(array.as_struct().columns());
            columns.map(|(field, column)| (field.name().clone(), value(column, row))).collect::<Map<_, _>>().into()
        }
        DataType::List(_) => Value::Array(list(&array.as_list::<i32>().value(row))),
        DataType::LargeList(_) => Value::Array(list(&array.as_list::<i64>().value(row))),
        DataType::Map(..) => {
            let entries = array.as_map().value(row);
            let mut map = Map::new();
            for entry in 0..entries.len() {
                let mut key = String::new();
                push_cell(entries.column(0), entry, &mut key);
                map.insert(key, value(entries.column(1), entry));
            }
            map.into()
        }
        other => format!("<{other}>").into(),
    }
}

fn decimal(unscaled: i128, scale: i8) -> String {
    let digits = usize::from(scale.unsigned_abs());
    let sign = if unscaled < 0 { "-" } else { "" };
    let number = unscaled.unsigned_abs().to_string();
    if scale <= 0 {
        return format!("{sign}{number}{}", "0".repeat(if number == "0" { 0 } else { digits }));
    }
    let number = format!("{number:0>width$}", width = digits + 1);
    let (whole, fraction) = number.split_at(number.len() - digits);
    format!("{sign}{whole}.{fraction}")
}

/// An instant, to the microsecond; with `Z` where it is one in UTC.
fn instant(array: &dyn Array, row: usize, unit: TimeUnit, has_zone: bool) -> Option<String> {
    use arrow_array::types::{
        TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    };
    let micros = match unit {
        TimeUnit::Second => array.as_primitive::<TimestampSecondType>().value(row).checked_mul(1_000_000)?,
        TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().value(row).checked_mul(1_000)?,
        TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().value(row),
        TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().value(row).div_euclid(1_000),
    };
    Some(instant_text(micros) + if has_zone { "Z" } else { "" })
}

pub(crate) const MICROS_PER_DAY: i64 = 86_400_000_000;

/// An instant of so many microseconds since 1970.
pub(crate) fn instant_text(micros: i64) -> String {
    let (day, of_day) = (micros.div_euclid(MICROS_PER_DAY), micros.rem_euclid(MICROS_PER_DAY));
    let (second, micro) = (of_day / 1_000_000, of_day % 1_000_000);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}.{micro:06}", date(day))
}

/// The date of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
fn date(day: i64) -> String {
    // Years begin in March here, so that the leap day is their last: Hinnant, "chrono-compatible low-level date algorithms".
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let (day, month) = (of_year - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_decimals_are_written_as_csv_has_them() {
        let dates = [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (19_782, "2024-02-29"),
            (19_783, "2024-03-01"),
            (-719_468, "0000-03-01"),
        ];
        for (day, wanted) in dates {
            assert_eq!(date(day), wanted);
        }
        let decimals =
            [(5, 4, "0.0005"), (-195_900, 4, "-19.5900"), (7, 0, "7"), (7, -2, "700"), (0, 2, "0.00"), (0, -2, "0")];
        for (unscaled, scale, wanted) in decimals {
            assert_eq!(decimal(unscaled, scale), wanted);
        }
    }
}
