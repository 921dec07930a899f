//! `key.default`: everything is booked on the account that was there first.
//!
//! What tills do when they cannot reach the customer system, and what a test account leaves behind: the spike of one
//! value in a histogram by which data profiling begins.

use retailgen_schema::{ColumnType, Table};

use crate::kind::{Action, Detectability, Kind, Level, Spoil, fixed_point};

pub const KIND: Kind = Kind {
    name: "key.default",
    meaning: "A foreign key is one of the first four numbers, which a system takes by default; in an incident the same one.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("49567", Some("3")),
    fits: |_, column| match column {
        Some(column) if column.references.is_some() && column.column_type == ColumnType::Int64 => Ok(()),
        _ => Err("it needs a foreign key of type int64"),
    },
    spoil: Spoil::Cell(|cell, stream| {
        let real = fixed_point::parse(cell.text?, 0)?;
        // Tables have four rows at least.
        let default = 1 + stream.below(4) as i64;
        (real != default).then(|| Some(default.to_string()))
    }),
    cases: &[(Table::OrdersHeader, "customer_id", "49567", &[Some("1"), Some("2"), Some("3"), Some("4")])],
    misfits: &[(Table::Customers, Some("customer_id"))],
    query: None,
};
