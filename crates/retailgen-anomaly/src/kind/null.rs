//! `null`: a value that must be there is missing.

use super::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "null",
    meaning: "A value that every clean row has is null.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("(02) 7010 8854", None),
    // A null in an optional column is a value like any other: nobody could find it.
    fits: |table, column| match column {
        Some(_) if table.document.is_some() => Err("in JSON lines a key can be missing: use key.missing"),
        Some(column) if column.required => Ok(()),
        _ => Err("it needs a column that is never null in clean rows"),
    },
    spoil: Spoil::Cell(|cell, _| cell.text.map(|_| None)),
};

#[cfg(test)]
mod tests {
    use retailgen_schema::Table;

    use super::*;
    use crate::kind::trial::spoiled;

    #[test]
    fn any_value_becomes_null_and_null_stays() {
        assert!(spoiled(&KIND, Table::Customers, "phone", Some("0491 575 310")).iter().all(Option::is_none));
        assert!(spoiled(&KIND, Table::Customers, "phone", None).is_empty());
    }
}
