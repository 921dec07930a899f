//! Progress of a run, for whoever wants to show it.

use crate::{ManifestFile, Plan, PlannedFile};

/// Hears how a run gets on. Calls come from several threads and should return at once.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use retailgen::{PlannedFile, Progress, Scale, Scenario, Table, WriteOptions};
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
pub trait Progress: Sync {
    /// The run begins with this plan.
    fn started(&self, plan: &Plan) {
        let _ = plan;
    }

    /// So many more rows and bytes of `file` have been written.
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
}

/// Shows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {}
