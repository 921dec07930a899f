//! `code.duplicated`: a code that should be unique repeats the code of an earlier row.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use crate::kind::{Action, Change, Detectability, Hit, Kind, Level, Site, Spoil};

pub const KIND: Kind = Kind {
    name: "code.duplicated",
    meaning: "A unique code repeats the code of an earlier row.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("CUST-RXA64ALP", Some("CUST-D6JYW14X")),
    fits: |_, column| match column {
        Some(column) if column.unique => Ok(()),
        _ => Err("it needs a column whose values are unique"),
    },
    spoil: Spoil::Row { relies_on: |_| Vec::new(), hit: copy_earlier },
    cases: &[],
    misfits: &[(Table::Customers, Some("first_name"))],
    query: Some("select count(distinct ({key})) - count(distinct {column}) from {table}"),
};

fn copy_earlier(site: &Site, stream: &mut Stream) -> Option<Hit> {
    let column = site.column?;
    let earlier = site.row.checked_sub(1).map(|last| stream.below(last as u64 + 1) as usize)?;
    let dirty = site.text(earlier, column);
    if site.text(site.row, column) == dirty || site.is_taken(earlier, column) {
        return None;
    }
    // The original is taken too: were it spoiled afterwards, the copy would repeat nothing.
    Some(Hit { change: Change::Cell { dirty, copied_from: Some(earlier) }, relied_on: vec![(earlier, column)] })
}
