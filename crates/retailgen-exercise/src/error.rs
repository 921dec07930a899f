//! Why there is no exercise, or no mark.

use std::path::PathBuf;

use retailgen_dataset::DatasetError;
use retailgen_folder::{ErrorClass, FolderError};
use retailgen_score::ScoreError;

/// Why an exercise was not written, or what was handed in not marked.
///
/// ```
/// use retailgen_exercise::{ExerciseError, Topic};
/// use retailgen_folder::ErrorClass;
///
/// let error = "joins".parse::<Topic>().unwrap_err();
/// assert!(matches!(error, ExerciseError::UnknownTopic { .. }));
/// assert_eq!((error.class(), error.is_lifted_by_overwriting()), (ErrorClass::Usage, false));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExerciseError {
    /// The data could not be made or written, or its truth is another run's.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
    /// What was handed in cannot be read.
    #[error(transparent)]
    Score(#[from] ScoreError),
    /// A folder cannot be used, or the brief not written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// There is no topic of that name.
    #[error("there is no topic {given:?}, only {names}{hint}")]
    UnknownTopic {
        /// What was given.
        given: String,
        /// The topics.
        names: String,
        /// The topic that may be meant.
        hint: String,
    },
    /// Something that is no brief stands where the brief should go.
    #[error("{} was not written by retailgen exercise, so it stays as it is; name another folder for the exercise", .0.display())]
    BriefNotOurs(PathBuf),
    /// Another exercise's brief stands where the brief should go.
    #[error("{} is another exercise's; name another folder, or allow overwriting to replace that exercise", .0.display())]
    AnotherBrief(PathBuf),
    /// The answer key is not where it should be.
    #[error("there is no answer key in {}: name the folder of the truth with --truth", .0.display())]
    NoKey(PathBuf),
    /// The data is no exercise's.
    #[error("{} is no exercise, so nothing says what to mark: `retailgen score` scores findings about any data", .0.display())]
    NotAnExercise(PathBuf),
}

impl ExerciseError {
    /// What kind of failure it is.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Dataset(error) => error.class(),
            Self::Score(error) => error.class(),
            Self::Folder(error) => error.class(),
            Self::UnknownTopic { .. } | Self::NoKey(_) | Self::NotAnExercise(_) => ErrorClass::Usage,
            Self::BriefNotOurs(_) | Self::AnotherBrief(_) => ErrorClass::FolderTaken,
        }
    }

    /// Whether allowing to overwrite would lift it.
    #[must_use]
    pub fn is_lifted_by_overwriting(&self) -> bool {
        match self {
            Self::Dataset(error) => error.is_lifted_by_overwriting(),
            Self::AnotherBrief(_) => true,
            _ => false,
        }
    }
}
