//! `file.missing`: a file of a day that does not arrive.

use retailgen_schema::Table;

use crate::kind::{Action, Arrival, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "file.missing",
    meaning: "The file of a day does not arrive: neither folder nor manifest has it.",
    level: Level::File,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("id,state\\n7,WA\\n", Some("")),
    fits: records::needs_days,
    spoil: Spoil::Arrival(Arrival::Never),
    cases: &[],
    misfits: &[(Table::Customers, None), (Table::OrdersHeader, Some("order_id")), (Table::Sensors, None)],
    query: None,
};
