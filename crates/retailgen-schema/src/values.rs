//! Cell values whose unit is part of their type.

/// A calendar date: days since 1970-01-01, earlier dates being negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Date32(pub i32);

/// An instant: microseconds since 1970-01-01T00:00:00 UTC, earlier instants being negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TimestampMicros(pub i64);

/// A fixed-point number of `PRECISION` digits, `SCALE` of them after the point: the number of units of 10^-`SCALE`.
///
/// 64 bits hold every number of 18 digits, which is the largest precision a table may ask for.
///
/// ```
/// use retailgen_schema::Decimal;
///
/// let price: Decimal<12, 4> = Decimal(125_000); // 12.5000
/// assert!(price < Decimal(125_001));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal<const PRECISION: u8, const SCALE: i8>(pub i64);
