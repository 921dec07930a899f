//! `header.reordered`: names over the wrong columns.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Records, Spoil, records};

pub const KIND: Kind = Kind {
    name: "header.reordered",
    meaning: "Two names have changed places and their columns, of one type where two are, have not.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("id,city,state", Some("id,state,city")),
    fits: records::needs_csv,
    spoil: Spoil::FileStart(swap),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};

fn swap(records: &Records, stream: &mut Stream) -> Option<Damage> {
    let mut names = records.names();
    let columns = records.table.columns;
    // The other name is no less likely to be taken for the right one.
    let alike = |place: &usize| columns[*place].column_type == columns[place + 1].column_type;
    let places: Vec<usize> = (0..names.len().checked_sub(1)?).filter(alike).collect();
    let place = places.get(stream.below(places.len().max(1) as u64) as usize).copied().unwrap_or_default();
    names.swap(place, place + 1);
    Some(records.renamed(&names))
}
