//! The folder of a run, in a build that writes no truth.

use std::{marker::PhantomData, path::Path};

use retailgen_anomaly::Tally;
use retailgen_sinks::folder::{Begin, Manifest, ManifestFile, OwnedFolder, Run};
use retailgen_tables::Oddities;

use super::WriteOptions;
use crate::{Error, Plan, Scenario, label::LabelReceiver};

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
    /// [`Error::Sink`] where it cannot be used, [`Error::NotBuilt`] where a truth is asked for.
    pub fn begin(folder: &Path, options: &WriteOptions, run: &Run, plan: &'p Plan) -> Result<Begun<'p>, Error> {
        if options.truth.is_some() {
            return Err(Error::NotBuilt { what: "the truth about anomalies".to_owned(), feature: "parquet" });
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

    /// Nobody takes labels.
    #[expect(clippy::unused_self, reason = "in other builds the truth does")]
    pub fn labels(&self) -> Option<&dyn LabelReceiver> {
        None
    }

    /// Finishes the folder.
    ///
    /// # Errors
    /// [`Error::Sink`]; the folder says then that it is unfinished.
    pub fn finish(
        self,
        entries: Vec<ManifestFile>,
        _scenario: &Scenario,
        _tallies: &[Tally],
        _oddities: &[(usize, Oddities)],
    ) -> Result<Manifest, Error> {
        Ok(self.data.finish(entries)?)
    }
}

/// The error: no truth tells of settings.
pub fn naming_settings(error: Error, _folder: &Path, _truth: Option<&Path>, _scenario: &Scenario) -> Error {
    error
}
