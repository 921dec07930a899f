//! How a column names a column of another table.

use crate::Table;

/// A column of another table: the one that a foreign key refers to, or the one that bounds a value.
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
    /// The table of the column.
    pub table: Table,
    /// The column's name. What a foreign key refers to is part of the table's primary key.
    pub column: &'static str,
}
