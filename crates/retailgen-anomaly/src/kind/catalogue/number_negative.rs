//! `number.negative`: a count or amount below zero.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, number};

pub const KIND: Kind = Kind {
    name: "number.negative",
    meaning: "A number that is never negative is.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("34", Some("-34")),
    fits: |_, column| match column {
        Some(column) if number::least(column).is_some_and(|least| least >= 0) => Ok(()),
        _ => Err("it needs an integer or decimal column whose clean values are never negative"),
    },
    spoil: Spoil::Cell(|cell, _| {
        let text = cell.text?;
        let value = number::parse(cell.column, text)?;
        (value > 0).then(|| Some(["-", text].concat()))
    }),
    cases: &[
        (Table::Suppliers, "lead_time_days", "34", &[Some("-34")]),
        (Table::OrdersHeader, "shipping_fee", "9.95", &[Some("-9.95")]),
        (Table::OrdersLines, "qty", "0", &[]),
        (Table::OrdersHeader, "shipping_fee", "0.00", &[]),
        (Table::OrdersHeader, "shipping_fee", "-9.95", &[]),
        (Table::OrdersHeader, "shipping_fee", "", &[]),
        (Table::OrdersHeader, "shipping_fee", "9", &[]),
    ],
    misfits: &[(Table::OrdersHeader, Some("customer_id"))],
    query: Some("select count(*) from {table} where {column}::double < 0"),
};
