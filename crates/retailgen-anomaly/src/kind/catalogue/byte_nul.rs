//! `byte.nul`: a byte of zero.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "byte.nul",
    meaning: "A byte of zero stands within the record.",
    level: Level::Record,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,Perth,WA", Some("7,Per␀th,WA")),
    fits: records::needs_text,
    spoil: Spoil::Record(add_zero),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None), (Table::ExchangeRates, None)],
    query: None,
};

fn add_zero(records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    let body = records.starts[row]..records.starts[row] + records.body(row).len();
    let texts = if records.is_csv() { records.bare_texts(row) } else { vec![body] };
    let field = texts.get(stream.below(texts.len().max(1) as u64) as usize)?;
    Some(Records::damage(row, records.place_within(field.clone(), stream)?, 0, "\0"))
}
