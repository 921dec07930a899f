//! What became of faults and rows, counted.

/// What became of faults.
///
/// ```
/// use retailgen_score::Fates;
///
/// let mut fates = Fates::default();
/// (fates.repaired, fates.kept) = (3, 2);
/// assert_eq!((fates.all(), fates.dealt_with()), (5, 3));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fates {
    /// The clean value stands there.
    pub repaired: u64,
    /// The row is gone.
    pub removed: u64,
    /// Nothing stands there.
    pub nulled: u64,
    /// The row stands among the rejected ones.
    pub quarantined: u64,
    /// The wrong value stands there still, or the row still stands there twice.
    pub kept: u64,
    /// Something else stands there, or the column is gone.
    pub changed: u64,
}

impl Fates {
    /// All of them.
    #[must_use]
    pub fn all(self) -> u64 {
        self.repaired + self.removed + self.nulled + self.quarantined + self.kept + self.changed
    }

    /// Those that are no longer among the produced rows as they were.
    #[must_use]
    pub fn dealt_with(self) -> u64 {
        self.repaired + self.removed + self.nulled + self.quarantined
    }

    pub(super) fn add(&mut self, fate: Fate) {
        *match fate {
            Fate::Repaired => &mut self.repaired,
            Fate::Removed => &mut self.removed,
            Fate::Nulled => &mut self.nulled,
            Fate::Quarantined => &mut self.quarantined,
            Fate::Kept => &mut self.kept,
            Fate::Changed => &mut self.changed,
        } += 1;
    }
}

/// What became of one fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Repaired,
    Removed,
    Nulled,
    Quarantined,
    Kept,
    Changed,
}

/// What became of what was right.
///
/// ```
/// use retailgen_score::RightRows;
///
/// let mut rows = RightRows::default();
/// (rows.kept, rows.lost) = (9, 1);
/// assert_eq!(rows.kept + rows.lost + rows.altered, 10);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RightRows {
    /// Rows that stand there as they should.
    pub kept: u64,
    /// Rows that are gone, those among the rejected ones included.
    pub lost: u64,
    /// Rows of which a value is another.
    pub altered: u64,
    /// Copies of such rows beyond those that the data has; the row itself counts as kept or altered.
    pub repeated: u64,
    /// Decoys of which the row is gone or the value another; each counts among the rows as well.
    pub decoys_harmed: u64,
}

/// What became of one table.
///
/// ```
/// use retailgen_score::TableOutcome;
///
/// let found = TableOutcome::default();
/// assert_eq!((found.faults.all(), found.right.kept, found.added), (0, 0, 0));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableOutcome {
    /// Its faults.
    pub faults: Fates,
    /// Its rows without a fault.
    pub right: RightRows,
    /// Produced rows whose key no row of the data has.
    pub added: u64,
    /// The columns that were compared.
    pub columns: Vec<String>,
}
