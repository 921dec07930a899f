//! Why there is no page.

use std::{
    io,
    path::{Path, PathBuf},
};

use retailgen_folder::{ErrorClass, FolderError};
use retailgen_read::ReadError;
use retailgen_schema::{Format, Table};
use retailgen_truth::TruthError;

/// Why a folder gives no page, or a page was not written.
///
/// ```
/// use std::path::Path;
/// use retailgen_folder::ErrorClass;
/// use retailgen_report::{ReportOptions, page};
///
/// let error = page(Path::new("no such folder"), &ReportOptions::default()).unwrap_err();
/// assert_eq!(error.to_string(), "no such folder is not a folder that retailgen has finished: it does not exist");
/// assert_eq!((error.class(), error.is_lifted_by_overwriting()), (ErrorClass::Usage, false));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A folder cannot be used, or a file not opened or written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The truth cannot be read.
    #[error(transparent)]
    Truth(#[from] TruthError),
    /// A file of the data is not the one that the manifest lists, or not in the form of its table.
    #[error("cannot make a page of {}: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The files of a table are in another format than the schema names.
    #[error(
        "cannot make a page of {}: the files of {table} are {format}, and a page is made of the default formats only; write the \
         same scenario without --format and make the page of that",
        folder.display()
    )]
    OtherFormat {
        /// The folder of the data.
        folder: PathBuf,
        /// The table.
        table: Table,
        /// The format of its files.
        format: Format,
    },
    /// The truth is about other data.
    #[error(
        "{} holds the truth about another run than {}: name the truth of that data, or leave it out",
        truth.display(),
        folder.display()
    )]
    TruthOfAnotherRun {
        /// The folder of the data.
        folder: PathBuf,
        /// The folder of the truth.
        truth: PathBuf,
    },
    /// A file holds no answers about the data.
    #[error("{} holds no answers for this page: {reason}; write them with `retailgen answers --json -o`", path.display())]
    NoAnswers {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A file holds no result of a verification of the data.
    #[error(
        "{} holds no verification for this page: {reason}; write one with `retailgen verify --json`",
        path.display()
    )]
    NoVerification {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The folder of a truth was named where the data's was wanted.
    #[error("{} holds the truth about data, not data: name the folder of the data", .0.display())]
    TruthForData(PathBuf),
    /// Something that is no page of ours stands where the page should go.
    #[error("{} was not written by retailgen report, so it stays as it is; name another file", .0.display())]
    NotOurs(PathBuf),
    /// Another page stands where the page should go.
    #[error("{} holds another page; name another file, or allow overwriting to replace it", .0.display())]
    AnotherPage(PathBuf),
}

impl ReportError {
    /// What kind of failure it is.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Folder(error) => error.class(),
            Self::Truth(error) => error.class(),
            Self::Damaged { .. } => ErrorClass::Failed,
            Self::OtherFormat { .. }
            | Self::TruthOfAnotherRun { .. }
            | Self::NoAnswers { .. }
            | Self::NoVerification { .. }
            | Self::TruthForData(_) => ErrorClass::Usage,
            Self::NotOurs(_) | Self::AnotherPage(_) => ErrorClass::FolderTaken,
        }
    }

    /// Whether allowing to overwrite would lift it.
    #[must_use]
    pub fn is_lifted_by_overwriting(&self) -> bool {
        matches!(self, Self::AnotherPage(_))
    }

    /// What a reader says of a file, or of the folder of a table.
    pub(crate) fn of_reader(path: &Path) -> impl FnOnce(ReadError) -> Self {
        move |error| match error {
            ReadError::Folder(error) => error.into(),
            ReadError::Unreadable { path, reason } => Self::Damaged { path, reason },
            other => Self::Damaged { path: path.to_path_buf(), reason: other.to_string() },
        }
    }

    /// Names a file and what is wrong with it; made for `map_err`.
    pub(crate) fn damaged<E: ToString>(path: &Path) -> impl FnOnce(E) -> Self {
        move |reason| Self::Damaged { path: path.to_path_buf(), reason: reason.to_string() }
    }

    /// Names a file that the system does not let read; made for `map_err`.
    pub(crate) fn reading(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| FolderError::io("read", path)(source).into()
    }
}
