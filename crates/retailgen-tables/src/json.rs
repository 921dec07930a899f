//! Pieces of JSON text, appended without formatting machinery.

use retailgen_synth::calendar::{HOUR, SECOND};

use crate::text::push_padded;

const MINUTE: i64 = 60 * SECOND;

/// Appends a JSON string. Only what JSON demands is escaped; other text stays UTF-8.
pub fn push_string(out: &mut String, text: &str) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            control => {
                out.push_str("\\u00");
                out.push(HEX[usize::from(control >> 4)]);
                out.push(HEX[usize::from(control & 15)]);
            }
        }
        // What is escaped is ASCII, so the next byte begins a letter.
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

/// Appends an instant of the day whose date is written `date`, `micros` after its midnight, as an RFC 3339 string.
pub fn push_instant(out: &mut String, date: &str, micros: i64) {
    out.push('"');
    out.push_str(date);
    for (mark, unit, modulus) in [('T', HOUR, 24), (':', MINUTE, 60), (':', SECOND, 60)] {
        out.push(mark);
        push_padded(out, (micros / unit % modulus) as u64, 2);
    }
    out.push('.');
    push_padded(out, (micros % SECOND) as u64, 6);
    out.push_str("Z\"");
}

/// Appends a UUID of version 4 in form: 60 bits of `high` and 62 of `low` around the marks of the version.
pub fn push_uuid(out: &mut String, high: u64, low: u64) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    const DASHES: [usize; 4] = [8, 13, 18, 23];
    let high = (high & 0x0FFF_FFFF_FFFF_F000) << 4 | 0x4000 | high & 0xFFF;
    let low = low >> 2 | 1 << 63;
    let mut text = [b'-'; 36];
    let mut nibble = 0;
    for (at, slot) in text.iter_mut().enumerate() {
        if !DASHES.contains(&at) {
            let half = if nibble < 16 { high } else { low };
            *slot = DIGITS[(half >> (60 - 4 * (nibble % 16)) & 15) as usize];
            nibble += 1;
        }
    }
    out.push_str(std::str::from_utf8(&text).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn strings_read_back(text: String) {
            let mut out = String::new();
            push_string(&mut out, &text);
            prop_assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
            prop_assert!(!out.bytes().any(|byte| byte < 0x20));
        }

        #[test]
        fn uuids_keep_all_bits(high in 0_u64..1 << 60, low: u64) {
            let mut out = String::new();
            push_uuid(&mut out, high, low);
            let parts: Vec<&str> = out.split('-').collect();
            prop_assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
            prop_assert!(parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']));
            let digits = [parts[0], parts[1], &parts[2][1..]].concat();
            prop_assert_eq!(u64::from_str_radix(&digits, 16).unwrap(), high);
        }
    }

    #[test]
    fn letters_beyond_ascii_stay_and_marks_are_escaped() {
        let mut out = String::new();
        push_string(&mut out, "\"café\" \\ コーヒー\u{1}");
        assert_eq!(out, r#""\"café\" \\ コーヒー\u0001""#);
    }

    #[test]
    fn instants_have_microseconds() {
        let mut out = String::new();
        push_instant(&mut out, "2024-03-01", 4 * HOUR + 15 * MINUTE + 9 * SECOND + 120_000);
        assert_eq!(out, "\"2024-03-01T04:15:09.120000Z\"");
    }
}
