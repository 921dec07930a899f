//! What can go wrong, as the facade reports it.

use std::io::ErrorKind;

use arrow_schema::ArrowError;
use retailgen_anomaly::PolicyError;
use retailgen_dataset::DatasetError;
use retailgen_folder::{ErrorClass, FolderError, PartNumberError, PartsError};
use retailgen_loaders::LoaderError;
#[cfg(feature = "report")]
use retailgen_report::ReportError;
use retailgen_schema::{
    FormatsError, UnknownTable,
    rows::{OtherColumns, RowError},
};
use retailgen_sinks::SinkError;
use retailgen_synth::{calendar::DateError, scale::ScaleError};
use retailgen_tables::window::WindowError;
#[cfg(feature = "parquet")]
use {retailgen_truth::TruthError, retailgen_verify::VerifyError};

/// Whatever the library may end with: a function that returns it has `?` for all of them.
///
/// Its text names the thing and says what to do, without a full stop; causes are its [`source`](std::error::Error::source).
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
    /// A scenario was refused, or its dataset could not be made or written.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// A folder could not be verified or healed.
    #[cfg(feature = "parquet")]
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// There is no page about a folder.
    #[cfg(feature = "report")]
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A folder gives no answers, or they could not be written.
    #[cfg(feature = "answers")]
    #[error(transparent)]
    Answers(#[from] retailgen_answers::AnswersError),
    /// Findings could not be scored.
    #[cfg(feature = "score")]
    #[error(transparent)]
    Score(#[from] retailgen_score::ScoreError),
    /// An exercise could not be written, or what was handed in not marked.
    #[cfg(feature = "exercise")]
    #[error(transparent)]
    Exercise(#[from] retailgen_exercise::ExerciseError),
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
    /// A schema format is not known, or a dbt project was not written.
    #[error(transparent)]
    Loader(#[from] LoaderError),
}

impl Error {
    /// What kind of failure it is.
    ///
    /// ```
    /// use retailgen::{Error, ErrorClass, parse_table};
    ///
    /// let error = Error::from(parse_table("order_lines").unwrap_err());
    /// assert_eq!(error.class(), ErrorClass::Usage);
    /// ```
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Dataset(error) => error.class(),
            #[cfg(feature = "parquet")]
            Self::Verify(error) => error.class(),
            #[cfg(feature = "report")]
            Self::Report(error) => error.class(),
            #[cfg(feature = "answers")]
            Self::Answers(error) => error.class(),
            #[cfg(feature = "score")]
            Self::Score(error) => error.class(),
            #[cfg(feature = "exercise")]
            Self::Exercise(error) => error.class(),
            Self::Loader(LoaderError::UnknownFormat { .. }) => ErrorClass::Usage,
            Self::Loader(LoaderError::FolderNotEmpty(_)) => ErrorClass::FolderTaken,
            // A file stands where the folder is to be.
            Self::Loader(LoaderError::CannotWrite { source, .. })
                if matches!(source.kind(), ErrorKind::AlreadyExists | ErrorKind::NotADirectory) =>
            {
                ErrorClass::FolderTaken
            }
            Self::Arrow(_) | Self::OtherColumns(_) | Self::Row(_) | Self::Loader(_) => ErrorClass::Failed,
        }
    }

    /// Whether allowing to overwrite would lift it.
    ///
    /// ```
    /// use retailgen::{Error, parse_table};
    ///
    /// assert!(!Error::from(parse_table("order_lines").unwrap_err()).is_lifted_by_overwriting());
    /// ```
    #[must_use]
    pub fn is_lifted_by_overwriting(&self) -> bool {
        match self {
            Self::Dataset(error) => error.is_lifted_by_overwriting(),
            #[cfg(feature = "parquet")]
            Self::Verify(error) => error.is_lifted_by_overwriting(),
            #[cfg(feature = "report")]
            Self::Report(error) => error.is_lifted_by_overwriting(),
            #[cfg(feature = "answers")]
            Self::Answers(error) => error.is_lifted_by_overwriting(),
            #[cfg(feature = "exercise")]
            Self::Exercise(error) => error.is_lifted_by_overwriting(),
            _ => false,
        }
    }
}

/// What a scenario's parts end with is told as the dataset tells it.
macro_rules! through_the_dataset {
    ($($error:ty),*) => {
        $(impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::Dataset(error.into())
            }
        })*
    };
}

through_the_dataset!(
    ScaleError,
    WindowError,
    DateError,
    PolicyError,
    FolderError,
    FormatsError,
    PartNumberError,
    PartsError,
    SinkError,
    UnknownTable
);

#[cfg(feature = "parquet")]
through_the_dataset!(TruthError);

/// For readers of Arrow, whose items have Arrow's error: one that came from there is handed back, any other is external.
impl From<Error> for ArrowError {
    fn from(error: Error) -> Self {
        match error {
            Error::Arrow(error) => error,
            error => Self::from_external_error(Box::new(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use retailgen_schema::Table;

    use super::*;

    #[test]
    fn an_error_of_arrow_comes_back_as_it_was_and_any_other_keeps_its_words() {
        let back = ArrowError::from(Error::from(ArrowError::DivideByZero));
        assert!(matches!(back, ArrowError::DivideByZero), "{back}");

        let refused = DatasetError::NoTables.to_string();
        let external = ArrowError::from(Error::from(DatasetError::NoTables));
        assert_eq!(external.source().map(ToString::to_string), Some(refused));
    }

    #[test]
    fn errors_of_rows_say_as_much_as_they_did() {
        let null = RowError::Null { table: Table::Stores, column: "name", row: 3 };
        assert_eq!(Error::from(null).to_string(), null.to_string());
    }
}
