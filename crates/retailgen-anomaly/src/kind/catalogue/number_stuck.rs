//! `number.stuck`: a sensor that goes on saying what it said.

use retailgen_schema::Table;

use super::number_shifted::{is_series, reach};
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "number.stuck",
    meaning: "A run of measurements repeats the one at which it began.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("64.96", Some("65.11")),
    fits: |table, column| match column.and_then(reach) {
        Some(_) if is_series(table) => Ok(()),
        _ => Err("it needs measurements with a minimum and a maximum, as sensors.temperature_c"),
    },
    // A reading that happens to be the same needs no label; the run goes on behind it.
    spoil: Spoil::Run(|cell, run, _| cell.text.filter(|text| *text != run.first).map(|_| Some(run.first.to_owned()))),
    cases: &[],
    misfits: &[(Table::OrdersLines, Some("line_discount_pct")), (Table::Sensors, Some("shelf_id"))],
    query: None,
};
