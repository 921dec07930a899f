//! `Dataset`: what a scenario comes to.

use std::{
    fmt,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicBool},
    thread,
};

use pyo3::{
    Bound, PyAny, PyResult, Python, pyclass, pymethods,
    types::{PyAnyMethods as _, PyBool, PyDate},
};
use retailgen::{DatasetError, Outcome, Overwrite, WriteOptions, parse_table, truth_beside};
use retailgen_stream::Face;

use crate::{
    attended::{OnSignal, attended},
    error::{raised, refused},
    files::Written,
    labels::{Label, labels},
    names::named,
    part::part,
    progress::Listener,
    scenario,
    table::Table,
};

/// Above this many, threads are refused: more than any machine has cores, and each holds a few megabytes.
const MOST_THREADS: usize = 1_024;

/// What a scenario comes to: its tables in memory, the truth about them, and its files.
///
/// `retailgen.dataset` gives it. What it knows is made when it is first needed, once, and takes some milliseconds at any
/// scale; so ask one dataset for several tables. Threads may share it.
#[pyclass(frozen, module = "retailgen")]
pub struct Dataset(retailgen::Dataset);

impl Dataset {
    /// Writes in a thread of its own, with signals and a listener heeded meanwhile.
    fn writing(
        &self,
        py: Python<'_>,
        path: PathBuf,
        truth: Option<&Bound<'_, PyAny>>,
        threads: Option<usize>,
        progress: Option<Bound<'_, PyAny>>,
        write: impl FnOnce(&retailgen::Dataset, &Path, WriteOptions<'_>) -> Result<Outcome, DatasetError> + Send + 'static,
    ) -> PyResult<Written> {
        let truth = self.truth_folder(&path, truth)?;
        let threads = threads_of(threads)?;
        let listener = Listener::new(py, progress)?;
        let cancelled = Arc::new(AtomicBool::new(false));
        let work = {
            let (dataset, path, truth) = (self.0.clone(), path.clone(), truth.clone());
            let (counters, cancelled) = (listener.counters(), Arc::clone(&cancelled));
            move || {
                let mut options = WriteOptions::default();
                options.threads = threads;
                options.truth = truth.as_deref();
                options.cancelled = Some(&cancelled);
                options.progress = counters.as_ref();
                write(&dataset, &path, options)
            }
        };
        let outcome = attended(py, &OnSignal::Cancel(cancelled), |py| listener.tell(py), work)?;
        Ok(Written::new(path, truth, &outcome.map_err(raised)?, self.0.scenario().left_out()))
    }

    pub fn new(scenario: &retailgen::Scenario) -> Self {
        Self(scenario.dataset())
    }

    /// Where the truth goes: beside the data unless it is sent elsewhere, not wanted, or there are no faults.
    fn truth_folder(&self, path: &Path, given: Option<&Bound<'_, PyAny>>) -> PyResult<Option<PathBuf>> {
        match given {
            Some(given) if !given.is_instance_of::<PyBool>() => Ok(Some(given.extract()?)),
            Some(given) if !given.is_truthy()? => Ok(None),
            _ if self.0.scenario().anomalies().rules().is_empty() => Ok(None),
            _ => truth_beside(path).map(Some).map_err(raised),
        }
    }
}

#[pymethods]
impl Dataset {
    /// The seed.
    #[getter]
    fn seed(&self) -> u64 {
        self.0.scenario().seed()
    }

    /// The scale factor.
    #[getter]
    fn scale(&self) -> PyResult<f64> {
        // Its own text is the number exactly.
        self.0.scenario().scale().to_string().parse().map_err(|_| refused("the scale is no number"))
    }

    /// The first day.
    #[getter]
    fn start_date<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDate>> {
        let (year, month, day) = self.0.scenario().window().first().civil();
        PyDate::new(py, year, month as u8, day as u8)
    }

    /// The number of days.
    #[getter]
    fn days(&self) -> u32 {
        self.0.scenario().window().days()
    }

    /// The tables that are written, in the order of the contract.
    #[getter]
    fn tables(&self) -> Vec<&'static str> {
        self.0.scenario().tables().iter().map(|table| table.name()).collect()
    }

    /// The name of the policy.
    #[getter]
    fn anomalies(&self) -> &str {
        self.0.scenario().anomalies().name()
    }

    /// The policy as TOML, every rule with what it leaves to defaults.
    #[getter]
    fn policy(&self) -> String {
        self.0.scenario().anomalies().to_toml()
    }

    /// The rules of the policy that are left out, by id, since the formats of their tables cannot hold such faults. Neither files
    /// nor streams nor labels have these.
    #[getter]
    fn left_out(&self) -> Vec<String> {
        self.0.scenario().left_out().to_vec()
    }

    /// The name of what is written, of 32 hex digits: equal for equal scenarios of one dataset version.
    #[getter]
    fn run_id(&self) -> String {
        self.0.scenario().run_id()
    }

    /// The rows of a table, chosen by the scenario or not, in the order of its files.
    ///
    /// Of the Delta table they are the rows of the latest version; of JSON lines, the lines.
    ///
    /// Args:
    ///     name: One of `retailgen.TABLES`.
    ///     face: With the faults of the policy, or without.
    ///     part: One of several parts, such as `(1, 4)`, for workers that share the table: the rows of all parts, one after the
    ///         other, are the table's. Each has about as many rows, in whole batches: of a small table, some parts have none.
    ///
    /// Raises:
    ///     UsageError: Where there is no such table, face or part.
    ///     RetailgenError: Where the policy writes what a typed column cannot hold, such as 31/02/2024, or asks for more faults
    ///         than the table can have; of the latter the first part alone tells.
    #[pyo3(signature = (name, *, face = "dirty", part = None))]
    fn table(&self, name: &str, face: &str, part: Option<&Bound<'_, PyAny>>) -> PyResult<Table> {
        let face = named("face", face, &Face::ALL, Face::name)?;
        Table::of_rows(self.0.clone(), parse_table(name).map_err(raised)?, face, self::part(part)?)
    }

