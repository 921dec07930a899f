//! What becomes of a clean block: cells written otherwise and rows written again.

use std::fmt;

use retailgen_synth::calendar::Date;
use retailgen_text::Patch;

use crate::kind::Kind;

/// The edits of one block, each with the effect that the truth lists.
///
/// Rows are numbered as they stand in the dirty block, from 0.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edits {
    /// What is written otherwise; its other rows are for whoever has them to put in.
    pub patch: Patch,
    /// By ascending row; the effect on a row stands before the effects on its cells.
    pub effects: Vec<Effect>,
    /// What became of each rule of the table, in the order of the policy.
    pub tallies: Vec<Tally>,
}

/// How a rule fared in one block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// Number of the rule in the policy.
    pub rule: usize,
    /// Rows that it could have hit.
    pub eligible: u64,
    /// Hits that the block was due.
    pub planned: u64,
    /// Hits made.
    pub realised: u64,
    /// Hits that found their cell taken by another rule and moved to another row.
    pub moved: u64,
}

/// The original of something copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Original {
    /// Its place in the dirty block.
    pub row: usize,
    /// The clean row that it is.
    pub of: usize,
}

/// What several effects of one rule have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Incident {
    /// A bad day.
    Day(Date),
    /// A run of rows of one series.
    Run {
        /// Number of the block's first entity.
        block: u64,
        /// Number of the run in its block.
        number: u64,
    },
}

/// What an incident adds to its rule's id: `2024-03-11`, or `17-0` for the first run of the block that begins at 17.
impl fmt::Display for Incident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => write!(f, "{date}"),
            Self::Run { block, number } => write!(f, "{block}-{number}"),
        }
    }
}

/// What the truth says of one edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Number of the rule in the policy.
    pub rule: usize,
    /// Its kind.
    pub kind: &'static Kind,
    /// Place of the row in the dirty block.
    pub row: usize,
    /// Number among the table's cells; `None` for an effect on the row.
    pub column: Option<usize>,
    /// The text a clean file has there; `None` for null, or for a row.
    pub clean: Option<String>,
    /// The text written; `None` for null, or for a row.
    pub dirty: Option<String>,
    /// The clean row that the written row is or copies: of the block, or of the other batch.
    pub of: usize,
    /// Whether `of` counts in the other batch.
    pub from_other: bool,
    /// What the effect belongs to with others, if anything.
    pub incident: Option<Incident>,
    /// For what was copied within the block: the row that it was copied from.
    pub related: Option<Original>,
}

impl Tally {
    /// Nothing yet for rule number `rule`.
    #[must_use]
    pub fn of_rule(rule: usize) -> Self {
        Self { rule, ..Self::default() }
    }

    /// Adds how the same rule fared elsewhere.
    pub fn add(&mut self, other: &Self) {
        self.eligible += other.eligible;
        self.planned += other.planned;
        self.realised += other.realised;
        self.moved += other.moved;
    }
}
