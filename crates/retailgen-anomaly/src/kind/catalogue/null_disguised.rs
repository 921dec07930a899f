//! `null.disguised`: a value that says that there is none.
//!
//! Pearson, "The problem of disguised missing data" (SIGKDD Explorations 8, 2006), has what forms that insist are given.

use retailgen_schema::{ColumnType, Table};
use retailgen_synth::Stream;

use super::text_typo::is_words;
use crate::kind::{Action, Clean, Detectability, Kind, Level, Spoil, form};

pub const KIND: Kind = Kind {
    name: "null.disguised",
    meaning: "The value stands for none: N/A, unknown, a dash, 1900-01-01, 9999-12-31.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("Gladstone", Some("unknown")),
    fits: |table, column| match column {
        Some(column) if is_words(table, column) => Ok(()),
        Some(column) if column.column_type == ColumnType::Date32 && !table.primary_key.contains(&column.name) => Ok(()),
        _ => Err("it needs a column of words that are neither codes nor unique, or a date that is no key"),
    },
    spoil: Spoil::Cell(|cell, stream| stand_in(cell, stream).map(Some)),
    cases: &[
        (Table::Customers, "city", "Gladstone", &[Some("N/A"), Some("unknown"), Some("-")]),
        (Table::Stores, "close_dt", "2024-03-02", &[Some("9999-12-31"), Some("1900-01-01")]),
    ],
    misfits: &[(Table::Customers, Some("email")), (Table::ExchangeRates, Some("date"))],
    query: None,
};

/// What is written often stands here twice.
const WORDS: [&str; 10] = ["N/A", "N/A", "unknown", "unknown", "-", "n/a", "None", "UNKNOWN", "not provided", "?"];
const DAYS: [&str; 4] = ["1900-01-01", "9999-12-31", "1970-01-01", "1900-01-01"];

fn stand_in(cell: &Clean, stream: &mut Stream) -> Option<String> {
    let clean = cell.text?;
    let stands: &[&str] = if cell.column.column_type == ColumnType::Date32 { &DAYS } else { &WORDS };
    Some(form::pick(stands, stream).to_owned()).filter(|text| text != clean)
}
