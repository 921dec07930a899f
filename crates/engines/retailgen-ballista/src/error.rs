//! What can go wrong on the way between processes.

use datafusion::error::DataFusionError;
use retailgen::{DATASET_VERSION, DatasetError, PolicyError};

/// Why a table cannot be sent to another process, or made there.
///
/// Within a query it comes as [`DataFusionError::External`], from another process as its text.
///
/// ```
/// use retailgen::{Policy, Scenario};
///
/// # async fn run() -> Result<(), &'static str> {
/// let faulty = Scenario::new(7).with_anomalies(Policy::builtin("default").ok_or("it is built in")?);
/// let error = retailgen_ballista::remote("df://localhost", &faulty).await.err().ok_or("typed columns hold no 31/02/2024")?;
/// assert!(error.to_string().contains("take a policy without it, such as \"castable\""));
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(run())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The plan is of a process that makes other rows.
    #[error(
        "the plan is of dataset version {found}, and this process makes {DATASET_VERSION}: run the same build of \
         retailgen-ballista on the client, the scheduler and all executors"
    )]
    AnotherVersion {
        /// The version of the process that wrote the plan.
        found: String,
    },
    /// What a plan says of a table cannot be read.
    #[error("the plan does not say which table is meant: {0}")]
    Payload(#[from] serde_json::Error),
    /// What a plan says of a scan cannot be read.
    #[error("the plan does not say which parts of a table are scanned: {0}")]
    Scan(#[from] prost::DecodeError),
    /// The limit of a scan is larger than a plan can say.
    #[error("a limit of {0} rows is too large: a plan holds up to {max}", max = u32::MAX)]
    Limit(usize),
    /// The library refuses the scenario of a plan.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// The library refuses the policy of a plan.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The table cannot be queried.
    #[error(transparent)]
    Table(#[from] retailgen_datafusion::Error),
    /// `DataFusion` refuses, for instance an address without a host.
    #[error(transparent)]
    DataFusion(Box<DataFusionError>),
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
            Error::Table(error) => error.into(),
            error => Self::External(Box::new(error)),
        }
    }
}
