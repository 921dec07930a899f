//! The one error of this crate: what went wrong, where, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use retailgen_stores::{AddressProblem, StoreError};

use crate::{ErrorClass, PartNumber};

/// Why a folder cannot be used, or a file in it not written.
///
/// A message names the path and, where there is something to do, says it. The operating system's own words are the
/// [`source`](std::error::Error::source) of [`FolderError::Io`], not part of its message.
///
/// ```
/// use retailgen_folder::{ErrorClass, FolderError, OwnedFolder, Overwrite, Run};
///
/// let theirs = tempfile::tempdir()?;
/// std::fs::write(theirs.path().join("notes.txt"), "mine")?;
/// let run = Run { run_id: "07ab".into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
/// let error = OwnedFolder::begin(theirs.path(), &run, &["stores.csv".to_owned()], Overwrite::Yes).unwrap_err();
/// assert!(matches!(&error, FolderError::ForeignFolder { example, .. } if example == "notes.txt"));
/// assert_eq!((error.class(), error.is_lifted_by_overwriting()), (ErrorClass::FolderTaken, false));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The operating system refused.
    #[error("cannot {action} {}{}", path.display(), advice(source))]
    Io {
        /// What was tried, as a verb: "write", "create".
        action: &'static str,
        /// The file or folder it was tried on.
        path: PathBuf,
        /// The system's own error.
        source: io::Error,
    },

    /// Something else stands where the folder should be.
    #[error("{} is not a folder; choose another output folder", path.display())]
    NotAFolder {
        /// The place.
        path: PathBuf,
    },

    /// An address such as `s3://bucket/data` was named, which cannot be used.
    #[error("{} {problem}", path.display())]
    Address {
        /// The address.
        path: PathBuf,
        /// Why not.
        problem: AddressProblem,
    },

    /// The folder holds things, and nothing says that they are ours.
    #[error(
        "{} is not empty and was not written by retailgen (it holds {example:?}); choose an empty or new folder",
        path.display()
    )]
    ForeignFolder {
        /// The folder.
        path: PathBuf,
        /// The name of one entry, the first in byte order.
        example: String,
    },

    /// The folder holds the files of a run with other settings.
    #[error(
        "{} holds the files of another run; choose another folder, or allow overwriting to replace them",
        path.display()
    )]
    AnotherRun {
        /// The folder.
        path: PathBuf,
        /// The run that the folder belongs to.
        found: String,
        /// The run that was asked for.
        wanted: String,
    },

    /// Another process is writing into the folder.
    #[error("{} is being written by another retailgen process; wait for it to end, or choose another folder", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },

    /// A pipe, a device or a folder stands where a file is to be read.
    #[error("{} is not a plain file", path.display())]
    NotPlain {
        /// The place.
        path: PathBuf,
    },

    /// The marker or the manifest cannot be read as one. Nothing is deleted on its word.
    #[error(
        "{} is damaged ({reason}), so it is unknown which files beside it are retailgen's; look through the folder, delete it yourself, or choose another",
        path.display()
    )]
    Damaged {
        /// The marker or manifest.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },

    /// A finished folder no longer holds what its manifest lists.
    #[error("{} {problem}, so the finished folder is no longer whole; allow overwriting to write it again", path.display())]
    FileChanged {
        /// The first such file in the manifest's order.
        path: PathBuf,
        /// "is missing", or the two sizes.
        problem: String,
    },

    /// A folder is to be read as a run left it, and no run has finished there.
    #[error("{} is not a folder that retailgen has finished: {reason}", path.display())]
    NotFinished {
        /// The folder.
        path: PathBuf,
        /// Why not.
        reason: &'static str,
    },

    /// The folder holds parts of a run that are not one run yet.
    #[error("{} holds parts of a run that are not merged ({lack}); merge them with `retailgen merge`", path.display())]
    UnmergedParts {
        /// The folder.
        path: PathBuf,
        /// Which parts are missing or unfinished, if any.
        lack: String,
    },

    /// Days were being appended to the folder.
    #[error(
        "days were being appended to {} when that was interrupted: the same `retailgen --append` again finishes it",
        path.display()
    )]
    AppendInterrupted {
        /// The folder.
        path: PathBuf,
    },

    /// The folder holds something else than the parts that are wanted, and a part never replaces that.
    #[error(
        "{} holds another run, or parts of another run or of another number; choose another folder, or delete it yourself",
        path.display()
    )]
    NotOfTheseParts {
        /// The folder.
        path: PathBuf,
    },

    /// The parts of the folder have been merged, and so none is written again alone.
    #[error("{} holds the whole run, whose parts have been merged; to write it again, delete it yourself", path.display())]
    AlreadyMerged {
        /// The folder.
        path: PathBuf,
    },

    /// Another process is writing the part.
    #[error("{part} in {} is being written by another retailgen process; wait for it to end", path.display())]
    PartInUse {
        /// The folder.
        path: PathBuf,
        /// The part.
        part: PartNumber,
    },

    /// A finished folder of the run holds other files of it: its data, where the truth is to go.
    #[error("{} holds other files of this run, such as {example:?}; choose another folder", path.display())]
    OtherFiles {
        /// The folder.
        path: PathBuf,
        /// One of the files, the first in the manifest's order.
        example: String,
    },

    /// The folder lies within a run's folder, which holds the run's files and nothing else.
    #[error("{} lies within {}, which is the folder of a run; choose a folder outside of it", path.display(), around.display())]
    WithinRun {
        /// The folder.
        path: PathBuf,
        /// The folder of the run.
        around: PathBuf,
    },

    /// A file that is not ours stands where one of ours should go.
    #[error("{} was not written by retailgen and is in the way; move it, or choose another output folder", path.display())]
    InTheWay {
        /// The file.
        path: PathBuf,
    },

    /// A folder inside ours is a symbolic link, and following it could lead out of the folder.
    #[error("{} is a symbolic link inside the output folder; remove it, or choose another output folder", path.display())]
    LinkedFolder {
        /// The link.
        path: PathBuf,
    },

    /// The path of the folder is not text that a loader, a table format or a message could hold.
    #[error("the path of the output folder, {path:?}, {problem}; choose another folder")]
    BadName {
        /// The whole path.
        path: PathBuf,
        /// What is wrong with it.
        problem: &'static str,
    },

    /// A planned path that could not be written inside the folder everywhere.
    #[error("the planned path {path:?} {problem}")]
    BadPath {
        /// The path as given.
        path: String,
        /// What is wrong with it.
        problem: &'static str,
    },

    /// A file was asked for that the plan does not name.
    #[error("{path:?} is not one of the planned files of this run")]
    NotPlanned {
        /// The path as given.
        path: String,
    },

    /// A run id is not a short word of lower-case hex digits.
    #[error("the run id {run_id:?} is not 1 to 128 lower-case hex digits")]
    BadRunId {
        /// The id as given.
        run_id: String,
    },
}

