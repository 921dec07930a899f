//! `date.swapped`: day and month in each other's place, which another date comes of.
//!
//! The classic of spreadsheets: a file of an American system read under a European setting keeps the days up to the
//! twelfth and swaps them (European Spreadsheet Risks Interest Group, collected horror stories).

use retailgen_schema::{ColumnDefinition, ColumnType, Table, TableDefinition};
use retailgen_synth::{Stream, calendar::Date};

use crate::kind::{Action, Change, Detectability, Hit, Kind, Level, Site, Spoil};

pub const KIND: Kind = Kind {
    name: "date.swapped",
    meaning: "Day and month are swapped, both twelve at most: another date.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("2024-03-08", Some("2024-08-03")),
    fits: |_, column| match column {
        Some(column) if is_dated(column) => Ok(()),
        _ => Err("it needs a column of type date32 or timestamp[us]"),
    },
    spoil: Spoil::Row { relies_on: other_dates, hit: swap },
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, Some("event_id"))],
    query: None,
};

fn is_dated(column: &ColumnDefinition) -> bool {
    matches!(column.column_type, ColumnType::Date32 | ColumnType::TimestampMicros)
}

/// The dates and instants of the row: which comes first must stay, and could not be told if another rule hit one.
fn other_dates(table: &TableDefinition) -> Vec<usize> {
    (0..table.columns.len()).filter(|&cell| is_dated(&table.columns[cell])).collect()
}

fn swap(site: &Site, _: &mut Stream) -> Option<Hit> {
    let column = site.column?;
    let text = site.text(site.row, column)?;
    let (date, time) = text.split_at_checked(10)?;
    let clean: Date = date.parse().ok()?;
    let (year, month, day) = clean.civil();
    if day > 12 || day == month {
        return None;
    }
    let dirty = Date::new(year, day, month);
    let others: Vec<usize> = other_dates(site.table).into_iter().filter(|&other| other != column).collect();
    for &other in &others {
        let Some(text) = site.text(site.row, other) else { continue };
        let other: Date = text.get(..10)?.parse().ok()?;
        // What follows must still follow: closed before opened is another fault. Two names of one day say nothing.
        let apart = (clean.days() - other.days()).abs() > 1;
        if apart && (clean < other) != (dirty < other) {
            return None;
        }
    }
    let relied_on = others.into_iter().map(|other| (site.row, other)).collect();
    let dirty = Some(format!("{year:04}-{day:02}-{month:02}{time}"));
    Some(Hit { change: Change::Cell { dirty, copied_from: None }, relied_on })
}
