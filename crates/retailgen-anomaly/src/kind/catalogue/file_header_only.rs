//! `file.header_only`: a file of a day with its header alone.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "file.header_only",
    meaning: "The file of a day has its header and no row.",
    level: Level::File,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("id,state\\n7,WA\\n", Some("id,state\\n")),
    fits: records::needs_days_of_csv,
    spoil: Spoil::Lost(|records| records.header.len()),
    cases: &[],
    misfits: &[(Table::Customers, None), (Table::Events, None), (Table::OrdersHeader, Some("order_id"))],
    query: None,
};
