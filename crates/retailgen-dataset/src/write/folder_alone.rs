//! The folder of a run, in a build that writes no truth.

use std::{marker::PhantomData, path::Path};

use retailgen_anomaly::Tally;
use retailgen_folder::{Begin, Manifest, ManifestFile, OwnedFolder, Run, Shortcomings};
use retailgen_tables::Oddities;
use retailgen_truth::Label;

use super::WriteOptions;
use crate::{DatasetError, Plan, Scenario};

/// The folder of a run, which is its own.
pub struct Folders<'p> {
    data: OwnedFolder,
    plan: PhantomData<&'p Plan>,
}

/// How a run begins.
pub enum Begun<'p> {
    /// The folder is the run's.
    Ready(Folders<'p>),
    /// The same run has been finished there before.
    AlreadyDone(Manifest),
}

impl<'p> Folders<'p> {
    /// Makes the folder the run's own.
    ///
    /// # Errors
    /// [`DatasetError::Folder`] where it cannot be used, [`DatasetError::NotBuilt`] where a truth or a part is asked for.
    pub fn begin(
        folder: &Path,
        options: &WriteOptions,
        run: &Run,
        (_, plan): (&Plan, &'p Plan),
    ) -> Result<Begun<'p>, DatasetError> {
        let unknown = [
            (options.truth.is_some(), "the truth about anomalies"),
            // What parts say of themselves is merged together with their truth.
            (options.part.is_some(), "a run in parts"),
        ];
        if let Some((_, what)) = unknown.into_iter().find(|(is_wanted, _)| *is_wanted) {
            return Err(DatasetError::NotBuilt { what: what.to_owned(), feature: "parquet" });
        }
        let paths: Vec<String> = plan.paths().map(str::to_owned).collect();
        Ok(match OwnedFolder::begin(folder, run, &paths, options.overwrite)? {
            Begin::AlreadyDone(manifest) => Begun::AlreadyDone(manifest),
            Begin::Ready(data) => Begun::Ready(Self { data, plan: PhantomData }),
        })
    }

    /// The folder of the data.
    pub fn data(&self) -> &OwnedFolder {
        &self.data
    }

    /// What the file system of the folder cannot do, and the run does without.
    pub fn shortcomings(&self) -> Vec<Shortcomings> {
        vec![self.data.shortcomings()]
    }

    /// Nobody wants labels.
    #[expect(clippy::unused_self, reason = "in other builds the truth does")]
    pub fn wants_labels(&self) -> bool {
        false
    }

    /// Labels go nowhere.
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "in other builds the truth takes them")]
    pub fn receive(&self, _file: usize, _labels: &[Label]) -> Result<(), DatasetError> {
        Ok(())
    }

    /// Finishes the folder.
    ///
    /// # Errors
    /// [`DatasetError::Folder`]; the folder says then that it is unfinished.
    pub fn finish(
        self,
        entries: Vec<ManifestFile>,
        _scenario: &Scenario,
        _tallies: &[Tally],
        _oddities: &[(usize, Oddities)],
    ) -> Result<Manifest, DatasetError> {
        Ok(self.data.finish(entries)?)
    }
}

/// The error: no truth tells of settings.
pub fn naming_settings(
    error: DatasetError,
    _folder: &Path,
    _truth: Option<&Path>,
    _scenario: &Scenario,
) -> DatasetError {
    error
}
