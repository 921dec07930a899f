//! Integer and decimal columns alike: their least clean value and their cells, in multiples of the last digit.

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
