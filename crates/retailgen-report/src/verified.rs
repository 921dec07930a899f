//! The result of a verification that a page shows: what `retailgen verify --json` has written about the same data.

use std::path::Path;

use serde::Deserialize;

use crate::{ReportError, given_file, source::Source};

/// What a verification came to.
#[derive(Debug, Deserialize)]
pub struct Verified {
    run_id: String,
    /// How many findings there are, listed or not.
    pub count: u64,
    /// What does not hold.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more: Vec<More>,
    /// Files that were read.
    pub files: u64,
    /// Their rows.
    pub rows: u64,
    /// Labels that were checked; none without a truth.
    pub labels: Option<u64>,
    /// Whether the files were compared with the clean ones.
    pub clean_twin: bool,
}

/// One thing that does not hold.
#[derive(Debug, Deserialize)]
pub struct Finding {
    /// The name of the check.
    pub check: String,
    /// The file.
    pub file: String,
    /// The line of the row.
    pub line: Option<u64>,
    /// The row, from 0.
    pub row: Option<u64>,
    /// The column.
    pub column: Option<String>,
    /// What is wrong, as a clause.
    pub what: String,
    /// What was expected and found.
    pub values: Option<Values>,
}

/// What was expected and found; none is null.
#[derive(Debug, Deserialize)]
pub struct Values {
    /// What should be there.
    pub expected: Option<String>,
    /// What is there.
    pub found: Option<String>,
}

/// Findings that are counted but not listed.
#[derive(Debug, Deserialize)]
pub struct More {
    /// The name of the check.
    pub check: String,
    /// How many.
    pub count: u64,
}

impl Verified {
    /// Reads a file, which must be about the same run as the data.
    pub fn read(path: &Path, source: &Source) -> Result<Self, ReportError> {
        let none = |reason: String| ReportError::NoVerification { path: path.to_path_buf(), reason };
        let verified: Self = given_file::read(path)?.map_err(none)?;
        if verified.run_id != source.manifest.run_id {
            return Err(none(format!("it is about another run than {}", source.folder().display())));
        }
        Ok(verified)
    }

    /// How many findings these checks have.
    pub fn count_of(&self, is_meant: impl Fn(&str) -> bool) -> u64 {
        let listed = self.findings.iter().filter(|finding| is_meant(&finding.check)).count() as u64;
        let more = self.more.iter().filter(|more| is_meant(&more.check));
        more.fold(listed, |sum, more| sum.saturating_add(more.count))
    }
}
