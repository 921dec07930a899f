//! `bom.utf8`: a byte order mark.

use retailgen_schema::Table;
use retailgen_text::Splice;

use crate::kind::{Action, Damage, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "bom.utf8",
    meaning: "The file begins with the byte order mark of UTF-8.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Warn,
    breaks_type: true,
    example: ("id,name", Some("\\u{FEFF}id,name")),
    fits: records::needs_text,
    spoil: Spoil::FileStart(|_, _| {
        Some(Damage { splice: Splice { at: 0, len: 0, dirty: b"\xef\xbb\xbf".to_vec() }, rows: 0..0 })
    }),
    cases: &[],
    misfits: &[(Table::Customers, Some("email")), (Table::Shipments, None), (Table::ExchangeRates, None)],
    query: None,
};
