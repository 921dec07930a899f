//! Numbers as text: integers, fixed-point decimals with exactly their scale, and floats, which mostly are such.

use std::io::Write as _;

use super::{digits::digits_into, short::ShortText};

/// The digits of the largest 128-bit number.
const MAX_DIGITS: usize = 39;
/// Ten to the nineteenth, the largest power of ten in 64 bits: wider numbers are cut into pieces of nineteen digits.
const PIECE: u128 = 10_000_000_000_000_000_000;
const PIECE_DIGITS: usize = 19;

/// Appends `value · 10^-scale` with exactly `scale` decimals; a negative scale appends zeros instead.
///
/// ```
/// use retailgen_text::push_decimal;
///
/// let text = |value, scale| {
///     let mut out = Vec::new();
///     push_decimal(&mut out, value, scale);
///     String::from_utf8(out).unwrap()
/// };
/// assert_eq!(text(125_000, 4), "12.5000");
/// assert_eq!(text(-5, 2), "-0.05");
/// assert_eq!(text(7, 0), "7");
/// ```
pub fn push_decimal(out: &mut Vec<u8>, value: i128, scale: i8) {
    match (i64::try_from(value), u32::try_from(scale)) {
        (Ok(value), Ok(decimals)) if value.unsigned_abs() < SMALL && decimals <= SMALL_DECIMALS => {
            ShortText::of_number(value, decimals).push_to(out);
        }
        _ => push_any(out, value, scale),
    }
}

/// Numbers below this have at most thirteen digits, and with so few decimals at most fifteen characters: all that tables
/// hold but for what is spoiled.
const SMALL: u64 = 10_000_000_000_000;
const SMALL_DECIMALS: u32 = 6;

/// Appends an integer.
///
/// ```
/// let mut out = Vec::new();
/// retailgen_text::push_integer(&mut out, i64::MIN);
/// assert_eq!(out, b"-9223372036854775808");
/// ```
#[inline]
pub fn push_integer(out: &mut Vec<u8>, value: impl Into<i64>) {
    let value = value.into();
    if value.unsigned_abs() < SMALL {
        ShortText::of_number(value, 0).push_to(out);
    } else {
        push_any(out, i128::from(value), 0);
    }
}

fn push_any(out: &mut Vec<u8>, value: i128, scale: i8) {
    if value < 0 {
        out.push(b'-');
    }
    let size = value.unsigned_abs();
    let mut digits = [b'0'; MAX_DIGITS];
    let first = match u64::try_from(size) {
        Ok(size) => digits_into(&mut digits, size),
        Err(_) => wide_digits_into(&mut digits, size),
    };
    let decimals = usize::from(scale.max(0).unsigned_abs());
    if decimals < MAX_DIGITS {
        let point = MAX_DIGITS - decimals;
        // At least one digit stands before the point.
        out.extend_from_slice(&digits[first.min(point - 1)..point]);
        if decimals > 0 {
            out.push(b'.');
            out.extend_from_slice(&digits[point..]);
        }
    } else {
        out.extend_from_slice(b"0.");
        out.resize(out.len() + decimals - MAX_DIGITS, b'0');
        out.extend_from_slice(&digits);
    }
    if scale < 0 && value != 0 {
        out.resize(out.len() + usize::from(scale.unsigned_abs()), b'0');
    }
}

/// As [`digits_into`], for numbers of more than 64 bits.
fn wide_digits_into(digits: &mut [u8; MAX_DIGITS], mut size: u128) -> usize {
    let mut end = MAX_DIGITS;
    loop {
        let first = digits_into(&mut digits[..end], (size % PIECE) as u64);
        size /= PIECE;
        if size == 0 {
            return first;
        }
        end -= PIECE_DIGITS;
    }
}

/// Floats up to this size have a fixed-point form: their millionths stay exact in a float (10⁹ · 10⁶ < 2⁵³).
const FIXED_LIMIT: f64 = 1e9;
const MILLION: f64 = 1e6;

