//! `number.negative`: a count or amount below zero.

use super::{Action, Detectability, Kind, Level, Spoil, number};

pub const KIND: Kind = Kind {
    name: "number.negative",
    meaning: "A number that is never negative has its sign flipped.",
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
};

#[cfg(test)]
mod tests {
    use retailgen_schema::Table;

    use super::*;
    use crate::kind::trial::spoiled;

    #[test]
    fn the_sign_flips_and_zero_is_left_alone() {
        let negative = |table, column, clean| spoiled(&KIND, table, column, Some(clean)).first().cloned().flatten();
        assert_eq!(negative(Table::Suppliers, "lead_time_days", "34").as_deref(), Some("-34"));
        assert_eq!(negative(Table::OrdersHeader, "shipping_fee", "9.95").as_deref(), Some("-9.95"));
        for clean in ["0.00", "-9.95", "", "9"] {
            assert_eq!(negative(Table::OrdersHeader, "shipping_fee", clean), None, "{clean}");
        }
        assert_eq!(negative(Table::OrdersLines, "qty", "0"), None);
    }
}
