//! `operation.repeated`: operations on the rows of a table that come a second time.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, OperationFault, Spoil, records};

pub const KIND: Kind = Kind {
    name: "operation.repeated",
    meaning: "A feed's operations of a day on a table come once more, at the end of the next day's file.",
    level: Level::File,
    detectability: Detectability::CrossRow,
    expected_action: Action::Reject,
    breaks_type: false,
    example: ("U,2001,…\n", Some("U,2001,…\nI,1001,…\n")),
    fits: records::needs_operations,
    spoil: Spoil::Operations(OperationFault::Repeated),
    cases: &[],
    misfits: &[(Table::Events, None), (Table::Customers, Some("email")), (Table::Returns, None)],
    query: None,
};
