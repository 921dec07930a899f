//! Cell values whose unit is part of their type.

use std::fmt;

/// A calendar date: days since 1970-01-01, earlier dates being negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Date32(pub i32);

/// An instant: microseconds since 1970-01-01T00:00:00 UTC, earlier instants being negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TimestampMicros(pub i64);

/// A fixed-point number of `PRECISION` digits, `SCALE` of them after the point: the number of units of 10^-`SCALE`.
///
/// 64 bits hold every number of 18 digits, which is the largest precision a table may ask for.
///
/// ```
/// use retailgen_schema::Decimal;
///
/// let price: Decimal<12, 4> = Decimal(125_000); // 12.5000
/// assert!(price < Decimal(125_001));
/// assert_eq!(price.to_string(), "12.5000");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal<const PRECISION: u8, const SCALE: i8>(pub i64);

impl<const PRECISION: u8, const SCALE: i8> fmt::Display for Decimal<PRECISION, SCALE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = usize::from(SCALE.unsigned_abs());
        let digits = format!("{:0>1$}", self.0.unsigned_abs(), decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let point = if decimals == 0 { "" } else { "." };
        f.pad_integral(self.0 >= 0, "", &[whole, point, fraction].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn decimals_are_written_with_all_their_places() {
        let written = [0, 1, -1, 12_500, -12_500].map(|units| Decimal::<12, 4>(units).to_string());
        assert_eq!(written, ["0.0000", "0.0001", "-0.0001", "1.2500", "-1.2500"]);
        assert_eq!(Decimal::<12, 4>(i64::MIN).to_string(), "-922337203685477.5808");
        assert_eq!(Decimal::<5, 0>(42).to_string(), "42");
        assert_eq!(format!("[{:>8}]", Decimal::<12, 2>(-150)), "[   -1.50]");
    }
}
