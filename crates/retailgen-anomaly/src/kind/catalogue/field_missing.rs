//! `field.missing`: a record with a field too few.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "field.missing",
    meaning: "A record lacks a field and its delimiter.",
    level: Level::Record,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,Perth,WA,AU", Some("7,Perth,AU")),
    fits: records::needs_csv,
    spoil: Spoil::Record(leave_out),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};

fn leave_out(records: &Records, row: usize, stream: &mut Stream) -> Option<Damage> {
    let fields = records.fields(row);
    let field = &fields[1 + stream.below(fields.len().checked_sub(1)? as u64) as usize];
    Some(Records::damage(row, field.start - 1, field.len() + 1, ""))
}
