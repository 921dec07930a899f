//! What can go wrong between the labels and a finished truth folder.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use parquet::errors::ParquetError;
use retailgen_folder::{ErrorClass, FolderError, open_plain};

/// Why the truth could not be written or read.
///
/// ```
/// use retailgen_folder::ErrorClass;
/// use retailgen_truth::TruthError;
///
/// let changed = TruthError::Spill { path: "data_raw.truth/.labels".into() };
/// assert!(changed.to_string().ends_with("run the same command again"));
/// assert_eq!(changed.class(), ErrorClass::Failed);
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TruthError {
    /// The folder cannot be used, or a file in it not written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The Parquet writer refused.
    #[error("cannot write {}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// Its own words.
        source: ParquetError,
    },
    /// A file of the truth is not what it should be.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file of the truth is not the one that the run wrote.
    #[error("{} is not the file that _manifest.json beside it lists: take the truth as the run wrote it", .0.display())]
    Changed(PathBuf),
    /// What was put aside of the labels is no longer what was written there.
    #[error("{} has been changed while labels were kept there; run the same command again", path.display())]
    Spill {
        /// The hidden file.
        path: PathBuf,
    },
}

impl TruthError {
    /// What kind of failure it is.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Folder(error) => error.class(),
            Self::Changed(_) => ErrorClass::Usage,
            Self::Parquet { .. } | Self::Unreadable { .. } | Self::Spill { .. } => ErrorClass::Failed,
        }
    }

    /// Names what was tried on which path; made for `map_err`.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| FolderError::io(action, path)(source).into()
    }

    /// Opens a file of the truth, which may be anything.
    pub(crate) fn open(path: &Path) -> Result<File, Self> {
        open_plain(path).map_err(|error| match error {
            FolderError::NotPlain { .. } => Self::unreadable(path)("it is not a plain file"),
            error => error.into(),
        })
    }

    /// Names a file that cannot be read and why; made for `map_err`.
    pub(crate) fn unreadable<E: ToString>(path: &Path) -> impl FnOnce(E) -> Self {
        move |reason| Self::Unreadable { path: path.to_path_buf(), reason: reason.to_string() }
    }

    /// As [`io`](Self::io), for the Parquet writer: a full disk is told like any other full disk.
    pub(crate) fn parquet(path: &Path) -> impl FnOnce(ParquetError) -> Self {
        move |source| match source {
            ParquetError::External(source) => match source.downcast::<io::Error>() {
                Ok(source) => Self::io("write", path)(*source),
                Err(source) => Self::Parquet { path: path.to_path_buf(), source: ParquetError::External(source) },
            },
            source => Self::Parquet { path: path.to_path_buf(), source },
        }
    }
}
