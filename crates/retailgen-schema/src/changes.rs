//! The files of a day that tell what happened to the rows of tables since the day before.

use crate::Table;

/// The folder of such files, and what a manifest says of them in place of a table: none of their lines is a row of the table as it
/// stands.
pub const CHANGES: &str = "changes";

/// The tables of which such a file can tell: those that stand as of a day and have a row an entity.
///
/// ```
/// use retailgen_schema::{CHANGED, Table};
///
/// assert!(CHANGED.contains(&Table::Stores) && !CHANGED.contains(&Table::Events));
/// ```
pub const CHANGED: [Table; 5] = [Table::Customers, Table::Products, Table::Stores, Table::Suppliers, Table::Shipments];

/// The table of whose rows such a file tells, by its path; none for other files.
///
/// ```
/// use retailgen_schema::{Table, changed_table};
///
/// assert_eq!(changed_table("changes/stores.csv"), Some(Table::Stores));
/// assert_eq!(changed_table("stores.csv"), None);
/// ```
#[must_use]
pub fn changed_table(path: &str) -> Option<Table> {
    let name = path.strip_prefix(CHANGES)?.strip_prefix('/')?;
    name.split('.').next()?.parse().ok()
}

/// Whether a file is such a one, by its path below the dataset's folder.
///
/// ```
/// use retailgen_schema::is_of_changes;
///
/// assert!(is_of_changes("changes/stores.csv") && !is_of_changes("stores.csv"));
/// ```
#[must_use]
pub fn is_of_changes(path: &str) -> bool {
    path.strip_prefix(CHANGES).is_some_and(|below| below.starts_with('/'))
}
