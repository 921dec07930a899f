//! Fixed-point numbers as the files write them, read into whole multiples of their last digit and back.

use retailgen_text::push_decimal;

/// `12.5000` at scale 4 as 125 000; `None` for what is not written with exactly that scale.
pub fn parse(text: &str, scale: u8) -> Option<i64> {
    let (whole, decimals) = if scale == 0 { (text, "") } else { text.split_once('.')? };
    let unsigned = whole.strip_prefix('-').unwrap_or(whole);
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if decimals.len() != usize::from(scale) || unsigned.is_empty() || !digits(unsigned) || !digits(decimals) {
        return None;
    }
    let mut all = String::with_capacity(text.len());
    all.push_str(whole);
    all.push_str(decimals);
    all.parse().ok()
}

/// The text of `value` multiples of the last digit at `scale`.
pub fn text(value: i64, scale: u8) -> String {
    let mut bytes = Vec::with_capacity(24);
    push_decimal(&mut bytes, i128::from(value), scale as i8);
    String::from_utf8(bytes).expect("digits, point and sign are ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        for (value, scale) in [(125_000, 4), (-5, 2), (0, 4), (7, 0), (-33_868_800, 6)] {
            assert_eq!(parse(&text(value, scale), scale), Some(value));
        }
        for bad in ["", "-", "12", "12.5", "12.50000", ".5000", "1e3.0000", "12.-500", "+1.0000", "1,000.0000"] {
            assert_eq!(parse(bad, 4), None, "{bad}");
        }
        assert_eq!(parse("99999999999999999999", 0), None);
    }
}
