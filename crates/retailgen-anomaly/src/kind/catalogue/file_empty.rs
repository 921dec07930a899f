//! `file.empty`: a file of a day without a byte.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "file.empty",
    meaning: "The file of a day is there and has no byte.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("id,state\\n7,WA\\n", Some("")),
    fits: records::needs_days_of_text,
    spoil: Spoil::Lost(|_| 0),
    cases: &[],
    misfits: &[(Table::Customers, None), (Table::OrdersHeader, Some("order_id")), (Table::Sensors, None)],
    query: None,
};
