//! The scale factor, kept as an exact decimal so that row counts round the same way everywhere.

use std::{fmt, str::FromStr};

const NANOS: u64 = 1_000_000_000;

/// How large the dataset is: 1 for the contract's volumes, 0.01 for one per cent of the rows.
///
/// ```
/// use retailgen_synth::Scale;
///
/// let scale: Scale = "0.01".parse()?;
/// assert_eq!(scale.rows(80_000), 800);
/// assert_eq!("0.00002".parse::<Scale>().unwrap_err().to_string(),
///     "scale 0.00002 is out of range: give a number from 0.0001 to 1000");
/// # Ok::<(), retailgen_synth::scale::ScaleError>(())
/// ```
///
/// It is kept as a whole number of 10⁻⁹, so what is the same in decimals is the same scale:
///
/// ```
/// use retailgen_synth::Scale;
///
/// assert_eq!(Scale::new(0.01)?, "0.010".parse()?);
/// assert_eq!(Scale::new(0.01)?.nanos(), 10_000_000);
/// assert!(Scale::MIN < Scale::ONE && Scale::ONE < Scale::MAX);
/// assert_eq!([Scale::MIN, Scale::MAX].map(|scale| scale.to_string()), ["0.0001", "1000"]);
/// # Ok::<(), retailgen_synth::scale::ScaleError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scale(u64);

/// Why a scale factor was refused.
///
/// ```
/// use retailgen_synth::{Scale, scale::ScaleError};
///
/// assert_eq!(Scale::new(0.0), Err(ScaleError::OutOfRange("0".to_owned())));
/// let refused = "half".parse::<Scale>().unwrap_err().to_string();
/// assert_eq!(refused, "scale \"half\" is not a number: give one from 0.0001 to 1000");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScaleError {
    /// The text is not a decimal number.
    #[error("scale {0:?} is not a number: give one from 0.0001 to 1000")]
    NotANumber(String),
    /// The number lies outside 0.0001 to 1000.
    #[error("scale {0} is out of range: give a number from 0.0001 to 1000")]
    OutOfRange(String),
}

impl Scale {
    /// The contract's volumes.
    pub const ONE: Self = Self(NANOS);
    /// The smallest scale, 0.0001.
    pub const MIN: Self = Self(NANOS / 10_000);
    /// The largest scale, 1000.
    pub const MAX: Self = Self(1_000 * NANOS);

    /// The scale `factor`, from 0.0001 to 1000, rounded to nine decimals.
    ///
    /// # Errors
    /// [`ScaleError`] where the factor is not a number or not within 0.0001 to 1000.
    pub fn new(factor: f64) -> Result<Self, ScaleError> {
        if factor.is_nan() {
            return Err(ScaleError::NotANumber("NaN".to_owned()));
        }
        let nanos = (factor * NANOS as f64 + 0.5).floor();
        // A float above u64's range saturates in the cast, which the range check then refuses.
        let scale = Self(nanos.max(0.0) as u64);
        if (Self::MIN..=Self::MAX).contains(&scale) {
            Ok(scale)
        } else {
            Err(ScaleError::OutOfRange(factor.to_string()))
        }
    }

    /// `rows_at_one` times the scale, rounded half up.
    #[must_use]
    pub fn rows(self, rows_at_one: u64) -> u64 {
        let exact = u128::from(rows_at_one) * u128::from(self.0);
        ((exact + u128::from(NANOS / 2)) / u128::from(NANOS)) as u64
    }

    /// The factor in units of 10⁻⁹, which is how it enters an identity.
    #[must_use]
    pub fn nanos(self) -> u64 {
        self.0
    }
}

impl FromStr for Scale {
    type Err = ScaleError;

    fn from_str(text: &str) -> Result<Self, ScaleError> {
        let factor: f64 = text.trim().parse().map_err(|_| ScaleError::NotANumber(text.to_owned()))?;
        Self::new(factor)
    }
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / NANOS, self.0 % NANOS);
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        let digits = format!("{fraction:09}");
        write!(f, "{whole}.{}", digits.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_round_half_up_on_the_decimal_that_was_meant() {
        // 25,000 x 0.00058 is 14.499999999999998 in doubles.
        assert_eq!("0.00058".parse::<Scale>().unwrap().rows(25_000), 15);
        assert_eq!(Scale::ONE.rows(1_200_000), 1_200_000);
        assert_eq!(Scale::MIN.rows(5_000), 1);
    }

    #[test]
    fn bad_scales_are_refused() {
        for text in ["0", "-1", "NaN", "inf", "-inf", "1e9", "1e300", "", "ten", "0.00009"] {
            assert!(text.parse::<Scale>().is_err(), "{text}");
        }
    }

    #[test]
    fn displays_as_typed() {
        for text in ["0.01", "1", "1000", "0.0001", "2.5"] {
            assert_eq!(text.parse::<Scale>().unwrap().to_string(), text);
        }
    }
}
