//! How a folder becomes a run's own: looked at, locked and marked, and only then emptied.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use retailgen_stores::Address;

use crate::dir::Dir;
use crate::holding::Holding;
use crate::marker::Marker;
use crate::owned::sync_folder;
use crate::part_books::is_of_parts;
use crate::parts_found::refuse_unmerged;
use crate::path::partial_name;
use crate::removal::{self, Step, remove_folders};
use crate::{
    FolderError, FolderState, MANIFEST_NAME, MARKER_NAME, Manifest, OwnedFolder, Run, Shortcomings, nesting, path,
    real_path,
};

/// Whether the files of another run may be replaced.
///
/// ```
/// use retailgen_folder::{Begin, FolderError, OwnedFolder, Overwrite, Run};
///
/// let parent = tempfile::tempdir()?;
/// let run = |run_id: &str| Run { run_id: run_id.into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
/// let begin = |run_id, overwrite| OwnedFolder::begin(parent.path(), &run(run_id), &[], overwrite);
/// let Begin::Ready(folder) = begin("07ab", Overwrite::No)? else { unreachable!() };
/// folder.finish(vec![])?;
///
/// assert_eq!(Overwrite::default(), Overwrite::No);
/// assert!(matches!(begin("07ac", Overwrite::No), Err(FolderError::AnotherRun { .. })));
/// assert!(matches!(begin("07ac", Overwrite::Yes), Ok(Begin::Ready(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Overwrite {
    /// They are kept, and a finished folder of the same run is not written again.
    #[default]
    No,
    /// They are replaced, and so is a finished folder of the same run.
    Yes,
}

/// How a run begins.
#[derive(Debug)]
pub enum Begin {
    /// The folder is the run's: write the files.
    Ready(OwnedFolder),
    /// The same run has finished here before, and its files are all there with their sizes.
    AlreadyDone(Manifest),
}

/// What a folder is to a run that looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is free, or its files may be replaced.
    Free,
    /// The same run was killed there, or is still writing.
    Unfinished,
    /// The same run has finished there, and its files are all there with their sizes.
    Done,
}

/// How the claim on a folder ends.
#[derive(Debug)]
pub enum Claimed {
    /// The folder is marked as the run's.
    Ready(Claim),
    /// The same run has finished here before, and its files are all there with their sizes.
    AlreadyDone(Manifest),
}

/// A folder that is locked and marked as a run's, and in which nothing has been removed yet. So a run with two folders claims
/// both before it empties either.
///
/// ```
/// use retailgen_folder::{Claim, Claimed, Overwrite, Run};
///
/// let folder = tempfile::tempdir()?;
/// let run = |run_id: &str| Run { run_id: run_id.into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
/// let claim = |run_id| Claim::stake(folder.path(), &run(run_id), &["stores.csv".to_owned()], Overwrite::Yes);
/// let Claimed::Ready(first) = claim("07ab")? else { unreachable!() };
/// assert!(claim("07ac").is_err());
/// first.release();
/// assert_eq!(folder.path().read_dir()?.count(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Claim {
    root: Arc<Dir>,
    run: Run,
    /// The place of each path in the plan.
    planned: BTreeMap<String, usize>,
    /// The files that an earlier run's marker or manifest names.
    named: BTreeSet<String>,
    marker: Marker,
    /// The folders that were made for it, innermost first.
    made: Vec<PathBuf>,
    shortcomings: Shortcomings,
}

impl Claim {
    /// Marks a folder as the run's, or finds that it has been finished by the same run. Nothing is removed.
    ///
    /// # Errors
    /// Those of [`OwnedFolder::begin`]; the folder is as it was then.
    pub fn stake(root: &Path, run: &Run, planned: &[String], overwrite: Overwrite) -> Result<Claimed, FolderError> {
        Self::stake_stepwise(root, run, planned, overwrite, &mut || Ok(()))
    }

    pub(crate) fn stake_stepwise(
        path: &Path,
        run: &Run,
        planned: &[String],
        overwrite: Overwrite,
        step: Step<'_>,
    ) -> Result<Claimed, FolderError> {
        let planned = check_plan(planned)?;
        let state = approach(path, run, &planned, overwrite)?;
        if let FolderState::Finished { manifest } = &state
            && overwrite == Overwrite::No
        {
            clear_marker(path, &state)?;
            return Ok(Claimed::AlreadyDone(manifest.clone()));
        }
        let made = missing_folders(path);
        let given_back = |error| {
            remove_folders(&made);
            error
        };
        Dir::make(path).map_err(given_back)?;
        step()?;
        let (root, mut marker, shortcomings) = hold_unchanged(path, &state).map_err(given_back)?;
        step()?;
        let named = named(&state);
        if let Err(error) = name_files(&root, &mut marker, run, &named, &planned, &shortcomings) {
            marker.release();
            return Err(given_back(error));
        }
        step()?;
        let named = named.into_iter().map(str::to_owned).collect();
        Ok(Claimed::Ready(Self { root, run: run.clone(), planned, named, marker, made, shortcomings }))
    }

