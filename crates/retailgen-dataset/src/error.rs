//! What can go wrong with a dataset.

use std::{io, path::PathBuf};

use arrow_schema::ArrowError;
use retailgen_anomaly::{PolicyError, nearest_name};
use retailgen_folder::{ErrorClass, FolderError, PartNumberError, PartsError};
use retailgen_schema::{Format, Formats, FormatsError, Table, UnknownTable};
use retailgen_sinks::SinkError;
use retailgen_synth::{
    calendar::{Date, DateError},
    scale::ScaleError,
};
use retailgen_tables::window::WindowError;
#[cfg(feature = "parquet")]
use retailgen_truth::TruthError;

/// Why a scenario was refused, or why a dataset could not be made or written.
///
/// Its text names the thing and says what to do, without a full stop; causes are its [`source`](std::error::Error::source).
///
/// ```
/// use retailgen_dataset::{DatasetError, Policy, Scenario, Table};
///
/// let policy = Policy::builtin("default").expect("it is built in");
/// let dataset = Scenario::new(7).with_scale("0.001".parse()?).with_anomalies(policy).dataset();
/// match dataset.dirty_batches(Table::Customers) {
///     Err(DatasetError::DoesNotCast { table, .. }) => assert_eq!(table, Table::Customers),
///     _ => unreachable!("the default policy has faults that do not cast"),
/// }
/// # Ok::<(), DatasetError>(())
/// ```
///
/// What to do about it is told apart by its class:
///
/// ```
/// use retailgen_dataset::parse_table;
/// use retailgen_folder::ErrorClass;
///
/// let error = parse_table("order_lines").unwrap_err();
/// assert_eq!(error.class(), ErrorClass::Usage);
/// assert!(!error.is_lifted_by_overwriting());
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatasetError {
    /// There is no such table.
    #[error("there is no table {name:?}{}", suggest(suggestion.as_deref(), known))]
    UnknownTable {
        /// The name as given.
        name: String,
        /// The table whose name is nearest, or those that begin so, joined by "or".
        suggestion: Option<String>,
        /// The tables there are, separated by commas.
        known: String,
    },
    /// Formats were refused.
    #[error(transparent)]
    Formats(#[from] FormatsError),
    /// No table was chosen.
    #[error("no table was chosen: name at least one, or leave the choice out for all")]
    NoTables,
    /// No currency was chosen.
    #[error("no currency was chosen: name at least one, or leave the choice out for all")]
    NoCurrencies,
    /// The scale factor was refused.
    #[error(transparent)]
    Scale(#[from] ScaleError),
    /// Days cannot be appended under other settings.
    #[error(
        "{} was written with other settings ({}): days are appended with those it has, so leave the flags out",
        path.display(), differences.join(", ")
    )]
    AppendSettings {
        /// The folder.
        path: PathBuf,
        /// The settings that differ, such as `seed 42 → 43`.
        differences: Vec<String>,
    },
    /// A feed has no days before it to load first.
    #[error(
        "the first load of a feed has days before the first one that arrives, {start}, so it cannot begin on {since}: give an earlier \
         --since, or a later --start-date"
    )]
    FeedWithoutFirstLoad {
        /// The first day of the feed.
        start: Date,
        /// The day with which the first load was to begin.
        since: Date,
    },
    /// A folder has a delivery of another feed.
    #[error(
        "{} is a delivery of another feed{}: go on with the settings with which it was written, its first day and --since among \
         them, or write into another folder",
        path.display(), in_brackets(differences)
    )]
    AnotherFeed {
        /// The delivery.
        path: PathBuf,
        /// The settings that differ, such as `seed 42 → 43`, as far as they are known.
        differences: Vec<String>,
    },
    /// A feed does not have a day.
    #[error("the feed has no {date}: give a day from {first} to {last}")]
    NoSuchDay {
        /// The day asked for.
        date: Date,
        /// The feed's first day.
        first: Date,
        /// Its last one.
        last: Date,
    },
    /// No feed stands in a folder.
    #[error(
        "{} holds no truth of a feed's days: name the folder that `retailgen feed` wrote its truth into (without faults only where \
         --truth names one)",
        .0.display()
    )]
    NoFeed(PathBuf),
    /// A table has no history of versions.
    #[error("{0} has no slowly changing history: choose among customers, products, stores, suppliers")]
    NoDimension(Table),
    /// A day of a feed takes no further days.
    #[error("{} is one day of a feed: days are not appended to it, `retailgen feed` writes the next ones", .0.display())]
    AppendToIncrement(PathBuf),
    /// Days of a feed follow its first load; with more days it would be another feed's.
    #[error(
        "{} is the first load of the feed beside it: `retailgen feed` writes the next days; append to a copy of it elsewhere",
        .0.display()
    )]
    AppendToFirstLoad(PathBuf),
    /// Nothing tells what run a folder holds to which days are to be appended.
    #[error(
        "without its truth, {} does not tell its seed, and these flags do not give its run: give those with which it was written, its \
         first day among them, but --days, or name its truth with --truth",
        .0.display()
    )]
    AppendUnknown(PathBuf),
    /// The window was refused.
    #[error(transparent)]
    Window(#[from] WindowError),
    /// A date was refused.
    #[error(transparent)]
    Date(#[from] DateError),
    /// A recorded scenario has a setting that no scenario can have.
    #[error("the recorded scenario has the {setting} {value:?}, which this build does not know")]
    Recorded {
        /// The setting.
        setting: &'static str,
        /// What is recorded.
        value: String,
    },
    /// A recorded run is of a build that made other values.
    #[error(
        "the recorded run has dataset version {found}, and this build makes version {known}: use the build that wrote it"
    )]
    RecordedVersion {
        /// The version that is recorded.
        found: String,
        /// The version of this build.
        known: &'static str,
    },
    /// The recorded policy is none, or not the one that was applied.
    #[error("the recorded policy {name:?} cannot be used: {reason}")]
    RecordedPolicy {
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The truth that was named, or found beside the data, is of other data.
    #[error("{} is the truth of another run than {} holds: name its own, or remove that one", truth.display(), folder.display())]
    TruthOfAnotherRun {
        /// The folder of the data.
        folder: PathBuf,
        /// The folder of the truth.
        truth: PathBuf,
    },
    /// The folder cannot be used, or a file in it not written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A file cannot hold what it was given.
    #[error(transparent)]
    Sink(SinkError),
    /// The anomaly policy was refused.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// A format, or the truth, belongs to a feature of the crate that this build is without.
    #[error("this build cannot write {what}: turn on the feature \"{feature}\" of the crate retailgen")]
    NotBuilt {
        /// What cannot be written.
        what: String,
        /// The feature.
        feature: &'static str,
    },
    /// Record batches were asked for under a policy that writes what does not cast.
    #[error(
        "record batches of the table {table} cannot hold what the rule {rule:?} writes: take a policy without it, such as \
         \"castable\", or the table's text"
    )]
    DoesNotCast {
        /// The table.
        table: Table,
        /// The id of its first rule whose values do not cast.
        rule: String,
    },
    /// A table whose format is no text was asked for as text.
    #[error(
        "the table {table} is no text but {format}: write it into a folder, give it a text format, or choose among {text}"
    )]
    NotText {
        /// The table.
        table: Table,
        /// Its format.
        format: Format,
        /// The tables that are text, separated by commas.
        text: String,
    },
    /// The writer that was handed a table took no more.
    #[error("cannot write the table {table}")]
    Output {
        /// The table.
        table: Table,
        /// What the writer said.
        source: io::Error,
    },
    /// The truth could not be written.
    #[cfg(feature = "parquet")]
    #[error(transparent)]
    Truth(TruthError),
    /// Data and truth were to go into one folder.
    #[error("the truth cannot be written into the folder of the data, {}: name another folder for it", .0.display())]
    TruthInData(PathBuf),
    /// The data was to go into the folder of its truth.
    #[error("the data cannot be written into the folder of its truth, {}: name another folder for one of them", .0.display())]
    DataInTruth(PathBuf),
    /// A root folder has no name that one beside it could have.
    #[error(
        "{} has no name to add .truth to: name the folder of the truth with --truth, or write none with --no-truth",
        .0.display()
    )]
    NoNameForTruth(PathBuf),
    /// The run has been finished in the folder of the data, and its truth is not in the folder asked for.
    #[error(
        "{} already holds this run, but {} does not hold its truth, which can only be written together with the data; \
         pass --overwrite to write both again",
        folder.display(),
        truth.display()
    )]
    FinishedWithoutTruth {
        /// The folder of the data.
        folder: PathBuf,
        /// The folder that the truth was to go into.
        truth: PathBuf,
    },
    /// The folder holds another run, whose truth tells its settings.
    #[error(
        "{} holds another run ({}); choose another folder, or allow overwriting to replace its files",
        path.display(),
        differences.join(", ")
    )]
    OtherSettings {
        /// The folder.
        path: PathBuf,
        /// The settings that differ, such as `seed 42 → 43`: what is there, and what was asked for.
        differences: Vec<String>,
    },
    /// There is no such part of a run or a table.
    #[error(transparent)]
    PartNumber(#[from] PartNumberError),
    /// Parts cannot be merged.
    #[error(transparent)]
    Parts(PartsError),
    /// No folder with parts was named.
    #[error("no folder was named: name those that parts were written into")]
    MergeWithoutParts,
    /// Parts in several folders are to be merged, and no folder was named for the run.
    #[error("parts in several folders are merged into another one: name it with --out")]
    MergeWithoutOut,
    /// Parts in several folders were to be merged into one of these.
    #[error("{} holds parts, and cannot be the folder of the run too: name another one with --out, or leave --out out if it holds all parts", .0.display())]
    MergeIntoPart(PathBuf),
    /// The truth of the parts is not there, or not of all of them.
    #[error("the parts in {} cannot be merged: {reason}", folder.display())]
    TruthOfParts {
        /// A folder of parts.
        folder: PathBuf,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// The run was cancelled; the folder says that it is unfinished.
    #[error("cancelled: the folder is marked as unfinished; the same command starts again")]
    Cancelled,
}

impl DatasetError {
    /// What kind of failure it is.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::UnknownTable { .. }
            | Self::Formats(_)
            | Self::NoTables
            | Self::NoCurrencies
            | Self::Scale(_)
            | Self::Window(_)
            | Self::AppendSettings { .. }
            | Self::AppendUnknown(_)
            | Self::FeedWithoutFirstLoad { .. }
            | Self::AnotherFeed { .. }
            | Self::NoSuchDay { .. }
            | Self::AppendToIncrement(_)
            | Self::AppendToFirstLoad(_)
            | Self::NoFeed(_)
            | Self::NoDimension(_)
            | Self::Date(_)
            | Self::Policy(_)
            | Self::NotText { .. }
            | Self::TruthInData(_)
            | Self::DataInTruth(_)
            | Self::NoNameForTruth(_)
            | Self::TruthOfAnotherRun { .. }
            | Self::PartNumber(_)
            | Self::MergeWithoutParts
            | Self::MergeWithoutOut
            | Self::MergeIntoPart(_)
            | Self::TruthOfParts { .. }
            | Self::Recorded { .. }
            | Self::RecordedVersion { .. }
            | Self::RecordedPolicy { .. } => ErrorClass::Usage,
            Self::FinishedWithoutTruth { .. } | Self::OtherSettings { .. } => ErrorClass::FolderTaken,
            Self::NotBuilt { .. } | Self::DoesNotCast { .. } | Self::Output { .. } => ErrorClass::Failed,
            Self::Folder(error) => error.class(),
            Self::Parts(error) => error.class(),
            Self::Sink(error) => error.class(),
            #[cfg(feature = "parquet")]
            Self::Truth(error) => error.class(),
            Self::Cancelled => ErrorClass::Cancelled,
        }
    }

    /// Whether allowing to overwrite would lift it.
    #[must_use]
    pub fn is_lifted_by_overwriting(&self) -> bool {
        match self {
            Self::FinishedWithoutTruth { .. } | Self::OtherSettings { .. } => true,
            Self::Folder(error) => error.is_lifted_by_overwriting(),
            _ => false,
        }
    }

    /// That a table is no text.
    pub(crate) fn not_text(table: Table, formats: &Formats) -> Self {
        let is_text = |table: &Table| matches!(formats.of(*table), Format::Csv | Format::Jsonl);
        let names: Vec<&str> = Table::ALL.into_iter().filter(is_text).map(Table::name).collect();
        Self::NotText { table, format: formats.of(table), text: names.join(", ") }
    }
}

