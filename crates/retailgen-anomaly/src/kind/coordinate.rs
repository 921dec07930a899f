//! Latitudes and longitudes as the files write them.

use retailgen_schema::{ColumnDefinition, Role};

/// Decimals of the coordinates in the files.
pub const SCALE: u8 = 6;

/// A degree, in units of the last decimal.
pub const DEGREE: i64 = 1_000_000;

/// The farthest value that a column of coordinates can hold, in units of the last decimal; none of other columns.
pub fn farthest(column: &ColumnDefinition) -> Option<i64> {
    match column.role? {
        Role::Latitude => Some(90 * DEGREE),
        Role::Longitude => Some(180 * DEGREE),
        _ => None,
    }
}

/// Fits columns of coordinates.
///
/// # Errors
/// What a column would need, as the end of a sentence.
pub fn needs(column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
    match column.and_then(farthest) {
        Some(_) => Ok(()),
        None => Err("it needs a column with the role latitude or longitude"),
    }
}