/// Appends a float so that reading it back gives the same float.
///
/// A value within ±10⁹ that is the float nearest to a number of six decimals is written with exactly six decimals, as
/// coordinates are (`-33.868800`). Any other gets the shortest form that reads back the same (`0.1234567`, `1e300`),
/// and what is no number is `NaN`, `inf` or `-inf`.
///
/// ```
/// use retailgen_text::push_float;
///
/// let mut out = Vec::new();
/// push_float(&mut out, 151.2093);
/// assert_eq!(out, b"151.209300");
/// ```
pub fn push_float(out: &mut Vec<u8>, value: f64) {
    let size = value.abs();
    if size <= FIXED_LIMIT {
        let millionths = (size * MILLION).round();
        if (millionths / MILLION).to_bits() == size.to_bits() {
            if value.is_sign_negative() {
                out.push(b'-');
            }
            push_decimal(out, i128::from(millionths as i64), 6);
            return;
        }
    }
    // Rust's own shortest form; rare enough that the formatting machinery does not matter.
    write!(out, "{value:?}").expect("writing to memory cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(value: i128, scale: i8) -> String {
        let mut out = Vec::new();
        push_decimal(&mut out, value, scale);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn always_has_exactly_its_scale() {
        assert_eq!(text(0, 4), "0.0000");
        assert_eq!(text(0, 0), "0");
        assert_eq!(text(-500, 4), "-0.0500");
        assert_eq!(text(10_000, 4), "1.0000");
        assert_eq!(text(1, 38), format!("0.{}1", "0".repeat(37)));
        assert_eq!(text(i128::MIN, 2), "-1701411834604692317316873037158841057.28");
        assert_eq!(text(12, -3), "12000");
        assert_eq!(text(0, -3), "0");
        assert_eq!(text(1, 40), format!("0.{}1", "0".repeat(39)));
    }

    fn float(value: f64) -> String {
        let mut out = Vec::new();
        push_float(&mut out, value);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn floats_have_six_decimals_unless_that_would_change_them() {
        assert_eq!(float(0.0), "0.000000");
        assert_eq!(float(-0.0), "-0.000000");
        assert_eq!(float(-33.8688), "-33.868800");
        assert_eq!(float(0.000_001), "0.000001");
        assert_eq!(float(1e9), "1000000000.000000");
        assert_eq!(float(0.123_456_7), "0.1234567");
        assert_eq!(float(1e300), "1e300");
        assert_eq!(float(f64::NAN), "NaN");
        assert_eq!(float(f64::NEG_INFINITY), "-inf");
    }

    proptest! {
        #[test]
        fn integers_are_what_rust_prints(value in prop_oneof![any::<i64>(), -20_000_i64..20_000]) {
            let mut out = Vec::new();
            push_integer(&mut out, value);
            prop_assert_eq!(String::from_utf8(out).unwrap(), value.to_string());
        }

        #[test]
        fn floats_read_back_the_same(value in any::<f64>()) {
            prop_assert_eq!(float(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
        }

        #[test]
        fn coordinates_always_have_six_decimals(millionths in -180_000_000_i64..=180_000_000) {
            let value = millionths as f64 / 1e6;
            let text = float(value);
            prop_assert_eq!(text.split_once('.').unwrap().1.len(), 6);
            prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits());
        }

        #[test]
        fn is_the_integer_with_a_point_put_in(value in prop_oneof![any::<i128>(), any::<i64>().prop_map(i128::from), -20_000_i128..20_000], scale in 0_u8..=38) {
            let width = usize::from(scale) + 1;
            let mut wanted = format!("{:0width$}", value.unsigned_abs());
            if scale > 0 {
                wanted.insert(wanted.len() - usize::from(scale), '.');
            }
            if value < 0 {
                wanted.insert(0, '-');
            }
            prop_assert_eq!(text(value, scale as i8), wanted);
        }

        #[test]
        fn small_numbers_are_written_as_any(value in prop_oneof![-2_000_i64..2_000, -(SMALL as i64)..SMALL as i64], scale in 0_i8..=6) {
            let mut any = Vec::new();
            push_any(&mut any, value.into(), scale);
            prop_assert_eq!(text(value.into(), scale), String::from_utf8(any).unwrap());
        }
    }
}
