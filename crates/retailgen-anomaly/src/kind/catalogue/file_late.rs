//! `file.late`: a file that comes with the next day's delivery.

use retailgen_schema::Table;

use crate::kind::{Action, Arrival, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "file.late",
    meaning: "The file of a day comes with the next day's delivery of a feed; its own lacks it.",
    level: Level::File,
    detectability: Detectability::CrossRow,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("2024-03-11", Some("2024-03-12")),
    fits: records::needs_days,
    spoil: Spoil::Arrival(Arrival::Late),
    cases: &[],
    misfits: &[(Table::Customers, None), (Table::OrdersHeader, Some("order_id")), (Table::Sensors, None)],
    query: None,
};
