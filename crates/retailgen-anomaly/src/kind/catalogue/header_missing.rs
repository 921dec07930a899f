//! `header.missing`: a file without its header.

use retailgen_schema::Table;
use retailgen_text::Splice;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "header.missing",
    meaning: "The file has no line of column names.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("id,state\\n7,WA", Some("7,WA")),
    fits: records::needs_csv,
    spoil: Spoil::FileStart(|records, _| {
        Some(Damage { splice: Splice { at: 0, len: records.header.len(), dirty: Vec::new() }, rows: 0..0 })
    }),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None), (Table::Shipments, None)],
    query: None,
};
