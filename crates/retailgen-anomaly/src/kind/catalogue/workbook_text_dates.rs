//! `workbook.text_dates`: a workbook whose dates are text.

use retailgen_schema::Table;
use retailgen_text::TypedFault;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "workbook.text_dates",
    meaning: "The dates of a workbook are text, the day first.",
    level: Level::File,
    detectability: Detectability::Type,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("2024-03-01", Some("01/03/2024")),
    fits: records::needs_workbook,
    spoil: Spoil::Typed(|_, _| Some(TypedFault::TextDates)),
    cases: &[],
    misfits: &[(Table::ExchangeRates, Some("date")), (Table::Stores, None), (Table::Shipments, None)],
    query: None,
};
