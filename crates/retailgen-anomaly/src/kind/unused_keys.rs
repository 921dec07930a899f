//! Unused keys: numbers that a table never gives. Foreign keys to nothing are made from them.

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
    /// Some below it, whose rows were erased long ago.
    pub gaps: Vec<i64>,
}

impl UnusedKeys {
    /// Where nothing is known of the table, or a column refers to none: every number from 1 on counts as unused.
    pub const NONE: Self = Self { from: 1, gaps: Vec::new() };
}

impl Default for UnusedKeys {
    fn default() -> Self {
        Self::NONE
    }
}