impl FolderError {
    /// Turns the system's error into one that names what was tried on which path; made for `map_err`.
    #[doc(hidden)]
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_path_buf(), source }
    }

    /// What kind of failure it is. A folder that another process writes will be free in a while with nothing changed.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Address { .. }
            | Self::NotFinished { .. }
            | Self::UnmergedParts { .. }
            | Self::AppendInterrupted { .. } => ErrorClass::Usage,
            Self::NotAFolder { .. }
            | Self::ForeignFolder { .. }
            | Self::AnotherRun { .. }
            | Self::Damaged { .. }
            | Self::NotOfTheseParts { .. }
            | Self::AlreadyMerged { .. }
            | Self::FileChanged { .. }
            | Self::OtherFiles { .. }
            | Self::WithinRun { .. }
            | Self::InTheWay { .. }
            | Self::LinkedFolder { .. }
            | Self::BadName { .. } => ErrorClass::FolderTaken,
            // A file stands where the folder is to be.
            Self::Io { source, .. } if source.kind() == io::ErrorKind::NotADirectory => ErrorClass::FolderTaken,
            Self::InUse { .. } | Self::PartInUse { .. } => ErrorClass::Busy,
            Self::Io { .. }
            | Self::NotPlain { .. }
            | Self::BadPath { .. }
            | Self::NotPlanned { .. }
            | Self::BadRunId { .. } => ErrorClass::Failed,
        }
    }

    /// Whether allowing to overwrite would lift it.
    #[must_use]
    pub fn is_lifted_by_overwriting(&self) -> bool {
        matches!(self, Self::AnotherRun { .. } | Self::FileChanged { .. })
    }
}

/// The sentence that follows the path: what is wrong and what to do, for the errors a user can do something about.
fn advice(source: &io::Error) -> &'static str {
    match source.kind() {
        // A store says itself what to do.
        _ if source.get_ref().is_some_and(|inner| inner.downcast_ref::<StoreError>().is_some()) => "",
        _ if has_too_many_files(source) => ": too many files are open; raise the limit (ulimit -n)",
        io::ErrorKind::Unsupported => {
            ": the file system cannot do that; write to another disk, and copy the finished folder from there"
        }
        io::ErrorKind::StorageFull => ": the disk is full; free some space or choose a folder on another disk",
        io::ErrorKind::QuotaExceeded => {
            ": your disk quota is used up; free some space or choose a folder on another disk"
        }
        io::ErrorKind::ReadOnlyFilesystem => ": the file system is read-only; choose a folder that can be written",
        io::ErrorKind::PermissionDenied => {
            ": you may not write there; choose another folder, or have its permissions changed"
        }
        io::ErrorKind::NotADirectory => ": a part of the path is a file, not a folder; choose another path",
        _ => "",
    }
}

#[cfg(unix)]
fn has_too_many_files(source: &io::Error) -> bool {
    use rustix::io::Errno;
    [Errno::MFILE, Errno::NFILE].iter().any(|errno| source.raw_os_error() == Some(errno.raw_os_error()))
}

#[cfg(not(unix))]
fn has_too_many_files(_source: &io::Error) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_to_do_and_leaves_the_systems_words_to_the_source() {
        for (kind, sentence) in [
            (
                io::ErrorKind::StorageFull,
                "cannot write out/a.csv: the disk is full; free some space or choose a folder on another disk",
            ),
            (
                io::ErrorKind::ReadOnlyFilesystem,
                "cannot write out/a.csv: the file system is read-only; choose a folder that can be written",
            ),
            (
                io::ErrorKind::PermissionDenied,
                "cannot write out/a.csv: you may not write there; choose another folder, or have its permissions changed",
            ),
            (io::ErrorKind::Interrupted, "cannot write out/a.csv"),
        ] {
            let error = FolderError::io("write", Path::new("out/a.csv"))(kind.into());
            assert_eq!(error.to_string(), sentence);
            assert!(std::error::Error::source(&error).is_some());
        }
    }
}
