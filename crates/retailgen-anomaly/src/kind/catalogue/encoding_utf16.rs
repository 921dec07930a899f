//! `encoding.utf16`: a file in another encoding.

use retailgen_schema::Table;
use retailgen_text::Rewriting;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "encoding.utf16",
    meaning: "The whole file is UTF-16 behind a byte order mark.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("id,name", Some("\\xFF\\xFEi\\0d\\0,\\0")),
    fits: records::needs_text,
    spoil: Spoil::WholeFile(&Rewriting::Utf16),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None)],
    query: None,
};
