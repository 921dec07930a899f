//! A line of JSON, taken apart at its own commas, so that a key can be put back and all else stays byte for byte.

use retailgen::Table;
use retailgen_schema::FieldType;
use serde_json::Value;

/// The keys of a compact JSON object with their values as written, in their order.
fn members(line: &str) -> Vec<(&str, &str)> {
    let body = line.strip_prefix('{').and_then(|line| line.strip_suffix('}')).unwrap_or_else(|| panic!("{line}"));
    let (mut depth, mut quoted, mut escaped, mut start) = (0, false, false, 0);
    let mut members = Vec::new();
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth -= 1,
            b',' if !quoted && depth == 0 => {
                members.push(&body[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    members.push(&body[start..]);
    members.into_iter().map(|member| member.split_once(':').unwrap()).collect()
}

/// What a key of the envelope holds: the content of a string, the digits of a number; none where the key is absent.
pub fn value(line: &str, key: &str) -> Option<String> {
    let object: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    match object.get(key)? {
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// The line with another value for a key of the envelope, in the place that the schema gives it.
pub fn with(line: &str, key: &str, text: Option<&str>) -> String {
    let envelope = Table::Events.definition().document.unwrap().envelope;
    let place = |name: &str| envelope.iter().position(|field| format!("\"{}\"", field.name) == name);
    let number = envelope.iter().position(|field| field.name == key).unwrap();
    let quoted = format!("\"{key}\"");
    let mut all: Vec<(&str, &str)> = members(line);
    all.retain(|(name, _)| *name != quoted);
    let raw = text.map(|text| match envelope[number].field_type {
        FieldType::Integer => text.to_owned(),
        _ => serde_json::to_string(text).unwrap(),
    });
    if let Some(raw) = &raw {
        let before = all.iter().filter(|(name, _)| place(name).is_some_and(|other| other < number)).count();
        all.insert(before, (&quoted, raw));
    }
    let members: Vec<String> = all.iter().map(|(name, value)| format!("{name}:{value}")).collect();
    format!("{{{}}}", members.join(","))
}
