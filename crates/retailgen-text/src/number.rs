//! Integers and floats as text, and the table of digit pairs the other forms share.

use std::io::Write as _;

/// "00", "01", … "99": two digits for one look-up instead of two divisions.
static PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut n = 0;
    while n < 100 {
        pairs[n] = [b'0' + (n / 10) as u8, b'0' + (n % 10) as u8];
        n += 1;
    }
    pairs
};

/// The two digits of `n % 100`.
pub(super) fn pair(n: u32) -> [u8; 2] {
    PAIRS[(n % 100) as usize]
}

/// Writes the digits of `n` right-aligned into `digits`, which must have room for them, and leaves what is to their
/// left as it is. Returns where the first digit stands; zero has no digit at all.
pub(super) fn digits_into(digits: &mut [u8], mut n: u64) -> usize {
    let mut at = digits.len();
    while n >= 10 {
        at -= 2;
        digits[at..at + 2].copy_from_slice(&pair((n % 100) as u32));
        n /= 100;
    }
    if n > 0 {
        at -= 1;
        digits[at] = b'0' + n as u8;
    }
    at
}

/// Appends an integer.
///
/// ```
/// let mut out = Vec::new();
/// retailgen_text::push_integer(&mut out, i64::MIN);
/// assert_eq!(out, b"-9223372036854775808");
/// ```
pub fn push_integer<I: itoa::Integer>(out: &mut Vec<u8>, value: I) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
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
            super::decimal::push_decimal(out, i128::from(millionths as i64), 6);
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
        fn integers_are_what_rust_prints(value in any::<i64>()) {
            let mut out = Vec::new();
            push_integer(&mut out, value);
            prop_assert_eq!(String::from_utf8(out).unwrap(), value.to_string());
        }
    }
}
