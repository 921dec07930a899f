//! What the text of a cell says; nothing where it is not in the form of its type.

use retailgen_synth::calendar::{DAY, Date, SECOND, date::days_in_month};

/// The most digits that fit into 64 bits whatever they are.
const MOST_DIGITS: usize = 18;

/// Digits, with a minus where negative.
///
/// ```
/// use retailgen_text::parse;
///
/// assert_eq!((parse::number(b"-7"), parse::number(b"7.0")), (Some(-7), None));
/// ```
#[must_use]
pub fn number(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let value = natural(digits)?;
    Some(if negative { -value } else { value })
}

/// Digits alone.
fn natural(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || digits.len() > MOST_DIGITS {
        return None;
    }
    digits.iter().try_fold(0, |value, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 10).then(|| value * 10 + i64::from(digit))
    })
}

/// A decimal of so many decimals or fewer, as a number of its last place.
///
/// ```
/// use retailgen_text::parse;
///
/// assert_eq!((parse::fixed(b"24.49", 4), parse::fixed(b"24,49", 4)), (Some(244_900), None));
/// ```
#[must_use]
pub fn fixed(text: &[u8], decimals: usize) -> Option<i64> {
    let (negative, text) = match text {
        [b'-', text @ ..] => (true, text),
        text => (false, text),
    };
    let point = text.iter().position(|byte| *byte == b'.');
    let (whole, fraction) = point.map_or((text, None), |point| (&text[..point], Some(&text[point + 1..])));
    let places = fraction.map_or(0, <[u8]>::len);
    if places > decimals || whole.len() + decimals > MOST_DIGITS {
        return None;
    }
    let fraction = fraction.map_or(Some(0), natural)? * 10_i64.pow((decimals - places) as u32);
    let value = natural(whole)? * 10_i64.pow(decimals as u32) + fraction;
    Some(if negative { -value } else { value })
}

/// `true` or `false`.
///
/// ```
/// assert_eq!(retailgen_text::parse::boolean(b"yes"), None);
/// ```
#[must_use]
pub fn boolean(text: &[u8]) -> Option<bool> {
    match text {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

/// `2024-03-01`.
///
/// ```
/// assert_eq!(retailgen_text::parse::date(b"01/03/2024"), None);
/// ```
#[must_use]
pub fn date(text: &[u8]) -> Option<Date> {
    let (b'-', b'-', 10) = (*text.get(4)?, *text.get(7)?, text.len()) else { return None };
    let part = |from: usize, to: usize| natural(&text[from..to]);
    let (year, month, day) = (part(0, 4)? as i32, part(5, 7)? as u32, part(8, 10)? as u32);
    let exists = year >= 1 && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
    exists.then(|| Date::new(year, month, day))
}

/// `2024-03-01T04:15:09.120000`, also with a `Z` behind it, in microseconds since 1970.
///
/// ```
/// assert_eq!(retailgen_text::parse::instant(b"1970-01-01T00:00:01.000000Z"), Some(1_000_000));
/// ```
#[must_use]
pub fn instant(text: &[u8]) -> Option<i64> {
    let text = text.strip_suffix(b"Z").unwrap_or(text);
    if text.len() != 26 || text[10] != b'T' || text[13] != b':' || text[16] != b':' || text[19] != b'.' {
        return None;
    }
    let part = |from: usize, to: usize| natural(&text[from..to]);
    let (hour, minute, second, micro) = (part(11, 13)?, part(14, 16)?, part(17, 19)?, part(20, 26)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let date = i64::from(date(&text[..10])?.days());
    Some(date * DAY + ((hour * 60 + minute) * 60 + second) * SECOND + micro)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_form_of_its_type_is_read() {
        assert_eq!((number(b"42"), number(b"-7"), number(b"")), (Some(42), Some(-7), None));
        assert_eq!((number(b"4 2"), number(b"1e3"), number(b"9999999999999999999")), (None, None, None));
        assert_eq!((fixed(b"24.4900", 4), fixed(b"-0.50", 2)), (Some(244_900), Some(-50)));
        assert_eq!((fixed(b"24.49", 4), fixed(b"24", 4), fixed(b"-0", 2)), (Some(244_900), Some(240_000), Some(0)));
        for wrong in ["24.499", ".49", "24.", "", "-", "1.2.3", "2O.00", "99999999999999999.00"] {
            assert_eq!(fixed(wrong.as_bytes(), 2), None, "{wrong}");
        }
        assert_eq!(date(b"2024-02-29"), Some(Date::new(2024, 2, 29)));
        for wrong in ["2023-02-29", "2024-13-01", "29/02/2024", "2O24-02-29", "0000-00-00", "2024-2-9", ""] {
            assert_eq!(date(wrong.as_bytes()), None, "{wrong}");
        }
        assert_eq!(instant(b"1970-01-02T00:00:01.000002Z"), Some(DAY + SECOND + 2));
        for wrong in ["2024-03-01", "2024-03-01T25:15:09.120000", "2024-03-01 04:15:09.120000", "1709266509"] {
            assert_eq!(instant(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
