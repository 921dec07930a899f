//! Pairs of decimal digits, which numbers and dates are put together from.

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
