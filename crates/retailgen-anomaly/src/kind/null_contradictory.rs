//! `null.contradictory`: a value is missing that the rest of the row says is there.

use super::{Action, Detectability, Kind, Level, Spoil};

/// Table and column; null is right in the column, but not in the rows that have a value.
const COLUMNS: &[(&str, &str)] = &[("products", "discontinued_dt")];

pub const KIND: Kind = Kind {
    name: "null.contradictory",
    meaning: "A value is null though another column of the row says that it is there, such as a discontinued product \
              without its last day.",
    level: Level::Cell,
    detectability: Detectability::Row,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("2023-08-14", None),
    fits: |table, column| match column {
        Some(column) if COLUMNS.contains(&(table.name, column.name)) => Ok(()),
        _ => Err("it needs a column that is null or not by what another column says: products.discontinued_dt"),
    },
    spoil: Spoil::Cell(|cell, _| cell.text.map(|_| None)),
};

#[cfg(test)]
mod tests {
    use retailgen_schema::Table;

    use super::*;
    use crate::kind::trial::spoiled;

    #[test]
    fn only_rows_with_a_value_are_hit() {
        assert!(spoiled(&KIND, Table::Products, "discontinued_dt", Some("2023-08-14")).iter().all(Option::is_none));
        assert!(spoiled(&KIND, Table::Products, "discontinued_dt", None).is_empty());
    }
}
