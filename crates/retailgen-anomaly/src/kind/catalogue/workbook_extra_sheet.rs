//! `workbook.extra_sheet`: a workbook with a sheet too many.

use retailgen_schema::Table;
use retailgen_text::TypedFault;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "workbook.extra_sheet",
    meaning: "A hidden sheet of notes stands before the sheet of the table.",
    level: Level::File,
    detectability: Detectability::Parse,
    expected_action: Action::Warn,
    breaks_type: true,
    example: ("exchange_rates", Some("Notes, exchange_rates")),
    fits: records::needs_workbook,
    spoil: Spoil::Typed(|_, _| Some(TypedFault::ExtraSheet)),
    cases: &[],
    misfits: &[(Table::ExchangeRates, Some("date")), (Table::Stores, None), (Table::Shipments, None)],
    query: None,
};
