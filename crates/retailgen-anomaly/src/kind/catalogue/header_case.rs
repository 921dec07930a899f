//! `header.case`: a header in capitals.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "header.case",
    meaning: "All names of the header are in capitals.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Warn,
    breaks_type: true,
    example: ("id,state", Some("ID,STATE")),
    fits: records::needs_csv,
    spoil: Spoil::FileStart(|records, _| {
        Some(records.renamed(&records.names().iter().map(|name| name.to_ascii_uppercase()).collect::<Vec<_>>()))
    }),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};
