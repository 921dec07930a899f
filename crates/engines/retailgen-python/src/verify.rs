//! `verify`: a folder held against its manifest and its truth.

use std::path::{Path, PathBuf};

use pyo3::{
    Bound, PyAny, PyResult, Python, pyclass, pyfunction, pymethods,
    types::{PyAnyMethods as _, PyBool},
};
use retailgen::{Side, VerifyOptions, truth_beside};

use crate::{
    attended::{OnSignal, attended},
    error::raised,
};

/// Something that does not hold. As text it is one line.
#[pyclass(frozen, get_all, module = "retailgen")]
#[derive(Debug, Clone)]
pub struct Finding {
    /// What was looked at, such as "cell.unlabelled".
    check: String,
    /// The folder in which it is.
    side: &'static str,
    /// The file, below that folder.
    file: String,
    /// The table of the file.
    table: Option<String>,
    /// The line, from 1.
    line: Option<u64>,
    /// The row, from 0.
    row: Option<u64>,
    /// The column.
    column: Option<String>,
    /// The label that it is about.
    label_id: Option<u64>,
    /// What is wrong.
    what: String,
    /// What should stand there.
    expected: Option<String>,
    /// What stands there.
    found: Option<String>,
    /// All of this in one line.
    text: String,
}

#[pymethods]
impl Finding {
    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        format!("<retailgen.Finding {}>", self.text)
    }
}

impl From<&retailgen::Finding> for Finding {
    fn from(finding: &retailgen::Finding) -> Self {
        let values = finding.values.clone();
        Self {
            check: finding.check.name().to_owned(),
            side: if finding.side == Side::Data { "data" } else { "truth" },
            file: finding.file.clone(),
            table: finding.table.clone(),
            line: finding.line,
            row: finding.row,
            column: finding.column.clone(),
            label_id: finding.label_id,
            what: finding.what.clone(),
            expected: values.as_ref().and_then(|values| values.expected.clone()),
            found: values.and_then(|values| values.found),
            text: finding.to_string(),
        }
    }
}

/// What came of `verify`. It is true where all holds.
#[pyclass(frozen, get_all, module = "retailgen")]
#[derive(Debug)]
pub struct Verification {
    /// Whether all holds.
    ok: bool,
    /// What does not hold; of one check in one file, the first twenty.
    findings: Vec<Finding>,
    /// How many findings there are, those that are not listed included.
    count: u64,
    /// The files that were read.
    files: u64,
    /// The rows of the tables as they stand.
    rows: u64,
    /// The labels that were held against the files; none without a truth.
    labels: Option<u64>,
    /// Whether the files were held against clean ones, made anew.
    clean_twin: bool,
}

#[pymethods]
impl Verification {
    fn __bool__(&self) -> bool {
        self.ok
    }

    fn __repr__(&self) -> String {
        let Self { files, rows, count, .. } = self;
        format!("<retailgen.Verification {count} findings in {files} files, {rows} rows>")
    }
}

/// The truth that an argument means: the folder named, none for `False`, and otherwise the one beside the data, if there is one.
///
/// # Errors
/// Where the data has no name beside which a truth could stand.
pub fn truth_of(path: &Path, given: Option<&Bound<'_, PyAny>>) -> PyResult<Option<PathBuf>> {
    match given {
        Some(given) if given.is_instance_of::<PyBool>() && !given.is_truthy()? => Ok(None),
        Some(given) if !given.is_instance_of::<PyBool>() => Ok(Some(given.extract()?)),
        _ => Ok(Some(truth_beside(path).map_err(raised)?).filter(|truth| truth.exists())),
    }
}

/// Holds a folder against its manifest and, value by value, against its truth.
///
/// After a Ctrl-C the reading goes on to its end in the background, and its outcome is dropped.
///
/// Args:
///     path: The folder of the data.
///     truth: The folder of the truth; by default the one beside the data, if there is one. `False` for none: the files are then
///         held against their manifest only.
///
/// Raises:
///     UsageError: Where the folder is none that has been finished.
///     RetailgenError: Where something cannot be read. What can be read and does not hold is a finding.
#[pyfunction]
#[pyo3(signature = (path, *, truth = None))]
pub fn verify(py: Python<'_>, path: PathBuf, truth: Option<&Bound<'_, PyAny>>) -> PyResult<Verification> {
    let truth = truth_of(&path, truth)?;
    let outcome = attended(
        py,
        &OnSignal::Leave,
        |_| Ok(()),
        move || {
            let mut options = VerifyOptions::default();
            options.truth = truth.as_deref();
            retailgen::verify(&path, &options)
        },
    )?;
    let verification = outcome.map_err(raised)?;
    Ok(Verification {
        ok: verification.holds(),
        findings: verification.findings.iter().map(Finding::from).collect(),
        count: verification.count(),
        files: verification.files,
        rows: verification.rows,
        labels: verification.labels,
        clean_twin: verification.clean_twin,
    })
}
