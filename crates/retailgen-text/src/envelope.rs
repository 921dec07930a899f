//! The envelope of a line of JSON: the keys that it begins with, read and written without the object being taken apart.

use std::ops::Range;

use retailgen_schema::{FieldType, JsonField, TableDefinition};

/// The keys that the objects of a table of JSON lines begin with, and how to read and write them in a line.
#[derive(Debug, Clone, Copy)]
pub struct Envelope {
    fields: &'static [JsonField],
}

impl Envelope {
    /// The envelope of a table; without keys where its rows are no JSON documents.
    #[must_use]
    pub fn of(definition: &TableDefinition) -> Self {
        Self { fields: definition.document.map_or(&[], |document| document.envelope) }
    }

    /// The keys, in the order in which they are written.
    #[must_use]
    pub fn fields(self) -> &'static [JsonField] {
        self.fields
    }

    /// The value of key number `key` as text: what a string says, or the digits of a number. `None` where the key is
    /// missing or null, and where the line cannot be read as far as that.
    #[must_use]
    pub fn text(self, line: &str, key: usize) -> Option<String> {
        let name = self.fields.get(key)?.name;
        let value = members(line).find(|member| &line[member.key.clone()] == name)?.value;
        match &line[value] {
            "null" => None,
            text if text.starts_with('"') => serde_json::from_str(text).ok(),
            text => Some(text.to_owned()),
        }
    }

    /// Whether key number `key` has a value: whether [`text`](Self::text) has one, without making it.
    ///
    /// A string that no JSON reader takes counts as a value here.
    #[must_use]
    pub fn has_value(self, line: &str, key: usize) -> bool {
        let Some(field) = self.fields.get(key) else { return false };
        let member = members(line).find(|member| &line[member.key.clone()] == field.name);
        member.is_some_and(|member| &line[member.value] != "null")
    }

    /// The line with another value for key number `key`; without text, the line without the key. A key that is missing
    /// is put where the envelope has it. A line that is no object stays as it is.
    #[must_use]
    pub fn with(self, line: &str, key: usize, text: Option<&str>) -> String {
        let Some(field) = self.fields.get(key).filter(|_| line.starts_with('{')) else { return line.to_owned() };
        let present = members(line).find(|member| &line[member.key.clone()] == field.name);
        let value = text.map(|text| match field.field_type {
            FieldType::String => serde_json::Value::from(text).to_string(),
            _ => text.to_owned(),
        });
        match (present, value) {
            (Some(member), Some(value)) => replaced(line, member.value, &value),
            (Some(member), None) => {
                // From its quote to the comma behind it, or from the comma before it where it is the last.
                let start = member.key.start - 1;
                let end = member.value.end;
                match (line.as_bytes().get(end), line.as_bytes().get(start - 1)) {
                    (Some(b','), _) => replaced(line, start..end + 1, ""),
                    (_, Some(b',')) => replaced(line, start - 1..end, ""),
                    _ => replaced(line, start..end, ""),
                }
            }
            (None, Some(value)) => {
                let earlier = &self.fields[..key];
                let before = members(line)
                    .take_while(|member| earlier.iter().any(|field| field.name == &line[member.key.clone()]))
                    .last();
                match before {
                    Some(member) => {
                        replaced(line, member.value.end..member.value.end, &format!(",\"{}\":{value}", field.name))
                    }
                    None => replaced(line, 1..1, &format!("\"{}\":{value},", field.name)),
                }
            }
            (None, None) => line.to_owned(),
        }
    }
}

fn replaced(line: &str, range: Range<usize>, text: &str) -> String {
    [&line[..range.start], text, &line[range.end..]].concat()
}

/// A key and its value, by their places in the line; the key's without its quotes.
struct Member {
    key: Range<usize>,
    value: Range<usize>,
}

/// The members of the object that a line is, as far as it can be read; there is no space between tokens.
fn members(line: &str) -> impl Iterator<Item = Member> {
    let bytes = line.as_bytes();
    let mut at = 1;
    std::iter::from_fn(move || {
        if bytes.first() != Some(&b'{') {
            return None;
        }
        let key = string_end(bytes, at)?;
        if bytes.get(key) != Some(&b':') {
            return None;
        }
        let value = key + 1;
        let end = value_end(bytes, value)?;
        let member = Member { key: at + 1..key - 1, value: value..end };
        at = end + 1;
        Some(member)
    })
}

/// The place behind the string that begins at `start`.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    if bytes.get(start) != Some(&b'"') {
        return None;
    }
    let mut at = start + 1;
    loop {
        // Most of a line is text, and rules look into every line: looked through byte by byte it took half their time.
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The place behind the value that begins at `start`.
fn value_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    let mut depth = 0_u32;
    loop {
        match bytes.get(at)? {
            b'"' => {
                at = string_end(bytes, at)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 0 => depth -= 1,
            b'}' | b']' | b',' if depth == 0 => return Some(at),
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use retailgen_schema::Table;
    use serde_json::Value;

    use super::*;

    fn envelope() -> Envelope {
        Envelope::of(Table::Events.definition())
    }

    fn line(event_id: &str, user_id: Option<u32>, query: &str) -> String {
        let text = |text: &str| Value::from(text).to_string();
        let user_id = user_id.map_or_else(|| "null".to_owned(), |user_id| user_id.to_string());
        format!(
            "{{\"event_id\":{},\"event_ts\":\"t\",\"event_type\":\"search\",\"user_id\":{user_id},\"session_id\":\"s\",\
             \"payload\":{{\"query\":{},\"user_id\":[1,{{}}]}}}}",
            text(event_id),
            text(query)
        )
    }

    proptest! {
        #[test]
        fn what_is_set_is_read_and_the_rest_stays(
            id in ".{0,12}", user in prop::option::of(0_u32..1_000), query in ".{0,12}", key in 0_usize..5, text in ".{0,9}"
        ) {
            let clean = line(&id, user, &query);
            let text = if key == 3 { "901".to_owned() } else { text };
            let dirty = envelope().with(&clean, key, Some(&text));
            prop_assert_eq!(envelope().text(&dirty, key), Some(text));
            for key in 0..7 {
                prop_assert_eq!(envelope().has_value(&clean, key), envelope().text(&clean, key).is_some());
            }
            let mut wanted: Value = serde_json::from_str(&clean).unwrap();
            let found: Value = serde_json::from_str(&dirty).unwrap();
            wanted[envelope().fields()[key].name] = found[envelope().fields()[key].name].clone();
            prop_assert_eq!(found, wanted);
        }

        #[test]
        fn what_is_taken_out_and_put_back_leaves_the_line_as_it_was(
            id in ".{0,12}", user in 0_u32..1_000, query in ".{0,12}", keys in prop::sample::subsequence(vec![0_usize, 1, 2, 3, 4], 1..=5)
        ) {
            let clean = line(&id, Some(user), &query);
            let mut dirty = clean.clone();
            for &key in &keys {
                dirty = envelope().with(&dirty, key, None);
                prop_assert_eq!(envelope().text(&dirty, key), None);
                prop_assert!(serde_json::from_str::<Value>(&dirty).is_ok());
            }
            for &key in keys.iter().rev() {
                dirty = envelope().with(&dirty, key, envelope().text(&clean, key).as_deref());
            }
            prop_assert_eq!(dirty, clean);
        }

        #[test]
        fn any_line_can_be_looked_at(line in ".{0,60}", key in 0_usize..7) {
            let _ = envelope().text(&line, key);
            let _ = envelope().with(&line, key, Some("x"));
        }
    }
}
