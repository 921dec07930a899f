//! Parts of a run made into the run: one manifest, and one truth.
//!
//! Merging reads what the parts say of themselves, and of their files no more than their sizes. Where the parts share a
//! folder, the files stand where they belong already. Where they have folders of their own, those stay as they are: each
//! file gets a second name in the folder of the run, or is copied where the file system gives none, so nothing is lost
//! wherever it ends.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use retailgen_folder::{
    CollectedParts, ManifestFile, Overwrite, OwnedFolder, PartsClaim, PartsClaimed, PartsError, real_path,
    refuse_address,
};
use retailgen_schema::{Table, changed_table};
use retailgen_truth::{CollectedTruth, DeliveredFiles};
use serde::Deserialize as _;

use crate::{
    DATASET_VERSION, DatasetError, NoProgress, Outcome, Progress, parse_table, tell_shortcomings, truth_beside,
    write::{Claims, DataFacts},
};

/// How to merge parts.
///
/// ```
/// use std::path::Path;
/// use retailgen_dataset::MergeOptions;
///
/// let mut options = MergeOptions::default();
/// options.out = Some(Path::new("data_raw"));
/// assert_eq!(options.truth, None); // the one beside it
/// ```
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct MergeOptions<'o> {
    /// The folder for the run. Without one, the parts are in one folder, which becomes the run's.
    pub out: Option<&'o Path>,
    /// The folder for the truth of the run; without one, it is beside the folder of the run, under its name with `.truth` added.
    /// The truth of parts that have folders of their own is beside each of those.
    pub truth: Option<&'o Path>,
    /// Whether another run's files in `out` may be replaced.
    pub overwrite: Overwrite,
    /// Who hears what the file systems could not do.
    pub progress: &'o dyn Progress,
}

impl Default for MergeOptions<'_> {
    /// In place, with the truth beside the data, nothing replaced, no progress.
    fn default() -> Self {
        Self { out: None, truth: None, overwrite: Overwrite::No, progress: &NoProgress }
    }
}

impl fmt::Debug for MergeOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MergeOptions")
            .field("out", &self.out)
            .field("truth", &self.truth)
            .field("overwrite", &self.overwrite)
            .finish_non_exhaustive()
    }
}

/// Makes one run of its parts, which were written with [`WriteOptions::part`](crate::WriteOptions::part) into one folder or
/// into several. Folder and truth then have the bytes of a single run.
///
/// # Errors
/// [`DatasetError::Parts`] where the parts are not all there, or not of one run; [`DatasetError::MergeWithoutOut`] and
/// [`DatasetError::MergeIntoPart`] where it is not clear where the run goes; [`DatasetError::TruthOfParts`] where only some
/// parts have a truth, or it cannot be found; what [`Dataset::write`](crate::Dataset::write) says of its folders. Nothing is
/// written then. [`DatasetError::Folder`] and [`DatasetError::Truth`] where something cannot be written: the parts can be
/// merged again.
///
/// ```
/// use retailgen_dataset::{MergeOptions, PartNumber, Scale, Scenario, WriteOptions, merge};
///
/// let parent = tempfile::tempdir()?;
/// let folder = parent.path().join("data_raw");
/// let dataset = Scenario::new(7).with_scale(Scale::MIN).dataset();
/// for number in [2, 1] {
///     let mut options = WriteOptions::default();
///     options.part = Some(PartNumber::new(number, 2)?);
///     dataset.write(&folder, &options)?;
/// }
/// let merged = merge(&[&folder], &MergeOptions::default())?;
/// assert_eq!(merged.manifest().files.len(), dataset.plan().paths().count());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn merge<P: AsRef<Path>>(folders: &[P], options: &MergeOptions) -> Result<Outcome, DatasetError> {
    let folders: Vec<&Path> = folders.iter().map(AsRef::as_ref).collect();
    match (folders.as_slice(), options.out) {
        ([], _) => Err(DatasetError::MergeWithoutParts),
        ([folder], None) => in_place(folder, options),
        (_, None) => Err(DatasetError::MergeWithoutOut),
        (folders, Some(out)) => {
            refuse_address(out)?;
            if let Some(part) = folders.iter().find(|folder| real_path(folder) == real_path(out)) {
                return Err(DatasetError::MergeIntoPart((*part).to_path_buf()));
            }
            into_another(folders, out, options)
        }
    }
}

/// The versions of tool and values whose parts this build merges.
const VERSIONS: (&str, &str) = (env!("CARGO_PKG_VERSION"), DATASET_VERSION);

