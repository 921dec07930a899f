//! Writing a dataset into a folder.

#[cfg(feature = "parquet")]
mod destination;
#[cfg(not(feature = "parquet"))]
#[path = "write/folder_alone.rs"]
mod destination;
#[cfg(feature = "parquet")]
mod folders;
#[cfg(feature = "parquet")]
mod part_folders;

use std::{collections::BTreeSet, fmt, num::NonZeroUsize, path::Path, sync::atomic::AtomicBool};

use retailgen_anomaly::Tally;
use retailgen_folder::{Manifest, ManifestFile, Overwrite, OwnedFolder, PartNumber, Shortcoming, Shortcomings};
use retailgen_truth::Label;

use self::destination::Begun;
pub(crate) use self::destination::Folders;
#[cfg(not(feature = "parquet"))]
use self::destination::naming_settings;
#[cfg(feature = "parquet")]
use self::folders::naming_settings;
#[cfg(feature = "parquet")]
pub(crate) use self::{folders::Claims, part_folders::DataFacts};
#[cfg(feature = "delta")]
use crate::history::{absent_files, labels_of_log};
use crate::{
    Dataset, DatasetError, NoProgress, Plan, Progress,
    passage::{Face, Passage},
    schedule::{BegunFile, Schedule, WrittenFiles},
};

/// How to write; what is written does not depend on it.
///
/// ```
/// use std::{num::NonZeroUsize, path::Path};
/// use retailgen_dataset::{Overwrite, WriteOptions};
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
    /// The part of the run to write; without one the whole run. Parts may share a folder, written by several processes at once,
    /// or have one each; [`merge`](crate::merge) makes one run of them.
    pub part: Option<PartNumber>,
    /// Set from elsewhere, ends the run between two blocks with [`DatasetError::Cancelled`].
    pub cancelled: Option<&'o AtomicBool>,
    /// Who hears how it gets on.
    pub progress: &'o dyn Progress,
}

impl Default for WriteOptions<'_> {
    /// One thread, nothing replaced, no truth, the whole run, not cancelled, no progress.
    fn default() -> Self {
        let overwrite = Overwrite::default();
        Self { threads: NonZeroUsize::MIN, overwrite, truth: None, part: None, cancelled: None, progress: &NoProgress }
    }
}

impl fmt::Debug for WriteOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteOptions")
            .field("threads", &self.threads)
            .field("overwrite", &self.overwrite)
            .field("truth", &self.truth)
            .field("part", &self.part)
            .field("cancelled", &self.cancelled)
            .finish_non_exhaustive()
    }
}

/// How a run ended.
///
/// ```
/// use retailgen_dataset::{Outcome, Scale, Scenario, Table, WriteOptions};
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

