//! How a part comes into a folder: first of all parts or after others, and never in place of anything.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::manifest::{PartManifest, PlannedPaths};
use super::part_folder::PartFolder;
use crate::claim::{check_plan, missing_folders, name_files, refuse_place};
use crate::dir::{Dir, Reached};
use crate::holding::Holding;
use crate::marker::Marker;
use crate::part_books::{PARTS_FOLDER, PutAside, path_of, paths_of_all, run_id_of_parts};
use crate::removal::{self, Step, remove_folders};
use crate::{
    FolderError, FolderState, Manifest, Overwrite, OwnedFolder, PartNumber, Run, Shortcomings, refuse_address,
};

/// How often a part looks whether another one is still marking the folder, or a merge is ending: for ten seconds at least.
const TRIES: u32 = 1_000;
/// How long it waits between.
const PAUSE: Duration = Duration::from_millis(10);

/// What a part is to write.
#[derive(Clone, Copy, Debug)]
pub struct PartPlan<'p> {
    /// The whole run.
    pub run: &'p Run,
    /// The part.
    pub part: PartNumber,
    /// The files of the whole run that parts write.
    pub paths: &'p [String],
    /// Those that only the merge writes.
    pub merged: &'p [String],
    /// The places among them of the files of the part.
    pub own: &'p [usize],
}

/// How the claim of a part ends.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one a run")]
pub enum PartClaimed {
    /// The folder is marked, and the part is this process's.
    Ready(PartClaim),
    /// The parts of this run have been merged there before.
    Merged(Manifest),
}

/// A part that is locked in a folder of parts, where nothing has been removed yet.
#[derive(Debug)]
pub struct PartClaim {
    root: Arc<Dir>,
    run: Run,
    part: PartNumber,
    planned: PlannedPaths,
    own: BTreeMap<String, usize>,
    marker: Marker,
    /// Of this part alone.
    own_marker: Marker,
    done: Option<PartManifest>,
    made: Vec<PathBuf>,
    shortcomings: Shortcomings,
}

impl PartClaim {
    /// Marks the folder as one of parts of the run, if none has yet, and the part as this process's. Nothing is removed.
    ///
    /// # Errors
    /// Those of [`Claim::stake`](crate::Claim::stake), though a part never replaces another run;
    /// [`FolderError::UnmergedParts`] where there are parts of another run or number; [`FolderError::InUse`] where another
    /// process writes this part; [`FolderError::FileChanged`] where it is finished, no longer whole, and may not be
    /// overwritten. The folder is as it was then.
    pub fn stake(path: &Path, plan: &PartPlan<'_>, overwrite: Overwrite) -> Result<PartClaimed, FolderError> {
        let made = missing_folders(path);
        let mut tries = 0;
        let joined = loop {
            tries += 1;
            match join(path, plan, &made) {
                Ok(Some(joined)) => break joined,
                Ok(None) if tries < TRIES => thread::sleep(PAUSE),
                Ok(None) => return Err(FolderError::InUse { path: path.to_path_buf() }),
                Err(error) => {
                    remove_folders(&made);
                    return Err(error);
                }
            }
        };
        let (root, marker, shortcomings) = match joined {
            Joined::Merged(manifest) => return Ok(PartClaimed::Merged(manifest)),
            Joined::Folder(root, marker, shortcomings) => (root, marker, shortcomings),
        };
        let own = check_plan(plan.paths)?.into_iter().filter(|(_, place)| plan.own.contains(place));
        let own: BTreeMap<String, usize> = own.collect();
        match hold_part(&root, plan, &own, overwrite, &shortcomings) {
            Ok((own_marker, done)) => Ok(PartClaimed::Ready(Self {
                root,
                run: plan.run.clone(),
                part: plan.part,
                planned: PlannedPaths::of(plan.paths),
                own,
                marker,
                own_marker,
                done,
                made,
                shortcomings,
            })),
            Err(error) => {
                leave(&root, marker, &made, &shortcomings);
                Err(error)
            }
        }
    }

    /// What the part has written, where it has finished before and its files are all there with their sizes.
    #[must_use]
    pub fn done(&self) -> Option<&PartManifest> {
        self.done.as_ref()
    }

    /// Removes what the part has written before, and nothing else.
    ///
    /// # Errors
    /// [`FolderError::LinkedFolder`], [`FolderError::InTheWay`] and [`FolderError::Io`]; the part says then that it is
    /// unfinished.
    pub fn take(self) -> Result<PartFolder, FolderError> {
        self.take_stepwise(&mut || Ok(()))
    }

    pub(crate) fn take_stepwise(self, step: Step<'_>) -> Result<PartFolder, FolderError> {
        let Self { root, run, part, planned, own, marker, own_marker, made, shortcomings, .. } = self;
        let first = [path_of(part, "json")];
        let others = PutAside::ALL.map(|what| what.path(part));
        // Folders stay, empty or not: another part may be about to write into one.
        removal::remove_files(&root, first.iter().chain(own.keys()).chain(&others), step)?;
        let mut planned_here = own;
        // Put aside and merged, and in no manifest.
        planned_here.extend(others.map(|path| (path, usize::MAX)));
        let folder =
            OwnedFolder { root, run, planned: planned_here, marker, made, shortcomings, merged_parts: BTreeSet::new() };
        Ok(PartFolder { folder, part, planned, own_marker })
    }

    /// Gives the part back as it was found, and the folder if nobody has come since.
    pub fn release(self) {
        self.own_marker.release();
        leave(&self.root, self.marker, &self.made, &self.shortcomings);
    }
}