fn in_place(folder: &Path, options: &MergeOptions) -> Result<Outcome, DatasetError> {
    let truth = options.truth.map_or_else(|| truth_beside(folder), |truth| Ok(truth.to_path_buf()));
    let claim = match PartsClaim::stake(folder)? {
        PartsClaimed::Merged(manifest) => return Ok(Outcome::AlreadyDone(manifest)),
        PartsClaimed::Ready(claim) => claim,
    };
    let data = CollectedParts::collect(vec![claim], VERSIONS)?;
    let entries: Vec<ManifestFile> = data.files().cloned().collect();
    if has_truth(&data, folder)? {
        let truth = truth?;
        match PartsClaim::stake(&truth) {
            Err(PartsError::NoParts(_)) => return Err(no_truth(folder, &truth)),
            // Killed between the two.
            Ok(PartsClaimed::Merged(manifest)) if manifest.run_id == data.run().run_id => {}
            Ok(PartsClaimed::Merged(_)) => return Err(of_another_run(folder, truth)),
            Ok(PartsClaimed::Ready(claim)) => {
                collected_truth(vec![claim], &data, folder, &truth)?
                    .write_in_place(&MergedFiles::of(&entries, &data)?)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    let paths: Vec<String> = entries.iter().map(|entry| entry.path.clone()).collect();
    finish(data.in_place(&paths)?, entries, options)
}

fn into_another(folders: &[&Path], out: &Path, options: &MergeOptions) -> Result<Outcome, DatasetError> {
    let data = CollectedParts::collect(claims(folders)?, VERSIONS)?;
    let entries: Vec<ManifestFile> = data.files().cloned().collect();
    let paths: Vec<String> = entries.iter().map(|entry| entry.path.clone()).collect();
    let truth = if has_truth(&data, folders[0])? {
        let of_parts = folders.iter().map(|folder| truth_beside(folder)).collect::<Result<Vec<PathBuf>, _>>()?;
        let claimed = claims(&of_parts).map_err(|error| match error {
            PartsError::NoParts(truth) => no_truth(folders[0], &truth),
            error => error.into(),
        })?;
        let truth = options.truth.map_or_else(|| truth_beside(out), |truth| Ok(truth.to_path_buf()))?;
        Some((collected_truth(claimed, &data, folders[0], &of_parts[0])?, truth))
    } else {
        None
    };
    let path_of_truth = truth.as_ref().map(|(_, path)| path.as_path());
    let (folder, claimed) = match Claims::stake(out, path_of_truth, data.run(), &paths, options.overwrite)? {
        Claims::Ready(folder, claimed) => (folder, claimed),
        Claims::AlreadyDone(manifest) => return Ok(Outcome::AlreadyDone(manifest)),
    };
    data.bring(&folder)?;
    if let (Some((truth, _)), Some(claimed)) = (&truth, claimed) {
        truth.write_into(claimed.take()?, &MergedFiles::of(&entries, &data)?)?;
    }
    finish(folder, entries, options)
}

/// Ends the run: its manifest is the last file.
fn finish(folder: OwnedFolder, entries: Vec<ManifestFile>, options: &MergeOptions) -> Result<Outcome, DatasetError> {
    let shortcomings = folder.shortcomings();
    let manifest = folder.finish(entries)?;
    tell_shortcomings(&[shortcomings], options.progress);
    Ok(Outcome::Written(manifest))
}

/// The parts in several folders.
fn claims<P: AsRef<Path>>(folders: &[P]) -> Result<Vec<PartsClaim>, PartsError> {
    let claim = |folder: &P| match PartsClaim::stake(folder.as_ref())? {
        PartsClaimed::Ready(claim) => Ok(claim),
        PartsClaimed::Merged(_) => Err(PartsError::NoParts(folder.as_ref().to_path_buf())),
    };
    folders.iter().map(claim).collect()
}

/// Whether the parts have a truth; refused where only some have.
fn has_truth(data: &CollectedParts, folder: &Path) -> Result<bool, DatasetError> {
    let mut with = Vec::new();
    let mut without = Vec::new();
    for manifest in data.manifests() {
        let facts = DataFacts::deserialize(&manifest.facts);
        (if facts.is_ok_and(|facts| facts.has_truth) { &mut with } else { &mut without }).push(manifest.part);
    }
    match (with.first(), without.first()) {
        (Some(with), Some(without)) => Err(DatasetError::TruthOfParts {
            folder: folder.to_path_buf(),
            reason: format!(
                "part {with} has a truth and part {without} has none: run one of them again, as the others were"
            ),
        }),
        (with, _) => Ok(with.is_some()),
    }
}

fn collected_truth(
    claims: Vec<PartsClaim>,
    data: &CollectedParts,
    folder: &Path,
    truth: &Path,
) -> Result<CollectedTruth, DatasetError> {
    let parts = CollectedParts::collect(claims, VERSIONS)?;
    if parts.run() != data.run() {
        return Err(of_another_run(folder, truth.to_path_buf()));
    }
    Ok(CollectedTruth::new(parts)?)
}

fn no_truth(folder: &Path, truth: &Path) -> DatasetError {
    DatasetError::TruthOfParts {
        folder: folder.to_path_buf(),
        reason: format!("they have a truth, and {} does not hold it: name its folder with --truth", truth.display()),
    }
}

fn of_another_run(folder: &Path, truth: PathBuf) -> DatasetError {
    DatasetError::TruthOfAnotherRun { folder: folder.to_path_buf(), truth }
}

/// The files of the run as the labels number them.
#[derive(Debug)]
struct MergedFiles(BTreeMap<usize, (Table, String)>);

impl MergedFiles {
    fn of(entries: &[ManifestFile], data: &CollectedParts) -> Result<Self, DatasetError> {
        let facts: Vec<DataFacts> =
            data.manifests().filter_map(|manifest| DataFacts::deserialize(&manifest.facts).ok()).collect();
        let missing = facts.iter().flat_map(|facts| &facts.missing).map(|file| (file.place, &*file.table, &file.path));
        // They have the places behind the files with rows, where the manifest goes on with what follows from these.
        let first_missing = missing.clone().map(|(place, ..)| place).min().unwrap_or(usize::MAX);
        let behind = missing.clone().count();
        let arrived = entries.iter().enumerate().map(|(place, entry)| {
            let place = if place < first_missing { place } else { place + behind };
            (place, changed_table(&entry.path).map_or(&*entry.table, |table| table.name()), &entry.path)
        });
        let files = arrived.chain(missing).map(|(place, table, path)| Ok((place, (parse_table(table)?, path.clone()))));
        Ok(Self(files.collect::<Result<_, DatasetError>>()?))
    }
}

impl DeliveredFiles for MergedFiles {
    fn count(&self) -> usize {
        self.0.last_key_value().map_or(0, |(last, _)| last + 1)
    }

    fn file(&self, number: usize) -> (Table, &str) {
        let (table, path) = &self.0[&number];
        (*table, path)
    }
}
