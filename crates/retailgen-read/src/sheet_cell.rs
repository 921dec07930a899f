//! The cell of a worksheet, and how Excel counts days.

/// Days from the one that Excel counts as 0 to 1970-01-01, all leap days since March 1900 being real ones.
pub(crate) const DAYS_BEFORE_1970: i32 = 25_569;
/// The day behind the last one that Excel knows, 9999-12-31.
pub(crate) const DAYS_END: f64 = 2_958_466.0;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum SheetCell {
    /// Nothing.
    #[default]
    Empty,
    /// A text.
    Text(String),
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A number that is shown as a date or a time: days since 1899-12-30.
    Instant(f64),
    /// What a formula came to that has no value, such as `#N/A`.
    Failure(String),
}

impl SheetCell {
    /// The date that a number stands for, in days since 1970-01-01.
    ///
    /// ```
    /// use retailgen_read::SheetCell;
    ///
    /// assert_eq!(SheetCell::Number(45_351.0).day(), Some(19_782)); // 2024-02-29
    /// assert_eq!(SheetCell::Text("2024-02-29".to_owned()).day(), None);
    /// ```
    #[must_use]
    pub fn day(&self) -> Option<i32> {
        match self {
            Self::Number(number) | Self::Instant(number) if (0.0..DAYS_END).contains(number) => {
                Some(*number as i32 - DAYS_BEFORE_1970)
            }
            _ => None,
        }
    }
}

/// A cell with its row and column.
pub(crate) type Placed = ((usize, usize), SheetCell);
