//! `rate.inverted`: an exchange rate the wrong way round.

use retailgen_schema::ColumnType;

use super::{Action, Detectability, Kind, Level, Spoil, fixed_point};

pub const KIND: Kind = Kind {
    name: "rate.inverted",
    meaning: "An exchange rate says what one unit of the home currency costs abroad instead of the other way round.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("1.60000000", Some("0.62500000")),
    fits: |_, column| match column {
        Some(column) if column.name.starts_with("rate_to_") && scale_and_limit(column.column_type).is_some() => Ok(()),
        _ => Err("it needs a decimal column of exchange rates, named `rate_to_…`"),
    },
    spoil: Spoil::Cell(|cell, _| {
        let (scale, limit) = scale_and_limit(cell.column.column_type)?;
        let rate = fixed_point::parse(cell.text?, scale).filter(|rate| *rate > 0)?;
        let unit = 10_i128.pow(u32::from(scale));
        // Rounded half up; a rate of one is its own inverse.
        let inverse = (2 * unit * unit + i128::from(rate)) / (2 * i128::from(rate));
        let inverse = i64::try_from(inverse).ok().filter(|inverse| (1..=limit).contains(inverse))?;
        (inverse != rate).then(|| Some(fixed_point::text(inverse, scale)))
    }),
};

/// Digits after the point, and the largest value that the type holds in units of the last one.
fn scale_and_limit(column_type: ColumnType) -> Option<(u8, i64)> {
    let ColumnType::Decimal128 { precision, scale } = column_type else { return None };
    let limit = 10_i64.checked_pow(u32::from(precision))? - 1;
    Some((u8::try_from(scale).ok()?, limit))
}

#[cfg(test)]
mod tests {
    use retailgen_schema::Table;

    use super::*;
    use crate::kind::trial::spoiled;

    #[test]
    fn rates_are_inverted_and_one_is_left_alone() {
        let inverse =
            |clean| spoiled(&KIND, Table::ExchangeRates, "rate_to_aud", Some(clean)).first().cloned().flatten();
        assert_eq!(inverse("1.60000000").as_deref(), Some("0.62500000"));
        assert_eq!(inverse("0.01001000").as_deref(), Some("99.90009990"));
        for clean in ["1.00000000", "0.00000000", "-1.60000000", "", "1.6"] {
            assert_eq!(inverse(clean), None, "{clean}");
        }
        // One of the last digit is a hundred million the other way, which still fits 18 digits.
        assert_eq!(inverse("0.00000001").as_deref(), Some("100000000.00000000"));
    }
}
