//! Why the program ends, and with which exit code.

use std::{io, net::SocketAddr, path::PathBuf, process::ExitCode};

use ballista_core::error::BallistaError;
use datafusion::error::DataFusionError;
use tokio::task::JoinError;

/// Why the program ends before it is done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("cannot start threads: {0}")]
    Threads(#[source] io::Error),
    #[error("retailgen-ballista panicked, which is a mistake of its own: {0}")]
    Panicked(#[source] JoinError),
    #[error("cannot write the result: {0}")]
    Output(#[source] io::Error),
    #[error("cannot listen on {address}: {cause}; --bind-host and --bind-port say where")]
    Listen { address: SocketAddr, cause: io::Error },
    #[error(
        "no scheduler answers at {address}: {cause}; start one, or say with --scheduler-host and --scheduler-port where it is"
    )]
    NoScheduler { address: String, cause: io::Error },
    #[error("cannot use {path} for intermediate results: {cause}; --work-dir names another folder")]
    WorkDir { path: PathBuf, cause: io::Error },
    #[error("the scheduler stops: {0}")]
    Scheduler(#[source] BallistaError),
    #[error("the executor stops: {0}")]
    Executor(#[source] BallistaError),
    #[error("the executor stops, since one of its services did: --verbose tells why")]
    ExecutorService,
    #[error(transparent)]
    Usage(Box<dyn std::error::Error + Send + Sync>),
    #[error("{0}")]
    Query(#[source] DataFusionError),
}

impl Failure {
    /// 2 where the user can help it by another argument, else 1.
    pub fn code(&self) -> ExitCode {
        match self {
            Self::Usage(_) | Self::WorkDir { .. } => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}
