//! Writing a dataset into a folder.

use std::{num::NonZeroUsize, path::Path, sync::atomic::AtomicBool};

use retailgen_sinks::folder::{Begin, Manifest, Overwrite, OwnedFolder, Run};

use crate::{DATASET_VERSION, Dataset, Error, PlannedFile, Progress, schedule::Schedule};

/// How to write; what is written does not depend on it.
#[derive(Debug)]
#[non_exhaustive]
pub struct WriteOptions<'o> {
    /// Threads to use.
    pub threads: NonZeroUsize,
    /// Whether another run's files in the folder may be replaced.
    pub overwrite: Overwrite,
    /// Set from elsewhere, ends the run between two blocks with [`Error::Cancelled`].
    pub cancelled: Option<&'o AtomicBool>,
}

impl Default for WriteOptions<'_> {
    /// One thread, nothing replaced, not cancelled.
    fn default() -> Self {
        Self { threads: NonZeroUsize::MIN, overwrite: Overwrite::No, cancelled: None }
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The files were written.
    Written(Manifest),
    /// The same scenario had been written there before; nothing was touched.
    AlreadyDone(Manifest),
}

impl Outcome {
    /// What stands in the folder.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        match self {
            Self::Written(manifest) | Self::AlreadyDone(manifest) => manifest,
        }
    }
}

impl Dataset {
    /// Writes the scenario's files into `folder`, which is made if it does not exist.
    ///
    /// The folder is first marked as being written, and its `_manifest.json` comes last. A folder that holds anything
    /// else is refused before it is touched; so is one with another run's files, unless they may be overwritten.
    /// Every file appears under its name only when it is whole.
    ///
    /// # Errors
    /// [`Error::Sink`] where the folder cannot be used or written, [`Error::Cancelled`] when asked to stop.
    ///
    /// ```
    /// use retailgen::{NoProgress, Scale, Scenario, Table, WriteOptions};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let dataset = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset();
    /// let outcome = dataset.write(&folder.path().join("data"), &WriteOptions::default(), &NoProgress)?;
    /// assert_eq!(outcome.manifest().files[0].path, "stores.csv");
    /// assert_eq!(outcome.manifest().files[0].rows, 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self, folder: &Path, options: &WriteOptions, progress: &dyn Progress) -> Result<Outcome, Error> {
        let plan = self.plan();
        let paths: Vec<String> = plan.files().iter().map(|file| PlannedFile::path(file).to_owned()).collect();
        let run = Run {
            run_id: self.scenario().run_id(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            dataset_version: DATASET_VERSION.to_owned(),
        };
        let owned = match OwnedFolder::begin(folder, &run, &paths, options.overwrite)? {
            Begin::AlreadyDone(manifest) => return Ok(Outcome::AlreadyDone(manifest)),
            Begin::Ready(owned) => owned,
        };
        progress.started(&plan);
        let never = AtomicBool::new(false);
        let cancelled = options.cancelled.unwrap_or(&never);
        let schedule = Schedule::new(self.world(), self.scenario().window(), &plan, &owned, progress, cancelled);
        let files = schedule.run(options.threads)?;
        Ok(Outcome::Written(owned.finish(files)?))
    }
}
