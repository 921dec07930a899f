//! `header.doubled`: one name over two columns.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "header.doubled",
    meaning: "A name stands over another column as well, whose own is gone.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("id,city,state", Some("id,city,city")),
    fits: records::needs_csv,
    spoil: Spoil::FileStart(double),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};

fn double(records: &Records, stream: &mut Stream) -> Option<Damage> {
    let mut names = records.names();
    let kept = stream.below(names.len() as u64) as usize;
    let lost = (kept + 1 + stream.below(names.len().checked_sub(1)? as u64) as usize) % names.len();
    names[lost] = names[kept];
    Some(records.renamed(&names))
}
