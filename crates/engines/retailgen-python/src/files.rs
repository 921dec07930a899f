//! What has been written.

use std::path::PathBuf;

use pyo3::{pyclass, pymethods};
use retailgen::{ManifestFile, Outcome};

/// One file of a folder.
#[pyclass(frozen, get_all, module = "retailgen")]
#[derive(Debug, Clone)]
pub struct WrittenFile {
    /// Its path below the folder, with `/` between names.
    path: String,
    /// The table whose rows it holds.
    table: String,
    /// How many rows it holds.
    rows: u64,
    /// Its size.
    bytes: u64,
    /// The SHA-256 of its content, in hex digits.
    sha256: String,
}

#[pymethods]
impl WrittenFile {
    fn __repr__(&self) -> String {
        format!("<retailgen.WrittenFile {}: {} rows, {} bytes>", self.path, self.rows, self.bytes)
    }
}

impl From<&ManifestFile> for WrittenFile {
    fn from(file: &ManifestFile) -> Self {
        Self {
            path: file.path.clone(),
            table: file.table.clone(),
            rows: file.rows,
            bytes: file.bytes,
            sha256: file.sha256.to_string(),
        }
    }
}

/// What stands in a folder after `Dataset.write`.
#[pyclass(frozen, get_all, module = "retailgen")]
#[derive(Debug)]
pub struct Written {
    /// The folder of the data.
    path: PathBuf,
    /// The folder of the truth, if one was written.
    truth: Option<PathBuf>,
    /// The files of the data, in the order of the plan.
    files: Vec<WrittenFile>,
    /// The rows of all files.
    rows: u64,
    /// The bytes of all files.
    bytes: u64,
    /// Whether the same had been written there before, and nothing was touched.
    already_done: bool,
    /// The rules of the policy whose faults the formats cannot hold, by id; the files have none of these.
    left_out: Vec<String>,
}

impl Written {
    pub fn new(path: PathBuf, truth: Option<PathBuf>, outcome: &Outcome, left_out: &[String]) -> Self {
        let files: Vec<WrittenFile> = outcome.manifest().files.iter().map(WrittenFile::from).collect();
        let rows = files.iter().map(|file| file.rows).sum();
        let bytes = files.iter().map(|file| file.bytes).sum();
        let already_done = matches!(outcome, Outcome::AlreadyDone(_));
        Self { path, truth, files, rows, bytes, already_done, left_out: left_out.to_vec() }
    }
}

#[pymethods]
impl Written {
    fn __repr__(&self) -> String {
        let Self { rows, bytes, .. } = self;
        format!("<retailgen.Written {}: {} files, {rows} rows, {bytes} bytes>", self.path.display(), self.files.len())
    }
}
