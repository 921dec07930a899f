//! What tools write about the data, read as findings: each tool's own output, recognised by its content.

mod dbt;
mod duckdb;
mod great_expectations;
mod pandera;
mod quarantine;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use retailgen_read::{Rows, TableFile};
use retailgen_schema::Table;
use serde_json::Value;

use crate::{Findings, ScoreError};

/// The most bytes of a JSON document that is read whole.
const MOST_BYTES: u64 = 1 << 30;

/// Whose output findings are.
///
/// ```
/// use retailgen_score::Source;
///
/// let names = Source::ALL.map(Source::name);
/// assert_eq!(names, ["neutral", "duckdb", "pandera", "great-expectations", "dbt", "quarantine"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// The neutral form.
    Neutral,
    /// The tables `reject_errors` and `reject_scans` of `DuckDB`.
    Duckdb,
    /// The failure cases of pandera.
    Pandera,
    /// A validation result of Great Expectations.
    GreatExpectations,
    /// The `run_results.json` of dbt, and the failures that it has stored.
    Dbt,
    /// A folder of rejected rows, a file or folder a table.
    Quarantine,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Neutral, Self::Duckdb, Self::Pandera, Self::GreatExpectations, Self::Dbt, Self::Quarantine];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Duckdb => "duckdb",
            Self::Pandera => "pandera",
            Self::GreatExpectations => "great-expectations",
            Self::Dbt => "dbt",
            Self::Quarantine => "quarantine",
        }
    }
}

/// A file or folder with what it is.
enum Input {
    Neutral(TableFile),
    DuckdbErrors(TableFile),
    DuckdbScans(TableFile),
    Pandera(TableFile),
    GreatExpectations(PathBuf, Value),
    DbtResults(PathBuf, Value),
    DbtFailures(TableFile),
    Quarantine(PathBuf),
}

impl Findings {
    /// Reads what tools have written. Each file or folder is recognised by its content, unless `from` says whose it is.
    ///
    /// ```
    /// use retailgen_score::Findings;
    ///
    /// let folder = tempfile::tempdir()?;
    /// let path = folder.path().join("stores_failure_cases.csv");
    /// std::fs::write(&path, "schema_context,column,check,check_number,failure_case,index\nColumn,name,not_nullable,,,7\n")?;
    /// let findings = Findings::import(&[path], None)?;
    /// assert_eq!((findings.list[0].row, findings.list[0].tool.as_deref()), (Some(7), Some("pandera")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ScoreError::UnknownFormat`] and [`ScoreError::Read`] as [`read`](Self::read), and [`ScoreError::Import`] where a file
    /// is not what its tool writes, or of a version that is not known.
    pub fn import<P: AsRef<Path>>(paths: &[P], from: Option<Source>) -> Result<Self, ScoreError> {
        let inputs = paths.iter().map(|path| recognise(path.as_ref(), from)).collect::<Result<Vec<_>, _>>()?;
        let mut findings = Self::default();
        let mut scans = HashMap::new();
        let mut tests = HashMap::new();
        for input in &inputs {
            match input {
                Input::DuckdbScans(file) => duckdb::scans(file, &mut scans)?,
                Input::DbtResults(path, document) => dbt::tests(path, document, &mut tests)?,
                _ => {}
            }
        }
        for input in inputs {
            match input {
                // Tables of stored failures have the names that dbt gave them.
                Input::Neutral(file) if tests.contains_key(&file_stem(&file.path)) => {
                    dbt::failures(&file, &mut tests, &mut findings)?;
                }
                Input::Neutral(file) => findings.read_file(&file)?,
                Input::DuckdbErrors(file) => duckdb::errors(&file, &scans, &mut findings)?,
                Input::Pandera(file) => pandera::failure_cases(&file, &mut findings)?,
                Input::GreatExpectations(path, document) => {
                    great_expectations::result(&path, &document, &mut findings)?;
                }
                Input::DbtFailures(file) => dbt::failures(&file, &mut tests, &mut findings)?,
                Input::Quarantine(folder) => quarantine::folder(&folder, &mut findings)?,
                Input::DuckdbScans(_) | Input::DbtResults(..) => {}
            }
        }
        dbt::counts(&tests, &mut findings);
        Ok(findings)
    }
}

fn recognise(path: &Path, from: Option<Source>) -> Result<Input, ScoreError> {
    if path.is_dir() {
        return Ok(Input::Quarantine(path.to_path_buf()));
    }
    let file = TableFile::new(path).ok_or_else(|| ScoreError::UnknownFormat(path.to_path_buf()))?;
    let is_document = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    if is_document
        && from != Some(Source::Neutral)
        && let Some(document) = document(path)?
    {
        let has = |name: &str| document.get(name).is_some();
        match (has("results"), has("metadata"), has("run_results")) {
            (true, true, _) => return Ok(Input::DbtResults(path.to_path_buf(), document)),
            (true, false, _) | (_, _, true) => return Ok(Input::GreatExpectations(path.to_path_buf(), document)),
            _ => {}
        }
    }
    let rows = Rows::open(&file)?;
    let has = |names: &[&str]| names.iter().all(|name| rows.columns().iter().any(|column| column == name));
    Ok(match from {
        Some(Source::Neutral) => Input::Neutral(file),
        _ if has(&["scan_id", "file_path", "delimiter"]) => Input::DuckdbScans(file),
        _ if has(&["line_byte_position", "error_type"]) => Input::DuckdbErrors(file),
        _ if has(&["schema_context", "check", "failure_case"]) => Input::Pandera(file),
        Some(Source::Dbt) => Input::DbtFailures(file),
        Some(other @ (Source::Duckdb | Source::Pandera | Source::GreatExpectations)) => {
            let reason = format!("its columns are not those that {} writes", other.name());
            return Err(ScoreError::import(path, reason));
        }
        _ => Input::Neutral(file),
    })
}

/// The one JSON document that a file holds; none where it holds lines.
fn document(path: &Path) -> Result<Option<Value>, ScoreError> {
    use std::io::Read as _;
    let file = retailgen_folder::open_plain(path)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES).read_to_end(&mut bytes).map_err(ScoreError::reading(path))?;
    Ok(serde_json::from_slice(&bytes).ok())
}

/// The name of a file without folders and ending.
fn file_stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The table whose name stands in a text, the longest where several do.
fn table_in(text: &str) -> Option<Table> {
    let is_part = |table: &Table| {
        let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
        text.match_indices(table.name()).any(|(start, found)| {
            is_edge(text[..start].chars().next_back()) && is_edge(text[start + found.len()..].chars().next())
        })
    };
    Table::ALL.into_iter().filter(is_part).max_by_key(|table| table.name().len())
}
