//! `field.extra`: a record with a field too many.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "field.extra",
    meaning: "A record has an empty field at its end, or one field twice.",
    level: Level::Record,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,Perth,WA,AU", Some("7,Perth,WA,AU,")),
    fits: records::needs_csv,
    spoil: Spoil::Record(add),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};

/// Share of the records whose extra field is a trailing delimiter, as programs write it that end each field with one.
const TRAILING: f64 = 0.6;

#[expect(clippy::unnecessary_wraps, reason = "the form of what a kind does")]
fn add(records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    let fields = records.fields(row);
    let (at, dirty) = if stream.chance(TRAILING) {
        (records.starts[row] + records.body(row).len(), b",".to_vec())
    } else {
        let field = fields[stream.below(fields.len() as u64) as usize].clone();
        (field.end, [b",", &records.text[field]].concat())
    };
    Some(Records::damage(row, at, 0, dirty))
}
