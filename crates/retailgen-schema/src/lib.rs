//! The eleven tables of retailgen: their columns, keys, paths and rules, and typed builders of their record batches.
//!
//! The definition of a table is one TOML file in the repository's `schemas/` folder. `cargo xtask codegen` turns it
//! into the modules of this crate, so no column name or type is written by hand a second time. For each table there is
//! - a variant of [`Table`], whose [`definition`](Table::definition) says everything known about the table;
//! - a module with a row struct, a builder, and constants for the patterns and value lists of its columns; [`rows`]
//!   reads batches back as row structs.
//!
//! A building block of the crate `retailgen`, which hands on [`Table`] and what its definition is made of; the rest may
//! change in any release.
//!
//! # Building a batch
//!
//! ```
//! use retailgen_schema::suppliers::{SuppliersBuilder, SuppliersRow};
//! use retailgen_schema::Table;
//!
//! let mut builder = SuppliersBuilder::with_capacity(2);
//! let first = SuppliersRow {
//!     supplier_id: 1,
//!     supplier_code: "SUP-7Q2MX0",
//!     name: "Murray River Mills",
//!     country_code: "AU",
//!     lead_time_days: 4,
//!     preferred: true,
//! };
//! builder.push(&first);
//! builder.push(&SuppliersRow { supplier_id: 2, supplier_code: "SUP-04KDJ9", preferred: false, ..first });
//! let batch = builder.finish();
//!
//! assert_eq!(batch.num_rows(), 2);
//! assert_eq!(batch.schema(), Table::Suppliers.definition().schema());
//! ```
//!
//! # What does not compile
//!
//! A row struct has one field for each column, so a generator that forgets a column does not compile:
//!
//! ```compile_fail,E0063
//! use retailgen_schema::exchange_rates::ExchangeRatesRow;
//! use retailgen_schema::Date32;
//!
//! let row = ExchangeRatesRow { date: Date32(19_723), currency: "EUR" }; // no rate
//! ```
//!
//! Dates, instants and decimals have types of their own, so neither does one that puts a date into an instant, or cents
//! into a column of ten-thousandths. A required column is not an `Option`, so a null in it cannot be written down:
//!
//! ```compile_fail,E0308
//! use retailgen_schema::exchange_rates::ExchangeRatesRow;
//! use retailgen_schema::{Date32, Decimal};
//!
//! let rate: Decimal<12, 4> = Decimal(16_400); // the column has eight decimals
//! let row = ExchangeRatesRow { date: Date32(19_723), currency: "EUR", rate_to_aud: rate };
//! ```
//!
//! ```compile_fail,E0308
//! use retailgen_schema::exchange_rates::ExchangeRatesRow;
//! use retailgen_schema::{Date32, Decimal};
//!
//! let row = ExchangeRatesRow { date: Date32(19_723), currency: None, rate_to_aud: Decimal(164_000_000) };
//! ```

mod changes;
mod column_type;
mod definition;
mod document;
mod foreign_key;
mod formats;
mod generated;
mod path;
mod record_batch;
mod required;
pub mod rows;
mod table;
mod values;

pub use changes::{CHANGED, CHANGES, changed_table, is_of_changes};
pub use column_type::ColumnType;
pub use definition::{ColumnDefinition, Derivation, Format, PartitionColumn, Role, TableDefinition, Volume};
pub use document::{EventType, FieldType, JsonDocument, JsonField};
pub use foreign_key::ForeignKey;
pub use formats::{Formats, FormatsError};
pub use generated::*;
pub use path::PathError;
pub use table::UnknownTable;
pub use values::{Date32, Decimal, DecimalError, TimestampMicros};
