//! Bytes and files of `retailgen`: how a batch becomes text, and how text becomes files nobody can mistake.
//!
//! - [`csv`] turns record batches into CSV, fast enough that the disk is the limit.
//! - [`text`] holds the pieces of it: dates, timestamps, decimals and numbers appended to a byte buffer.
//! - [`edited`] gives the rows of a batch as edits would have them, for formats with types.
//! - [`file`](mod@file) writes a file that has its name only when it is whole, and knows its size and SHA-256.
//! - [`delta`] writes the log of a Delta table and whatever else follows from its data files.
//! - [`folder`] is the protocol by which a run writes only into folders that are its own.
//!
//! Nothing here knows the retailer: a table is a name and an Arrow schema.

pub mod compression;
pub mod csv;
pub mod delta;
pub mod edited;
mod edits;
mod error;
pub mod file;
pub mod folder;
pub mod jsonl;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod text;
pub mod worksheet;
#[cfg(feature = "xlsx")]
pub mod xlsx;

pub use error::SinkError;
