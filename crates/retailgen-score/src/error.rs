//! What can go wrong when findings are scored.

use std::{
    io,
    path::{Path, PathBuf},
};

use retailgen_folder::{ErrorClass, FolderError};
use retailgen_read::ReadError;
use retailgen_truth::TruthError;

/// Why findings could not be scored.
///
/// ```
/// use retailgen_folder::ErrorClass;
/// use retailgen_score::{ScoreError, Threshold};
///
/// let error = "precison=.9".parse::<Threshold>().unwrap_err();
/// assert_eq!(error.to_string(), "\"precison=.9\": a figure is precision, recall or f1");
/// assert_eq!(error.class(), ErrorClass::Usage);
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// The truth cannot be read.
    #[error(transparent)]
    Truth(#[from] TruthError),
    /// There is no truth where it should be.
    #[error("there is no truth in {}: name its folder with --truth, or the data that it stands beside with --data", .0.display())]
    NoTruth(PathBuf),
    /// Data and truth are of different runs.
    #[error("{} is not the truth about {}: they are of different runs", truth.display(), data.display())]
    AnotherRun {
        /// The folder of the truth.
        truth: PathBuf,
        /// The folder of the data.
        data: PathBuf,
    },
    /// A file of findings or of the data cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A list cannot be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The ending of a file of findings tells no format.
    #[error("{} is no file of findings: name a .jsonl, .csv, .parquet or .xlsx file", .0.display())]
    UnknownFormat(PathBuf),
    /// There are findings, and none of them says where it is.
    #[error("none of {findings} findings can be understood: {example}")]
    NothingUnderstood {
        /// How many there are.
        findings: u64,
        /// Why the first cannot be.
        example: String,
    },
    /// A file is not what its tool writes, or of a version that is not known.
    #[error("{} cannot be taken for findings: {reason}", path.display())]
    Import {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A list of wrong cells is none, two files do not tell them, or it does not hold what is asked for.
    #[error("this truth of cells cannot be used: {0}")]
    TruthTable(String),
    /// A mapping is none.
    #[error("{0}")]
    Mapping(String),
    /// The folder that a pipeline is said to have written holds none of the tables.
    #[error(
        "{} holds none of the tables, such as customers.csv or customers/: name the folder in which they are, or their names in a mapping",
        .0.display()
    )]
    NothingProduced(PathBuf),
    /// Something else stands where a list is to go, or belongs there.
    #[error("{flag}: {reason}")]
    Taken {
        /// The flag that names the place.
        flag: &'static str,
        /// What is there, and what to do.
        reason: String,
    },
    /// The folder that a pipeline has written holds tables, and none of them can be compared.
    #[error("nothing in {} can be compared: {reasons}", folder.display())]
    NothingComparable {
        /// The folder.
        folder: PathBuf,
        /// The tables, and why not.
        reasons: String,
    },
    /// A threshold is none.
    #[error("{text:?}: {reason}")]
    Threshold {
        /// What was given.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl ScoreError {
    pub(crate) fn import(path: &Path, reason: impl Into<String>) -> Self {
        Self::Import { path: path.to_path_buf(), reason: reason.into() }
    }

    pub(crate) fn reading(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| FolderError::io("read", path)(source).into()
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Truth(error) => error.class(),
            Self::Read(error) => error.class(),
            Self::Folder(error) => error.class(),
            Self::Taken { .. } => ErrorClass::FolderTaken,
            Self::AnotherRun { .. }
            | Self::Import { .. }
            | Self::Mapping(_)
            | Self::NothingProduced(_)
            | Self::NothingComparable { .. }
            | Self::NoTruth(_)
            | Self::TruthTable(_)
            | Self::UnknownFormat(_)
            | Self::NothingUnderstood { .. }
            | Self::Threshold { .. } => ErrorClass::Usage,
        }
    }
}
