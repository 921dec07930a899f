//! `workbook.error_cells`: cells of a workbook in which a formula has failed.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, records};

pub const KIND: Kind = Kind {
    name: "workbook.error_cells",
    meaning: "A formula in the cell of a workbook has come to `#N/A`.",
    level: Level::Cell,
    detectability: Detectability::Type,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("1.64000000", Some("#N/A")),
    fits: records::needs_typed_cell_of_workbook,
    spoil: Spoil::Failure("#N/A"),
    cases: &[(Table::ExchangeRates, "rate_to_aud", "1.64000000", &[Some("#N/A")])],
    misfits: &[
        (Table::ExchangeRates, Some("currency")),
        (Table::ExchangeRates, None),
        (Table::Stores, Some("latitude")),
    ],
    query: None,
};
