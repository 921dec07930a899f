//! Cell values whose unit is part of their type.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// A calendar date: days since 1970-01-01, earlier dates being negative.
///
/// `retailgen::Date::from_days(date.0)` has its year, month and day, and is written as `2024-02-29`.
///
/// ```
/// use retailgen_schema::Date32;
///
/// let leap_day = Date32(19_782); // 2024-02-29
/// assert!(leap_day > Date32(0), "it comes after 1970-01-01");
/// assert_eq!(Date32(leap_day.0 + 366), Date32(20_148)); // 2025-03-01
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Date32(pub i32);

/// An instant: microseconds since 1970-01-01T00:00:00 UTC, earlier instants being negative.
///
/// `retailgen::Date::from_days(instant.0.div_euclid(86_400_000_000) as i32)` is its date in UTC.
///
/// ```
/// use retailgen_schema::{Date32, TimestampMicros};
///
/// let instant = TimestampMicros(1_709_195_415_250_000); // 2024-02-29T08:30:15.250000
/// let day = Date32(instant.0.div_euclid(86_400_000_000) as i32);
/// assert_eq!(day, Date32(19_782)); // 2024-02-29
/// assert_eq!(instant.0.rem_euclid(86_400_000_000) / 1_000_000, (8 * 60 + 30) * 60 + 15);
/// ```
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
///
/// assert_eq!("12.5".parse(), Ok(price));
/// assert!("12.50001".parse::<Decimal<12, 4>>().is_err(), "it has no fifth place");
/// assert_eq!(price.to_f64(), 12.5);
/// ```
///
/// Bounds of a column are text, so that they keep their places. Read as the type of the row's field, they compare:
///
/// ```
/// use retailgen_schema::{Decimal, Table};
///
/// let column = Table::OrdersLines.definition().column("line_discount_pct").ok_or("there is such a column")?;
/// let greatest: Decimal<5, 4> = column.maximum.ok_or("it is bounded")?.parse()?;
/// assert!(Decimal(10_000) <= greatest && Decimal(10_001) > greatest);
/// # Ok::<(), Box<dyn std::error::Error>>(())
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

/// The greatest whole number up to which `f64` has every one.
const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;

impl<const PRECISION: u8, const SCALE: i8> Decimal<PRECISION, SCALE> {
    /// The floating-point number that is nearest.
    ///
    /// ```
    /// use retailgen_schema::Decimal;
    ///
    /// assert_eq!(Decimal::<12, 4>(-1_000).to_f64(), -0.1);
    /// ```
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "what a decimal is written as is a number")]
    pub fn to_f64(self) -> f64 {
        match SCALE {
            // A quotient of two numbers without an error is rounded once.
            0..=15 if self.0.unsigned_abs() <= EXACT => self.0 as f64 / 10_u64.pow(SCALE.unsigned_abs().into()) as f64,
            _ => self.to_string().parse().expect("it is a number"),
        }
    }
}

/// Why a text is no decimal of a type.
///
/// ```
/// use retailgen_schema::{Decimal, DecimalError};
///
/// let read = |text: &str| text.parse::<Decimal<5, 2>>();
/// assert_eq!(read("40.00"), Ok(Decimal(4_000)));
/// assert_eq!(read("40,00"), Err(DecimalError::Form("40,00".to_owned())));
/// assert_eq!(read("0.001"), Err(DecimalError::TooManyDecimals { text: "0.001".to_owned(), scale: 2 }));
/// assert_eq!(read("1000").unwrap_err().to_string(), "1000 is too large: its type has 3 digits before the point");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecimalError {
    /// It is not written as one.
    #[error("{0:?} is no decimal number: write it as -12.50")]
    Form(String),
    /// It has more decimals than the type, and they are not zeros.
    #[error("{text} has more decimals than the {scale} of its type")]
    TooManyDecimals {
        /// The text as given.
        text: String,
        /// How many decimals the type has.
        scale: u8,
    },
    /// It has more digits than the type.
    #[error("{text} is too large: its type has {digits} digits before the point")]
    TooLarge {
        /// The text as given.
        text: String,
        /// How many digits the type has before the point.
        digits: u8,
    },
}

