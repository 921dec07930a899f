//! `file.misplaced`: a file of a day in the next day's folder.

use retailgen_schema::Table;

use crate::kind::{Action, Arrival, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "file.misplaced",
    meaning: "The file of a day lies in the folder of the next day.",
    level: Level::File,
    detectability: Detectability::Row,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("order_dt=2024-03-11/part-00000.csv", Some("order_dt=2024-03-12/part-00000_2.csv")),
    fits: records::needs_days,
    spoil: Spoil::Arrival(Arrival::InNextDay),
    cases: &[],
    misfits: &[(Table::Customers, None), (Table::OrdersHeader, Some("order_id")), (Table::Sensors, None)],
    query: None,
};
