//! Why a store did not do what was asked.

use std::{error::Error, io};

/// Why a store did not do what was asked. A message says what to do; the store's own words are the source.
///
/// ```
/// use std::io;
/// use retailgen_stores::StoreError;
///
/// let error = io::Error::from(StoreError::Refused { source: "403 Forbidden".into() });
/// assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
/// assert!(error.to_string().starts_with("the store refuses"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The environment does not say how to reach it.
    #[error("the environment does not say how to reach the store; set its variables (AWS_…, GOOGLE_… or AZURE_…)")]
    Unconfigured {
        /// What is missing, in the words of the store's client.
        source: Box<dyn Error + Send + Sync>,
    },
    /// It does not take the credentials, or does not let them do this.
    #[error("the store refuses; look at the credentials in the environment, and at what they may do")]
    Refused {
        /// The store's words.
        source: Box<dyn Error + Send + Sync>,
    },
    /// There is no such bucket.
    #[error("the store has no such bucket; make it first, or look at the address")]
    NoBucket {
        /// The store's words.
        source: Box<dyn Error + Send + Sync>,
    },
    /// It could not be reached, or failed.
    #[error("the store did not do it; look at credentials, endpoint and network, and try again")]
    Failed {
        /// What the store says, or the network.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The local disk, on which a file waits for the store.
    #[error("the folder for temporary files cannot hold it; free some space, or name another with TMPDIR")]
    Local {
        /// The system's own error.
        source: io::Error,
    },
}

impl From<StoreError> for io::Error {
    fn from(error: StoreError) -> Self {
        let kind = match &error {
            StoreError::Refused { .. } => io::ErrorKind::PermissionDenied,
            StoreError::Unconfigured { .. }
            | StoreError::NoBucket { .. }
            | StoreError::Failed { .. }
            | StoreError::Local { .. } => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}
