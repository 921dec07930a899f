//! The one error of this crate: what went wrong, where, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use arrow_schema::{Field, Schema};

use crate::ErrorClass;

/// Everything that can go wrong between a batch and a finished folder.
///
/// A message names the path, table or column and, where there is something to do, says it. The operating system's own
/// words are the [`source`](std::error::Error::source) of [`SinkError::Io`], not part of its message.
///
/// ```
/// use retailgen_sinks::{SinkError, folder::{OwnedFolder, Overwrite, Run}};
///
/// let theirs = tempfile::tempdir()?;
/// std::fs::write(theirs.path().join("notes.txt"), "mine")?;
/// let run = Run { run_id: "07ab".into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
/// match OwnedFolder::begin(theirs.path(), &run, &["stores.csv".to_owned()], Overwrite::Yes) {
///     Err(SinkError::ForeignFolder { example, .. }) => assert_eq!(example, "notes.txt"),
///     other => unreachable!("{other:?}"),
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SinkError {
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

    /// An address such as `s3://bucket/data` was named, and only folders can be written.
    #[error("{} is an address, and retailgen writes into folders only; name a folder", path.display())]
    Address {
        /// The address.
        path: PathBuf,
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

    /// The folder lies within that of a run, which holds the run's files and nothing else.
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

    /// A batch does not have the columns of its table.
    #[error("a batch of table {table} does not have the table's columns: {difference}")]
    SchemaMismatch {
        /// The table.
        table: String,
        /// The first difference.
        difference: String,
    },

    /// A column has a type that no table has, and so no text form.
    #[error("column {table}.{column} has type {data_type}, which has no text form")]
    UnsupportedType {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Its Arrow type.
        data_type: String,
    },

    /// A date or timestamp lies outside the years 0001 to 9999, which ISO 8601 text can hold.
    #[error("column {table}.{column}, row {row} of the batch: {value} is outside the years 0001 to 9999")]
    DateOutOfRange {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The row within the batch, from 0.
        row: usize,
        /// The stored number: days or microseconds since 1970-01-01.
        value: i64,
    },

    /// A block was encoded for files of another format.
    #[error("a block of {found} was handed to a file that takes {expected}")]
    OtherEncoding {
        /// What the file takes.
        expected: &'static str,
        /// What the block is.
        found: &'static str,
    },

    /// The Parquet writer cannot write what it was given.
    #[cfg(feature = "parquet")]
    #[error("cannot write {} as Parquet", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// The writer's own error.
        source: parquet::errors::ParquetError,
    },

    /// The log of a Delta table cannot be written or read.
    #[error("cannot {action} the Delta table {}", path.display())]
    Delta {
        /// What was tried, as a verb: "write", "read".
        action: &'static str,
        /// The table's folder.
        path: PathBuf,
        /// What the Delta library says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },

    /// An edited cell's text is not the text form of any value of its column.
    #[error(
        "column {column}: {text:?} is not the text of a value of type {data_type}, so it can only stand in a text file"
    )]
    UncastableText {
        /// The column.
        column: String,
        /// The text.
        text: String,
        /// The column's Arrow type.
        data_type: String,
    },

    /// A table has more rows than an Excel sheet.
    #[error("{} cannot be written: an Excel sheet holds {most} rows besides its header; write fewer", path.display())]
    TooManyRows {
        /// The workbook.
        path: PathBuf,
        /// The most rows there can be.
        most: usize,
    },

    /// A value that an Excel cell cannot hold as it is.
    #[error("cell {cell} of {}, column {column}: {value} {problem}, so Excel cannot hold it", path.display())]
    BeyondExcel {
        /// The workbook.
        path: PathBuf,
        /// The column.
        column: String,
        /// The address of the cell, as "C17".
        cell: String,
        /// The value, or its beginning.
        value: String,
        /// What is the matter with it.
        problem: &'static str,
    },

    /// Names, or a number of columns, that an Excel sheet cannot have.
    #[error("cannot make the workbook {}: {problem}", path.display())]
    Workbook {
        /// The workbook.
        path: PathBuf,
        /// What is wrong, in the words of the library that writes workbooks.
        problem: String,
    },
}

impl SinkError {
    /// What kind of failure it is.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Address { .. } => ErrorClass::Usage,
            Self::NotAFolder { .. }
            | Self::ForeignFolder { .. }
            | Self::AnotherRun { .. }
            | Self::Damaged { .. }
            | Self::FileChanged { .. }
            | Self::WithinRun { .. }
            | Self::InTheWay { .. }
            | Self::LinkedFolder { .. } => ErrorClass::FolderTaken,
            Self::InUse { .. } => ErrorClass::Busy,
            // A file stands where a folder is to be.
            Self::Io { source, .. } if source.kind() == io::ErrorKind::NotADirectory => ErrorClass::FolderTaken,
            _ => ErrorClass::Failed,
        }
    }

    /// Turns the system's error into one that names what was tried on which path; made for `map_err`.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_path_buf(), source }
    }

    /// The error of a batch of `table` whose columns are `found` where they should be `wanted`.
    pub(crate) fn schema_mismatch(table: &str, wanted: &Schema, found: &Schema) -> Self {
        Self::SchemaMismatch { table: table.to_owned(), difference: first_difference(wanted, found) }
    }
}

/// Says where two lists of columns part.
fn first_difference(wanted: &Schema, found: &Schema) -> String {
    let described = |field: &Field| {
        let never_null = if field.is_nullable() { "" } else { ", never null" };
        format!("{} ({}{never_null})", field.name(), field.data_type())
    };
    for (index, (wanted, found)) in wanted.fields().iter().zip(found.fields()).enumerate() {
        if wanted != found {
            return format!("column {} should be {} and is {}", index + 1, described(wanted), described(found));
        }
    }
    format!("it should have {} columns and has {}", wanted.fields().len(), found.fields().len())
}

/// The sentence that follows the path: what is wrong and what to do, for the errors a user can do something about.
fn advice(source: &io::Error) -> &'static str {
    match source.kind() {
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
            let error = SinkError::io("write", Path::new("out/a.csv"))(kind.into());
            assert_eq!(error.to_string(), sentence);
            assert!(std::error::Error::source(&error).is_some());
        }
    }
}
