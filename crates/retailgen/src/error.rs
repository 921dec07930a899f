//! What can go wrong, as the facade reports it.

use std::{
    io,
    path::{Path, PathBuf},
};

use arrow_schema::ArrowError;
use retailgen_anomaly::{PolicyError, nearest_name};
use retailgen_schema::{
    Format, Table, UnknownTable,
    rows::{OtherColumns, RowError},
};
use retailgen_sinks::SinkError;
use retailgen_synth::{calendar::DateError, scale::ScaleError};
use retailgen_tables::window::WindowError;

#[cfg(feature = "parquet")]
use crate::{records::ReadError, truth::TruthError, verify::Finding};

/// Why a scenario was refused, or why a run, a verification or a healing failed.
///
/// Its text names the thing and says what to do, without a full stop; causes are its [`source`](std::error::Error::source).
///
/// ```
/// use retailgen::{Error, Policy, Scenario, Table};
///
/// let policy = Policy::builtin("default").expect("it is built in");
/// let dataset = Scenario::new(7).with_scale("0.001".parse()?).with_anomalies(policy).dataset();
/// match dataset.dirty_batches(Table::Customers) {
///     Err(Error::DoesNotCast { table, .. }) => assert_eq!(table, Table::Customers),
///     _ => unreachable!("the default policy has faults that do not cast"),
/// }
/// # Ok::<(), Error>(())
/// ```
///
/// Whatever reading rows may end with becomes one, so a function that returns it has `?` for all of them:
///
/// ```
/// use retailgen::{Dataset, Error, Table, rows::{self, ProductsRow}};
///
/// fn on_sale(dataset: &Dataset) -> Result<usize, Error> {
///     let mut on_sale = 0;
///     for batch in dataset.batches(Table::Products) {
///         for product in rows::read::<ProductsRow>(&batch?)? {
///             on_sale += usize::from(!product?.is_discontinued);
///         }
///     }
///     Ok(on_sale)
/// }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
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
    /// There is no such format of a schema.
    #[error("there is no schema format {name:?}{}", suggest(suggestion.as_deref(), known))]
    UnknownSchemaFormat {
        /// The name as given.
        name: String,
        /// The format whose name is nearest, if one is near.
        suggestion: Option<String>,
        /// The formats there are, separated by commas.
        known: String,
    },
    /// No table was chosen.
    #[error("no table was chosen: name at least one, or leave the choice out for all")]
    NoTables,
    /// No currency was chosen.
    #[error("no currency was chosen: name at least one, or leave the choice out for all")]
    NoCurrencies,
    /// The scale factor was refused.
    #[error(transparent)]
    Scale(#[from] ScaleError),
    /// The window was refused.
    #[error(transparent)]
    Window(#[from] WindowError),
    /// A date was refused.
    #[error(transparent)]
    Date(#[from] DateError),
    /// Arrow refused something: what [`Dataset::batches`](crate::Dataset::batches) gives has its error type, though none of
    /// its items is one.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
    /// A batch was to be read as the rows of another table.
    #[error(transparent)]
    OtherColumns(#[from] OtherColumns),
    /// A row is no struct.
    #[error(transparent)]
    Row(#[from] RowError),
    /// The folder cannot be used, or a file in it not written.
    #[error(transparent)]
    Sink(#[from] SinkError),
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
    #[error("the table {table} is no text but {format}: write it into a folder, or choose among {text}")]
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
    Truth(#[from] TruthError),
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
    /// The folder of a truth was named for that of the data.
    #[error("{} holds the truth about data, not data: name the folder of the data{}", truth.display(), such_as(data.as_deref()))]
    TruthForData {
        /// The folder of the truth.
        truth: PathBuf,
        /// The folder that its data is probably in.
        data: Option<PathBuf>,
    },
    /// A folder to verify or heal is not one that a run has finished.
    #[error("{} is not a folder that retailgen has finished: {reason}", path.display())]
    NotFinished {
        /// The folder.
        path: PathBuf,
        /// Why not.
        reason: &'static str,
    },
    /// A file cannot be read back.
    #[error("cannot read {}: {reason}", path.display())]
    CannotRead {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A folder for a new project has something in it.
    #[error("{} is not empty: name a new or empty folder", .0.display())]
    FolderNotEmpty(PathBuf),
    /// A file or folder cannot be written.
    #[error("cannot write {}", path.display())]
    CannotWrite {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The healed files were to go into the data or the truth.
    #[error("the healed files cannot be written into the data or its truth, {}: name another folder", .0.display())]
    HealedInData(PathBuf),
    /// The folder was written by a build that made other values.
    #[error(
        "{} has dataset version {found}, and this build makes version {known}: heal it with the build that wrote it",
        path.display()
    )]
    AnotherVersion {
        /// The folder.
        path: PathBuf,
        /// Its version.
        found: String,
        /// The version of this build.
        known: &'static str,
    },
    /// The labels do not undo what is in the files.
    #[cfg(feature = "parquet")]
    #[error("the labels do not fit the files, so nothing is healed: {0}")]
    NotHealed(Box<Finding>),
    /// The run was cancelled; the folder says that it is unfinished.
    #[error("cancelled: the folder is marked as unfinished; the same command starts again")]
    Cancelled,
}

impl Error {
    /// That a table is no text.
    pub(crate) fn not_text(table: Table) -> Self {
        let is_text = |table: &Table| matches!(table.definition().format, Format::Csv | Format::Jsonl);
        let names: Vec<&str> = Table::ALL.into_iter().filter(is_text).map(Table::name).collect();
        Self::NotText { table, format: table.definition().format, text: names.join(", ") }
    }

    /// Why a file could not be read back.
    #[cfg(feature = "parquet")]
    pub(crate) fn reading(path: &Path, error: ReadError) -> Self {
        match error {
            ReadError::System(error) => error.into(),
            error => Self::CannotRead { path: path.to_path_buf(), reason: error.to_string() },
        }
    }
}

/// With the table that may have been meant.
impl From<UnknownTable> for Error {
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

/// For readers of Arrow, whose items have Arrow's error: one that came from there is handed back, any other is external.
impl From<Error> for ArrowError {
    fn from(error: Error) -> Self {
        match error {
            Error::Arrow(error) => error,
            error => Self::from_external_error(Box::new(error)),
        }
    }
}

fn such_as(folder: Option<&Path>) -> String {
    folder.map_or_else(String::new, |folder| format!(", such as {}", folder.display()))
}

fn suggest(suggestion: Option<&str>, known: &str) -> String {
    match suggestion {
        Some(name) => format!(": did you mean {name}?"),
        None => format!(": choose among {known}"),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn an_error_of_arrow_comes_back_as_it_was_and_any_other_keeps_its_words() {
        let back = ArrowError::from(Error::from(ArrowError::DivideByZero));
        assert!(matches!(back, ArrowError::DivideByZero), "{back}");

        let refused = Error::NoTables.to_string();
        let external = ArrowError::from(Error::NoTables);
        assert_eq!(external.source().map(ToString::to_string), Some(refused));
    }

    #[test]
    fn errors_of_rows_say_as_much_as_they_did() {
        let null = RowError::Null { table: Table::Stores, column: "name", row: 3 };
        assert_eq!(Error::from(null).to_string(), null.to_string());
    }
}
