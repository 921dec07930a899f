//! `text.homoglyph`: a letter of another alphabet that looks the same.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use super::text_typo::needs_words;
use crate::kind::{Action, Detectability, Kind, Level, Spoil, form};

pub const KIND: Kind = Kind {
    name: "text.homoglyph",
    meaning: "One Latin letter is a Cyrillic one that looks the same.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("Perth", Some("P\u{435}rth")),
    fits: needs_words,
    spoil: Spoil::Cell(|cell, stream| disguised(cell.text?, stream).map(Some)),
    cases: &[
        (Table::Stores, "name", "Goolwa", &[Some("G\u{43e}olwa"), Some("Go\u{43e}lwa"), Some("Goolw\u{430}")]),
        (Table::Stores, "name", "19", &[]),
    ],
    misfits: &[(Table::Customers, Some("email")), (Table::Products, Some("sku"))],
    query: None,
};

/// Latin letters with Cyrillic ones of the same look (Unicode Technical Standard 39, confusables).
const ALIKE: &[(char, char)] = &[
    ('a', '\u{430}'),
    ('c', '\u{441}'),
    ('e', '\u{435}'),
    ('o', '\u{43e}'),
    ('p', '\u{440}'),
    ('x', '\u{445}'),
    ('y', '\u{443}'),
    ('A', '\u{410}'),
    ('B', '\u{412}'),
    ('C', '\u{421}'),
    ('E', '\u{415}'),
    ('H', '\u{41d}'),
    ('K', '\u{41a}'),
    ('M', '\u{41c}'),
    ('O', '\u{41e}'),
    ('P', '\u{420}'),
    ('T', '\u{422}'),
    ('X', '\u{425}'),
];

fn disguised(text: &str, stream: &mut Stream) -> Option<String> {
    let twin = |letter: char| ALIKE.iter().find(|(latin, _)| *latin == letter).map(|(_, twin)| *twin);
    let places: Vec<(usize, char)> = text.char_indices().filter_map(|(at, letter)| Some((at, twin(letter)?))).collect();
    if places.is_empty() {
        return None;
    }
    let (at, twin) = form::pick(&places, stream);
    // All of these Latin letters have one byte.
    Some(format!("{}{twin}{}", &text[..at], &text[at + 1..]))
}
