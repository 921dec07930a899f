//! Bytes of `retailgen`: how a batch becomes text, and how it becomes a file of any other format.
//!
//! - [`csv`], [`jsonl`] and [`json_objects`] turn record batches into text, fast enough that the disk is the limit.
//! - [`patched`] gives the rows of a block as its patch has them, for formats with types.
//! - [`format`](mod@format) holds each format behind the same two traits.
//! - `parquet` and `xlsx` write files of these formats, and [`delta`] the log of a Delta table and whatever else follows
//!   from its data files; each needs the feature of its name.
//!
//! Nothing here knows the retailer: a table is a name and an Arrow schema.
//!
//! ```
//! use retailgen_schema::{Table, suppliers::{SuppliersBuilder, SuppliersRow}};
//! use retailgen_folder::PendingFile;
//! use retailgen_sinks::csv::CsvEncoder;
//!
//! let mut builder = SuppliersBuilder::with_capacity(1);
//! builder.push(&SuppliersRow::EXAMPLE);
//! let encoder = CsvEncoder::new(Table::Suppliers.definition());
//! let mut text = Vec::new();
//! encoder.header(&mut text);
//! encoder.encode(&builder.finish(), &mut text)?;
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("suppliers.csv");
//! let mut file = PendingFile::create(&path)?;
//! file.write_block(&text)?;
//! assert!(!path.exists());
//! let digest = file.commit()?;
//! assert_eq!(digest.bytes, path.metadata()?.len());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A building block of the crate `retailgen`, which hands on [`SinkError`] and the settings of Parquet and Delta; the rest
//! may change in any release.

pub mod compression;
pub mod csv;
pub mod delta;
mod error;
pub mod format;
pub mod json_objects;
pub mod jsonl;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod patched;
mod row_lines;
pub mod worksheet;
#[cfg(feature = "xlsx")]
pub mod xlsx;

pub use error::SinkError;
