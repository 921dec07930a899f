//! Values in the one form in which they are compared: tools write the same number or instant in several.

use std::{
    fmt,
    hash::{DefaultHasher, Hasher},
};

/// A text in the form in which it is compared, as pieces that follow each other: it is made for each cell that is read.
#[derive(Clone, Copy)]
pub(crate) struct Normal<'t>([&'t str; 4]);

impl<'t> Normal<'t> {
    fn of<const N: usize>(pieces: [&'t str; N]) -> Self {
        let mut all = [""; 4];
        all[..N].copy_from_slice(&pieces);
        Self(all)
    }
}

impl PartialEq for Normal<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.iter().flat_map(|piece| piece.bytes()).eq(other.0.iter().flat_map(|piece| piece.bytes()))
    }
}

impl fmt::Debug for Normal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.concat())
    }
}

/// The form in which a value is compared: `1`, `1.0` and `1.00` are one number; `2024-01-01 00:00:00`, `2024-01-01` and
/// `2024-01-01T00:00:00.000000Z` are one instant.
pub(crate) fn normal(text: &str) -> Normal<'_> {
    number(text).or_else(|| instant(text)).unwrap_or_else(|| {
        Normal::of([match text {
            "True" | "TRUE" => "true",
            "False" | "FALSE" => "false",
            _ => text,
        }])
    })
}

/// Whether two cells hold the same value; an empty text is as good as null, since many formats cannot tell them apart.
pub(crate) fn same(one: Option<&str>, other: Option<&str>) -> bool {
    let (one, other) = (one.filter(|text| !text.is_empty()), other.filter(|text| !text.is_empty()));
    one == other || one.map(normal) == other.map(normal)
}

/// A number without zeros that say nothing. A number that begins with zeros is one too: `007` and `7` are the same.
fn number(text: &str) -> Option<Normal<'_>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let short = whole.trim_start_matches('0');
    let (short, fraction) = (if short.is_empty() { "0" } else { short }, fraction.trim_end_matches('0'));
    let sign = if digits.len() < text.len() { "-" } else { "" };
    Some(match (short, fraction) {
        ("0", "") => Normal::of([short]),
        (_, "") => Normal::of([sign, short]),
        _ => Normal::of([sign, short, ".", fraction]),
    })
}

/// An instant with a `T`, without zeros behind the second and without the sign of UTC; midnight is its date.
fn instant(text: &str) -> Option<Normal<'_>> {
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
    Some(match (&short[..10], &short[11..]) {
        (date, "00:00:00") => Normal::of([date]),
        (date, time) => Normal::of([date, "T", time]),
    })
}

/// A number for some texts, in which no text runs into the next.
#[derive(Debug, Default)]
pub(crate) struct Digest(Vec<u8>);

impl Digest {
    pub(crate) fn add(&mut self, text: &str) {
        self.add_normal(Normal::of([text]));
    }

    pub(crate) fn add_normal(&mut self, text: Normal) {
        text.0.iter().for_each(|piece| self.0.extend_from_slice(piece.as_bytes()));
        // No text has this byte.
        self.0.push(0xff);
    }

    /// The number of what was added since the last one.
    pub(crate) fn number(&mut self) -> u64 {
        let mut hasher = DefaultHasher::new();
        hasher.write(&self.0);
        self.0.clear();
        hasher.finish()
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

    #[test]
    fn texts_do_not_run_into_each_other() {
        assert_ne!(digest(["ab", "c"]), digest(["a", "bc"]));
        assert_ne!(digest(["a"]), digest(["a", ""]));
        let mut one = Digest::default();
        one.add_normal(normal("-0012.50"));
        assert_eq!(one.number(), digest(["-12.5"]));
        one.add("-12.5");
        assert_eq!(one.number(), digest(["-12.5"]), "nothing is left of what came before");
    }
}
