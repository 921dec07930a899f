//! `quantity.over_sold`: more pieces than were sold.

use retailgen_schema::{ColumnType, Table};

use crate::kind::{Action, Detectability, Kind, Level, Spoil, fixed_point};

/// The most pieces that a line of an order sells: what is above cannot have been bought.
///
/// The retailer's parameters end there, and a test reads the order lines.
pub const MOST_PIECES: i32 = 6;

pub const KIND: Kind = Kind {
    name: "quantity.over_sold",
    meaning: "More pieces come back than the order's line sold.",
    level: Level::Cell,
    detectability: Detectability::CrossTable,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("1", Some("8")),
    fits: |_, column| match column {
        Some(column) if column.bounded_by.is_some() && column.column_type == ColumnType::Int32 => Ok(()),
        _ => Err("it needs a quantity that another table bounds, as returns.qty"),
    },
    spoil: Spoil::Cell(|cell, stream| {
        // At least one piece has come back, so more than any line sells.
        let returned = fixed_point::parse(cell.text?, 0).filter(|pieces| *pieces > 0)?;
        let more = i64::from(MOST_PIECES) + stream.below(MOST_PIECES as u64) as i64;
        let pieces = i32::try_from(returned.checked_add(more)?).ok()?;
        Some(Some(pieces.to_string()))
    }),
    cases: &[
        (Table::Returns, "qty", "1", &[Some("7"), Some("8"), Some("9"), Some("10"), Some("11"), Some("12")]),
        (Table::Returns, "qty", "0", &[]),
        (Table::Returns, "qty", "-1", &[]),
        (Table::Returns, "qty", "", &[]),
        (Table::Returns, "qty", "1.0", &[]),
        (Table::Returns, "qty", "2147483647", &[]),
    ],
    misfits: &[(Table::OrdersLines, Some("qty")), (Table::Returns, Some("order_id"))],
    query: Some("select count(distinct return_id) from returned where qty > line_qty"),
};