    /// Removes what is left of an earlier run. From here on the folder is the run's, or says that it is unfinished.
    ///
    /// # Errors
    /// [`FolderError::LinkedFolder`], [`FolderError::InTheWay`] where something has been put in the way since, and
    /// [`FolderError::Io`].
    pub fn take(self) -> Result<OwnedFolder, FolderError> {
        self.take_stepwise(&mut || Ok(()))
    }

    pub(crate) fn take_stepwise(self, step: Step<'_>) -> Result<OwnedFolder, FolderError> {
        let Self { root, run, planned, named, marker, made, shortcomings } = self;
        for name in [partial_name(MANIFEST_NAME).as_os_str(), OsStr::new(MANIFEST_NAME)] {
            if root.remove_file(name)? {
                step()?;
            }
        }
        removal::remove_named(&root, &named, step)?;
        Ok(OwnedFolder { root, run, planned, marker, made, shortcomings, merged_parts: BTreeSet::new() })
    }

    /// Gives the folder back as it was found.
    pub fn release(self) {
        self.marker.release();
        remove_folders(&self.made);
    }
}

impl OwnedFolder {
    /// Makes a folder the run's own, or finds that it has been finished by the same run.
    ///
    /// `planned` names every file that the run may write, below the folder and parted by `/`; not all of them need to come
    /// about. Files of a killed or replaced run are removed, as far as its marker or manifest names them. Whatever else is
    /// in the folder is left alone.
    ///
    /// # Errors
    /// - [`FolderError::BadRunId`], [`FolderError::BadPath`]: the arguments.
    /// - [`FolderError::ForeignFolder`], [`FolderError::NotAFolder`], [`FolderError::Damaged`]: the folder may be somebody
    ///   else's. Nothing is touched, with [`Overwrite::Yes`] neither.
    /// - [`FolderError::WithinRun`]: it lies within the folder of a run.
    /// - [`FolderError::AnotherRun`]: another run's, and [`Overwrite::No`].
    /// - [`FolderError::OtherFiles`]: finished by the same run with files that are not planned, and [`Overwrite::No`].
    /// - [`FolderError::FileChanged`]: finished by the same run, but no longer whole, and [`Overwrite::No`].
    /// - [`FolderError::InUse`]: another process is writing there.
    /// - [`FolderError::InTheWay`], [`FolderError::LinkedFolder`]: something that is not ours stands where our files go.
    /// - [`FolderError::Io`].
    pub fn begin(root: &Path, run: &Run, planned: &[String], overwrite: Overwrite) -> Result<Begin, FolderError> {
        Self::begin_stepwise(root, run, planned, overwrite, &mut || Ok(()))
    }

    pub(crate) fn begin_stepwise(
        root: &Path,
        run: &Run,
        planned: &[String],
        overwrite: Overwrite,
        step: Step<'_>,
    ) -> Result<Begin, FolderError> {
        Ok(match Claim::stake_stepwise(root, run, planned, overwrite, step)? {
            Claimed::Ready(claim) => Begin::Ready(claim.take_stepwise(step)?),
            Claimed::AlreadyDone(manifest) => Begin::AlreadyDone(manifest),
        })
    }

    /// Finds out what [`begin`](Self::begin) would make of a folder, and touches nothing.
    ///
    /// # Errors
    /// Those of [`begin`](Self::begin), but for those that only writing brings about.
    pub fn look(root: &Path, run: &Run, planned: &[String], overwrite: Overwrite) -> Result<Standing, FolderError> {
        Ok(match approach(root, run, &check_plan(planned)?, overwrite)? {
            FolderState::Finished { .. } if overwrite == Overwrite::No => Standing::Done,
            FolderState::Unfinished { run_id, .. } if run_id == run.run_id => Standing::Unfinished,
            _ => Standing::Free,
        })
    }
}

fn check_run_id(run_id: &str) -> Result<(), FolderError> {
    let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if (1..=128).contains(&run_id.len()) && run_id.bytes().all(hex) {
        Ok(())
    } else {
        Err(FolderError::BadRunId { run_id: run_id.to_owned() })
    }
}

pub(crate) fn check_plan(planned: &[String]) -> Result<BTreeMap<String, usize>, FolderError> {
    let mut places = BTreeMap::new();
    for (place, planned) in planned.iter().enumerate() {
        let twice = || places.contains_key(planned).then_some("is planned twice");
        if let Some(problem) = path::problem(planned).or_else(twice) {
            return Err(FolderError::BadPath { path: planned.clone(), problem });
        }
        places.insert(planned.clone(), place);
    }
    Ok(places)
}

/// Refuses places where no run may write, whatever is there.
pub(crate) fn refuse_place(path: &Path, run: &Run) -> Result<(), FolderError> {
    check_run_id(&run.run_id)?;
    check_name(path)?;
    nesting::refuse_within_run(path)
}

