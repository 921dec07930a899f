//! `code.duplicated`: a code that should be unique is that of an earlier row.

use super::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "code.duplicated",
    meaning: "A code that should be unique is that of an earlier row of the file.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("CUST-RXA64ALP", Some("CUST-D6JYW14X")),
    fits: |_, column| match column {
        Some(column) if column.unique => Ok(()),
        _ => Err("it needs a column whose values are unique"),
    },
    spoil: Spoil::CopyEarlier,
};
