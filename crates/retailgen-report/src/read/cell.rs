//! What the text of a cell says; nothing where it is not in the form of its type.

use retailgen_synth::calendar::{DAY, Date, SECOND, date::days_in_month};

/// The most digits that fit into 64 bits whatever they are.
const MOST_DIGITS: usize = 18;

/// Digits, with a minus where negative.
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

/// A decimal of so many decimals, as a number of its last place.
pub fn fixed(text: &[u8], decimals: usize) -> Option<i64> {
    let (negative, text) = match text {
        [b'-', text @ ..] => (true, text),
        text => (false, text),
    };
    let point = text.len().checked_sub(decimals + 1)?;
    if text[point] != b'.' || text.len() > MOST_DIGITS {
        return None;
    }
    let value = natural(&text[..point])? * 10_i64.pow(decimals as u32) + natural(&text[point + 1..])?;
    Some(if negative { -value } else { value })
}

/// `true` or `false`.
pub fn boolean(text: &[u8]) -> Option<bool> {
    match text {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

/// `2024-03-01`.
pub fn date(text: &[u8]) -> Option<Date> {
    let (b'-', b'-', 10) = (*text.get(4)?, *text.get(7)?, text.len()) else { return None };
    let part = |from: usize, to: usize| natural(&text[from..to]);
    let (year, month, day) = (part(0, 4)? as i32, part(5, 7)? as u32, part(8, 10)? as u32);
    let exists = year >= 1 && (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
    exists.then(|| Date::new(year, month, day))
}

/// `2024-03-01T04:15:09.120000`, also with a `Z` behind it, in microseconds since 1970.
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
        assert_eq!((fixed(b"24.49", 4), fixed(b".49", 2), fixed(b"", 2), fixed(b"2449", 2)), (None, None, None, None));
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
