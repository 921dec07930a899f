//! Where a run writes: into folders of its own, or as a part into folders of parts.

use std::path::Path;

use retailgen_anomaly::Tally;
use retailgen_folder::{Manifest, ManifestFile, OwnedFolder, Run, Shortcomings};
use retailgen_tables::Oddities;
use retailgen_truth::{Label, TruthError};

use super::{
    WriteOptions,
    folders::{Claims, RunFolders},
    part_folders::{BegunPart, PartFolders},
};
use crate::{DatasetError, Plan, Scenario};

/// The folders that files and labels go into.
pub enum Folders<'p> {
    /// Of a whole run.
    Run(RunFolders<'p>),
    /// Of one part.
    Part(PartFolders),
}

/// How a run begins.
#[expect(clippy::large_enum_variant, reason = "there is one a run")]
pub enum Begun<'p> {
    /// The folders are the run's.
    Ready(Folders<'p>),
    /// The same run, or the part, has been finished there before.
    AlreadyDone(Manifest),
}

impl<'p> Folders<'p> {
    /// Makes the folders the run's own, or the part of it. `whole` is the plan of the whole run, `plan` what is written.
    ///
    /// # Errors
    /// Those of [`Claims::stake`] and [`PartFolders::begin`].
    pub fn begin(
        folder: &Path,
        options: &WriteOptions,
        run: &Run,
        (whole, plan): (&Plan, &'p Plan),
    ) -> Result<Begun<'p>, DatasetError> {
        if let Some(part) = options.part {
            return Ok(match PartFolders::begin(folder, options, run, part, (whole, plan))? {
                BegunPart::Ready(folders) => Begun::Ready(Self::Part(folders)),
                BegunPart::AlreadyDone(manifest) => Begun::AlreadyDone(manifest),
            });
        }
        let paths: Vec<String> = plan.paths().map(str::to_owned).collect();
        Ok(match Claims::stake(folder, options.truth, run, &paths, options.overwrite)? {
            Claims::Ready(data, truth) => Begun::Ready(Self::Run(RunFolders::new(data, truth, run, plan)?)),
            Claims::AlreadyDone(manifest) => Begun::AlreadyDone(manifest),
        })
    }

    /// The folder of the data.
    pub fn data(&self) -> &OwnedFolder {
        match self {
            Self::Run(folders) => folders.data(),
            Self::Part(folders) => folders.data(),
        }
    }

    /// What the file systems of the folders cannot do, and the run does without.
    pub fn shortcomings(&self) -> Vec<Shortcomings> {
        match self {
            Self::Run(folders) => folders.shortcomings(),
            Self::Part(folders) => folders.shortcomings(),
        }
    }

    /// Whether labels are wanted.
    pub fn wants_labels(&self) -> bool {
        match self {
            Self::Run(folders) => folders.wants_labels(),
            Self::Part(folders) => folders.wants_labels(),
        }
    }

    /// Takes labels of the file at a place in the plan of the whole run.
    ///
    /// # Errors
    /// [`TruthError`] where they cannot be put aside.
    pub fn receive(&self, file: usize, labels: &[Label]) -> Result<(), TruthError> {
        match self {
            Self::Run(folders) => folders.receive(file, labels),
            Self::Part(folders) => folders.receive(file, labels),
        }
    }

    /// Finishes the folders, or the part in them, the data first.
    ///
    /// # Errors
    /// [`DatasetError::Folder`] and [`DatasetError::Truth`]; what is not finished then says so.
    pub fn finish(
        self,
        entries: Vec<ManifestFile>,
        scenario: &Scenario,
        tallies: &[Tally],
        oddities: &[(usize, Oddities)],
    ) -> Result<Manifest, DatasetError> {
        match self {
            Self::Run(folders) => folders.finish(entries, scenario, tallies, oddities),
            Self::Part(folders) => folders.finish(entries, scenario, tallies, oddities),
        }
    }
}
