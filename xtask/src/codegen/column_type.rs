//! The types of columns, as the definitions spell them and as each output does.

use std::fmt;

/// Type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    Int32,
    Int64,
    Float64,
    Utf8,
    Bool,
    Date32,
    TimestampMicros,
    Decimal128 { precision: u8, scale: i8 },
}

/// Digits that fit the 64-bit units of a decimal cell.
const MAX_PRECISION: u8 = 18;

impl ColumnType {
    /// The type of that name, or what is wrong with the name.
    pub fn parse(name: &str) -> Result<Self, String> {
        Ok(match name {
            "int32" => Self::Int32,
            "int64" => Self::Int64,
            "float64" => Self::Float64,
            "utf8" => Self::Utf8,
            "bool" => Self::Bool,
            "date32" => Self::Date32,
            "timestamp[us]" => Self::TimestampMicros,
            _ => return Self::parse_decimal(name).ok_or_else(|| Self::unknown(name)),
        })
    }

    fn parse_decimal(name: &str) -> Option<Self> {
        let digits = name.strip_prefix("decimal128(")?.strip_suffix(')')?;
        let (precision, scale) = digits.split_once(',')?;
        let (precision, scale): (u8, i8) = (precision.parse().ok()?, scale.parse().ok()?);
        let possible = (1..=MAX_PRECISION).contains(&precision) && (0..=precision.cast_signed()).contains(&scale);
        possible.then_some(Self::Decimal128 { precision, scale })
    }

    fn unknown(name: &str) -> String {
        format!(
            "unknown type {name:?}; the types are int32, int64, float64, utf8, bool, date32, timestamp[us] and \
             decimal128(precision,scale) of at most {MAX_PRECISION} digits"
        )
    }

    /// Whether values have an order that a minimum and a maximum refer to.
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Int32 | Self::Int64 | Self::Float64 | Self::Decimal128 { .. })
    }

    /// The number that a text stands for, in units of the type's last digit; nothing if the type cannot hold it.
    pub fn bound(self, text: &str) -> Option<f64> {
        match self {
            Self::Int32 => text.parse::<i32>().ok().map(f64::from),
            Self::Int64 => text.parse::<i64>().ok().map(|number| number as f64),
            Self::Float64 => text.parse::<f64>().ok().filter(|number| number.is_finite()),
            Self::Decimal128 { precision, scale } => {
                let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
                let digits = whole.trim_start_matches('-').len() + fraction.len();
                let exact = fraction.len() == scale.cast_unsigned() as usize;
                let units: i64 = format!("{whole}{fraction}").parse().ok()?;
                (exact && digits <= precision as usize).then_some(units as f64)
            }
            Self::Utf8 | Self::Bool | Self::Date32 | Self::TimestampMicros => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for name in ["int32", "int64", "float64", "utf8", "bool", "date32", "timestamp[us]", "decimal128(18,8)"] {
            assert_eq!(ColumnType::parse(name).unwrap().to_string(), name);
        }
    }

    #[test]
    fn impossible_types_are_refused() {
        for name in ["string", "decimal128(19,4)", "decimal128(4,5)", "decimal128(12)", "timestamp[ms]"] {
            assert!(ColumnType::parse(name).unwrap_err().contains(name));
        }
    }

    #[test]
    fn bounds_must_fit_the_type() {
        let price = ColumnType::parse("decimal128(5,2)").unwrap();
        assert_eq!(price.bound("-12.50"), Some(-1250.0));
        assert_eq!(price.bound("12.5"), None);
        assert_eq!(price.bound("1234.50"), None);
        assert_eq!(ColumnType::Int32.bound("3000000000"), None);
        assert_eq!(ColumnType::Utf8.bound("3"), None);
    }
}
