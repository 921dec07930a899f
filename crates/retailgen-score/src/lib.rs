//! What checks and pipelines found in `retailgen`'s data, held against the truth about its faults.
//!
//! [`Findings`] are what somebody reports, read from files or made in code. [`Truth`] is what there is to find. [`Score::of`]
//! holds the one against the other: what was found, missed and reported wrongly, on every [`Ladder`], by kind, column and table.
//!
//! ```
//! use retailgen_anomaly::Level;
//! use retailgen_schema::Table;
//! use retailgen_score::{Finding, Findings, Ladder, Score, Truth};
//! use retailgen_truth::Label;
//!
//! let null = |row| {
//!     let mut label = Label::new(Table::Stores, "stores.csv", "null", Level::Cell);
//!     (label.row, label.column) = (Some(row), Some("name".into()));
//!     label
//! };
//! let truth = Truth::of([null(3), null(7)]);
//! let mut found = Finding::of(Table::Stores);
//! (found.row, found.column) = (Some(3), Some("name".into()));
//! let mut wrong = found.clone();
//! wrong.row = Some(4);
//! let score = Score::of(&Findings::from_iter([found, wrong]), &truth, None)?;
//! let cells = score.on(Ladder::Cell).counts;
//! assert_eq!((cells.found, cells.missed, cells.false_alarms), (1, 1, 1));
//! assert_eq!(cells.recall().value(), Some(0.5));
//! # Ok::<(), retailgen_score::ScoreError>(())
//! ```
//!
//! A building block of the crate `retailgen`, which hands on what is meant to be used; the rest may change in any release.

mod cell_judging;
mod cell_truth;
mod column;
mod data_files;
mod digest_map;
mod error;
mod example;
mod explanation;
mod figures;
mod finding;
mod foreign_form;
mod import;
mod judging;
mod key;
mod ladder;
mod list_file;
mod lists;
mod locating;
mod lookup;
mod named_cell;
mod names;
mod neutral_form;
mod outcome;
mod report;
mod rules;
mod rung;
mod score;
mod score_file;
mod source_file;
mod spot;
mod threshold;
mod truth;
mod value;

/// What can go wrong when a file of findings or of the data is read.
pub use retailgen_read::ReadError;

pub use self::{
    cell_truth::{CellFindings, CellTruth},
    error::ScoreError,
    example::Example,
    explanation::explanation,
    figures::{Counts, Group, Ratio, Repairs},
    finding::{Finding, Findings, NotUnderstood},
    import::Source,
    ladder::{Ladder, LadderScore},
    locating::How,
    named_cell::NamedCell,
    outcome::{Fates, Mapping, PipelineOutcome, RightRows, TableMapping, TableOutcome},
    score::{CountLine, Score},
    score_file::ScoreFile,
    threshold::{Shortfall, Threshold},
    truth::Truth,
};
