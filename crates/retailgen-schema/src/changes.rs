//! The files of a day that tell what happened to the rows of tables since the day before.

/// The folder of such files, and what a manifest says of them in place of a table: none of their lines is a row of the table as it
/// stands.
pub const CHANGES: &str = "changes";

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
