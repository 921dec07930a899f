//! `quantity.over_sold`: more pieces than were sold.

use retailgen_schema::{ColumnType, Table};

use super::{Action, Detectability, Kind, Level, Spoil, fixed_point};

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
    fits: |table, column| match column {
        Some(column)
            if table.name == Table::Returns.name()
                && column.name == "qty"
                && column.column_type == ColumnType::Int32 =>
        {
            Ok(())
        }
        _ => Err("it needs a quantity that another table bounds: returns.qty"),
    },
    spoil: Spoil::Cell(|cell, stream| {
        // At least one piece has come back, so more than any line sells.
        let returned = fixed_point::parse(cell.text?, 0).filter(|pieces| *pieces > 0)?;
        let more = i64::from(MOST_PIECES) + stream.below(MOST_PIECES as u64) as i64;
        let pieces = i32::try_from(returned.checked_add(more)?).ok()?;
        Some(Some(pieces.to_string()))
    }),
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::kind::trial::spoiled;

    #[test]
    fn no_line_sells_as_many() {
        let dirty: BTreeSet<i32> = spoiled(&KIND, Table::Returns, "qty", Some("1"))
            .into_iter()
            .map(|pieces| pieces.unwrap().parse().unwrap())
            .collect();
        assert_eq!(dirty, (MOST_PIECES + 1..=2 * MOST_PIECES).collect());
        for clean in ["0", "-1", "", "1.0", "2147483647"] {
            assert!(spoiled(&KIND, Table::Returns, "qty", Some(clean)).is_empty(), "{clean}");
        }
    }

    #[test]
    fn it_fits_the_pieces_of_a_return_only() {
        for table in Table::ALL {
            let definition = table.definition();
            for column in definition.cells {
                let fits = KIND.fits(definition, Some(column)).is_ok();
                assert_eq!(fits, (table, column.name) == (Table::Returns, "qty"), "{table}.{}", column.name);
            }
        }
    }
}
