//! `value.copied_down`: the value of the row above, as a spreadsheet's fill handle copies it.

use retailgen_schema::{ColumnDefinition, Table, TableDefinition};
use retailgen_synth::Stream;

use crate::kind::{Action, Change, Detectability, Hit, Kind, Level, Site, Spoil};

pub const KIND: Kind = Kind {
    name: "value.copied_down",
    meaning: "The cell repeats the value of the row above.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("1989-07-20", Some("1963-04-27")),
    fits: |table, column| match column {
        Some(column) if is_free(table, column) => Ok(()),
        _ => Err("it needs a column whose values may repeat"),
    },
    spoil: Spoil::Row { relies_on: |_| Vec::new(), hit: copy_above },
    cases: &[],
    misfits: &[(Table::Customers, Some("customer_id")), (Table::Events, Some("json"))],
    query: None,
};

/// Whether rows may share a value: a column that neither identifies a row nor is the whole of it.
pub fn is_free(table: &TableDefinition, column: &ColumnDefinition) -> bool {
    let identifies = column.unique || table.primary_key.contains(&column.name);
    let is_line = table.document.is_some() && table.columns.first().is_some_and(|line| line.name == column.name);
    !identifies && !is_line
}

fn copy_above(site: &Site, _: &mut Stream) -> Option<Hit> {
    let column = site.column?;
    let above = site.row.checked_sub(1)?;
    let dirty = site.text(above, column)?;
    if site.text(site.row, column)? == dirty || site.is_taken(above, column) {
        return None;
    }
    // What stands above is taken too: were it spoiled afterwards, nobody could tell that it was copied.
    let relied_on = vec![(above, column)];
    Some(Hit { change: Change::Cell { dirty: Some(dirty), copied_from: Some(above) }, relied_on })
}
