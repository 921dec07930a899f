//! What can go wrong between the labels and a finished truth folder.

use std::{
    io,
    path::{Path, PathBuf},
};

use parquet::errors::ParquetError;
use retailgen_sinks::SinkError;

/// Why the truth could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TruthError {
    /// The folder cannot be used, or a file in it not written.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// The Parquet writer refused.
    #[error("cannot write {}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// Its own words.
        source: ParquetError,
    },
    /// What was put aside of the labels is no longer what was written there.
    #[error("{} has been changed while labels were kept there; run the same command again", path.display())]
    Spill {
        /// The hidden file.
        path: PathBuf,
    },
}

impl TruthError {
    /// Names what was tried on which path; made for `map_err`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| SinkError::Io { action, path: path.to_path_buf(), source }.into()
    }

    /// As [`io`](Self::io), for the Parquet writer: a full disk is told like any other full disk.
    pub(super) fn parquet(path: &Path) -> impl FnOnce(ParquetError) -> Self {
        move |source| match source {
            ParquetError::External(source) => match source.downcast::<io::Error>() {
                Ok(source) => Self::io("write", path)(*source),
                Err(source) => Self::Parquet { path: path.to_path_buf(), source: ParquetError::External(source) },
            },
            source => Self::Parquet { path: path.to_path_buf(), source },
        }
    }
}
