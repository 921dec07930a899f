//! The files of a table: one file, a folder of files that may be partitioned, or a Delta table.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use crate::{ReadError, delta, percent::decoded};

/// The value that Hive writes into a path for null.
const HIVE_NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// Form of a file, by the ending of its name, behind which text may have `.gz`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileFormat {
    /// Comma-separated text with a header line: `.csv`.
    Csv,
    /// One JSON object a line: `.jsonl`, `.ndjson`, `.json`.
    JsonLines,
    /// Apache Parquet: `.parquet`.
    Parquet,
    /// A sheet of a workbook, whose first row names the columns: `.xlsx`.
    #[cfg(feature = "xlsx")]
    Xlsx,
}

impl FileFormat {
    /// The form that a name tells.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let ending = |path: &Path| Some(path.extension()?.to_str()?.to_ascii_lowercase());
        let mut last = ending(path)?;
        let is_compressed = last == "gz";
        if is_compressed {
            last = ending(Path::new(path.file_stem()?))?;
        }
        match last.as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" | "json" => Some(Self::JsonLines),
            // These compress within.
            "parquet" | "pq" if !is_compressed => Some(Self::Parquet),
            #[cfg(feature = "xlsx")]
            "xlsx" if !is_compressed => Some(Self::Xlsx),
            _ => None,
        }
    }
}

/// One file of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its form.
    pub format: FileFormat,
    /// The columns that its path, or the Delta log, spells out, with their values; none for null.
    pub partition: Vec<(String, Option<String>)>,
}

impl TableFile {
    /// A file by its path; none where the ending of its name tells no form.
    #[must_use]
    pub fn new(path: &Path) -> Option<Self> {
        Some(Self { path: path.to_path_buf(), format: FileFormat::of(path)?, partition: Vec::new() })
    }

    /// The same read in another form than its name tells.
    #[must_use]
    pub fn with_format(self, format: FileFormat) -> Self {
        Self { format, ..self }
    }
}

/// The files of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableFiles {
    /// The files, by path.
    pub files: Vec<TableFile>,
    /// The version of a Delta table; none of others.
    pub delta_version: Option<u64>,
}

impl TableFiles {
    /// Finds the table of a name below a folder: `NAME/` with a Delta log or with files, or `NAME.csv`, `NAME.jsonl`,
    /// `NAME.parquet`, with the feature `xlsx` `NAME.xlsx`, and so on. None where there is nothing of the name.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub fn find(folder: &Path, name: &str) -> Result<Option<Self>, ReadError> {
        let text = [".csv", ".jsonl", ".ndjson", ".json", ".csv.gz", ".jsonl.gz", ".ndjson.gz", ".json.gz"];
        let workbook = cfg!(feature = "xlsx").then_some(".xlsx");
        for ending in ["", ".parquet"].into_iter().chain(text).chain(workbook) {
            let path = folder.join(format!("{name}{ending}"));
            if path.exists() && (ending.is_empty() == path.is_dir()) {
                return Self::at(&path).map(Some);
            }
        }
        Ok(None)
    }

    /// The table at a path: one file, a Delta table, or a folder whose files all belong to it.
    ///
    /// # Errors
    /// [`ReadError`] where a folder cannot be listed, or the Delta log not be replayed.
    pub fn at(path: &Path) -> Result<Self, ReadError> {
        if path.join(delta::LOG).is_dir() {
            let snapshot = delta::Snapshot::load(path)?;
            let files = snapshot.files.into_iter().map(|file| TableFile {
                path: file.path,
                format: FileFormat::Parquet,
                partition: file.partition_values,
            });
            return Ok(Self { files: files.collect(), delta_version: Some(snapshot.version) });
        }
        let mut files = Vec::new();
        if path.is_dir() {
            below(path, &[], &mut files)?;
        } else {
            files.extend(TableFile::new(path));
        }
        Ok(Self { files, delta_version: None })
    }
}

/// Collects the files below a folder whose names tell a form, those apart that begin as the files of writers at work do.
fn below(folder: &Path, partition: &[(String, Option<String>)], files: &mut Vec<TableFile>) -> Result<(), ReadError> {
    let list = || -> std::io::Result<Vec<PathBuf>> {
        let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
        paths.sort_unstable();
        Ok(paths)
    };
    for path in list().map_err(ReadError::io(folder))? {
        let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        if name.starts_with(['.', '_']) {
            continue;
        }
        // The kind of what stands there, not of what a link leads to: links may lead in a circle.
        let kind = fs::symlink_metadata(&path).map_err(ReadError::io(&path))?;
        if kind.is_dir() {
            let mut partition = partition.to_vec();
            if let Some((column, value)) = name.split_once('=') {
                let value = decoded(value);
                partition.push((decoded(column), (value != HIVE_NULL).then_some(value)));
            }
            below(&path, &partition, files)?;
        } else if let Some(file) = TableFile::new(&path) {
            files.push(TableFile { partition: partition.to_vec(), ..file });
        }
    }
    Ok(())
}
