//! Texts of sixteen bytes at most, appended by a copy whose length is known beforehand.

use super::digits::pair;

/// The bytes of a short text.
const ROOM: usize = 16;

/// A text of at most sixteen bytes.
///
/// A cell takes a few bytes, and a copy of a few bytes costs more by its call than by its bytes where the length is known only
/// at run time. So all sixteen are copied, and what is behind the text is cut off again.
#[derive(Debug, Clone, Copy)]
pub(super) struct ShortText {
    /// The first byte in the lowest bits; what is behind the text does not matter.
    bytes: u128,
    len: usize,
}

impl ShortText {
    /// `value · 10^-decimals` with exactly so many decimals, in sixteen characters at most.
    #[inline]
    pub fn of_number(value: i64, decimals: u32) -> Self {
        let mut text = Self { bytes: 0, len: 0 };
        let mut rest = value.unsigned_abs();
        let mut left = decimals;
        while left >= 2 {
            text.prepend_pair(rest);
            rest /= 100;
            left -= 2;
        }
        if left > 0 {
            text.prepend(b'0' + (rest % 10) as u8);
            rest /= 10;
        }
        if decimals > 0 {
            text.prepend(b'.');
        }
        while rest >= 100 {
            text.prepend_pair(rest);
            rest /= 100;
        }
        // At least one digit stands before the point.
        if rest >= 10 {
            text.prepend_pair(rest);
        } else {
            text.prepend(b'0' + rest as u8);
        }
        if value < 0 {
            text.prepend(b'-');
        }
        text
    }

    /// The first `len` bytes of `from`, if there are so few of them and enough behind them to copy.
    #[inline]
    pub fn of_first(from: &[u8], len: usize) -> Option<Self> {
        let bytes = from.first_chunk::<ROOM>().filter(|_| len <= ROOM)?;
        Some(Self { bytes: u128::from_le_bytes(*bytes), len })
    }

    /// Appends the text.
    #[inline]
    pub fn push_to(self, out: &mut Vec<u8>) {
        let end = out.len() + self.len;
        out.extend_from_slice(&self.bytes.to_le_bytes());
        out.truncate(end);
    }

    #[inline]
    fn prepend(&mut self, byte: u8) {
        self.bytes = (self.bytes << 8) | u128::from(byte);
        self.len += 1;
    }

    /// Puts the last two digits of a number in front.
    #[inline]
    fn prepend_pair(&mut self, number: u64) {
        self.bytes = (self.bytes << 16) | u128::from(u16::from_le_bytes(pair((number % 100) as u32)));
        self.len += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_bytes_are_appended_as_the_text_has() {
        let mut out = b"a".to_vec();
        ShortText::of_number(-1_234_567_890_123, 6).push_to(&mut out);
        ShortText::of_first(b"0123456789abcdef", 16).unwrap().push_to(&mut out);
        ShortText::of_first(b"0123456789abcdefg", 0).unwrap().push_to(&mut out);
        assert_eq!(out, b"a-1234567.8901230123456789abcdef");
        assert!(ShortText::of_first(b"0123456789abcde", 3).is_none());
        assert!(ShortText::of_first(b"0123456789abcdefg", 17).is_none());
    }
}