/// What is the matter with a folder is told as such, whoever came upon it.
impl From<SinkError> for DatasetError {
    fn from(error: SinkError) -> Self {
        match error {
            SinkError::Folder(error) => Self::Folder(error),
            error => Self::Sink(error),
        }
    }
}

/// The same.
impl From<PartsError> for DatasetError {
    fn from(error: PartsError) -> Self {
        match error {
            PartsError::Folder(error) => Self::Folder(error),
            error => Self::Parts(error),
        }
    }
}

/// The same.
#[cfg(feature = "parquet")]
impl From<TruthError> for DatasetError {
    fn from(error: TruthError) -> Self {
        match error {
            TruthError::Folder(error) => Self::Folder(error),
            error => Self::Truth(error),
        }
    }
}

/// With the table that may have been meant.
impl From<UnknownTable> for DatasetError {
    fn from(UnknownTable { name, .. }: UnknownTable) -> Self {
        let names = Table::ALL.map(Table::name);
        let suggestion = match nearest_name(&name, names) {
            Some(nearest) => Some(nearest.to_owned()),
            // Such as "orders", with which two tables begin.
            None if name.len() > 2 => {
                let begun = names.into_iter().filter(|table| table.starts_with(&name.to_lowercase()));
                Some(begun.collect::<Vec<_>>().join(" or ")).filter(|begun| !begun.is_empty())
            }
            None => None,
        };
        Self::UnknownTable { name, suggestion, known: Table::ALL.map(Table::name).join(", ") }
    }
}

/// For readers of Arrow, whose items have Arrow's error.
impl From<DatasetError> for ArrowError {
    fn from(error: DatasetError) -> Self {
        Self::from_external_error(Box::new(error))
    }
}

/// What differs, in brackets.
fn in_brackets(differences: &[String]) -> String {
    if differences.is_empty() { String::new() } else { format!(" ({})", differences.join(", ")) }
}

fn suggest(suggestion: Option<&str>, known: &str) -> String {
    match suggestion {
        Some(name) => format!(": did you mean {name}?"),
        None => format!(": choose among {known}"),
    }
}
