//! `delimiter.semicolon`: a file with another delimiter.

use retailgen_schema::Table;
use retailgen_text::Rewriting;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "delimiter.semicolon",
    meaning: "Semicolons separate the fields of the whole file.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("7,WA", Some("7;WA")),
    fits: records::needs_csv,
    spoil: Spoil::WholeFile(&Rewriting::Semicolons),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Events, None)],
    query: None,
};
