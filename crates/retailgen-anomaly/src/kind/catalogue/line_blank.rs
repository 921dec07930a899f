//! `line.blank`: an empty line.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "line.blank",
    meaning: "An empty line stands between two records.",
    level: Level::Record,
    detectability: Detectability::Parse,
    expected_action: Action::Warn,
    breaks_type: true,
    example: ("7,WA\\n8,NSW", Some("7,WA\\n\\n8,NSW")),
    fits: records::needs_text,
    spoil: Spoil::Record(|records, row, _| records.inserted_above(row, "\n")),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None), (Table::ExchangeRates, None)],
    query: None,
};
