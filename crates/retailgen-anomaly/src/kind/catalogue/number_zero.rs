//! `number.zero`: nothing where there must be something.

use retailgen_schema::Table;

use crate::kind::{Action, Detectability, Kind, Level, Spoil, fixed_point, number};

pub const KIND: Kind = Kind {
    name: "number.zero",
    meaning: "A number that is always above zero is zero.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("32.5000", Some("0.0000")),
    fits: |_, column| match column {
        Some(column) if number::least(column).is_some_and(|least| least > 0) => Ok(()),
        _ => Err("it needs an integer or decimal column whose clean values are above zero"),
    },
    spoil: Spoil::Cell(|cell, _| {
        let value = number::parse(cell.column, cell.text?)?;
        (value != 0).then_some(Some(fixed_point::text(0, number::scale(cell.column)?)))
    }),
    cases: &[
        (Table::OrdersLines, "unit_price", "32.5000", &[Some("0.0000")]),
        (Table::OrdersLines, "qty", "3", &[Some("0")]),
        (Table::OrdersLines, "qty", "0", &[]),
        (Table::OrdersLines, "unit_price", "0.0000", &[]),
    ],
    misfits: &[(Table::OrdersHeader, Some("shipping_fee"))],
    query: Some("select count(*) from {table} where {column}::double = 0"),
};
