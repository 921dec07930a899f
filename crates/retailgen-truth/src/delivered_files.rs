//! The files that labels are about.

use std::fmt;

use retailgen_schema::Table;

/// The files that labels are about, in the order in which they are listed.
pub trait DeliveredFiles: fmt::Debug + Sync {
    /// How many there are.
    fn count(&self) -> usize;

    /// The table and the path of file number `number`.
    fn file(&self, number: usize) -> (Table, &str);
}
