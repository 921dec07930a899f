//! Progress of a run, for whoever wants to show it.

use crate::{Plan, PlannedFile};

/// Hears how a run gets on. Calls come from several threads and should return at once.
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
}

/// Shows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {}
