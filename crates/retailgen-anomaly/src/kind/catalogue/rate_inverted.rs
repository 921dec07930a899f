//! `rate.inverted`: an exchange rate the wrong way round.

use retailgen_schema::{Role, Table};

use crate::kind::{Action, Detectability, Kind, Level, Spoil, fixed_point, number};

pub const KIND: Kind = Kind {
    name: "rate.inverted",
    meaning: "An exchange rate says what the home currency costs abroad.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("1.60000000", Some("0.62500000")),
    fits: |_, column| match column {
        Some(column) if column.role == Some(Role::Rate) => Ok(()),
        _ => Err("it needs a column with the role rate"),
    },
    spoil: Spoil::Cell(|cell, _| {
        let (scale, limit) = (number::scale(cell.column)?, number::limit(cell.column)?);
        let rate = number::parse(cell.column, cell.text?).filter(|rate| *rate > 0)?;
        let unit = 10_i128.pow(u32::from(scale));
        // Rounded half up; a rate of one is its own inverse.
        let inverse = (2 * unit * unit + i128::from(rate)) / (2 * i128::from(rate));
        let inverse = i64::try_from(inverse).ok().filter(|inverse| (1..=limit).contains(inverse))?;
        (inverse != rate).then(|| Some(fixed_point::text(inverse, scale)))
    }),
    cases: &[
        (Table::ExchangeRates, "rate_to_aud", "1.60000000", &[Some("0.62500000")]),
        (Table::ExchangeRates, "rate_to_aud", "0.01001000", &[Some("99.90009990")]),
        (Table::ExchangeRates, "rate_to_aud", "0.00000001", &[Some("100000000.00000000")]),
        (Table::ExchangeRates, "rate_to_aud", "1.00000000", &[]),
        (Table::ExchangeRates, "rate_to_aud", "0.00000000", &[]),
        (Table::ExchangeRates, "rate_to_aud", "-1.60000000", &[]),
        (Table::ExchangeRates, "rate_to_aud", "", &[]),
        (Table::ExchangeRates, "rate_to_aud", "1.6", &[]),
    ],
    misfits: &[(Table::OrdersLines, Some("unit_price"))],
    query: None,
};
