//! `price.invalid`: a price that is missing, zero or negative.

use retailgen_schema::{Role, Table};

use crate::kind::{Action, Clean, Detectability, Kind, Level, Spoil, fixed_point, form::Form, number};

pub const KIND: Kind = Kind {
    name: "price.invalid",
    meaning: "The price is null, zero or negative.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("19.5900", Some("-19.5900")),
    fits: |_, column| match column {
        Some(column) if column.role == Some(Role::Price) && column.required => Ok(()),
        _ => Err("it needs a required column with the role price"),
    },
    spoil: Spoil::Forms { takes: |_| true, forms: FORMS },
    cases: &[
        (Table::Products, "current_price", "19.5900", &[None, Some("-19.5900"), Some("0.0000")]),
        (Table::Products, "current_price", "0.0000", &[]),
        (Table::Products, "current_price", "-1.0000", &[]),
        (Table::Products, "current_price", "abc", &[]),
    ],
    misfits: &[(Table::OrdersHeader, Some("shipping_fee"))],
    query: Some("select count(*) from {table} where {column} is null or {column}::double <= 0"),
};

const FORMS: &[Form] = &[
    Form::of_cell("null", 1, |cell| price(cell).map(|_| None)),
    Form::of_cell("zero", 1, |cell| price(cell).map(|(_, scale)| Some(fixed_point::text(0, scale)))),
    Form::of_cell("negative", 1, |cell| price(cell).map(|(price, scale)| Some(fixed_point::text(-price, scale)))),
];

/// A price above zero, and its digits after the point.
fn price(cell: &Clean) -> Option<(i64, u8)> {
    let price = number::parse(cell.column, cell.text?).filter(|price| *price > 0)?;
    Some((price, number::scale(cell.column)?))
}
