//! Keys that a table never gives, of which foreign keys to nothing are made.

/// The numbers that name no row of a table, on any day.
///
/// ```
/// use retailgen_anomaly::UnusedKeys;
///
/// assert_eq!(UnusedKeys::default(), UnusedKeys::NONE);
/// assert!(UnusedKeys::NONE.gaps.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedKeys {
    /// All from this one on.
    pub from: i64,
    /// Some below it: of rows that were erased long ago.
    pub gaps: Vec<i64>,
}

impl UnusedKeys {
    /// Of a table of which no number is known to be used.
    pub const NONE: Self = Self { from: 1, gaps: Vec::new() };
}

impl Default for UnusedKeys {
    fn default() -> Self {
        Self::NONE
    }
}
