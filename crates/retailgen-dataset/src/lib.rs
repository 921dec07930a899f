//! A dataset of `retailgen`: what is asked for, which files that comes to, and how they are made and written.
//!
//! A [`Scenario`] says what is wanted; its [`Dataset`] tells the [`Plan`] of its files and makes their rows, in memory or
//! into a folder. Every block of rows goes the same way, which [`passage`] holds: its clean rows are made, the policy is
//! applied, and they are encoded for what they are wanted as.
//!
//! A building block of the crate `retailgen`, which hands on what is meant to be used; the rest may change in any release.

#[cfg(feature = "parquet")]
mod append;
mod arrivals;
mod batches;
mod catalogue;
mod changes;
mod consequences;
mod dataset;
mod day_before;
mod delta_faults;
mod dirty;
mod dirty_batches;
mod dirty_files;
mod entities;
mod error;
mod estimate;
#[cfg(feature = "parquet")]
mod feed;
#[cfg(feature = "parquet")]
mod held;
#[cfg(feature = "delta")]
mod history;
#[cfg(feature = "parquet")]
mod merge;
mod partition;
pub mod passage;
mod plan;
mod planning;
mod progress;
#[cfg(feature = "parquet")]
mod recorded;
mod scenario;
mod schedule;
#[cfg(feature = "parquet")]
pub mod separation;
mod spoiled_text;
mod table_text;
mod write;

pub use retailgen_anomaly::Policy;
pub use retailgen_folder::{ManifestFile, Overwrite, PartNumber, PartNumberError};
pub use retailgen_schema::Table;
pub use retailgen_sinks::{compression::Compression, delta::DeltaOptions};
pub use retailgen_synth::{Scale, calendar::Date};
pub use retailgen_tables::{
    Currency, Rows, Window,
    window::{Changes, Snapshots},
};

#[cfg(feature = "delta")]
pub use self::history::{absent_files, labels_of_log};
pub use self::{
    batches::Batches,
    catalogue::{anomalies_json, describe_anomalies},
    changes::{TableChanges, WrittenChanges},
    dataset::Dataset,
    dirty_batches::{DirtyBatch, DirtyBatches},
    dirty_files::{DirtyFile, DirtyFiles},
    error::DatasetError,
    estimate::TableEstimate,
    passage::create_file,
    plan::{Plan, PlannedFile, TableTotals},
    progress::{NoProgress, Progress},
    scenario::{DATASET_VERSION, Scenario, parse_table},
    schedule::{Work, order_of_work},
    write::{Derived, Outcome, WriteOptions, tell_shortcomings, write_derived},
};
#[cfg(feature = "parquet")]
pub use self::{
    feed::{Feed, FeedDelivery, HistoryConvention, UnknownHistoryConvention},
    merge::{MergeOptions, merge},
    recorded::{policy_of_run, recorded_policy, refuse_another_truth, rule_records},
    separation::truth_beside,
};
