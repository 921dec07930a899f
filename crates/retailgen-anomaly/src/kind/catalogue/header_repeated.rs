//! `header.repeated`: the header once more.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "header.repeated",
    meaning: "The line of column names comes again between two records.",
    level: Level::Record,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,WA\\n8,NSW", Some("7,WA\\nid,state\\n8,NSW")),
    fits: records::needs_csv,
    spoil: Spoil::Record(|records, row, _| records.inserted_above(row, records.header)),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};
