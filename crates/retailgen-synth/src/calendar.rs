//! Calendars: civil dates, public holidays and time zones, by rule and not by database.

pub mod date;
pub mod holiday;
pub mod zone;

pub use date::{Date, DateError, Weekday};
pub use zone::Zone;

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in an hour.
pub const HOUR: i64 = 3_600 * SECOND;
/// Microseconds in a day of 24 hours.
pub const DAY: i64 = 24 * HOUR;
