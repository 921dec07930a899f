//! `value.mixed_up`: the value of another row, which is right there and wrong here.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use super::value_copied_down::is_free;
use crate::kind::{Action, Change, Detectability, Hit, Kind, Level, Site, Spoil};

pub const KIND: Kind = Kind {
    name: "value.mixed_up",
    meaning: "The cell has the value of another row above, and the rest of its row says otherwise.",
    level: Level::Cell,
    detectability: Detectability::CrossTable,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("Pantry", Some("Fresh Food")),
    fits: |table, column| match column {
        Some(column) if is_free(table, column) => Ok(()),
        _ => Err("it needs a column whose values may repeat"),
    },
    spoil: Spoil::Row { relies_on: |_| Vec::new(), hit: take_other },
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, Some("json"))],
    query: None,
};

/// Rows that are asked for another value; where all show the same there is nothing to mix up.
const MOST_ASKED: usize = 64;

fn take_other(site: &Site, stream: &mut Stream) -> Option<Hit> {
    let column = site.column?;
    let clean = site.text(site.row, column)?;
    // Of the rows above, which a label can name.
    let rows = Some(site.row as u64).filter(|rows| *rows > 0)?;
    let asked = std::iter::repeat_with(|| stream.below(rows) as usize).take(MOST_ASKED);
    let (from, dirty) = asked
        .filter(|&other| !site.is_taken(other, column))
        .filter_map(|other| Some((other, site.text(other, column)?)))
        .find(|(_, text)| *text != clean)?;
    Some(Hit { change: Change::Cell { dirty: Some(dirty), copied_from: Some(from) }, relied_on: vec![(from, column)] })
}
