//! Fixed-point decimals with exactly their scale.

use super::number::digits_into;

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

    proptest! {
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
    }
}
