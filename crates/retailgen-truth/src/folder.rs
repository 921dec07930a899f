//! The truth beside the data: which of its values are wrong, what they should be, and how that came about.
//!
//! A truth folder holds `run.json`, `labels.parquet`, `collateral.parquet`, `audit.csv` and `ANOMALIES.md`, and is guarded
//! as the data folder is, by a marker and a manifest. Labels arrive file by file from any thread and are put aside in one hidden file, so
//! what is held in memory does not grow with them; the end brings them into the order of the plan.

mod continuing;
mod part;
mod part_labels;
#[cfg(test)]
mod tests;
mod writing;

use std::path::Path;

use retailgen_folder::{Claim, Claimed, FolderError, Manifest, Overwrite, OwnedFolder, Run, Shortcomings, Standing};

use self::writing::write_files;
use crate::{
    DeliveredFiles, Label, RunFacts, TruthError, audit::AUDIT, collateral_file::COLLATERAL, labels_file::LABELS,
    run_document::RUN, spill::Spill,
};

pub use self::{
    continuing::{ContinuedTruth, KeptTruth, StayingFile},
    part::{CollectedTruth, TruthPartWriter},
};

const REPORT: &str = "ANOMALIES.md";
/// Planned like the others, so that it goes with the files of a killed run; never in a manifest.
const SPILL: &str = ".labels.spill";

/// Takes the labels of a run, from any thread and file by file in any order, and writes the truth folder at the end.
///
/// Dropped before that, it leaves a folder that says that it is unfinished, with none of the files in it.
#[derive(Debug)]
pub struct TruthWriter<'p> {
    files: &'p dyn DeliveredFiles,
    run: Run,
    // Before the folder, so that it is gone before the lock on the folder is.
    spill: Spill,
    folder: OwnedFolder,
}

impl<'p> TruthWriter<'p> {
    /// Finds out what [`begin`](Self::begin) would make of the folder, and touches nothing.
    ///
    /// # Errors
    /// Those of [`OwnedFolder::look`].
    pub fn look(folder: &Path, run: &Run, overwrite: Overwrite) -> Result<Standing, FolderError> {
        OwnedFolder::look(folder, run, &planned(), overwrite)
    }

    /// Marks the folder as the run's, or finds that the same run's truth is in it already.
    ///
    /// # Errors
    /// Those of [`Claim::stake`].
    pub fn claim(folder: &Path, run: &Run, overwrite: Overwrite) -> Result<Claimed, FolderError> {
        Claim::stake(folder, run, &planned(), overwrite)
    }

    /// Empties a claimed folder, which takes labels then.
    ///
    /// # Errors
    /// Those of [`Claim::take`].
    pub fn begin(claim: Claim, run: &Run, files: &'p dyn DeliveredFiles) -> Result<Self, TruthError> {
        let folder = claim.take()?;
        let spill = Spill::new(folder.scratch(SPILL)?);
        Ok(Self { files, run: run.clone(), spill, folder })
    }

    /// What the file system of the folder cannot do.
    #[must_use]
    pub fn shortcomings(&self) -> Shortcomings {
        self.folder.shortcomings()
    }

    /// Takes labels of file number `file`. The labels of one file come by row and column, in as many calls as it likes; files
    /// come in any order, from any thread.
    ///
    /// # Errors
    /// [`TruthError`] where they cannot be put aside.
    pub fn receive(&self, file: usize, labels: &[Label]) -> Result<(), TruthError> {
        debug_assert!(file < self.files.count(), "there is no file number {file}");
        self.spill.add(file, labels)
    }

    /// Writes the files, in plan order, and the manifest.
    ///
    /// # Errors
    /// [`TruthError`]; the folder stays unfinished then.
    pub fn finish(self, facts: &RunFacts) -> Result<Manifest, TruthError> {
        // In this order the folder, and with it the lock, is the last to go when something fails.
        let Self { folder, mut spill, files, run } = self;
        write_files(folder, &run, files, facts, |take| {
            spill.read(take)?;
            spill.remove()
        })
    }
}

fn planned() -> Vec<String> {
    [RUN, LABELS, COLLATERAL, AUDIT, REPORT, SPILL].map(str::to_owned).into()
}
