//! `field.shifted`: a record whose fields have moved by one column.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "field.shifted",
    meaning: "From some column on fields stand one too far right, and the last is gone: their number is right.",
    level: Level::Record,
    detectability: Detectability::Type,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,Perth,WA,AU", Some("7,,Perth,WA")),
    fits: records::needs_csv,
    spoil: Spoil::Record(shift),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};

fn shift(records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    let fields = records.fields(row);
    let from = 1 + stream.below(fields.len().checked_sub(2)? as u64) as usize;
    let moved = &records.text[fields[from].start..fields[fields.len() - 2].end];
    let dirty = [b",", moved].concat();
    let len = fields[fields.len() - 1].end - fields[from].start;
    let clean = &records.text[fields[from].start..fields[from].start + len];
    (dirty != clean).then(|| Records::damage(row, fields[from].start, len, dirty))
}