enum Joined {
    Folder(Arc<Dir>, Marker, Shortcomings),
    Merged(Manifest),
}

/// Whose the folder is. It is looked at again where it seems to be nobody's: the marker may have come, and what it names, between
/// looking for the one and for the other.
fn settled_state(path: &Path) -> Result<FolderState, FolderError> {
    let mut tries = 0;
    loop {
        tries += 1;
        match FolderState::inspect(path) {
            Ok(FolderState::Foreign { .. }) | Err(FolderError::Damaged { .. }) if tries < 3 => thread::sleep(PAUSE),
            state => return state,
        }
    }
}

/// Tries once to hold the folder's marker together with other parts; none where another process is in between.
fn join(path: &Path, plan: &PartPlan<'_>, made: &[PathBuf]) -> Result<Option<Joined>, FolderError> {
    refuse_address(path)?;
    refuse_place(path, plan.run)?;
    check_plan(plan.paths)?;
    let name = run_id_of_parts(&plan.run.run_id, plan.part.of());
    let before = settled_state(path)?;
    let holding = match before {
        FolderState::Absent | FolderState::Empty => Holding::Alone,
        FolderState::Unfinished { run_id, .. } if run_id == name => Holding::Together,
        FolderState::Finished { manifest } if manifest.run_id == plan.run.run_id => {
            return Ok(Some(Joined::Merged(manifest)));
        }
        FolderState::Foreign { example } => {
            return Err(FolderError::ForeignFolder { path: path.to_path_buf(), example });
        }
        FolderState::Unfinished { .. } | FolderState::Finished { .. } => {
            return Err(FolderError::NotOfTheseParts { path: path.to_path_buf() });
        }
    };
    Dir::make(path)?;
    let in_use = || FolderError::InUse { path: path.to_path_buf() };
    let root = Arc::new(Dir::open(path)?.ok_or_else(in_use)?);
    let shortcomings = Shortcomings::default();
    let mut marker = match Marker::hold(&root, holding, &shortcomings) {
        Err(FolderError::InUse { .. }) => return Ok(None),
        held => held?,
    };
    match FolderState::inspect_open(&root, Some(&marker)) {
        Ok(FolderState::Empty) if holding == Holding::Alone => {
            let files: Vec<String> =
                plan.paths.iter().chain(plan.merged).cloned().chain(paths_of_all(plan.part.of())).collect();
            let run = Run { run_id: name, ..plan.run.clone() };
            if let Err(error) =
                name_files(&root, &mut marker, &run, &BTreeSet::new(), &check_plan(&files)?, &shortcomings)
            {
                marker.release();
                remove_folders(made);
                return Err(error);
            }
        }
        Ok(FolderState::Unfinished { run_id, .. }) if run_id == name => {}
        // It has changed since: look again.
        _ => {
            marker.release();
            return Ok(None);
        }
    }
    match marker.change(Holding::Together, &shortcomings) {
        Ok(()) => Ok(Some(Joined::Folder(root, marker, shortcomings))),
        Err(FolderError::InUse { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Locks the part, and finds out whether it is finished.
fn hold_part(
    root: &Arc<Dir>,
    plan: &PartPlan<'_>,
    own: &BTreeMap<String, usize>,
    overwrite: Overwrite,
    shortcomings: &Shortcomings,
) -> Result<(Marker, Option<PartManifest>), FolderError> {
    let named: BTreeSet<&str> = own.keys().map(String::as_str).collect();
    removal::refuse_misplaced(root, &named, std::iter::empty())?;
    let marker = hold_marker(root, plan.part, shortcomings)?;
    let found = PartManifest::read(root, plan.part).and_then(|manifest| {
        let ours = PlannedPaths::of(plan.paths);
        let manifest = manifest.filter(|manifest| manifest.run() == *plan.run && manifest.planned == ours);
        match (&manifest, overwrite) {
            (Some(manifest), Overwrite::No) => manifest.manifest().check_sizes(root)?,
            (Some(_), Overwrite::Yes) => return Ok(None),
            (None, _) => {}
        }
        Ok(manifest)
    });
    match found {
        Ok(found) => Ok((marker, found)),
        // It is to be written again, whatever it says.
        Err(FolderError::Damaged { .. }) if overwrite == Overwrite::Yes => Ok((marker, None)),
        Err(error) => {
            marker.release();
            Err(error)
        }
    }
}

/// Holds the marker of a part, which is made where the part has none.
pub(super) fn hold_marker(root: &Dir, part: PartNumber, shortcomings: &Shortcomings) -> Result<Marker, FolderError> {
    let path = path_of(part, "inprogress");
    let (_, name) = path.split_once('/').unwrap_or_default();
    let folder = match root.made_folder_of(Path::new(&path))? {
        Reached::Below(folder) => Arc::new(folder),
        Reached::Itself(_) => unreachable!("books are kept in {PARTS_FOLDER}"),
    };
    Marker::hold_named(&folder, name, Holding::Alone, shortcomings).map_err(|error| match error {
        FolderError::InUse { .. } => FolderError::PartInUse { path: root.path().to_path_buf(), part },
        error => error,
    })
}

/// Gives the folder back, unless another part has come since.
fn leave(root: &Dir, marker: Marker, made: &[PathBuf], shortcomings: &Shortcomings) {
    let parts = Path::new(PARTS_FOLDER);
    if marker.was_created() && marker.change(Holding::Alone, shortcomings).is_ok() {
        // It stays where another part keeps books there.
        if root.remove_folder(parts.as_os_str()).is_ok() && matches!(root.kind(parts), Ok(None)) {
            marker.release();
            remove_folders(made);
        }
    }
}
