//! `workbook.text_numbers`: a workbook whose numbers are text.

use retailgen_schema::Table;
use retailgen_text::TypedFault;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "workbook.text_numbers",
    meaning: "The numbers of a workbook are stored as text.",
    level: Level::File,
    detectability: Detectability::Type,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("1.64", Some("'1.64")),
    fits: records::needs_workbook,
    spoil: Spoil::Typed(|_, _| Some(TypedFault::TextNumbers)),
    cases: &[],
    misfits: &[(Table::ExchangeRates, Some("date")), (Table::Stores, None), (Table::Shipments, None)],
    query: None,
};
