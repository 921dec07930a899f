//! The keys of a JSON object on a line, without the object being taken apart.

use std::ops::Range;

use memchr::memchr2;
use serde_json::Value;

use super::Cell;

/// A key with its value, by their places in the line.
struct Member {
    /// From the key's quote on.
    start: usize,
    key: Range<usize>,
    value: Range<usize>,
}

/// Whether a line is one JSON object and nothing else.
pub(super) fn is_one(line: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Map<String, Value>>(line).is_ok()
}

/// What a key of the object says; none where the line is no object.
pub(super) fn cell(line: &[u8], key: &str) -> Option<Cell> {
    let members = members(line)?;
    let Some(member) = members.iter().find(|member| line[member.key.clone()] == *key.as_bytes()) else {
        return Some(Cell::Absent);
    };
    let raw = &line[member.value.clone()];
    Some(match serde_json::from_slice(raw).ok()? {
        Value::Null => Cell::Null,
        Value::String(text) => Cell::Text(text),
        _ => Cell::Text(String::from_utf8_lossy(raw).into_owned()),
    })
}

/// Appends the object with another value under key number `place` of `keys`, which name the keys in the order in which
/// they stand; a key that is not there is put where it belongs. No value is `null`.
pub(super) fn replace(
    line: &[u8],
    keys: &[&str],
    place: usize,
    value: Option<&str>,
    is_text: bool,
    out: &mut Vec<u8>,
) -> bool {
    let Some(members) = members(line) else { return false };
    let named = |member: &Member| keys.iter().position(|key| line[member.key.clone()] == *key.as_bytes());
    let value = match value {
        None => "null".to_owned(),
        Some(text) if is_text => Value::from(text).to_string(),
        Some(text) => text.to_owned(),
    };
    if let Some(member) = members.iter().find(|member| named(member) == Some(place)) {
        out.extend_from_slice(&line[..member.value.start]);
        out.extend_from_slice(value.as_bytes());
        out.extend_from_slice(&line[member.value.end..]);
        return true;
    }
    let member = format!("{}:{value}", Value::from(keys[place]));
    // Keys that the table does not know stay behind the last known one before them.
    if let Some(next) = members.iter().find(|member| named(member).is_some_and(|known| known > place)) {
        out.extend_from_slice(&line[..next.start]);
        out.extend_from_slice(member.as_bytes());
        out.push(b',');
        out.extend_from_slice(&line[next.start..]);
        return true;
    }
    let open = || line.iter().position(|byte| *byte == b'{').map_or(0, |brace| brace + 1);
    let end = members.last().map_or_else(open, |last| last.value.end);
    out.extend_from_slice(&line[..end]);
    if !members.is_empty() {
        out.push(b',');
    }
    out.extend_from_slice(member.as_bytes());
    out.extend_from_slice(&line[end..]);
    true
}

/// The members of the object on a line; none where there is no object.
fn members(line: &[u8]) -> Option<Vec<Member>> {
    if !is_one(line) {
        return None;
    }
    // From here on the line is known to be well formed.
    let mut members = Vec::new();
    let mut at = line.iter().position(|byte| *byte == b'{')? + 1;
    loop {
        at = after_blanks(line, at);
        match line.get(at)? {
            b'}' => return Some(members),
            b',' => at += 1,
            _ => {
                let start = at;
                let key_end = after_string(line, start)?;
                let colon = after_blanks(line, key_end);
                let value = after_blanks(line, colon + 1);
                let end = after_value(line, value)?;
                members.push(Member { start, key: start + 1..key_end - 1, value: value..end });
                at = end;
            }
        }
    }
}

