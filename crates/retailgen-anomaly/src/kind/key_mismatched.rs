//! `key.mismatched`: a foreign key to a row that exists and does not belong here.

use retailgen_schema::{ColumnDefinition, ColumnType, Table, TableDefinition};

use super::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "key.mismatched",
    meaning: "A foreign key names a row that exists, but not one that belongs here: a product that is not on that order.",
    level: Level::Cell,
    detectability: Detectability::CrossTable,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("16439", Some("17334")),
    fits: |table, column| match column {
        Some(column) if column.column_type == ColumnType::Int64 && owner(table, column).is_some() => Ok(()),
        _ => Err("it needs a foreign key that another one of its row decides on, as returns.product_id"),
    },
    spoil: Spoil::Mismatch,
};

/// The foreign key of the same row that decides which rows a foreign key may name; `None` where it may name any.
///
/// The product of a return is one of those on its order. [`Place::belongs`](crate::Place::belongs) has to know them.
pub fn owner(table: &TableDefinition, column: &ColumnDefinition) -> Option<&'static str> {
    (table.name == Table::Returns.name() && column.name == "product_id").then_some("order_id")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fits_the_product_of_a_return_and_nothing_else() {
        let mut fitting = Vec::new();
        for table in Table::ALL {
            let definition = table.definition();
            for column in definition.cells.iter().filter(|column| KIND.fits(definition, Some(column)).is_ok()) {
                let owner = definition.column(owner(definition, column).unwrap()).unwrap();
                assert!(column.references.is_some() && owner.references.is_some());
                fitting.push((table, column.name));
            }
        }
        assert_eq!(fitting, [(Table::Returns, "product_id")]);
    }
}
