//! Delta tables with a history, the same bytes every time.
//!
//! The data files are written first, each as a [`DeltaFile`]. What else belongs to the table follows from them: the log,
//! one entry a commit, and with a change data feed the files that say what a commit changed. A [`DeltaTable`] knows the
//! history and works that out, for whoever writes the table ([`DeltaTable::write`]) and for whoever checks one
//! ([`DeltaTable::expected`]).
//!
//! No Delta library is used: their operations draw ids and times, and write what hash maps hold in any order.

#[cfg(feature = "delta")]
mod absent_file;
#[cfg(feature = "delta")]
mod actions;
#[cfg(feature = "delta")]
mod broken_commit;
#[cfg(feature = "delta")]
mod changes;
#[cfg(feature = "delta")]
mod columns;
#[cfg(feature = "delta")]
mod file;
#[cfg(feature = "delta")]
mod history;
mod options;
#[cfg(feature = "delta")]
mod statistics;
#[cfg(feature = "delta")]
mod table;

#[cfg(feature = "delta")]
pub use absent_file::AbsentFile;
#[cfg(feature = "delta")]
pub use broken_commit::{BrokenCommit, Cut};
#[cfg(feature = "delta")]
pub use columns::{file_schema, table_rows};
#[cfg(feature = "delta")]
pub use file::DeltaFile;
#[cfg(feature = "delta")]
pub(crate) use file::SUPPORT;
#[cfg(feature = "delta")]
pub use history::{DeltaChange, DeltaCommit, DeltaTable, DerivedFile, Rewrite};
pub use options::{DeltaOptions, DeltaTimestamps, UnknownTimestamps};
