//! `file.stale`: the file of the day before once more.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "file.stale",
    meaning: "The file of a day has the rows of the day before, not its own.",
    level: Level::File,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("id,dt\\n8,2024-03-12\\n", Some("id,dt\\n7,2024-03-11\\n")),
    fits: records::needs_days_of_text,
    spoil: Spoil::Stale,
    cases: &[],
    misfits: &[(Table::Customers, None), (Table::OrdersHeader, Some("order_id")), (Table::Sensors, None)],
    query: None,
};
