//! `text.escaped`: what a web page leaves in a text.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use super::text_typo::needs_words;
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "text.escaped",
    meaning: "Signs and letters beyond ASCII are written as in HTML.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("O'Brien", Some("O&#39;Brien")),
    fits: needs_words,
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
    let written = |letter: char| match letter {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        letter if letter.is_ascii() && letter != '\'' => letter.to_string(),
        letter => format!("&#{};", u32::from(letter)),
    };
    let out: String = text.chars().map(written).collect();
    (out != text).then_some(out)
}
