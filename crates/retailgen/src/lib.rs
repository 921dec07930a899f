//! A retail company's data, made up but true to life, for testing how pipelines and data-quality tools cope.
//!
//! A [`Scenario`] says what is wanted: a seed, a scale, a window of days, some tables, a policy of anomalies. Its
//! [`Dataset`] tells what files that comes to ([`Dataset::plan`]) and how large they will be ([`Dataset::estimate`]), makes
//! record batches in memory, clean ([`Dataset::batches`]) or with faults and the truth about them
//! ([`Dataset::dirty_batches`]), text in memory ([`Dataset::dirty_files`]), writes one table as text into anything
//! ([`Dataset::write_table`]) or all into a folder ([`Dataset::write`]). The same scenario gives the same values on any
//! machine, with any number of threads, for any choice of tables.
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
//!
//! # Rows as structs
//!
//! [`rows::read`] gives the rows of a batch as structs of their table:
//!
//! ```
//! use retailgen::{Scenario, Table, rows::{self, OrdersLinesRow}};
//!
//! let dataset = Scenario::new(7).with_scale("0.001".parse()?).dataset();
//! let mut units = 0;
//! for batch in dataset.batches(Table::OrdersLines) {
//!     for line in rows::read::<OrdersLinesRow>(&batch?)? {
//!         units += i64::from(line?.qty);
//!     }
//! }
//! assert!(units > 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Testing a check
//!
//! Every fault has a [`Label`], and so has every decoy: a right value that looks wrong.
//!
//! ```
//! use retailgen::{Policy, Scenario, Table, arrow_array::{Array, cast::AsArray}};
//!
//! fn is_email(text: &str) -> bool {
//!     let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
//!     let is_domain = |domain: &str| domain.contains('.') && domain.split('.').all(is_word);
//!     text.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && !name.contains(' ') && is_domain(domain))
//! }
//!
//! let dataset = Scenario::new(7).with_scale("0.05".parse()?).with_anomalies(Policy::castable()).dataset();
//! for batch in dataset.dirty_batches(Table::Customers)? {
//!     let batch = batch?;
//!     let emails = batch.rows["email"].as_string::<i32>();
//!     let found = (0..emails.len()).filter(|&row| !is_email(emails.value(row)));
//!     let detection = batch.labels.detection(found, batch.labels.faults_of("email.malformed"));
//!     assert!(detection.is_exact(), "{detection}");
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Files
//!
//! A [`Plan`] lists the files before any is made, and [`Dataset::write`] writes them into a folder that it knows again by
//! its [`Manifest`]. With the feature `parquet` the truth goes into a folder beside it; `verify` holds the one against the
//! other, and `heal` writes the files again without their faults.
//!
//! ```
//! use retailgen::{Outcome, Scenario, Table, WriteOptions};
//!
//! let parent = tempfile::tempdir()?;
//! let folder = parent.path().join("data_raw");
//! let scenario = Scenario::new(7).with_scale("0.001".parse()?).with_tables([Table::Customers, Table::Stores])?;
//! let dataset = scenario.dataset();
//! let paths: Vec<&str> = dataset.plan().files().iter().map(|file| file.table().name()).collect();
//! assert_eq!(paths, ["customers", "stores"]);
//!
//! let options = WriteOptions::default();
//! assert!(matches!(dataset.write(&folder, &options)?, Outcome::Written(_)));
//! assert!(matches!(dataset.write(&folder, &options)?, Outcome::AlreadyDone(_)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Which crate to depend on
//!
//! This one. What is public here is what is supported: it changes with the version, and the changelog tells. The other
//! crates of the workspace are its building blocks, published so that it can be. Enums and structs that may grow are
//! `#[non_exhaustive]`.
//!
//! Items that come from those crates have examples under their names, `retailgen_schema::Table` and so on. Each of them is
//! `retailgen::Table` here.
//!
//! # Features
//!
//! None is on by default: record batches of all tables and the text formats need nothing but Arrow's arrays.
//!
//! - `parquet`: Parquet files, the truth folder, `verify` and `heal`, which hold a folder against its truth and take its
//!   anomalies out again.
//! - `xlsx`: Excel files.
//! - `delta`: the Delta table, and `parquet` with it.
//! - `answers`: the module `answers`, the right results of pipelines, and what the faults make of them.
//! - `report`: a page of HTML to look at, about a folder and its truth, and `parquet` with it.
//! - `score`: the module `score`, which holds what checks and pipelines found against the truth.
//! - `exercise`: the module `exercise`, small datasets about one topic and the marking of findings, and `score` with it.
//! - `stores`: addresses such as `s3://bucket/data_raw` as folders of whole runs.
//! - `proptest`: strategies for property tests, in the module `strategies`.

