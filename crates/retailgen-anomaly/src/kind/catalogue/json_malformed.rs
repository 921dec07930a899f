//! `json.malformed`: a line that no JSON parser takes.

use retailgen_synth::Stream;

use retailgen_schema::Table;

use crate::kind::form::{self, Form};
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "json.malformed",
    meaning: "No JSON: cut short, without brace, colon or quotes, a comma too many, single quotes, None, a log's \
              prefix, two lines in one.",
    level: Level::Cell,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: (r#"{"event_id":"e1","payload":{}}"#, Some(r#"{"event_id":"e1","payload":{}"#)),
    fits: |table, column| match column {
        Some(column) if table.document.is_some() && table.column(column.name).is_some() => Ok(()),
        _ => Err("it needs the column of whole lines of a table of JSON lines"),
    },
    spoil: Spoil::Forms { takes: |text| object(text).is_some(), forms: FORMS },
    cases: &[
        (Table::Events, "json", "", &[]),
        (Table::Events, "json", "null", &[]),
        (Table::Events, "json", "{}", &[]),
        (Table::Events, "json", "[1]", &[]),
        (Table::Events, "json", r#"{"a":1}"#, &[Some("{'a':1}")]),
    ],
    misfits: &[(Table::Events, Some("user_id")), (Table::Customers, Some("email"))],
    query: Some("select count(*) from lines where not json_valid(line)"),
};

const FORMS: &[Form] = &[
    Form::new("cut_short", 1, cut_short),
    Form::new("missing_brace", 1, without_closing_brace),
    Form::new("trailing_comma", 1, trailing_comma),
    Form::new("single_quotes", 1, single_quotes),
    Form::new("bare_keys", 1, bare_keys),
    Form::new("missing_colon", 1, without_colon),
    Form::new("language_literal", 1, language_literal),
    Form::new("log_prefix", 1, log_prefix),
    Form::new("glued", 1, glued_to_the_next),
];

/// The text, where it is an object with something in it.
fn object(text: &str) -> Option<&str> {
    (text.starts_with("{\"") && text.ends_with('}')).then_some(text)
}

/// As a writer leaves it that dies in the middle.
fn cut_short(text: &str, stream: &mut Stream) -> Option<String> {
    let from = text.len() / 3;
    let end = from + stream.below((text.len() - from) as u64) as usize;
    // Not within a letter, and never the whole.
    (1..=end).rev().find(|&end| text.is_char_boundary(end)).map(|end| text[..end].to_owned())
}

fn without_closing_brace(text: &str, _: &mut Stream) -> Option<String> {
    text.strip_suffix('}').map(str::to_owned)
}

fn trailing_comma(text: &str, _: &mut Stream) -> Option<String> {
    Some([text.strip_suffix('}')?, ",}"].concat())
}

/// As some languages print a dictionary.
fn single_quotes(text: &str, _: &mut Stream) -> Option<String> {
    text.contains('"').then(|| text.replace('"', "'"))
}

fn bare_keys(text: &str, _: &mut Stream) -> Option<String> {
    let (key, rest) = text.strip_prefix("{\"")?.split_once('"')?;
    Some(["{", key, rest].concat())
}

fn without_colon(text: &str, _: &mut Stream) -> Option<String> {
    let (key, value) = text.split_once("\":")?;
    Some([key, "\"", value].concat())
}

/// What is not there, as other languages than JSON call it. `NaN` is left out: some JSON parsers take it.
fn language_literal(text: &str, stream: &mut Stream) -> Option<String> {
    let literal = form::pick(&["None", "nil", "undefined"], stream);
    let (head, tail) = text.split_once("\":")?;
    let end = tail.find([',', '}'])?;
    Some([head, "\":", literal, &tail[end..]].concat())
}

/// A line of a log file instead of its message.
fn log_prefix(text: &str, _: &mut Stream) -> Option<String> {
    object(text).map(|text| ["INFO shop.events ", text].concat())
}

/// Two lines without the line break between them.
fn glued_to_the_next(text: &str, _: &mut Stream) -> Option<String> {
    object(text).map(|text| text.repeat(2))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::kind::trial::spoiled;

    const LINES: [&str; 3] = [
        r#"{"event_id":"e1","payload":{}}"#,
        r#"{"event_id":"é1","event_ts":"2024-03-01T00:00:00.000000Z","user_id":null,"payload":{"query":"\"x\", {it's}"}}"#,
        r#"{"a":1}"#,
    ];

    #[test]
    fn no_form_of_any_line_parses_and_none_breaks_the_line() {
        for line in LINES {
            assert!(serde_json::from_str::<Value>(line).is_ok());
            for form in FORMS {
                for draw in 0..100 {
                    let dirty = form.of(line, &mut retailgen_synth::Seed(1).key("json").stream(draw)).unwrap();
                    assert!(serde_json::from_str::<Value>(&dirty).is_err(), "{}: {dirty}", form.name);
                    assert!(!dirty.is_empty() && !dirty.contains('\n'), "{}: {dirty:?}", form.name);
                }
            }
            let seen: BTreeSet<_> = spoiled(&KIND, Table::Events, "json", Some(line)).into_iter().collect();
            assert!(seen.len() >= FORMS.len(), "{seen:?}");
        }
    }
}
