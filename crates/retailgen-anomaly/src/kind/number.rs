//! Integer and decimal columns alike: their cells, least clean values and limits, in multiples of the last digit.

use retailgen_schema::{ColumnDefinition, ColumnType};

use super::fixed_point;

/// Digits after the point; `None` where the column is neither integer nor decimal.
pub fn scale(column: &ColumnDefinition) -> Option<u8> {
    match column.column_type {
        ColumnType::Int32 | ColumnType::Int64 => Some(0),
        ColumnType::Decimal128 { scale, .. } => u8::try_from(scale).ok(),
        _ => None,
    }
}

/// A cell's value.
pub fn parse(column: &ColumnDefinition, text: &str) -> Option<i64> {
    fixed_point::parse(text, scale(column)?)
}

/// The column's least clean value.
pub fn least(column: &ColumnDefinition) -> Option<i64> {
    parse(column, column.minimum?)
}

/// The greatest value that the column's type holds; its negative fits too. `None` for other types than `int32` and decimals.
pub fn limit(column: &ColumnDefinition) -> Option<i64> {
    match column.column_type {
        ColumnType::Int32 => Some(i64::from(i32::MAX)),
        ColumnType::Decimal128 { precision, .. } => Some(10_i64.checked_pow(u32::from(precision))? - 1),
        _ => None,
    }
}
