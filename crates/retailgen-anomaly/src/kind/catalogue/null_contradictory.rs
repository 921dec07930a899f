//! `null.contradictory`: a value is missing that the rest of the row says is there.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "null.contradictory",
    meaning: "A value is null though another column says that it is there.",
    level: Level::Cell,
    detectability: Detectability::Row,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("2023-08-14", None),
    // Null is right in the column, but not in the rows that have a value.
    fits: |_, column| match column {
        Some(column) if column.present_when.is_some() => Ok(()),
        _ => Err("it needs an optional column whose value another column announces, as products.discontinued_dt"),
    },
    spoil: Spoil::Cell(|cell, _| cell.text.map(|_| None)),
    cases: &[(Table::Products, "discontinued_dt", "2023-08-14", &[None])],
    misfits: &[(Table::Stores, Some("close_dt"))],
    query: Some("select count(*) from {table} where {present_when} = 'true' and {column} is null"),
};
