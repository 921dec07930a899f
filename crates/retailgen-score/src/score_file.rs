//! The files that a score is written into: only where nothing stands, or an earlier one of ours.

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use retailgen_folder::{FolderError, MarkedFile, real_path};
use retailgen_read::{Rows, TableFile};

use crate::{ScoreError, named_cell};

/// How the second line of `JUnit`'s file begins, by which it is known.
pub(crate) const JUNIT_MARK: &str = "<testsuites><testsuite name=\"retailgen score\"";

/// The columns of the faults that were missed.
pub(crate) const MISSED: [&str; 9] =
    ["table", "file", "row", "key", "column", "kind", "clean_value", "dirty_value", "detectability"];
/// The columns of what was reported wrongly.
pub(crate) const FALSE_ALARMS: [&str; 12] =
    ["table", "file", "row", "line", "byte", "key", "column", "value", "kind", "tool", "check", "decoy"];

/// A file that a score is written into.
///
/// A file of the user's is never replaced: what stands there must begin as this one does.
///
/// ```
/// use retailgen_score::ScoreFile;
///
/// let folder = tempfile::tempdir()?;
/// let (free, notes) = (folder.path().join("missed.csv"), folder.path().join("notes.csv"));
/// std::fs::write(&notes, "mine\n")?;
/// ScoreFile::refuse_places(&[(ScoreFile::Missed, &free)], &[])?;
/// let refused = ScoreFile::refuse_places(&[(ScoreFile::Missed, &notes)], &[]).unwrap_err();
/// assert!(refused.to_string().starts_with("--missed: "), "{refused}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScoreFile {
    /// The faults that were missed.
    Missed,
    /// What was reported wrongly.
    FalseAlarms,
    /// The wrong cells of any other dataset that were missed.
    MissedCells,
    /// The cells of any other dataset that were reported wrongly.
    FalseCells,
    /// The thresholds and kinds as tests.
    Junit,
}

impl ScoreFile {
    /// Refuses places where such files may not go, before anything is read or written. `others` are the paths that are read, or
    /// written, as well.
    ///
    /// # Errors
    /// [`ScoreError::Taken`] where something else stands or belongs there, and [`ScoreError::Folder`] where it cannot be looked at.
    pub fn refuse_places(files: &[(Self, &Path)], others: &[&Path]) -> Result<(), ScoreError> {
        let mut named: Vec<PathBuf> = others.iter().map(|path| real_path(path)).collect();
        for (file, path) in files {
            let real = real_path(path);
            if named.contains(&real) {
                let reason = format!("{} is named for something else as well; choose another file", path.display());
                return Err(ScoreError::Taken { flag: file.flag(), reason });
            }
            named.push(real);
            file.at(path)?;
        }
        Ok(())
    }

    /// The place, where it may go there.
    pub(crate) fn at(self, path: &Path) -> Result<MarkedFile, ScoreError> {
        let taken = |reason: String| ScoreError::Taken { flag: self.flag(), reason };
        let file = match self.columns() {
            None => MarkedFile::at(path, JUNIT_MARK),
            Some(columns) if is_parquet(path) => MarkedFile::known_by(path, |path| Ok(has_columns(path, columns))),
            Some(columns) => MarkedFile::known_by(path, |path| begins_with_line(path, &columns.join(","))),
        };
        match file {
            Ok(Some(file)) => Ok(file),
            Ok(None) => Err(taken(format!(
                "{} was not written by retailgen score, so it stays as it is; choose another file, or delete it",
                path.display()
            ))),
            Err(error @ (FolderError::WithinRun { .. } | FolderError::Address { .. })) => Err(taken(error.to_string())),
            Err(error) => Err(error.into()),
        }
    }

    fn flag(self) -> &'static str {
        match self {
            Self::Missed | Self::MissedCells => "--missed",
            Self::FalseAlarms | Self::FalseCells => "--false-alarms",
            Self::Junit => "--junit",
        }
    }

    /// The columns of a list.
    fn columns(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Missed => Some(&MISSED),
            Self::FalseAlarms => Some(&FALSE_ALARMS),
            Self::MissedCells | Self::FalseCells => Some(&named_cell::COLUMNS),
            Self::Junit => None,
        }
    }
}

/// Whether a list of this name is Parquet.
pub(crate) fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet"))
}

/// Whether a file is Parquet with just these columns.
fn has_columns(path: &Path, columns: &[&str]) -> bool {
    TableFile::new(path).and_then(|file| Rows::open(&file).ok()).is_some_and(|rows| rows.columns() == columns)
}

fn begins_with_line(path: &Path, line: &str) -> Result<bool, FolderError> {
    let mut begin = Vec::new();
    let read = File::open(path).and_then(|file| file.take(line.len() as u64 + 1).read_to_end(&mut begin));
    read.map_err(FolderError::io("read", path))?;
    Ok(begin.strip_suffix(b"\n") == Some(line.as_bytes()))
}
