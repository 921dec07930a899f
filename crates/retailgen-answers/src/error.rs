//! Why there are no answers.

use std::path::{Path, PathBuf};

use retailgen_folder::{ErrorClass, FolderError};
use retailgen_read::ReadError;
use retailgen_schema::{Format, Table};
use retailgen_truth::TruthError;

/// Why a folder gives no answers, or they were not written.
///
/// ```
/// use std::path::Path;
/// use retailgen_answers::{AnswerOptions, Answers};
/// use retailgen_folder::ErrorClass;
///
/// let error = Answers::of(Path::new("no such folder"), &AnswerOptions::default()).unwrap_err();
/// assert_eq!(error.to_string(), "no such folder is not a folder that retailgen has finished: it does not exist");
/// assert_eq!((error.class(), error.is_lifted_by_overwriting()), (ErrorClass::Usage, false));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnswersError {
    /// A folder cannot be used, or a file not opened or written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The truth cannot be read.
    #[error(transparent)]
    Truth(#[from] TruthError),
    /// A file of the data cannot be read as a table.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file of the data is not the one that the manifest lists.
    #[error("cannot answer from {}: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The files of a table are in another format than the schema names.
    #[error(
        "cannot answer from {}: the files of {table} are {format}, and answers are given for the default formats only; \
         write the same scenario without --format",
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
    #[error("{} holds the truth about another run than {}: name the truth of that data", truth.display(), folder.display())]
    TruthOfAnotherRun {
        /// The folder of the data.
        folder: PathBuf,
        /// The folder of the truth.
        truth: PathBuf,
    },
    /// The folder of a truth was named where the data's was wanted.
    #[error("{} holds the truth about data, not data: name the folder of the data", .0.display())]
    TruthForData(PathBuf),
    /// No question has that name.
    #[error("there is no question {name}: the questions are {}", known.join(", "))]
    UnknownQuestion {
        /// The name as given.
        name: String,
        /// The names that there are.
        known: Vec<&'static str>,
    },
    /// No fault of the truth is of that kind or rule.
    #[error("there is no fault {name} to let through: the kinds and rules are in {}", truth.join("run.json").display())]
    UnknownFault {
        /// The name as given.
        name: String,
        /// The folder of the truth.
        truth: PathBuf,
    },
    /// What only a truth can tell was asked for, and there is none.
    #[error("SQL and --let-through go by the truth, and there is none: name it with --truth")]
    NoTruth,
    /// A text was asked for in a file that takes a table.
    #[error("{} would be a table, and --json and --sql write text: leave them out, or name a file without .parquet", .0.display())]
    TextInTable(PathBuf),
    /// Something that is no file of ours stands where the answers should go.
    #[error("{} was not written by retailgen answers, so it stays as it is; name another file", .0.display())]
    NotOurs(PathBuf),
    /// Other answers stand where these should go.
    #[error("{} holds other answers; name another file, or allow overwriting to replace it", .0.display())]
    OtherAnswers(PathBuf),
}

impl AnswersError {
    /// What kind of failure it is.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Folder(error) => error.class(),
            Self::Truth(error) => error.class(),
            Self::Read(error) => error.class(),
            Self::Damaged { .. } => ErrorClass::Failed,
            Self::OtherFormat { .. }
            | Self::TruthOfAnotherRun { .. }
            | Self::TruthForData(_)
            | Self::UnknownQuestion { .. }
            | Self::UnknownFault { .. }
            | Self::NoTruth
            | Self::TextInTable(_) => ErrorClass::Usage,
            Self::NotOurs(_) | Self::OtherAnswers(_) => ErrorClass::FolderTaken,
        }
    }

    /// Whether allowing to overwrite would lift it.
    #[must_use]
    pub fn is_lifted_by_overwriting(&self) -> bool {
        matches!(self, Self::OtherAnswers(_))
    }

    /// Names a file and what is wrong with it; made for `map_err`.
    pub(crate) fn damaged<E: ToString>(path: &Path) -> impl FnOnce(E) -> Self {
        move |reason| Self::Damaged { path: path.to_path_buf(), reason: reason.to_string() }
    }
}
