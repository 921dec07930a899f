//! The fields of a CSV record.

use std::ops::Range;

use memchr::memchr;

use super::Cell;
use retailgen_read::after_quotes;

/// The fields of a record as they are written, one after the other; an error where one is not as RFC 4180 has it.
struct Fields<'r> {
    record: &'r [u8],
    /// Where the next field begins; none behind the last.
    next: Option<usize>,
}

impl Iterator for Fields<'_> {
    type Item = Result<Range<usize>, ()>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.next.take()?;
        let end = if self.record.get(start) == Some(&b'"') {
            match after_quotes(self.record, start) {
                Some(end) if end == self.record.len() || self.record[end] == b',' => end,
                _ => return Some(Err(())),
            }
        } else {
            memchr(b',', &self.record[start..]).map_or(self.record.len(), |length| start + length)
        };
        self.next = (end < self.record.len()).then_some(end + 1);
        Some(Ok(start..end))
    }
}

fn fields(record: &[u8]) -> Fields<'_> {
    Fields { record, next: Some(0) }
}

/// How many fields there are; none where one is not as RFC 4180 has it.
pub(super) fn count(record: &[u8]) -> Option<usize> {
    fields(record).try_fold(0, |count, field| field.ok().map(|_| count + 1))
}

fn field(record: &[u8], column: usize) -> Option<Range<usize>> {
    fields(record).map_while(Result::ok).nth(column)
}

/// What a field says.
pub(super) fn cell(record: &[u8], column: usize) -> Option<Cell> {
    let field = &record[field(record, column)?];
    Some(match field {
        [] => Cell::Null,
        [b'"', inner @ .., b'"'] => Cell::Text(String::from_utf8_lossy(inner).replace("\"\"", "\"")),
        plain => Cell::Text(String::from_utf8_lossy(plain).into_owned()),
    })
}

/// Appends the record with another value in a field.
pub(super) fn replace(record: &[u8], column: usize, value: Option<&str>, out: &mut Vec<u8>) -> bool {
    let Some(field) = field(record, column) else { return false };
    out.extend_from_slice(&record[..field.start]);
    match value {
        None => {}
        Some(text) if text.is_empty() || text.contains([',', '"', '\n', '\r']) => {
            out.push(b'"');
            out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        }
        Some(text) => out.extend_from_slice(text.as_bytes()),
    }
    out.extend_from_slice(&record[field.end..]);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(record: &str) -> Vec<Option<String>> {
        let count = count(record.as_bytes()).unwrap();
        (0..count).map(|column| cell(record.as_bytes(), column).unwrap().text().map(str::to_owned)).collect()
    }

    #[test]
    fn fields_are_found_through_quotes() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(texts("1,,\"\",x"), [some("1"), None, some(""), some("x")]);
        assert_eq!(texts("\"a, \"\"b\"\"\n\",5\" pipe,"), [some("a, \"b\"\n"), some("5\" pipe"), None]);
        assert_eq!(texts(""), [None]);
        assert_eq!(count(b"a,\"b"), None);
        assert_eq!(count(b"a,\"b\"c"), None);
        assert_eq!(cell(b"a,b", 2), None);
    }

    #[test]
    fn only_the_field_is_written_otherwise() {
        let replaced = |record: &str, column, value| {
            let mut out = Vec::new();
            assert!(replace(record.as_bytes(), column, value, &mut out));
            String::from_utf8(out).unwrap()
        };
        assert_eq!(replaced("1,\"a\"\"b\",2", 2, Some("x")), "1,\"a\"\"b\",x");
        assert_eq!(replaced("1,\"a\"\"b\",2", 1, Some("a,b")), "1,\"a,b\",2");
        assert_eq!(replaced("1,\"a\"\"b\",2", 1, None), "1,,2");
        assert_eq!(replaced("1,,2", 1, Some("")), "1,\"\",2");
        assert_eq!(replaced(",", 1, Some("say \"x\"")), ",\"say \"\"x\"\"\"");
        assert!(!replace(b"1,2", 2, None, &mut Vec::new()));
    }
}
