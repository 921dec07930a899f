//! `text.mojibake`: UTF-8 that somebody took for Windows-1252, and wrote as UTF-8 again.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use super::text_typo::needs_words;
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "text.mojibake",
    meaning: "UTF-8 was read as Windows-1252 and written as UTF-8 again: two or three letters for one.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("Zoë", Some("ZoÃ«")),
    fits: needs_words,
    spoil: Spoil::Cell(|cell, stream| mistaken(cell.text?, stream).map(Some)),
    cases: &[
        (Table::Customers, "first_name", "Zoë", &[Some("ZoÃ«")]),
        (Table::Customers, "city", "São Paulo", &[Some("SÃ£o Paulo")]),
        (Table::Customers, "first_name", "Anna", &[]),
    ],
    misfits: &[(Table::Customers, Some("email")), (Table::Products, Some("sku"))],
    query: None,
};

/// What Windows-1252 has from 0x80 on, where Latin-1 has control characters; the five places that it leaves free stay as they are.
const FROM_0X80: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

fn mistaken(text: &str, _: &mut Stream) -> Option<String> {
    let letter = |byte: u8| match byte {
        0x80..=0x9f => FROM_0X80.chars().nth(usize::from(byte) - 0x80).unwrap_or(char::REPLACEMENT_CHARACTER),
        byte => char::from(byte),
    };
    (!text.is_ascii()).then(|| text.bytes().map(letter).collect())
}
