//! `encoding.invalid`: a letter in another encoding.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "encoding.invalid",
    meaning: "A letter beyond ASCII is in Latin-1, which is not UTF-8.",
    level: Level::Record,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,Zoë,WA", Some("7,Zo\\xEB,WA")),
    fits: records::needs_text,
    spoil: Spoil::Record(in_latin_1),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None), (Table::ExchangeRates, None)],
    query: None,
};

fn in_latin_1(records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    let body = std::str::from_utf8(records.body(row)).ok()?;
    let letters: Vec<(usize, u8)> = body
        .char_indices()
        .filter(|(_, letter)| ('\u{a0}'..='\u{ff}').contains(letter))
        .map(|(at, letter)| (at, letter as u32 as u8))
        .collect();
    let (at, byte) = *letters.get(stream.below(letters.len().max(1) as u64) as usize)?;
    Some(Records::damage(row, records.starts[row] + at, 2, vec![byte]))
}
