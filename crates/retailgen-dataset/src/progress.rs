//! Progress of a run, for whoever wants to show it.

use retailgen_folder::{ManifestFile, Shortcoming};

use crate::{Plan, PlannedFile};

/// Hears how a run gets on. Calls come from several threads and should return at once.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use retailgen_dataset::{PlannedFile, Progress, Scale, Scenario, Table, WriteOptions};
///
/// #[derive(Default)]
/// struct Rows(AtomicU64);
///
/// impl Progress for Rows {
///     fn wrote(&self, _file: &PlannedFile, rows: u64, _bytes: u64) {
///         self.0.fetch_add(rows, Ordering::Relaxed);
///     }
/// }
///
/// let folder = tempfile::tempdir()?;
/// let rows = Rows::default();
/// let mut options = WriteOptions::default();
/// options.progress = &rows;
/// Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset().write(folder.path(), &options)?;
/// assert_eq!(rows.0.into_inner(), 4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A log of the whole run. One progress may pass what it hears on to another:
///
/// ```
/// use std::sync::Mutex;
/// use retailgen_dataset::{ManifestFile, NoProgress, Plan, PlannedFile, Progress, Scale, Scenario, Table, WriteOptions};
/// use retailgen_folder::Shortcoming;
///
/// struct Log<P>(Mutex<Vec<String>>, P);
///
/// impl<P> Log<P> {
///     fn push(&self, line: String) {
///         self.0.lock().expect("nobody panics with it").push(line);
///     }
/// }
///
/// impl<P: Progress> Progress for Log<P> {
///     fn started(&self, plan: &Plan) {
///         self.push(format!("{} files", plan.files().len()));
///         self.1.started(plan);
///     }
///
///     fn wrote(&self, file: &PlannedFile, rows: u64, bytes: u64) {
///         if rows > 0 {
///             self.push(format!("{rows} rows of {}", file.table()));
///         }
///         self.1.wrote(file, rows, bytes);
///     }
///
///     fn finished(&self, file: &PlannedFile) {
///         self.push(format!("{} is there", file.path()));
///         self.1.finished(file);
///     }
///
///     fn derived(&self, file: &ManifestFile) {
///         self.push(format!("{} follows", file.path));
///         self.1.derived(file);
///     }
///
///     fn without(&self, what: Shortcoming) {
///         self.push(format!("without {what}"));
///         self.1.without(what);
///     }
/// }
///
/// let folder = tempfile::tempdir()?;
/// let log = Log(Mutex::default(), NoProgress);
/// let mut options = WriteOptions::default();
/// options.progress = &log;
/// Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset().write(folder.path(), &options)?;
/// let lines = log.0.into_inner()?;
/// assert_eq!(lines, ["1 files", "4 rows of stores", "stores.csv is there"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Progress: Sync {
    /// The run begins with this plan.
    fn started(&self, plan: &Plan) {
        let _ = plan;
    }

    /// So many more rows and bytes of `file` have been written; there may be bytes without rows, such as the end of a file.
    fn wrote(&self, file: &PlannedFile, rows: u64, bytes: u64) {
        let _ = (file, rows, bytes);
    }

    /// `file` stands under its name.
    fn finished(&self, file: &PlannedFile) {
        let _ = file;
    }

    /// A file stands that follows from planned ones and so is in no plan, such as an entry in the log of a Delta table.
    fn derived(&self, file: &ManifestFile) {
        let _ = file;
    }

    /// The file system cannot do something that a run wants, and the run did without; told once, at the end.
    fn without(&self, what: Shortcoming) {
        let _ = what;
    }
}

/// Shows nothing.
///
/// ```
/// use retailgen_dataset::{DatasetError, NoProgress, Progress, Scale, Scenario, Table, WriteOptions};
///
/// fn write_stores(folder: &std::path::Path, progress: &dyn Progress) -> Result<u64, DatasetError> {
///     let mut options = WriteOptions::default(); // its default is NoProgress
///     options.progress = progress;
///     let dataset = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset();
///     Ok(dataset.write(folder, &options)?.manifest().files[0].rows)
/// }
///
/// let folder = tempfile::tempdir()?;
/// assert_eq!(write_stores(folder.path(), &NoProgress)?, 4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {}
