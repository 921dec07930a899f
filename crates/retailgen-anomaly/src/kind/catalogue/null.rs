//! `null`: a value that must be there is missing.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "null",
    meaning: "A value that every clean row has is null.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("(02) 7010 8854", None),
    // A null in an optional column is a value like any other: nobody could find it.
    fits: |table, column| match column {
        Some(_) if table.document.is_some() => Err("in JSON lines a key can be missing: use key.missing"),
        Some(column) if column.required => Ok(()),
        _ => Err("it needs a column that is never null in clean rows"),
    },
    spoil: Spoil::Cell(|cell, _| cell.text.map(|_| None)),
    cases: &[(Table::Customers, "phone", "0491 575 310", &[None])],
    misfits: &[(Table::Customers, Some("address_line2")), (Table::Events, Some("user_id"))],
    query: Some("select count(*) from {table} where {column} is null"),
};
