//! `date.serial`: a date as spreadsheets count days.

use retailgen_schema::{ColumnType, Table};
use retailgen_synth::calendar::Date;

use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "date.serial",
    meaning: "A date is the number of its day since the end of 1899.",
    level: Level::Cell,
    detectability: Detectability::Type,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("2024-03-01", Some("45352")),
    fits: |table, column| match column {
        Some(column) if table.document.is_none() && column.column_type == ColumnType::Date32 => Ok(()),
        _ => Err("it needs a column of type date32"),
    },
    spoil: Spoil::Cell(|cell, _| {
        let date: Date = cell.text?.parse().ok()?;
        Some(Some((date.days() + DAYS_TO_1970).to_string()))
    }),
    cases: &[(Table::Customers, "birth_date", "1978-03-08", &[Some("28557")])],
    misfits: &[(Table::Customers, Some("join_ts")), (Table::OrdersHeader, None), (Table::ExchangeRates, Some("date"))],
    query: None,
};

/// 1970-01-01 is day 25,569 (ECMA-376, part 1, section 18.17.4.1).
const DAYS_TO_1970: i32 = 25_569;
