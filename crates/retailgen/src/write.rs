//! Writing a dataset into a folder.

#[cfg(feature = "parquet")]
mod folders;
#[cfg(not(feature = "parquet"))]
#[path = "write/folder_alone.rs"]
mod folders;

use std::{fmt, num::NonZeroUsize, path::Path, sync::atomic::AtomicBool};

use retailgen_sinks::folder::{Manifest, Overwrite, Run};

use self::folders::{Begun, Folders, naming_settings};
#[cfg(feature = "delta")]
use crate::delta;
use crate::{
    DATASET_VERSION, Dataset, Error, NoProgress, Plan, Progress,
    dirty::DirtyLayer,
    output,
    schedule::{Schedule, WrittenFiles},
};

/// How to write; what is written does not depend on it.
///
/// ```
/// use std::{num::NonZeroUsize, path::Path};
/// use retailgen::{Overwrite, WriteOptions};
///
/// let mut options = WriteOptions::default();
/// assert_eq!((options.threads.get(), options.overwrite, options.truth), (1, Overwrite::No, None));
/// options.threads = NonZeroUsize::new(4).unwrap_or(NonZeroUsize::MIN);
/// options.overwrite = Overwrite::Yes;
/// options.truth = Some(Path::new("data.truth"));
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct WriteOptions<'o> {
    /// Threads to use.
    pub threads: NonZeroUsize,
    /// Whether another run's files in the folder may be replaced.
    pub overwrite: Overwrite,
    /// The folder for the truth about the anomalies; without one no truth is written.
    pub truth: Option<&'o Path>,
    /// Set from elsewhere, ends the run between two blocks with [`Error::Cancelled`].
    pub cancelled: Option<&'o AtomicBool>,
    /// Who hears how it gets on.
    pub progress: &'o dyn Progress,
}

impl Default for WriteOptions<'_> {
    /// One thread, nothing replaced, no truth, not cancelled, no progress.
    fn default() -> Self {
        let overwrite = Overwrite::default();
        Self { threads: NonZeroUsize::MIN, overwrite, truth: None, cancelled: None, progress: &NoProgress }
    }
}

impl fmt::Debug for WriteOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteOptions")
            .field("threads", &self.threads)
            .field("overwrite", &self.overwrite)
            .field("truth", &self.truth)
            .field("cancelled", &self.cancelled)
            .finish_non_exhaustive()
    }
}

/// How a run ended.
///
/// ```
/// use retailgen::{Outcome, Scale, Scenario, Table, WriteOptions};
///
/// let folder = tempfile::tempdir()?;
/// let dataset = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset();
/// let options = WriteOptions::default();
/// let first = dataset.write(folder.path(), &options)?;
/// let second = dataset.write(folder.path(), &options)?;
/// assert!(matches!(first, Outcome::Written(_)) && matches!(second, Outcome::AlreadyDone(_)));
/// assert_eq!(first.manifest(), second.manifest());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    /// Every file appears under its name only when it is whole. The files hold the scenario's anomalies; the truth about
    /// them goes into a folder of its own, kept by the same rules.
    ///
    /// # Errors
    /// [`Error::Sink`] where the folder cannot be used or written, and [`Error::OtherSettings`] where it holds another run
    /// whose truth is known; [`Error::TruthInData`] and [`Error::DataInTruth`] where
    /// data and truth would lie within each other; [`Error::FinishedWithoutTruth`] where the run is finished, its truth is
    /// not in the folder asked for, and nothing may be overwritten; [`Error::Cancelled`] when asked to stop;
    /// [`Error::NotBuilt`] where the format of a table, or the truth, belongs to a feature that this build is without.
    ///
    /// ```
    /// use retailgen::{Scale, Scenario, Table, WriteOptions};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let dataset = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset();
    /// let outcome = dataset.write(&folder.path().join("data"), &WriteOptions::default())?;
    /// assert_eq!(outcome.manifest().files[0].path, "stores.csv");
    /// assert_eq!(outcome.manifest().files[0].rows, 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self, folder: &Path, options: &WriteOptions) -> Result<Outcome, Error> {
        let plan = self.plan();
        self.check(&plan)?;
        let run = Run {
            run_id: self.scenario().run_id(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            dataset_version: DATASET_VERSION.to_owned(),
        };
        let begun = Folders::begin(folder, options, &run, &plan);
        let folders = match begun.map_err(|error| naming_settings(error, folder, options.truth, self.scenario()))? {
            Begun::Ready(folders) => folders,
            Begun::AlreadyDone(manifest) => return Ok(Outcome::AlreadyDone(manifest)),
        };
        let progress = options.progress;
        progress.started(&plan);
        let never = AtomicBool::new(false);
        let cancelled = options.cancelled.unwrap_or(&never);
        let scenario = self.scenario();
        let dirty = DirtyLayer::new(self.world(), scenario, scenario.tables());
        let schedule = Schedule::new(&dirty, folders.labels(), &plan, folders.data(), scenario, progress, cancelled);
        let WrittenFiles { entries, oddities } = schedule.run(options.threads)?;
        #[cfg(feature = "delta")]
        let entries = match delta::table(self, &plan) {
            Some(table) => {
                let derived = delta::entries(&table, table.write(folders.data())?);
                for file in &derived {
                    progress.derived(file);
                }
                [entries, derived].concat()
            }
            None => entries,
        };
        let manifest = folders.finish(entries, scenario, &dirty.tallies(), &oddities)?;
        Ok(Outcome::Written(manifest))
    }

    /// Makes sure that this build writes the formats of a plan, and that its tables have the rows that the policy asks for.
    ///
    /// # Errors
    /// [`Error::NotBuilt`] and [`Error::Policy`].
    pub(crate) fn check(&self, plan: &Plan) -> Result<(), Error> {
        for table in plan.by_table() {
            output::check_built(table.table)?;
            self.check_rules(table.table, table.rows.count())?;
        }
        Ok(())
    }
}
