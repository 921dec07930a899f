//! The text of single values, appended to a byte buffer: no formatting machinery, nothing allocated per value.
//!
//! Every function appends to the buffer it is given and never looks at what is there.
//!
//! ```
//! use retailgen_sinks::text::{push_decimal, push_integer, DayText};
//!
//! let mut out = Vec::new();
//! push_decimal(&mut out, -500, 4);
//! out.push(b' ');
//! push_integer(&mut out, 42_i64);
//! out.push(b' ');
//! out.extend_from_slice(DayText::default().date(19_783)?);
//! assert_eq!(out, b"-0.0500 42 2024-03-01");
//! # Ok::<(), retailgen_sinks::text::OutOfRange>(())
//! ```

mod date;
mod decimal;
mod number;

pub use date::{DayText, MAX_DAY, MIN_DAY, OutOfRange};
pub use decimal::{push_decimal, push_float};
pub use number::push_integer;
