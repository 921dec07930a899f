//! What can go wrong when a folder is read back.

use std::path::{Path, PathBuf};

use retailgen_dataset::DatasetError;
use retailgen_folder::{ErrorClass, FolderError};
use retailgen_sinks::SinkError;
use retailgen_truth::TruthError;

use crate::{Finding, read::ReadError};

/// Why a folder could not be verified, or why nothing was healed.
///
/// ```
/// use std::path::Path;
/// use retailgen_folder::{ErrorClass, FolderError};
/// use retailgen_verify::{VerifyError, VerifyOptions, verify};
///
/// let error = verify(Path::new("no such folder"), &VerifyOptions::default()).unwrap_err();
/// assert!(matches!(error, VerifyError::Folder(FolderError::NotFinished { .. })));
/// assert_eq!(error.to_string(), "no such folder is not a folder that retailgen has finished: it does not exist");
/// assert_eq!((error.class(), error.is_lifted_by_overwriting()), (ErrorClass::Usage, false));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The scenario of the truth cannot be made again.
    #[error(transparent)]
    Dataset(DatasetError),
    /// A folder cannot be used, or a file in it not read or written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A healed file cannot hold what it was given.
    #[error(transparent)]
    Sink(SinkError),
    /// The truth cannot be read.
    #[error(transparent)]
    Truth(TruthError),
    /// The folder of a truth was named where the data's was wanted.
    #[error("{} holds the truth about data, not data: name the folder of the data{}", truth.display(), such_as(data.as_deref()))]
    TruthForData {
        /// The folder of the truth.
        truth: PathBuf,
        /// The folder that its data is probably in.
        data: Option<PathBuf>,
    },
    /// A folder without a truth was named where the truth was wanted.
    #[error("{} does not hold the truth about data: name the folder beside the data whose name ends in .truth", .0.display())]
    DataForTruth(PathBuf),
    /// A file cannot be read back.
    #[error("cannot read {}: {reason}", path.display())]
    CannotRead {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
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
    #[error("the labels do not fit the files, so nothing is healed: {0}")]
    NotHealed(Box<Finding>),
    /// The healing was cancelled; the folder says that it is unfinished.
    #[error("cancelled: the folder is marked as unfinished; the same command starts again")]
    Cancelled,
}

impl VerifyError {
    /// What kind of failure it is.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Dataset(error) => error.class(),
            Self::Folder(error) => error.class(),
            Self::Sink(error) => error.class(),
            Self::Truth(error) => error.class(),
            Self::HealedInData(_) | Self::AnotherVersion { .. } | Self::TruthForData { .. } | Self::DataForTruth(_) => {
                ErrorClass::Usage
            }
            Self::CannotRead { .. } => ErrorClass::Failed,
            Self::NotHealed(_) => ErrorClass::Found,
            Self::Cancelled => ErrorClass::Cancelled,
        }
    }

    /// Whether allowing to overwrite would lift it.
    #[must_use]
    pub fn is_lifted_by_overwriting(&self) -> bool {
        matches!(self, Self::Folder(error) if error.is_lifted_by_overwriting())
    }

    /// Why a file could not be read back.
    pub(crate) fn reading(path: &Path, error: ReadError) -> Self {
        match error {
            ReadError::System(error) => error.into(),
            error => Self::CannotRead { path: path.to_path_buf(), reason: error.to_string() },
        }
    }
}

fn such_as(folder: Option<&Path>) -> String {
    folder.map_or_else(String::new, |folder| format!(", such as {}", folder.display()))
}
/// Tells what is the matter with a folder as such, whoever came upon it.
macro_rules! folders_apart {
    ($($error:ident => $variant:ident),*) => {
        $(impl From<$error> for VerifyError {
            fn from(error: $error) -> Self {
                match error {
                    $error::Folder(error) => Self::Folder(error),
                    error => Self::$variant(error),
                }
            }
        })*
    };
}

folders_apart!(DatasetError => Dataset, SinkError => Sink, TruthError => Truth);
