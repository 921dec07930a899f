//! Where a row stands.

/// A row, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Spot {
    /// By file and row.
    Row(u32, u64),
    /// By file and line, where nobody knows which row that is.
    Line(u32, u64),
    /// By the number of its key or of its text, where nobody knows where it stands.
    Known(u64),
}
