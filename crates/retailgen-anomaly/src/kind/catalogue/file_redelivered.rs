//! `file.redelivered`: a file of a day a second time.

use retailgen_schema::Table;

use crate::kind::{Action, Arrival, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "file.redelivered",
    meaning: "The file of a day comes twice: a second one beside it has all its rows, with nothing else wrong in them.",
    level: Level::Row,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("order_dt=2024-03-11/part-00000.csv", Some("and order_dt=2024-03-11/part-00000_1.csv")),
    fits: records::needs_days,
    spoil: Spoil::Arrival(Arrival::Twice),
    cases: &[],
    misfits: &[(Table::Customers, None), (Table::OrdersHeader, Some("order_id")), (Table::Sensors, None)],
    query: None,
};
