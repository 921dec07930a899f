//! `flag.contradictory`: a flag that says the opposite of the value that it announces.

use retailgen_schema::{ColumnType, Table};

use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "flag.contradictory",
    meaning: "A flag is turned over, and the value that it announces is still there, or still missing.",
    level: Level::Cell,
    detectability: Detectability::Row,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("true", Some("false")),
    fits: |table, column| match column {
        Some(column)
            if column.column_type == ColumnType::Bool
                && table.columns.iter().any(|other| other.present_when == Some(column.name)) =>
        {
            Ok(())
        }
        _ => Err("it needs a column that says whether another one has a value, as products.is_discontinued"),
    },
    spoil: Spoil::Cell(|cell, _| match cell.text? {
        "true" => Some(Some("false".to_owned())),
        "false" => Some(Some("true".to_owned())),
        _ => None,
    }),
    cases: &[(Table::Products, "is_discontinued", "false", &[Some("true")])],
    misfits: &[(Table::Customers, Some("is_vip"))],
    query: None,
};
