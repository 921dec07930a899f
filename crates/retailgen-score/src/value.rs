//! Values in the one form in which they are compared: tools write the same number or instant in several.

use std::{
    borrow::Cow,
    hash::{DefaultHasher, Hash, Hasher},
};

/// The form in which a value is compared: `1`, `1.0` and `1.00` are one number; `2024-01-01 00:00:00`, `2024-01-01` and
/// `2024-01-01T00:00:00.000000Z` are one instant.
pub(crate) fn normal(text: &str) -> Cow<'_, str> {
    if let Some(number) = number(text) {
        return number;
    }
    if let Some(instant) = instant(text) {
        return instant;
    }
    match text {
        "True" | "TRUE" => Cow::Borrowed("true"),
        "False" | "FALSE" => Cow::Borrowed("false"),
        _ => Cow::Borrowed(text),
    }
}

/// Whether two cells hold the same value; an empty text is as good as null, since many formats cannot tell them apart.
pub(crate) fn same(one: Option<&str>, other: Option<&str>) -> bool {
    let present = |cell: Option<&str>| cell.filter(|text| !text.is_empty()).map(|text| normal(text).into_owned());
    one == other || present(one) == present(other)
}

/// A number without zeros that say nothing. A number that begins with zeros is one too: `007` and `7` are the same.
fn number(text: &str) -> Option<Cow<'_, str>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let short = whole.trim_start_matches('0');
    let (short, fraction) = (if short.is_empty() { "0" } else { short }, fraction.trim_end_matches('0'));
    if fraction.is_empty() {
        let is_negative = digits.len() < text.len() && short != "0";
        let borrowed = short.len() == text.len();
        return Some(match (is_negative, borrowed) {
            (true, _) => Cow::Owned(format!("-{short}")),
            (false, true) => Cow::Borrowed(text),
            (false, false) => Cow::Owned(short.to_owned()),
        });
    }
    let sign = if digits.len() < text.len() { "-" } else { "" };
    Some(Cow::Owned(format!("{sign}{short}.{fraction}")))
}

/// An instant with a `T`, without zeros behind the second and without the sign of UTC; midnight is its date.
fn instant(text: &str) -> Option<Cow<'_, str>> {
    let bytes = text.as_bytes();
    let digits =
        |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    let separates = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    let is_date = digits(0..4) && separates(4, b'-') && digits(5..7) && separates(7, b'-') && digits(8..10);
    let is_instant = is_date && (separates(10, b'T') || separates(10, b' ')) && digits(11..13) && separates(13, b':');
    if !is_instant || !digits(14..16) || !text.is_ascii() {
        return None;
    }
    let utc = ["Z", "+00:00", "+00", " UTC"].iter().find_map(|zone| text.strip_suffix(zone)).unwrap_or(text);
    let short = if utc.contains('.') { utc.trim_end_matches('0').trim_end_matches('.') } else { utc };
    // Many tools know no dates, and make midnight of them.
    if &short[11..] == "00:00:00" {
        return Some(Cow::Owned(short[..10].to_owned()));
    }
    Some(Cow::Owned(format!("{}T{}", &short[..10], &short[11..])))
}

/// A number for some texts, in which no text runs into the next.
#[derive(Default)]
pub(crate) struct Digest(DefaultHasher);

impl Digest {
    pub(crate) fn add(&mut self, text: &str) {
        text.hash(&mut self.0);
    }

    pub(crate) fn number(&self) -> u64 {
        self.0.finish()
    }
}

/// The number of some texts.
pub(crate) fn digest<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    let mut digest = Digest::default();
    texts.into_iter().for_each(|text| digest.add(text));
    digest.number()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_one_form() {
        let cases = [
            ("1", "1.0"),
            ("-0.50", "-0.5"),
            ("-0", "0"),
            ("0000", "0"),
            ("2024-01-01 00:00:00", "2024-01-01T00:00:00.000000Z"),
            ("2024-01-01T00:00:00.5", "2024-01-01 00:00:00.500+00:00"),
            ("2024-01-01", "2024-01-01 00:00:00"),
            ("True", "true"),
        ];
        for (one, other) in cases {
            assert_eq!(normal(one), normal(other), "{one}, {other}");
        }
        for (one, other) in [("1", "-1"), ("a ", "a"), ("2024-01-01", "2024-01-01T00:00:01"), ("1.", ".1"), ("10", "1")]
        {
            assert_ne!(normal(one), normal(other), "{one}, {other}");
        }
        assert!(same(Some(""), None) && !same(Some("0"), None));
    }
}
