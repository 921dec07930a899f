//! Values, cells and records of `retailgen` as text, and the [`Patch`] of a block: its cells and rows that are written
//! otherwise.
//!
//! Functions append to the buffer they are given and never look at what is there: no formatting machinery, nothing allocated
//! per value.
//!
//! ```
//! use retailgen_text::{DayText, push_decimal, push_integer};
//!
//! let mut out = Vec::new();
//! push_decimal(&mut out, -500, 4);
//! out.push(b' ');
//! push_integer(&mut out, 42_i64);
//! out.push(b' ');
//! out.extend_from_slice(DayText::default().date(19_783)?);
//! assert_eq!(out, b"-0.0500 42 2024-03-01");
//! # Ok::<(), retailgen_text::OutOfRange>(())
//! ```
//!
//! A building block of the crate `retailgen`: its items may change in any release.

mod cells;
mod column_change;
mod date;
mod decimal;
mod digits;
mod envelope;
pub mod parse;
mod patch;
mod quoting;
mod rewriting;
mod short;
mod splice;
mod typed_fault;

pub use cells::{Cells, cell_text};
pub use column_change::{ColumnChange, Retyping};
pub use date::{DayText, MAX_DAY, MICROS_PER_DAY, MIN_DAY, OutOfRange};
pub use decimal::{push_decimal, push_float, push_integer};
pub use envelope::Envelope;
pub use patch::{CellEdit, ExtraRow, Patch, Source};
pub use quoting::{push_field, push_quoted};
pub use rewriting::Rewriting;
pub use splice::Splice;
pub use typed_fault::{ColumnForm, FooterCut, TypedFault};
