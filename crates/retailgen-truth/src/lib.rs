//! The truth about the faults in `retailgen`'s data.
//!
//! A [`Label`] says what one fault or decoy is and where it stands; [`Labels`] are those of some rows, and a [`Detection`]
//! holds what a check found against them. With the feature `parquet` a `TruthWriter` writes the folder that keeps the labels
//! of a run, and `StoredLabels` reads them back.
//!
//! A building block of the crate `retailgen`: its items may change in any release.

#[cfg(feature = "parquet")]
mod audit;
#[cfg(feature = "parquet")]
mod columns;
mod detection;
#[cfg(feature = "parquet")]
mod error;
#[cfg(feature = "parquet")]
mod expansion;
#[cfg(feature = "parquet")]
mod folder;
mod label;
mod labels;
#[cfg(feature = "parquet")]
mod labels_file;
#[cfg(feature = "parquet")]
mod report;
mod run_document;
#[cfg(feature = "parquet")]
mod spill;
#[cfg(feature = "parquet")]
mod stored;
#[cfg(feature = "parquet")]
mod tally;
#[cfg(feature = "parquet")]
mod untrusted_file;

#[cfg(feature = "parquet")]
pub use self::{
    audit::{AuditRow, Nature, StoredAudit},
    columns::Differing,
    error::TruthError,
    expansion::Expansion,
    folder::{AUDIT, DeliveredFiles, LABELS, RUN, TruthWriter},
    stored::{Flaw, StoredLabel, StoredLabels},
    untrusted_file::UntrustedFile,
};
pub use self::{
    detection::{Detection, FalsePositive},
    label::Label,
    labels::Labels,
    run_document::{ExpectedCount, PolicyRecord, Requested, RuleRecord, RunDocument, RunFacts, ScenarioRecord},
};
