//! `quote.stray`: a quote in the middle of a field.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "quote.stray",
    meaning: "A quote stands within a field that is in no quotes.",
    level: Level::Record,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,Perth,WA", Some(r#"7,Per"th,WA"#)),
    fits: records::needs_csv,
    spoil: Spoil::Record(add_quote),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};

fn add_quote(records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    let texts = records.bare_texts(row);
    let field = texts.get(stream.below(texts.len().max(1) as u64) as usize)?;
    Some(Records::damage(row, records.place_within(field.clone(), stream)?, 0, "\""))
}