/// Tells what file systems could not do, each once.
pub fn tell_shortcomings(of_folders: &[Shortcomings], progress: &dyn Progress) {
    let found: BTreeSet<Shortcoming> = of_folders.iter().flat_map(Shortcomings::found).collect();
    for what in found {
        progress.without(what);
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
    /// A [part](WriteOptions::part) writes its own files and leaves the folder marked until the parts are merged. Written
    /// again, it replaces its own files and nothing else; it never replaces another run.
    ///
    /// # Errors
    /// [`DatasetError::Folder`] where the folder cannot be used or written, [`DatasetError::OtherSettings`] where it holds
    /// another run whose settings are known; [`DatasetError::TruthInData`] and [`DatasetError::DataInTruth`] where
    /// data and truth would lie within each other; [`DatasetError::FinishedWithoutTruth`] where the run is finished, its truth is
    /// not in the folder asked for, and nothing may be overwritten; [`DatasetError::Cancelled`] when asked to stop;
    /// [`DatasetError::NotBuilt`] where the format of a table, or the truth, belongs to a feature that this build is without.
    ///
    /// ```
    /// use retailgen_dataset::{Scale, Scenario, Table, WriteOptions};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let dataset = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset();
    /// let outcome = dataset.write(&folder.path().join("data"), &WriteOptions::default())?;
    /// assert_eq!(outcome.manifest().files[0].path, "stores.csv");
    /// assert_eq!(outcome.manifest().files[0].rows, 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self, folder: &Path, options: &WriteOptions) -> Result<Outcome, DatasetError> {
        let whole = self.plan();
        let plan = options.part.map_or_else(|| whole.clone(), |part| self.part_of(&whole, part));
        self.write_files_of(folder, options, (&whole, &plan), None)
    }

    /// Writes some files of the run: `whole` is the plan of the whole run, `plan` what is written, one of it `begun`.
    ///
    /// # Errors
    /// As for [`write`](Self::write).
    pub(crate) fn write_files_of(
        &self,
        folder: &Path,
        options: &WriteOptions,
        (whole, plan): (&Plan, &Plan),
        begun: Option<&BegunFile>,
    ) -> Result<Outcome, DatasetError> {
        self.check(whole, plan)?;
        let run = self.scenario().run();
        let folders = Folders::begin(folder, options, &run, (whole, plan));
        let folders = match folders.map_err(|error| naming_settings(error, folder, options.truth, self.scenario()))? {
            Begun::Ready(folders) => folders,
            Begun::AlreadyDone(manifest) => return Ok(Outcome::AlreadyDone(manifest)),
        };
        let progress = options.progress;
        progress.started(plan);
        let never = AtomicBool::new(false);
        let cancelled = options.cancelled.unwrap_or(&never);
        let scenario = self.scenario();
        let passage = Passage::new(self, scenario.tables(), Face::Files)?;
        let schedule = Schedule::new(self.world(), &passage, &folders, plan, begun, scenario, progress, cancelled);
        let WrittenFiles { entries, oddities } = schedule.run(options.threads)?;
        let derived = write_derived(self, plan, folders.data(), options)?;
        for label in &derived.labels {
            if let Some(place) = whole.place_of_derived(&label.file) {
                folders.receive(place, std::slice::from_ref(label))?;
            }
        }
        let entries = [entries, derived.entries].concat();
        let mut tallies = passage.tallies();
        for tally in &derived.tallies {
            tallies[tally.rule].add(tally);
        }
        let shortcomings = folders.shortcomings();
        let manifest = folders.finish(entries, scenario, &tallies, &oddities)?;
        tell_shortcomings(&shortcomings, progress);
        Ok(Outcome::Written(manifest))
    }
}

/// What follows from the rows of a plan's files, written.
#[derive(Debug, Default)]
pub struct Derived {
    /// The entries of its files in the manifest.
    pub entries: Vec<ManifestFile>,
    /// The labels of its files.
    pub labels: Vec<Label<'static>>,
    /// How the rules have fared that are about it alone.
    pub tallies: Vec<Tally>,
}

/// Writes what follows from the rows of the plan's files, which stand in `folder`: the log and the change data of a Delta table, and
/// what happened to the rows of tables.
///
/// # Errors
/// [`DatasetError::Folder`] where a data file cannot be read or one of these not written, and [`DatasetError::Cancelled`] when
/// asked to stop.
pub fn write_derived(
    dataset: &Dataset,
    plan: &Plan,
    folder: &OwnedFolder,
    options: &WriteOptions,
) -> Result<Derived, DatasetError> {
    let mut derived = Derived::default();
    #[cfg(feature = "delta")]
    if let Some(table) = plan.delta() {
        let files = table.write(folder, &absent_files(dataset, table)?)?;
        derived.labels = labels_of_log(dataset, table, &files);
        let files = files.into_iter();
        let files = files.map(|file| ManifestFile::new(file.path, table.definition.name, file.rows, file.digest));
        derived.entries.extend(files.inspect(|file| options.progress.derived(file)));
    }
    for changes in plan.changes() {
        let file = folder.file(&changes.path())?;
        let written = changes.write(dataset, file, options.threads, options.cancelled)?;
        options.progress.derived(&written.entry);
        derived.entries.push(written.entry);
        derived.labels.extend(written.labels);
        derived.tallies.extend(written.tallies);
    }
    Ok(derived)
}