fn after_blanks(line: &[u8], at: usize) -> usize {
    at + line[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// The place after the text that opens with the quote at `open`.
fn after_string(line: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr2(b'"', b'\\', line.get(at..)?)?;
        if line[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

fn after_value(line: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        match line.get(at)? {
            b'"' => at = after_string(line, at)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' if depth > 0 => {
                depth -= 1;
                at += 1;
            }
            b'}' | b',' if depth == 0 => return Some(at),
            byte if depth == 0 && byte.is_ascii_whitespace() => return Some(at),
            _ => at += 1,
        }
        if depth == 0 && matches!(line[at - 1], b'"' | b'}' | b']') {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use retailgen_schema::Table;

    use super::super::{Cell, RecordForm};

    const LINE: &str = r#"{"event_id":"e1","event_ts":"2024-03-01T04:15:09.120000Z","event_type":"search","user_id":17,"session_id":"s\"1","payload":{"query":"a, {\"b\"}","results":[1,{"c":2}]}}"#;

    fn form() -> RecordForm {
        RecordForm::new(Table::Events.definition())
    }

    fn text(line: &str, column: &str) -> Cell {
        form().cell(line.as_bytes(), form().column(column).unwrap()).unwrap()
    }

    fn replaced(line: &str, column: &str, value: Option<&str>) -> String {
        let mut out = Vec::new();
        assert!(form().replace(line.as_bytes(), form().column(column).unwrap(), value, &mut out));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn keys_are_found_with_the_content_of_texts_and_the_digits_of_numbers() {
        assert_eq!(text(LINE, "event_id"), Cell::Text("e1".to_owned()));
        assert_eq!(text(LINE, "user_id"), Cell::Text("17".to_owned()));
        assert_eq!(text(LINE, "session_id"), Cell::Text("s\"1".to_owned()));
        assert_eq!(text(LINE, "payload"), Cell::Text(LINE[LINE.find("{\"query").unwrap()..LINE.len() - 1].to_owned()));
        assert_eq!(text(LINE, "json"), Cell::Text(LINE.to_owned()));
        assert_eq!(text(&LINE.replace("17", "null"), "user_id"), Cell::Null);
        assert_eq!(text(&LINE.replace("\"user_id\":17,", ""), "user_id"), Cell::Absent);
        assert_eq!(form().cell(&LINE.as_bytes()[..40], 1), None);
    }

    #[test]
    fn a_key_is_put_back_where_it_stood() {
        for (column, member, value) in [
            ("event_id", "\"event_id\":\"e1\",", Some("e1")),
            ("event_type", "\"event_type\":\"search\",", Some("search")),
            ("user_id", "\"user_id\":17,", Some("17")),
            ("session_id", "\"session_id\":\"s\\\"1\",", Some("s\"1")),
        ] {
            let without = LINE.replace(member, "");
            assert_ne!(without, LINE);
            assert_eq!(replaced(&without, column, value), LINE);
        }
        let anonymous = LINE.replace("17", "null");
        assert_eq!(replaced(&LINE.replace("\"user_id\":17,", ""), "user_id", None), anonymous);
        assert_eq!(replaced("{}", "user_id", Some("1")), "{\"user_id\":1}");
        assert_eq!(replaced("{\"event_id\":\"e\"}", "user_id", Some("1")), "{\"event_id\":\"e\",\"user_id\":1}");
        // Two keys that are gone come back one after the other.
        let without = LINE.replace("\"event_type\":\"search\",\"user_id\":17,", "");
        assert_eq!(replaced(&replaced(&without, "user_id", Some("17")), "event_type", Some("search")), LINE);
    }

    #[test]
    fn values_and_lines_are_replaced() {
        assert_eq!(replaced(LINE, "user_id", Some("99")), LINE.replace("17", "99"));
        assert_eq!(replaced(LINE, "session_id", Some("a\\")), LINE.replace("s\\\"1", "a\\\\"));
        assert_eq!(replaced("{\"event_id\":", "json", Some(LINE)), LINE);
        assert!(!form().replace(b"{\"event_id\":", 1, Some("x"), &mut Vec::new()));
    }

    #[test]
    fn differences_name_keys_or_the_line() {
        let names = |found: &str| -> Vec<&str> {
            form().differences(LINE.as_bytes(), found.as_bytes()).into_iter().map(|(name, ..)| name).collect()
        };
        assert_eq!(names(&LINE.replace("17", "18").replace("results", "result")), ["user_id", "payload"]);
        assert_eq!(names(&LINE[..20]), ["json"]);
        assert_eq!(names(&LINE.replace("\"user_id\":17", "\"user_id\": 17")), ["json"]);
        assert!(names(LINE).is_empty());
    }

    #[test]
    fn values_cast_as_the_schema_says() {
        let casts = |column: &str, value| form().cast(form().column(column).unwrap()).accepts(Some(value));
        assert!(casts("event_id", "anything") && casts("user_id", "17") && !casts("user_id", "x"));
        assert!(casts("event_ts", "2024-03-01T04:15:09.120000Z") && !casts("event_ts", "01/03/2024 04:15"));
        assert!(casts("json", LINE) && !casts("json", &LINE[..30]));
    }
}
