//! `newline.windows`: a file with the line ends of Windows.

use retailgen_schema::Table;
use retailgen_text::Rewriting;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "newline.windows",
    meaning: "All lines of the file end with CR and LF.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Warn,
    breaks_type: true,
    example: ("7,WA\\n", Some("7,WA\\r\\n")),
    fits: records::needs_text,
    spoil: Spoil::WholeFile(&Rewriting::Crlf),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None)],
    query: None,
};
