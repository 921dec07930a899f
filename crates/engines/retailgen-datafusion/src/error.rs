//! What can go wrong before a query runs.

use datafusion::error::DataFusionError;
use retailgen::{DatasetError, ErrorClass, Table};

/// Why a table cannot be queried.
///
/// Within a query it comes as [`DataFusionError::External`].
///
/// ```
/// use retailgen::{Policy, Scenario, Table};
/// use retailgen_datafusion::{Error, GeneratedTable};
///
/// let policy = Policy::builtin("default").ok_or("it is built in")?;
/// let dataset = Scenario::new(7).with_anomalies(policy).dataset();
/// let error = GeneratedTable::rows(&dataset, Table::Customers).unwrap_err();
/// assert!(error.to_string().contains("take a policy without it, such as \"castable\""));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The library refuses the scenario, or cannot make its rows.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// The scenario was told to leave the table out.
    #[error("the scenario does not have the table {0}: name it in with_tables, or take all tables")]
    NotChosen(Table),
    /// The table function was called with too few arguments or too many.
    #[error("{signature} takes 2 to 6 arguments, not {given}")]
    ArgumentCount {
        /// What the function takes.
        signature: &'static str,
        /// How many there were.
        given: usize,
    },
    /// An argument of the table function is none that it can take.
    #[error("the {argument} of {signature} must be {wanted}, not {given}")]
    Argument {
        /// Which argument.
        argument: &'static str,
        /// What the function takes.
        signature: &'static str,
        /// What the argument must be.
        wanted: String,
        /// What it is.
        given: String,
    },
    /// A file of a scan is none of a generated table, as in a plan that somebody else has written.
    #[error("the file {path} of the scan is no part of a table: it must be called as in stores/3-of-8")]
    NotAPart {
        /// The path.
        path: String,
    },
    /// `DataFusion` refuses, for instance a name that is taken.
    #[error(transparent)]
    DataFusion(Box<DataFusionError>),
}

impl Error {
    /// What kind of failure it is: whether another argument would help.
    ///
    /// ```
    /// use retailgen::{ErrorClass, Scenario, Table};
    /// use retailgen_datafusion::GeneratedTable;
    ///
    /// let dataset = Scenario::new(7).with_tables([Table::Stores])?.dataset();
    /// let error = GeneratedTable::rows(&dataset, Table::Customers).unwrap_err();
    /// assert_eq!(error.class(), ErrorClass::Usage);
    /// # Ok::<(), retailgen::Error>(())
    /// ```
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Dataset(error) => error.class(),
            Self::NotChosen(_) | Self::ArgumentCount { .. } | Self::Argument { .. } => ErrorClass::Usage,
            Self::NotAPart { .. } | Self::DataFusion(_) => ErrorClass::Failed,
        }
    }
}

impl From<DataFusionError> for Error {
    fn from(error: DataFusionError) -> Self {
        Self::DataFusion(Box::new(error))
    }
}

impl From<Error> for DataFusionError {
    fn from(error: Error) -> Self {
        match error {
            Error::DataFusion(error) => *error,
            error => Self::External(Box::new(error)),
        }
    }
}
