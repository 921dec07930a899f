//! `file.gzipped`: a compressed file under a plain name.

use retailgen_schema::Table;
use retailgen_text::Rewriting;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "file.gzipped",
    meaning: "The file is compressed by gzip, and its name does not say so.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("id,name", Some("\\x1F\\x8B\\x08")),
    fits: records::needs_text,
    spoil: Spoil::WholeFile(&Rewriting::Gzip),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None)],
    query: None,
};
