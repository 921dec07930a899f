//! The one form in which rules are written out.

use std::fmt::Write as _;

use super::{Amount, Mechanism, Rule};

/// The rules as TOML. Ids and names need no escapes: they are letters, digits, `.`, `_` and `-`.
pub fn text(rules: &[Rule]) -> String {
    let mut out = String::new();
    for rule in rules {
        if !out.is_empty() {
            out.push('\n');
        }
        let column = rule.column_definition().map(|column| column.name);
        out.push_str("[[rule]]\n");
        let keys = [
            ("id", Some(rule.id.as_str())),
            ("table", Some(rule.table.name())),
            ("column", column),
            ("kind", Some(rule.kind.name)),
        ];
        for (key, value) in keys {
            if let Some(value) = value {
                push(&mut out, format_args!("{key} = \"{value}\"\n"));
            }
        }
        match rule.amount {
            // The shortest form that reads back as the same number.
            Amount::Rate(rate) => push(&mut out, format_args!("rate = {rate:?}\n")),
            Amount::Count(count) => push(&mut out, format_args!("count = {count}\n")),
        }
        match rule.mechanism {
            Mechanism::Random => {}
            Mechanism::Even => push(&mut out, format_args!("mechanism = \"even\"\n")),
            Mechanism::Incident { days_share } => {
                push(&mut out, format_args!("mechanism = \"incident\"\ndays_share = {days_share:?}\n"));
            }
            Mechanism::Run { length } => {
                push(&mut out, format_args!("mechanism = \"run\"\nlength = {length}\n"));
            }
        }
        for (key, day) in [("start", rule.start), ("until", rule.until)] {
            if let Some(day) = day {
                push(&mut out, format_args!("{key} = {day}\n"));
            }
        }
        if let Some(condition) = &rule.condition {
            push(&mut out, format_args!("where = {condition}\n"));
        }
        if let Some(entities) = rule.entities {
            push(&mut out, format_args!("entities = {entities}\n"));
        }
        if let Some(weights) = &rule.weights {
            push(&mut out, format_args!("weights = {weights}\n"));
        }
    }
    out
}

fn push(out: &mut String, arguments: std::fmt::Arguments) {
    out.write_fmt(arguments).expect("writing to memory cannot fail");
}
