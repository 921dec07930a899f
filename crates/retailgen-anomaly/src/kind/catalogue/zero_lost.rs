//! `zero.lost`: a code of digits without its leading zeros.
//!
//! What a spreadsheet takes for a number it shows without them; Microsoft's own help has a page on keeping leading zeros.

use retailgen_schema::{ColumnDefinition, ColumnType, Table, TableDefinition};

use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "zero.lost",
    meaning: "A code of digits has lost its leading zeros.",
    level: Level::Cell,
    detectability: Detectability::Domain,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("0872", Some("872")),
    fits: |table, column| match column {
        Some(column) if is_code(table, column) => Ok(()),
        _ => Err("it needs a column of text that is neither unique nor a list of words, without a role"),
    },
    spoil: Spoil::Cell(|cell, _| {
        let text = cell.text?;
        let number = text.trim_start_matches('0');
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && number != text).then(|| Some(number.to_owned()))
    }),
    cases: &[
        (Table::Customers, "postcode", "0872", &[Some("872")]),
        (Table::Customers, "postcode", "01067", &[Some("1067")]),
        (Table::Customers, "postcode", "2000", &[]),
        (Table::Customers, "postcode", "D03 G4B9", &[]),
        (Table::Customers, "postcode", "0", &[]),
    ],
    misfits: &[
        (Table::Customers, Some("phone")),
        (Table::Customers, Some("customer_id")),
        (Table::Events, Some("json")),
    ],
    query: None,
};

fn is_code(table: &TableDefinition, column: &ColumnDefinition) -> bool {
    let is_text = table.document.is_none() && column.column_type == ColumnType::Utf8;
    is_text && column.role.is_none() && !column.unique && column.references.is_none() && column.accepted.is_empty()
}
