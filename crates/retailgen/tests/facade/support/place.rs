//! Folders of runs in a place of their own, and runs that end early there.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use retailgen::{Dataset, DatasetError, MergeOptions, Outcome, PartNumber, PlannedFile, Progress, WriteOptions, merge};

use super::written::files_below;

/// Folders in a place of their own.
pub struct Place(tempfile::TempDir);

/// A data folder and its truth, every file by its path.
pub type Contents = [BTreeMap<String, Vec<u8>>; 2];

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn contents(&self, name: &str) -> Contents {
        [name.to_owned(), format!("{name}.truth")].map(|name| {
            let path = self.path(&name);
            if path.exists() { files_below(&path) } else { BTreeMap::new() }
        })
    }

    /// Writes a run in one, or a part of it; the truth too where there are faults.
    pub fn write(&self, name: &str, dataset: &Dataset, part: Option<PartNumber>) -> Result<Outcome, DatasetError> {
        self.write_as(name, dataset, part, WriteOptions::default())
    }

    pub fn write_as(
        &self,
        name: &str,
        dataset: &Dataset,
        part: Option<PartNumber>,
        options: WriteOptions<'_>,
    ) -> Result<Outcome, DatasetError> {
        let truth = self.path(&format!("{name}.truth"));
        // Borrowed for as long as the path.
        let mut options: WriteOptions<'_> = options;
        options.truth = (!dataset.scenario().anomalies().rules().is_empty()).then_some(truth.as_path());
        options.part = part;
        dataset.write(&self.path(name), &options)
    }

    pub fn merge(&self, names: &[&str], out: Option<&str>) -> Result<Outcome, DatasetError> {
        let out = out.map(|out| self.path(out));
        let mut options = MergeOptions::default();
        options.out = out.as_deref();
        merge(&names.iter().map(|name| self.path(name)).collect::<Vec<_>>(), &options)
    }
}

/// Ends a run when some files are there, as a kill would.
pub struct KillAfter<'k>(pub AtomicUsize, pub &'k AtomicBool);

impl Progress for KillAfter<'_> {
    fn finished(&self, _: &PlannedFile) {
        if self.0.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.1.store(true, Ordering::Relaxed);
        }
    }
}