    /// The labels of some tables, or of all that the scenario has: one row for each fault and each decoy.
    ///
    /// The columns of `labels.parquet`, and as the last one `table_row`: the row, from 0, in what `table` gives, where
    /// `row` is the one in its file. In memory there are no lines: `line` is null.
    ///
    /// Raises:
    ///     UsageError: Where there is no such table.
    ///     RetailgenError: Where the policy writes what a typed column cannot hold.
    #[pyo3(signature = (*tables))]
    fn truth(&self, tables: Vec<String>) -> PyResult<Table> {
        if tables.is_empty() {
            return Table::of_labels(self.0.clone(), self.0.scenario().tables());
        }
        Table::of_labels(self.0.clone(), &scenario::tables(&tables)?)
    }

    /// The labels of a table as objects, by row and column: for a test of one check.
    ///
    /// Args:
    ///     name: One of `retailgen.TABLES`.
    ///     part: One of several parts, as `table` takes it: rows count from 0 in what `table` gives for that part.
    ///
    /// Raises:
    ///     UsageError: Where there is no such table or part.
    ///     RetailgenError: Where the policy writes what a typed column cannot hold.
    #[pyo3(signature = (name, *, part = None))]
    fn labels(&self, py: Python<'_>, name: &str, part: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<Label>> {
        let (dataset, table, part) = (self.0.clone(), parse_table(name).map_err(raised)?, self::part(part)?);
        attended(py, &OnSignal::Leave, |_| Ok(()), move || labels(&dataset, table, part))?
    }

    /// Writes the files of the scenario into a folder, as the command `retailgen` does.
    ///
    /// A folder that holds anything else is refused before it is touched. Ctrl-C ends it between two blocks; the folder is then
    /// marked as unfinished, and writing again starts anew.
    ///
    /// Args:
    ///     path: The folder, which is made if it does not exist.
    ///     overwrite: Whether the files of an earlier run, and no others, may be replaced.
    ///     truth: The folder of the truth; by default the name of the data folder with `.truth` added, where there are faults.
    ///         `False` writes none.
    ///     threads: How many threads to use; by default one for each processor core.
    ///     progress: `True` for a line on standard error, or what is called now and then with a `Progress`.
    ///
    /// Raises:
    ///     UsageError: Where an argument will not do.
    ///     FolderTakenError: Where the folder holds something that stays untouched.
    ///     FolderBusyError: Where another process writes into it.
    ///     RetailgenError: Where the system refuses.
    #[pyo3(signature = (path, *, overwrite = false, truth = None, threads = None, progress = None))]
    fn write(
        &self,
        py: Python<'_>,
        path: PathBuf,
        overwrite: bool,
        truth: Option<&Bound<'_, PyAny>>,
        threads: Option<usize>,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Written> {
        let overwrite = if overwrite { Overwrite::Yes } else { Overwrite::No };
        self.writing(py, path, truth, threads, progress, move |dataset, path, mut options| {
            options.overwrite = overwrite;
            dataset.write(path, &options)
        })
    }

    /// Appends days to the folder that holds this dataset, finished, and to its truth, as `retailgen --append` does. The folder
    /// then holds `extended(days)`, with the same bytes as if that were written at once.
    ///
    /// Partitions of days stay as they are, and the Delta table goes on with commits of its own. An append that was interrupted
    /// is finished when it is done again.
    ///
    /// Args:
    ///     path: The folder.
    ///     days: How many days.
    ///     truth: As `write` takes it; the folder of the truth that the run has.
    ///     threads: How many threads to use; by default one for each processor core.
    ///     progress: As `write` takes it.
    ///
    /// Raises:
    ///     UsageError: Where an argument will not do, or the folder is not finished.
    ///     FolderTakenError: Where the folder holds another dataset.
    ///     FolderBusyError: Where another process writes into it.
    ///     RetailgenError: Where the system refuses.
    #[pyo3(signature = (path, days = 1, *, truth = None, threads = None, progress = None))]
    fn append(
        &self,
        py: Python<'_>,
        path: PathBuf,
        days: u32,
        truth: Option<&Bound<'_, PyAny>>,
        threads: Option<usize>,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Written> {
        self.writing(py, path, truth, threads, progress, move |dataset, path, options| {
            dataset.append(path, days, &options)
        })
    }

    /// The dataset with so many more days at its end, as `append` makes it.
    ///
    /// Raises:
    ///     UsageError: Where the days leave the company's life.
    fn extended(&self, days: u32) -> PyResult<Self> {
        Ok(Self(self.0.scenario().clone().extended(days).map_err(raised)?.dataset()))
    }

    fn __repr__(&self) -> String {
        let scenario = self.0.scenario();
        let (window, policy) = (scenario.window(), scenario.anomalies().name());
        let (seed, scale) = (scenario.seed(), scenario.scale());
        format!(
            "<retailgen.Dataset seed {seed}, scale {scale}, {} to {}, anomalies {policy}>",
            window.first(),
            window.last()
        )
    }
}

/// How many threads to use: by default one a processor core.
fn threads_of(given: Option<usize>) -> PyResult<NonZeroUsize> {
    match given {
        // Where the system does not tell, one thread is what always works.
        None => Ok(thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)),
        Some(given) => NonZeroUsize::new(given)
            .filter(|threads| threads.get() <= MOST_THREADS)
            .ok_or_else(|| refused(format!("give a whole number of threads from 1 to {MOST_THREADS}"))),
    }
}

impl fmt::Debug for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.__repr__())
    }
}
