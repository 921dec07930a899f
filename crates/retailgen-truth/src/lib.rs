//! The truth about the faults in `retailgen`'s data.
//!
//! A [`Label`] says what one fault or decoy is and where it stands; [`Labels`] belong to some rows, and a [`Detection`]
//! compares what a check found with them. With the feature `parquet` a `TruthWriter` writes the folder that keeps the labels
//! of a run, and `StoredLabels` reads them back.
//!
//! A building block of the crate `retailgen`: its items may change in any release.

#[cfg(feature = "parquet")]
mod audit;
mod collateral;
#[cfg(feature = "parquet")]
mod collateral_file;
#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "parquet")]
mod delivered_files;
mod detection;
#[cfg(feature = "parquet")]
mod error;
#[cfg(feature = "parquet")]
mod expansion;
#[cfg(feature = "parquet")]
mod folder;
mod label;
#[cfg(feature = "parquet")]
mod label_batch;
mod labels;
#[cfg(feature = "parquet")]
mod labels_file;
mod matching;
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
mod text_file;

#[cfg(feature = "parquet")]
pub use self::{
    audit::{AUDIT, AuditRow, Nature, StoredAudit},
    collateral_file::COLLATERAL,
    columns::{Differing, differing_columns},
    delivered_files::DeliveredFiles,
    error::TruthError,
    expansion::Expansion,
    folder::{CollectedTruth, ContinuedTruth, KeptTruth, StayingFile, TruthPartWriter, TruthWriter},
    label_batch::LabelBatchBuilder,
    labels_file::LABELS,
    run_document::RUN,
    stored::{Flaw, StoredLabel, StoredLabels},
};
pub use self::{
    collateral::{Collateral, Consequence},
    detection::{Detection, FalsePositive},
    label::Label,
    labels::Labels,
    matching::Matching,
    run_document::{
        ExpectedCount, IncrementRecord, LateFileRecord, PolicyRecord, Requested, RuleRecord, RunDocument, RunFacts,
        ScenarioRecord,
    },
};