mod error;
#[cfg(feature = "report")]
mod look;
#[cfg(feature = "proptest")]
pub mod strategies;

// The Arrow that batches are of, for whoever would otherwise have to find the same version.
pub use {arrow_array, arrow_schema};

pub use error::Error;
pub use retailgen_anomaly::{
    Action, Amount, Detectability, Kind, Level, Policy, PolicyError, Rule, nearest_name,
    policy::{
        Condition, Difficulty, Entities, FoundBy, Intensity, Mechanism, PRESETS, PolicyProblem, Position, Preset,
        Weights,
    },
};
pub use retailgen_dataset::{
    Batches, DATASET_VERSION, Dataset, DatasetError, DirtyBatch, DirtyBatches, DirtyFile, DirtyFiles, NoProgress,
    Outcome, Plan, PlannedFile, Progress, Scenario, TableEstimate, TableTotals, WriteOptions, anomalies_json,
    describe_anomalies, parse_table,
};
pub use retailgen_folder::{
    AddressProblem, ErrorClass, FileDigest, FolderError, Manifest, ManifestFile, NotASha256, Overwrite, PartNumber,
    PartNumberError, PartsError, Sha256Sum, Shortcoming, count_dropped_by_system, is_anything_at, is_dropped_by_system,
    refuse_address,
};
pub use retailgen_loaders::{
    LoaderError, LoaderOptions, ProjectFile, SchemaFormat, dbt_project, render_schema, write_dbt_project,
};
pub use retailgen_schema::{
    ColumnDefinition, ColumnType, Date32, Decimal, DecimalError, Derivation, EventType, FieldType, ForeignKey, Format,
    Formats, FormatsError, JsonDocument, JsonField, PartitionColumn, PathError, Role, Table, TableDefinition,
    TimestampMicros, UnknownTable, Volume, rows,
};
pub use retailgen_sinks::{
    SinkError,
    compression::{Compression, UnknownCompression},
    delta::{DeltaOptions, DeltaTimestamps, UnknownTimestamps},
};
pub use retailgen_synth::{
    Scale,
    calendar::{Date, DateError, Weekday},
    scale::ScaleError,
};
pub use retailgen_tables::{
    Currency, Rows, UnknownCurrency, Window,
    window::{Changes, Delivery, FIRST_DAY, LAST_DAY, Snapshots, WindowError},
};
pub use retailgen_truth::{
    Collateral, Consequence, Detection, FalsePositive, IncrementRecord, Label, Labels, LateFileRecord, ScenarioRecord,
};

// What reads Parquet or writes it.
#[cfg(feature = "parquet")]
pub use {
    retailgen_dataset::{
        Feed, FeedDelivery, HistoryConvention, MergeOptions, UnknownHistoryConvention, merge, policy_of_run,
        refuse_another_truth, truth_beside,
    },
    retailgen_truth::{LabelBatchBuilder, TruthError},
    retailgen_verify::{
        Check, Finding, HealOptions, More, Side, Values, Verification, VerifyError, VerifyOptions, heal,
        superseded_files, verify,
    },
};

