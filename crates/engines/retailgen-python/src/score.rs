//! `score`: what a check found, held against a truth.

use std::{collections::BTreeMap, path::PathBuf};

use pyo3::{Bound, PyAny, PyResult, Python, pyclass, pyfunction, pymethods, types::PyAnyMethods as _};
use retailgen::{
    score::{self, Findings, Group, Ladder, Source, Threshold, Truth},
    truth_beside,
};

use crate::{
    attended::{OnSignal, attended},
    error::{raised, refused},
    names::named,
    scenario,
};

/// How many were found, missed and reported wrongly.
#[pyclass(frozen, get_all, module = "retailgen")]
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    /// Faults that were found.
    found: u64,
    /// Faults that were not.
    missed: u64,
    /// What was reported and is right.
    false_alarms: u64,
    /// The share of faults that were found; none where there are none.
    recall: Option<f64>,
    /// The share of what was reported that is a fault; none where nothing was.
    precision: Option<f64>,
    /// The harmonic mean of both.
    f1: Option<f64>,
}

#[pymethods]
impl Counts {
    fn __repr__(&self) -> String {
        let Self { found, missed, false_alarms, .. } = self;
        format!("<retailgen.Counts {found} found, {missed} missed, {false_alarms} false alarms>")
    }
}

impl From<score::Counts> for Counts {
    fn from(counts: score::Counts) -> Self {
        Self {
            found: counts.found,
            missed: counts.missed,
            false_alarms: counts.false_alarms,
            recall: counts.recall().value(),
            precision: counts.precision().value(),
            f1: counts.f1(),
        }
    }
}

/// Findings held against a truth. As text it is what `retailgen score` prints.
#[pyclass(frozen, module = "retailgen")]
#[derive(Debug)]
pub struct Score(score::Score);

#[pymethods]
impl Score {
    /// The level that everything but `levels` is counted on.
    #[getter]
    fn level(&self) -> &'static str {
        self.0.headline.name()
    }

    /// The counts on that level.
    #[getter]
    fn counts(&self) -> Counts {
        self.0.on(self.0.headline).counts.into()
    }

    /// The counts on every level, by its name.
    #[getter]
    fn levels(&self) -> BTreeMap<&'static str, Counts> {
        self.0.ladders.iter().map(|score| (score.ladder.name(), score.counts.into())).collect()
    }

    /// The share of faults that were found.
    #[getter]
    fn recall(&self) -> Option<f64> {
        self.counts().recall
    }

    /// The share of what was reported that is a fault.
    #[getter]
    fn precision(&self) -> Option<f64> {
        self.counts().precision
    }

    /// The harmonic mean of both.
    #[getter]
    fn f1(&self) -> Option<f64> {
        self.counts().f1
    }

    /// How many faults there were to find.
    #[getter]
    fn faults(&self) -> u64 {
        self.0.faults
    }

    /// The counts of each kind of fault.
    #[getter]
    fn kinds(&self) -> BTreeMap<&str, Counts> {
        by_name(&self.0.kinds)
    }

    /// The counts of each column, named as "customers.email".
    #[getter]
    fn columns(&self) -> BTreeMap<&str, Counts> {
        by_name(&self.0.columns)
    }

    /// The counts of each table.
    #[getter]
    fn tables(&self) -> BTreeMap<&str, Counts> {
        by_name(&self.0.tables)
    }

    /// What falls short of thresholds such as "recall=0.9", a sentence each; nothing where none does.
    #[pyo3(signature = (*thresholds))]
    fn shortfalls(&self, thresholds: Vec<String>) -> PyResult<Vec<String>> {
        let parse = |text: &String| text.parse::<Threshold>().map_err(|error| refused(error.to_string()));
        let thresholds = thresholds.iter().map(parse).collect::<PyResult<Vec<_>>>()?;
        Ok(self.0.shortfalls(&thresholds).iter().map(ToString::to_string).collect())
    }

    /// All of it, as `retailgen score --json` prints it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.0.to_json().to_string(),))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        let score::Counts { found, missed, false_alarms, .. } = self.0.on(self.0.headline).counts;
        let level = self.level();
        format!("<retailgen.Score by {level}: {found} found, {missed} missed, {false_alarms} false alarms>")
    }
}

fn by_name(groups: &[Group]) -> BTreeMap<&str, Counts> {
    groups.iter().map(|group| (group.name.as_str(), group.counts.into())).collect()
}

/// Holds files of findings against the truth of a folder; `retailgen.score` describes the arguments.
#[pyfunction]
#[pyo3(signature = (findings, path, *, truth = None, tables = None, level = None, source = None))]
pub fn score_files(
    py: Python<'_>,
    findings: Vec<PathBuf>,
    path: PathBuf,
    truth: Option<PathBuf>,
    tables: Option<Vec<String>>,
    level: Option<&str>,
    source: Option<&str>,
) -> PyResult<Score> {
    let tables = tables.map(|names| scenario::tables(&names)).transpose()?;
    let level = level.map(|name| named("level", name, &Ladder::ALL, Ladder::name)).transpose()?;
    let source = source.map(|name| named("source", name, &Source::ALL, Source::name)).transpose()?;
    let truth = truth.map_or_else(|| truth_beside(&path), Ok).map_err(raised)?;
    let outcome = attended(
        py,
        &OnSignal::Leave,
        |_| Ok(()),
        move || {
            let data = Some(path.as_path()).filter(|path| path.is_dir());
            let truth = Truth::open(&truth, data)?;
            let truth = match tables {
                Some(tables) => truth.only(&tables),
                None => truth,
            };
            let findings = Findings::import(&findings, source)?;
            level.map_or_else(
                || score::Score::of(&findings, &truth, data),
                |level| score::Score::by(level, &findings, &truth, data),
            )
        },
    )?;
    outcome.map(Score).map_err(|error: score::ScoreError| raised(error))
}
