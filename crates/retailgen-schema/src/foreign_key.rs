//! What a value of one table leads to in another.

use crate::Table;

/// A column of another table that this one's values come from.
///
/// ```
/// use retailgen_schema::Table;
///
/// let lines = Table::OrdersLines.definition();
/// let references = lines.columns.iter().filter_map(|column| column.references);
/// let told: Vec<String> = references.map(|key| format!("{}.{}", key.table, key.column)).collect();
/// assert_eq!(told, ["orders_header.order_id", "products.product_id"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ForeignKey {
    /// The other table.
    pub table: Table,
    /// Its column, part of its primary key.
    pub column: &'static str,
}
