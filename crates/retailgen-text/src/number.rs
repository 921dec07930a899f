//! Integers as text, and the table of digit pairs the other forms share.

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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn integers_are_what_rust_prints(value in any::<i64>()) {
            let mut out = Vec::new();
            push_integer(&mut out, value);
            prop_assert_eq!(String::from_utf8(out).unwrap(), value.to_string());
        }
    }
}
