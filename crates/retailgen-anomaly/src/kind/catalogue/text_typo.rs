//! `text.typo`: a slip of the keys in free text.

use retailgen_schema::{ColumnDefinition, ColumnType, Role, Table, TableDefinition};

use crate::kind::{Action, Detectability, Kind, Level, Spoil, typing};

pub const KIND: Kind = Kind {
    name: "text.typo",
    meaning: "A word is misspelt as fingers do: a letter left out, doubled, too many, or of the key beside, or two swapped.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Warn,
    breaks_type: false,
    example: ("Jennifer", Some("Jenifer")),
    fits: needs_words,
    spoil: Spoil::Cell(|cell, stream| typing::slip(cell.text?, stream).map(Some)),
    cases: &[
        (Table::Customers, "first_name", "Jennifer", &[Some("Jenifer"), Some("Jenniifer"), Some("Jennfier")]),
        (Table::Customers, "first_name", "Li", &[]),
        (Table::OrdersHeader, "coupon_code", "AUTUMN20", &[Some("AUTUM20"), Some("AUTMUN20")]),
    ],
    misfits: &[(Table::Customers, Some("email")), (Table::Products, Some("sku")), (Table::Events, Some("event_type"))],
    query: None,
};

/// What kinds of words ask of their place.
pub fn needs_words(table: &TableDefinition, column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
    match column {
        Some(column) if is_words(table, column) => Ok(()),
        _ => Err("it needs a column of words that are neither codes nor unique"),
    }
}

/// Whether people type words into a column: no codes, which have patterns, roles or owners, and no JSON.
pub fn is_words(table: &TableDefinition, column: &ColumnDefinition) -> bool {
    let is_code = column.unique || column.pattern.is_some() || column.references.is_some();
    let plain = matches!(column.role, None | Some(Role::FamilyName | Role::GivenName | Role::Street));
    let identifies = table.primary_key.contains(&column.name);
    column.column_type == ColumnType::Utf8 && table.document.is_none() && plain && !is_code && !identifies
}