/// Looks at a folder, and refuses what the run may not write into.
fn approach(
    path: &Path,
    run: &Run,
    planned: &BTreeMap<String, usize>,
    overwrite: Overwrite,
) -> Result<FolderState, FolderError> {
    refuse_place(path, run)?;
    let Some(root) = Dir::open(path)? else { return Ok(FolderState::Absent) };
    let state = FolderState::inspect_open(&root, None)?;
    match &state {
        FolderState::Foreign { example } => {
            return Err(FolderError::ForeignFolder { path: path.to_path_buf(), example: example.clone() });
        }
        FolderState::Unfinished { run_id: found, .. }
        | FolderState::Finished { manifest: Manifest { run_id: found, .. } }
            if overwrite == Overwrite::No && *found != run.run_id =>
        {
            if matches!(state, FolderState::Unfinished { .. }) {
                refuse_unmerged(&root)?;
            }
            return Err(FolderError::AnotherRun {
                path: path.to_path_buf(),
                found: found.clone(),
                wanted: run.run_id.clone(),
            });
        }
        FolderState::Finished { manifest } if overwrite == Overwrite::No => {
            if let Some(other) = manifest.files.iter().find(|file| !planned.contains_key(&file.path)) {
                return Err(FolderError::OtherFiles { path: path.to_path_buf(), example: other.path.clone() });
            }
            manifest.check_sizes(&root)?;
        }
        _ => removal::refuse_misplaced(&root, &named(&state), planned.keys().map(String::as_str))?,
    }
    Ok(state)
}

/// Refuses a folder whose path a loader, a table format or a message could not hold.
fn check_name(path: &Path) -> Result<(), FolderError> {
    let real = real_path(path);
    let problem = match real.to_str() {
        None => "is not UTF-8",
        Some(text) if text.chars().any(char::is_control) => "holds a control character, such as a line break",
        Some(_) => return Ok(()),
    };
    Err(FolderError::BadName { path: real, problem })
}

/// The files that a marker or manifest names as ours.
fn named(state: &FolderState) -> BTreeSet<&str> {
    match state {
        FolderState::Unfinished { planned, .. } => planned.iter().map(String::as_str).collect(),
        FolderState::Finished { manifest } => manifest.files.iter().map(|file| file.path.as_str()).collect(),
        FolderState::Absent | FolderState::Empty | FolderState::Foreign { .. } => BTreeSet::new(),
    }
}

/// Locks the folder and makes sure that it is still as it was when the decision was taken.
pub(crate) fn hold_unchanged(
    path: &Path,
    before: &FolderState,
) -> Result<(Arc<Dir>, Marker, Shortcomings), FolderError> {
    let in_use = || FolderError::InUse { path: path.to_path_buf() };
    let root = Arc::new(Dir::open(path)?.ok_or_else(in_use)?);
    let shortcomings = Shortcomings::default();
    let marker = Marker::hold(&root, Holding::Alone, &shortcomings)?;
    let now = FolderState::inspect_open(&root, Some(&marker));
    let fresh = matches!((before, &now), (FolderState::Absent, Ok(FolderState::Empty)));
    match now {
        Ok(now) if fresh || now == *before => Ok((root, marker, shortcomings)),
        changed => {
            marker.release();
            Err(changed.err().unwrap_or_else(in_use))
        }
    }
}

/// Has the marker name the run and, together with what it names already, all files of both runs.
pub(crate) fn name_files(
    root: &Dir,
    marker: &mut Marker,
    run: &Run,
    named: &BTreeSet<&str>,
    planned: &BTreeMap<String, usize>,
    shortcomings: &Shortcomings,
) -> Result<(), FolderError> {
    let sections = marker.read()?;
    let known: BTreeSet<&str> = sections.planned.iter().map(String::as_str).collect();
    let mut missing: BTreeSet<&str> = planned.keys().map(String::as_str).collect();
    missing.extend(named);
    missing.retain(|path| !known.contains(path));
    if missing.is_empty() && sections.run_id.as_ref() == Some(&run.run_id) {
        return Ok(());
    }
    marker.append(&sections, &run.run_id, missing.into_iter(), shortcomings)?;
    sync_folder(root, shortcomings)
}

/// Removes the marker, and the books of merged parts, that a run killed at its very end left in a finished folder.
pub(crate) fn clear_marker(path: &Path, state: &FolderState) -> Result<(), FolderError> {
    let is_marked = |root: Dir| Ok::<bool, FolderError>(root.kind(MARKER_NAME)?.is_some());
    if Dir::open(path)?.map_or(Ok(false), is_marked)? {
        let (root, marker, _) = hold_unchanged(path, state)?;
        let books = marker.read()?.planned.into_iter().filter(|path| is_of_parts(path)).collect();
        removal::remove_named(&root, &books, &mut || Ok(()))?;
        marker.remove()?;
    }
    Ok(())
}

/// The folders of a path that are not there yet, innermost first.
pub(crate) fn missing_folders(path: &Path) -> Vec<PathBuf> {
    if Address::is_one(path) {
        return Vec::new();
    }
    let is_missing =
        |path: &&Path| fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    path.ancestors().filter(|path| !path.as_os_str().is_empty()).take_while(is_missing).map(Path::to_path_buf).collect()
}
