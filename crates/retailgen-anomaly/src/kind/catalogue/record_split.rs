//! `record.split`: a record on two lines.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "record.split",
    meaning: "A line end in no quotes breaks a record in two.",
    level: Level::Record,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,Perth North,WA", Some("7,Perth\\n North,WA")),
    fits: records::needs_text,
    spoil: Spoil::Record(split),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None), (Table::ExchangeRates, None)],
    query: None,
};

fn split(records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    let body = records.starts[row]..records.starts[row] + records.body(row).len();
    let texts = if records.is_csv() { records.bare_texts(row) } else { vec![body] };
    let field = texts.get(stream.below(texts.len().max(1) as u64) as usize)?;
    Some(Records::damage(row, records.place_within(field.clone(), stream)?, 0, "\n"))
}
