//! Pieces of JSON text, appended without formatting machinery.

use retailgen_synth::calendar::SECOND;

/// Appends a JSON string. Only what JSON demands is escaped; other text stays UTF-8.
pub fn push_string(out: &mut String, text: &str) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    out.push('"');
    let mut rest = text;
    // Without a branch at each byte, so that sixteen are looked at together: hardly any text has what must be escaped.
    if !text.bytes().fold(false, |found, byte| found | is_escaped(byte)) {
        out.push_str(text);
        out.push('"');
        return;
    }
    while let Some(at) = rest.bytes().position(is_escaped) {
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

fn is_escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// Appends an instant of the day whose date is written `date`, `micros` after its midnight, as an RFC 3339 string.
pub fn push_instant(out: &mut String, date: &str, micros: i64) {
    let mut text = *b"T00:00:00.000000Z\"";
    let (seconds, micros) = (micros / SECOND, micros % SECOND);
    let pairs =
        [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60, micros / 10_000, micros / 100 % 100, micros % 100];
    for (at, pair) in [1, 4, 7, 10, 12, 14].into_iter().zip(pairs) {
        text[at] = b'0' + (pair / 10) as u8;
        text[at + 1] = b'0' + (pair % 10) as u8;
    }
    out.push('"');
    out.push_str(date);
    push_ascii(out, &text);
}

/// Appends a UUID of version 4 in form: 60 bits of `high` and 62 of `low` around the marks of the version.
pub fn push_uuid(out: &mut String, high: u64, low: u64) {
    // Worked out for all bytes together, where a table would be asked for one after the other.
    let digit = |half: u8| half + if half < 10 { b'0' } else { b'a' - 10 };
    let high = (high & 0x0FFF_FFFF_FFFF_F000) << 4 | 0x4000 | high & 0xFFF;
    let low = low >> 2 | 1 << 63;
    let bytes = (u128::from(high) << 64 | u128::from(low)).to_be_bytes();
    let (first, second) = (bytes.map(|byte| digit(byte >> 4)), bytes.map(|byte| digit(byte & 15)));
    let digits: [u8; 32] = std::array::from_fn(|at| if at % 2 == 0 { first[at / 2] } else { second[at / 2] });
    let mut text = [b'-'; 36];
    for (part, at) in [0..8, 8..12, 12..16, 16..20, 20..32].into_iter().zip([0, 9, 14, 19, 24]) {
        text[at..at + part.len()].copy_from_slice(&digits[part]);
    }
    push_ascii(out, &text);
}

fn push_ascii(out: &mut String, text: &[u8]) {
    out.push_str(std::str::from_utf8(text).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use retailgen_synth::calendar::HOUR;

    use super::*;

    const MINUTE: i64 = 60 * SECOND;

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
