//! `workbook.title_row`: a title above the header.

use retailgen_schema::Table;
use retailgen_text::TypedFault;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "workbook.title_row",
    meaning: "A title in merged cells stands above the header.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("date, currency", Some("Exchange rates\\ndate, currency")),
    fits: records::needs_workbook,
    spoil: Spoil::Typed(|_, _| Some(TypedFault::TitleRow)),
    cases: &[],
    misfits: &[(Table::ExchangeRates, Some("date")), (Table::Stores, None), (Table::Shipments, None)],
    query: None,
};
