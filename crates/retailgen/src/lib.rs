//! A retail company's data, made up but true to life, for testing how pipelines and data-quality tools cope.
//!
//! A [`Scenario`] says what is wanted: a seed, a scale, a window of days, some tables. Its [`Dataset`] tells what files
//! that comes to ([`Dataset::plan`]) and how large they will be ([`Dataset::estimate`]), makes record batches in memory
//! ([`Dataset::batches`]), writes one table as text into anything ([`Dataset::write_table`]) or all into a folder
//! ([`Dataset::write`]). [`verify`] holds such a folder against its manifest and its truth, [`heal`] takes its anomalies
//! out again. The same scenario gives the same values on any machine, with any number of threads, for any
//! choice of tables.
//!
//! ```
//! use retailgen::{Scenario, Table};
//!
//! let dataset = Scenario::new(7).with_scale("0.001".parse()?).dataset();
//! let customers = dataset.batches(Table::Customers).next().expect("there is a first batch")?;
//! assert_eq!(customers.num_rows(), 80);
//! assert_eq!(customers.schema(), Table::Customers.definition().schema());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batches;
#[cfg(feature = "parquet")]
mod cast;
mod catalogue;
#[cfg(feature = "parquet")]
mod cells;
mod dataset;
#[cfg(feature = "delta")]
mod delta;
mod dirty;
mod error;
mod estimate;
#[cfg(feature = "parquet")]
mod heal;
#[cfg(feature = "parquet")]
mod healing;
mod label;
mod output;
mod plan;
mod progress;
#[cfg(feature = "parquet")]
mod records;
mod scenario;
mod schedule;
mod schema_export;
mod suggestion;
mod table_text;
#[cfg(feature = "parquet")]
mod truth;
#[cfg(feature = "parquet")]
mod verify;
mod write;

pub use batches::Batches;
pub use catalogue::{anomalies_json, describe_anomalies};
pub use dataset::Dataset;
pub use error::Error;
pub use estimate::TableEstimate;
#[cfg(feature = "parquet")]
pub use heal::{HealOptions, heal};
pub use plan::{Plan, PlannedFile, TableTotals};
pub use progress::{NoProgress, Progress};
pub use retailgen_anomaly::{Policy, PolicyError, policy::PolicyProblem};
pub use retailgen_schema::{Format, Table, TableDefinition, Volume};
pub use retailgen_sinks::{
    SinkError,
    compression::Compression,
    delta::{DeltaOptions, DeltaTimestamps},
    folder::{Manifest, ManifestFile, Overwrite},
};
pub use retailgen_synth::{
    Scale, Seed,
    calendar::{Date, DateError},
    scale::ScaleError,
};
pub use retailgen_tables::{
    Currency, Rows, Window,
    window::{FIRST_DAY, LAST_DAY, WindowError},
};
pub use scenario::{DATASET_VERSION, GENERATED_TABLES, Scenario, parse_table};
pub use schema_export::{ProjectFile, SchemaFormat, dbt_project, parse_schema_table, render_schema, write_dbt_project};
#[cfg(feature = "parquet")]
pub use truth::TruthError;
#[cfg(feature = "parquet")]
pub use verify::{Check, Finding, More, Side, Values, Verification, VerifyOptions, verify};
pub use write::{Outcome, WriteOptions};
