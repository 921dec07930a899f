//! The types a column can have, and their Arrow form.

use std::fmt;

use arrow_schema::{DataType, TimeUnit};

/// Type of a column. Its [`Display`](fmt::Display) form is the one used in `schemas/`, such as `decimal128(12,4)`.
///
/// ```
/// use retailgen_schema::{ColumnType, Table};
///
/// let column = Table::Products.definition().column("current_price").ok_or("there is such a column")?;
/// assert_eq!(column.column_type, ColumnType::Decimal128 { precision: 12, scale: 4 });
/// assert_eq!(column.column_type.to_string(), "decimal128(12,4)");
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnType {
    /// Whole number of 32 bits.
    Int32,
    /// Whole number of 64 bits.
    Int64,
    /// Floating-point number of 64 bits.
    Float64,
    /// UTF-8 text.
    Utf8,
    /// `true` or `false`.
    Bool,
    /// Calendar date, see [`Date32`](crate::Date32).
    Date32,
    /// Instant in UTC, carried without a zone, see [`TimestampMicros`](crate::TimestampMicros).
    TimestampMicros,
    /// Fixed-point number, see [`Decimal`](crate::Decimal).
    Decimal128 {
        /// Number of digits in all, 1 to 18.
        precision: u8,
        /// Number of digits after the point, 0 to `precision`.
        scale: i8,
    },
}

impl ColumnType {
    /// The Arrow type.
    ///
    /// ```
    /// use arrow_schema::DataType;
    /// use retailgen_schema::ColumnType;
    ///
    /// let price = ColumnType::Decimal128 { precision: 12, scale: 4 };
    /// assert_eq!(price.data_type(), DataType::Decimal128(12, 4));
    /// ```
    #[must_use]
    pub const fn data_type(self) -> DataType {
        match self {
            Self::Int32 => DataType::Int32,
            Self::Int64 => DataType::Int64,
            Self::Float64 => DataType::Float64,
            Self::Utf8 => DataType::Utf8,
            Self::Bool => DataType::Boolean,
            Self::Date32 => DataType::Date32,
            Self::TimestampMicros => DataType::Timestamp(TimeUnit::Microsecond, None),
            Self::Decimal128 { precision, scale } => DataType::Decimal128(precision, scale),
        }
    }
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int32 => f.write_str("int32"),
            Self::Int64 => f.write_str("int64"),
            Self::Float64 => f.write_str("float64"),
            Self::Utf8 => f.write_str("utf8"),
            Self::Bool => f.write_str("bool"),
            Self::Date32 => f.write_str("date32"),
            Self::TimestampMicros => f.write_str("timestamp[us]"),
            Self::Decimal128 { precision, scale } => write!(f, "decimal128({precision},{scale})"),
        }
    }
}
