//! `text.escaped`: what a web page leaves in a text.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use super::text_typo::is_words;
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "text.escaped",
    meaning: "Signs and letters beyond ASCII are written as in HTML.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("O'Brien", Some("O&#39;Brien")),
    fits: |table, column| match column {
        Some(column) if is_words(table, column) => Ok(()),
        _ => Err("it needs a column of words that are neither codes nor unique"),
    },
    spoil: Spoil::Cell(|cell, stream| escaped(cell.text?, stream).map(Some)),
    cases: &[
        (Table::Customers, "last_name", "O'Brien", &[Some("O&#39;Brien")]),
        (Table::Customers, "first_name", "Zoë", &[Some("Zo&#235;")]),
        (Table::Customers, "first_name", "Anna", &[]),
    ],
    misfits: &[(Table::Customers, Some("email")), (Table::Products, Some("sku"))],
    query: None,
};

fn escaped(text: &str, _: &mut Stream) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter if letter.is_ascii() => out.push(letter),
            letter => out.push_str(&format!("&#{};", u32::from(letter))),
        }
    }
    (out != text).then_some(out)
}
