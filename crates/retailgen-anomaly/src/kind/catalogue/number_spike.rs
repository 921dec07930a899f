//! `number.spike`: one measurement far from its neighbours, and in range.

use retailgen_schema::Table;
use retailgen_synth::Stream;

use super::number_shifted::{is_series, moved, reach};
use crate::kind::{Action, Clean, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "number.spike",
    meaning: "One measurement is off by a quarter to two fifths of its range, and in range.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("64.96", Some("93.96")),
    fits: |table, column| match column.and_then(reach) {
        Some(_) if is_series(table) => Ok(()),
        _ => Err("it needs measurements with a minimum and a maximum, as sensors.temperature_c"),
    },
    spoil: Spoil::Cell(|cell, stream| spike(cell, stream).map(Some)),
    cases: &[(Table::Sensors, "humidity_pct", "damp", &[])],
    misfits: &[(Table::OrdersLines, Some("line_discount_pct")), (Table::Sensors, Some("shelf_id"))],
    query: None,
};

fn spike(cell: &Clean, stream: &mut Stream) -> Option<String> {
    let reach = reach(cell.column)?;
    // In hundredths, as a bit is worth a round amount.
    let away = reach * (25 + stream.below(15) as i64) / 100;
    moved(cell, away, stream.chance(0.5))
}
