//! The levels on which findings count.

/// How exactly a finding must say what is wrong in order to count.
///
/// ```
/// use retailgen_score::Ladder;
///
/// let names = Ladder::ALL.map(Ladder::name);
/// assert_eq!(names, ["file", "row", "value", "cell", "kind"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Ladder {
    /// The file.
    File,
    /// The row.
    Row,
    /// The column and the value that stands there.
    Value,
    /// The row and the column.
    Cell,
    /// The row, the column and the kind of fault.
    Kind,
}

impl Ladder {
    /// All of them, the coarsest first.
    pub const ALL: [Self; 5] = [Self::File, Self::Row, Self::Value, Self::Cell, Self::Kind];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Row => "row",
            Self::Value => "value",
            Self::Cell => "cell",
            Self::Kind => "kind",
        }
    }
}
