//! `key.missing`: a JSON object without a key that it must have.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "key.missing",
    meaning: "A key that every object has is missing from its line.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("page_view", None),
    fits: |table, column| match column {
        Some(column) if table.document.is_some() && table.column(column.name).is_none() && column.required => Ok(()),
        _ => Err("it needs a required key of the envelope of a table of JSON lines"),
    },
    spoil: Spoil::Cell(|cell, _| cell.text.map(|_| None)),
    cases: &[(Table::Events, "session_id", "s1", &[None])],
    misfits: &[(Table::Events, Some("user_id")), (Table::Events, Some("json"))],
    query: Some("select count(*) from {table} where {column} is null"),
};