#[cfg(all(feature = "report", feature = "score"))]
pub use look::write_scored_report;
// A page to look at.
#[cfg(feature = "report")]
pub use {
    look::{report_page, write_report},
    retailgen_report::{FoundCounts, FoundFaults, ReportError, ReportOptions, WrittenPage, refuse_page_place},
};
/// What a pipeline must come to: questions that a retailer asks, with the answers that the clean data gives and those that the
/// faults make of them.
///
/// ```
/// use std::path::Path;
/// use retailgen::answers::{Answer, AnswerOptions, Answers, AnswersError};
///
/// /// Whether a figure of ours is the right one.
/// fn is_right(answer: &Answer, ours: &str) -> bool {
///     answer.clean.as_ref().is_some_and(|rows| rows[0].contains(&Some(ours.to_owned())))
/// }
///
/// let mut options = AnswerOptions::default();
/// options.question = Some("delivery_margin");
/// let refused: AnswersError = Answers::of(Path::new("no such folder"), &options).unwrap_err();
/// assert!(refused.to_string().starts_with("no such folder is not a folder"));
/// ```
#[cfg(feature = "answers")]
pub mod answers {
    pub use retailgen_answers::{
        Answer, AnswerColumn, AnswerOptions, Answers, AnswersError, AnswersFile, BronzeFile, Dialect, Expected,
        KeptRows, Layer, Question, SilverTable, Unanswered,
    };
}

/// What checks and pipelines found, held against the truth about the faults.
///
/// ```
/// use std::path::Path;
/// use retailgen::score::{Findings, LadderScore, Mapping, PipelineOutcome, Score, ScoreError, Truth};
///
/// /// How much of the faults a check has found.
/// fn recall(findings: &Path, data: &Path, truth: &Path) -> Result<Option<f64>, ScoreError> {
///     let truth = Truth::open(truth, Some(data))?;
///     let score = Score::of(&Findings::read(&[findings])?, &truth, Some(data))?;
///     let cells: LadderScore = score.on(score.headline);
///     Ok(cells.counts.recall().value())
/// }
///
/// /// How much of what was right a pipeline has kept.
/// fn kept(silver: &Path, data: &Path, mut truth: Truth) -> Result<u64, ScoreError> {
///     truth.know_files(data);
///     let mapping = Mapping::load("mapping.toml".as_ref())?;
///     Ok(PipelineOutcome::of(&truth, data, silver, &mapping)?.right().kept)
/// }
///
/// assert!(recall("found.csv".as_ref(), "data_raw".as_ref(), "data_raw.truth".as_ref()).is_err());
/// assert!(kept("silver".as_ref(), "data_raw".as_ref(), Truth::default()).is_err());
/// ```
#[cfg(feature = "score")]
pub mod score {
    pub use retailgen_score::{
        CellFindings, CellTruth, CountLine, Counts, Example, Fates, Finding, Findings, Group, How, Ladder, LadderScore,
        Mapping, NamedCell, NotUnderstood, PipelineOutcome, Ratio, ReadError, Repairs, RightRows, Score, ScoreError,
        ScoreFile, Shortfall, Source, TableMapping, TableOutcome, Threshold, Truth, explanation,
    };
}

/// Exercises in data quality: a small dataset about one topic, a brief, and marking.
///
/// ```
/// use retailgen::{WriteOptions, exercise::{Exercise, Topic, mark}};
///
/// let parent = tempfile::tempdir()?;
/// let (folder, key) = (parent.path().join("ex1"), parent.path().join("ex1.truth"));
/// Exercise::new(Topic::Duplicates, 7).write(&folder, &WriteOptions::default())?;
/// let nothing_handed_in = mark::<&str>(&folder, &key, &[])?;
/// assert!(!nothing_handed_in.is_passed());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "exercise")]
pub mod exercise {
    pub use retailgen_exercise::{Exercise, ExerciseError, Mark, Topic, brief_beside, mark};
}

/// The front page of the package, whose code has to compile too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
