//! The levels on which findings count, and what comes out on one.

use crate::Counts;

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

/// What came out on one ladder.
///
/// ```
/// use retailgen_schema::Table;
/// use retailgen_score::{Finding, Findings, Ladder, Score, Truth};
///
/// let mut truth = Truth::default();
/// truth.set_rows(Table::Stores, 500);
/// let mut finding = Finding::of(Table::Stores);
/// (finding.file, finding.row, finding.column) = (Some("stores.csv".into()), Some(3), Some("name".into()));
/// let rows = Score::of(&Findings::from_iter([finding]), &truth, None)?.on(Ladder::Row);
/// assert_eq!((rows.wrong, rows.clean, rows.false_alarms_per_thousand()), (1, Some(500), Some(2.0)));
/// # Ok::<(), retailgen_score::ScoreError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct LadderScore {
    /// The ladder.
    pub ladder: Ladder,
    /// Files, rows, values or cells that were found, missed and reported wrongly.
    pub counts: Counts,
    /// Findings that were right.
    pub right: u64,
    /// Findings that were wrong.
    pub wrong: u64,
    /// Findings that count neither for nor against.
    pub neutral: u64,
    /// Findings that say less than this ladder asks for.
    pub coarser: u64,
    /// How many files, rows or cells of the data are clean; none where nobody knows.
    pub clean: Option<u64>,
}

impl LadderScore {
    /// False alarms for 1,000 clean files, rows or cells.
    #[must_use]
    pub fn false_alarms_per_thousand(&self) -> Option<f64> {
        let clean = self.clean.filter(|clean| *clean > 0)?;
        Some(self.counts.false_alarms as f64 * 1_000.0 / clean as f64)
    }
}

/// The finest ladder that at least half of what says a place reaches.
pub(crate) fn finest(ladders: &[LadderScore]) -> Ladder {
    let reaches = |ladder: Ladder| {
        ladders.iter().find(|score| score.ladder == ladder).is_some_and(|score| {
            let there = score.right + score.wrong + score.neutral;
            there > 0 && there >= score.coarser
        })
    };
    let found = [Ladder::Cell, Ladder::Row, Ladder::Value, Ladder::File].into_iter().find(|ladder| reaches(*ladder));
    found.unwrap_or(Ladder::Cell)
}
