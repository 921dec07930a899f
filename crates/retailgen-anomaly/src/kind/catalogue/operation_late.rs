//! `operation.late`: operations on the rows of a table that come a day late.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, OperationFault, Spoil, records};

pub const KIND: Kind = Kind {
    name: "operation.late",
    meaning: "A fifth of a feed's operations of a day on a table come at the end of the next day's file.",
    level: Level::File,
    detectability: Detectability::CrossRow,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("I,1001,…\nU,1002,…\n", Some("I,1001,…\n")),
    fits: records::needs_operations,
    spoil: Spoil::Operations(OperationFault::Late),
    cases: &[],
    misfits: &[(Table::Events, None), (Table::Customers, Some("email")), (Table::Returns, None)],
    query: None,
};
