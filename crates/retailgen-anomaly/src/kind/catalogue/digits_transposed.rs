//! `digits.transposed`: two neighbouring digits in the wrong order.
//!
//! One in ten mistakes in numbers that people copy is a swap of neighbours (Verhoeff, "Error detecting decimal codes",
//! 1969), which is why bookkeepers divide a difference by nine.

use retailgen_schema::{ColumnDefinition, ColumnType, Role, Table, TableDefinition};
use retailgen_synth::Stream;

use crate::kind::{Action, Clean, Detectability, Kind, Level, Spoil, number};

pub const KIND: Kind = Kind {
    name: "digits.transposed",
    meaning: "Two of the first digits are swapped; the value stays in its range.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("14.95", Some("41.95")),
    fits: |table, column| match column {
        Some(column) if has_digits(table, column) => Ok(()),
        _ => Err("it needs a number, or a column of text that is neither unique nor a list of words"),
    },
    spoil: Spoil::Cell(|cell, stream| transposed(cell, stream).map(Some)),
    cases: &[
        (Table::OrdersHeader, "shipping_fee", "14.95", &[Some("41.95"), Some("19.45")]),
        (Table::OrdersHeader, "shipping_fee", "0.00", &[]),
        (Table::OrdersLines, "line_discount_pct", "0.2000", &[Some("0.0200")]),
        (Table::Customers, "postcode", "2250", &[Some("2520"), Some("2205")]),
        (Table::Customers, "postcode", "D03 G4B9", &[Some("D30 G4B9")]),
        (Table::Sensors, "shelf_id", "FR-01", &[Some("FR-10")]),
        (Table::Sensors, "shelf_id", "FR-11", &[]),
    ],
    misfits: &[(Table::Customers, Some("natural_key")), (Table::OrdersLines, Some("product_id"))],
    query: None,
};

/// How many places are candidates: what is farther back hardly changes a number.
const PLACES: usize = 2;

fn has_digits(table: &TableDefinition, column: &ColumnDefinition) -> bool {
    let code = column.unique || column.references.is_some() || !column.accepted.is_empty();
    let typed = match column.column_type {
        ColumnType::Utf8 => table.document.is_none() && matches!(column.role, None | Some(Role::Phone)),
        ColumnType::Int32 | ColumnType::Decimal128 { .. } => !table.primary_key.contains(&column.name),
        _ => false,
    };
    typed && !code
}

/// The text with two neighbouring digits swapped, the point between them or not.
fn transposed(cell: &Clean, stream: &mut Stream) -> Option<String> {
    let text = cell.text?;
    let is_text = cell.column.column_type == ColumnType::Utf8;
    let digits: Vec<usize> =
        text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).map(|(at, _)| at).collect();
    let swaps: Vec<String> = digits
        .windows(2)
        .filter(|pair| pair[1] - pair[0] == 1 || (!is_text && pair[1] - pair[0] == 2))
        .filter_map(|pair| swapped(text, pair[0], pair[1]))
        .filter(|swapped| is_text || is_in_range(cell.column, swapped))
        .take(PLACES)
        .collect();
    swaps.get(stream.below(swaps.len().max(1) as u64) as usize).cloned()
}

fn swapped(text: &str, first: usize, second: usize) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.swap(first, second);
    String::from_utf8(bytes).ok().filter(|swapped| swapped != text)
}

/// Whether the number is one that the column may hold, written as it writes them.
fn is_in_range(column: &ColumnDefinition, text: &str) -> bool {
    let Some(value) = number::parse(column, text) else { return false };
    let leading = text.trim_start_matches('-');
    let padded = leading.len() > 1 && leading.starts_with('0') && !leading.starts_with("0.");
    let least = number::least(column).unwrap_or(i64::MIN);
    let greatest = column.maximum.and_then(|maximum| number::parse(column, maximum)).or(number::limit(column));
    !padded && value >= least && greatest.is_none_or(|greatest| value <= greatest)
}