/// Reads digits with a sign before them if the number is negative, and with a point among them if it has decimals. Nothing
/// is rounded.
impl<const PRECISION: u8, const SCALE: i8> FromStr for Decimal<PRECISION, SCALE> {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let scale = SCALE.unsigned_abs();
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, decimals) = match unsigned.split_once('.') {
            Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
            Some(_) => ("", ""),
            None => (unsigned, ""),
        };
        if whole.is_empty() || !whole.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit()) {
            return Err(DecimalError::Form(text.to_owned()));
        }
        let decimals = decimals.trim_end_matches('0');
        if decimals.len() > scale.into() {
            return Err(DecimalError::TooManyDecimals { text: text.to_owned(), scale });
        }
        let whole = whole.trim_start_matches('0');
        let digits = PRECISION.saturating_sub(scale);
        let too_large = || DecimalError::TooLarge { text: text.to_owned(), digits };
        if whole.len() > digits.into() {
            return Err(too_large());
        }
        // The zero is there for where there is no other digit.
        let sign = if text.starts_with('-') { "-" } else { "" };
        let units = format!("{sign}0{whole}{decimals:0<width$}", width = scale.into());
        units.parse().map(Self).map_err(|_| too_large())
    }
}

#[cfg(test)]
mod tests {
    use super::{Decimal, DecimalError};

    #[test]
    fn decimals_of_any_size_read_back_what_they_write() {
        const DIGITS: i64 = 1_000_000_000_000_000_000;
        let mut units = 1_i64;
        for _ in 0..20_000 {
            // A multiplier whose products look like chance; shifts give every number of digits.
            units = units.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let decimal = Decimal::<18, 4>((units % DIGITS) >> (units & 63));
            let text = decimal.to_string();
            assert_eq!(text.parse(), Ok(decimal));
            // Rust reads the number that is nearest to a text.
            assert_eq!(Ok(decimal.to_f64()), text.parse::<f64>(), "{text}");
        }
    }

    #[test]
    fn small_decimals_are_the_nearest_number() {
        for units in -20_000..20_000 {
            let decimal = Decimal::<5, 4>(units);
            assert_eq!(Ok(decimal.to_f64()), decimal.to_string().parse::<f64>());
        }
    }

    #[test]
    fn decimals_are_read_exactly_or_not_at_all() {
        let read = |text: &str| text.parse::<Decimal<5, 2>>().map(|decimal| decimal.0);
        for (text, units) in
            [("0", 0), ("-0.00", 0), ("1", 100), ("007.5", 750), ("-40.00", -4_000), ("999.99", 99_999), ("0.1000", 10)]
        {
            assert_eq!(read(text), Ok(units), "{text}");
        }
        for text in ["", "-", ".5", "5.", "+1", "1e3", " 1", "1,5", "--1", "1.2.3", "\u{661}"] {
            assert_eq!(read(text), Err(DecimalError::Form(text.to_owned())), "{text}");
        }
        let refused = |text: &str| read(text).unwrap_err().to_string();
        assert_eq!(refused("0.001"), "0.001 has more decimals than the 2 of its type");
        assert_eq!(refused("-1000"), "-1000 is too large: its type has 3 digits before the point");
        assert_eq!("42".parse(), Ok(Decimal::<5, 0>(42)));
        assert!("9".repeat(40).parse::<Decimal<40, 0>>().is_err());
    }

    #[test]
    fn decimals_are_written_with_all_their_places() {
        let written = [0, 1, -1, 12_500, -12_500].map(|units| Decimal::<12, 4>(units).to_string());
        assert_eq!(written, ["0.0000", "0.0001", "-0.0001", "1.2500", "-1.2500"]);
        assert_eq!(Decimal::<12, 4>(i64::MIN).to_string(), "-922337203685477.5808");
        assert_eq!(Decimal::<5, 0>(42).to_string(), "42");
        assert_eq!(format!("[{:>8}]", Decimal::<12, 2>(-150)), "[   -1.50]");
    }
}
