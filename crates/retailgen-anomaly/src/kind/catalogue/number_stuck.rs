//! `number.stuck`: a sensor that goes on saying what it said.

use retailgen_schema::Table;

use super::number_shifted::reach;
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "number.stuck",
    meaning: "A run of measurements repeats the one at which it began: the sensor hangs, and its gateway sends the last value.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("64.96", Some("65.11")),
    fits: |_, column| match column.and_then(reach) {
        Some(_) => Ok(()),
        None => Err("it needs an integer or decimal column with a minimum and a maximum"),
    },
    // A reading that happens to be the same needs no label; the run goes on behind it.
    spoil: Spoil::Run(|cell, run, _| cell.text.filter(|text| *text != run.first).map(|_| Some(run.first.to_owned()))),
    cases: &[],
    misfits: &[(Table::OrdersLines, Some("unit_price"))],
    query: None,
};
