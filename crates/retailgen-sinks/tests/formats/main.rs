//! The files of each format against exact bytes, and against what independent readers make of them.
#![expect(clippy::unwrap_used, reason = "tests; their helpers are not marked as such")]

mod csv;
#[cfg(feature = "parquet")]
mod parquet;
mod rows;
#[cfg(feature = "xlsx")]
mod xlsx;
