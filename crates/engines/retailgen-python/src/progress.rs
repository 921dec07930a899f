//! How writing gets on, told to Python code.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use pyo3::{
    Bound, Py, PyAny, PyResult, Python, pyclass, pymethods,
    types::{PyAnyMethods as _, PyBool},
};
use retailgen::{Plan, PlannedFile};

/// How far writing has come.
#[pyclass(frozen, get_all, module = "retailgen")]
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Files that stand under their names.
    files: u64,
    /// Files of the plan.
    planned_files: u64,
    /// Rows that have been written.
    rows: u64,
    /// Rows of the plan: an estimate, without rows that faults add.
    planned_rows: u64,
    /// Bytes that have been written.
    bytes: u64,
}

#[pymethods]
impl Progress {
    fn __repr__(&self) -> String {
        let Self { files, planned_files, rows, planned_rows, .. } = self;
        format!("<retailgen.Progress {files} of {planned_files} files, {rows} of {planned_rows} rows>")
    }
}

/// What the threads that write count.
#[derive(Debug, Default)]
pub struct Counters {
    files: AtomicU64,
    planned_files: AtomicU64,
    rows: AtomicU64,
    planned_rows: AtomicU64,
    bytes: AtomicU64,
}

impl Counters {
    fn progress(&self) -> Progress {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Progress {
            files: read(&self.files),
            planned_files: read(&self.planned_files),
            rows: read(&self.rows),
            planned_rows: read(&self.planned_rows),
            bytes: read(&self.bytes),
        }
    }
}

impl retailgen::Progress for Counters {
    fn started(&self, plan: &Plan) {
        self.planned_files.store(plan.files().len() as u64, Ordering::Relaxed);
        self.planned_rows.store(plan.rows(), Ordering::Relaxed);
    }

    fn wrote(&self, _file: &PlannedFile, rows: u64, bytes: u64) {
        self.rows.fetch_add(rows, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    fn finished(&self, _file: &PlannedFile) {
        self.files.fetch_add(1, Ordering::Relaxed);
    }
}

/// Who hears how writing gets on.
#[derive(Debug)]
pub struct Listener {
    counters: Arc<Counters>,
    call: Option<Py<PyAny>>,
}

impl Listener {
    /// From the argument: nobody for `None` and `False`, the package's own line for `True`, or what is to be called.
    ///
    /// # Errors
    /// Where the package is not whole.
    pub fn new(py: Python<'_>, given: Option<Bound<'_, PyAny>>) -> PyResult<Self> {
        let call = match given {
            Some(given) if given.is_instance_of::<PyBool>() => {
                let line = || py.import("retailgen.progress_line")?.getattr("ProgressLine")?.call0();
                given.is_truthy()?.then(line).transpose()?
            }
            given => given,
        };
        Ok(Self { counters: Arc::default(), call: call.map(Bound::unbind) })
    }

    /// What the threads that write count with.
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.counters)
    }

    /// Tells how far it has come.
    ///
    /// # Errors
    /// What the one that is called raises.
    pub fn tell(&self, py: Python<'_>) -> PyResult<()> {
        match &self.call {
            Some(call) => call.call1(py, (self.counters.progress(),)).map(drop),
            None => Ok(()),
        }
    }
}
