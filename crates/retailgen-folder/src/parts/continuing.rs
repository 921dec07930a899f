//! A finished folder as the first part of a longer run, which has its files and more.
//!
//! Its manifest stays until the longer run is merged, but a marker of the longer run makes it an unfinished folder of parts.
//! So whatever a kill leaves, the same steps finish it: nothing that the first part keeps is written again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::claim::{PartPlan, hold_marker};
use super::manifest::{PartManifest, PlannedPaths};
use super::part_folder::PartFolder;
use crate::claim::{check_plan, clear_marker, hold_unchanged, name_files, refuse_place};
use crate::dir::Dir;
use crate::part_books::{is_of_parts, path_of, paths_of_all, run_id_of_parts};
use crate::removal;
use crate::{FolderError, FolderState, Manifest, ManifestFile, OwnedFolder, Run};

/// How far a finished folder is on its way to a longer run.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one a run")]
pub enum Continuation {
    /// It has become the first part, whose books are still to be written.
    Begun(ContinuedFolder),
    /// It is the first part already.
    Done,
    /// The longer run is finished.
    Merged(Manifest),
}

/// A finished folder that has been marked as a longer run's.
#[derive(Debug)]
pub struct ContinuedFolder {
    folder: PartFolder,
    before: Manifest,
}

impl Continuation {
    /// Whether a folder is on its way to a run in so many parts.
    ///
    /// # Errors
    /// As for [`FolderState::inspect`].
    pub fn is_under_way(path: &Path, run: &Run, of: u32) -> Result<bool, FolderError> {
        let of_parts = run_id_of_parts(&run.run_id, of);
        Ok(matches!(FolderState::inspect(path)?, FolderState::Unfinished { run_id, .. } if run_id == of_parts))
    }

    /// Finds out whether [`begin`](Self::begin) would go on, and touches nothing.
    ///
    /// # Errors
    /// As for [`begin`](Self::begin), apart from what only writing brings about.
    pub fn look(path: &Path, run: &Run, of: u32, before: &str) -> Result<(), FolderError> {
        let state = approach(path, run, of, before)?;
        match (&state, Dir::open(path)?) {
            (FolderState::Finished { manifest }, Some(root)) => manifest.check_sizes(&root),
            _ => Ok(()),
        }
    }

    /// Marks a folder that `before` has finished as the first part of `plan`'s run.
    ///
    /// # Errors
    /// [`FolderError::AnotherRun`] where it holds neither run, [`FolderError::NotFinished`] where it is not finished,
    /// [`FolderError::FileChanged`] where it is no longer whole, [`FolderError::InUse`], [`FolderError::InTheWay`] and
    /// [`FolderError::Io`]. The folder is as it was then.
    pub fn begin(path: &Path, plan: &PartPlan<'_>, before: &str) -> Result<Self, FolderError> {
        let of_parts = run_id_of_parts(&plan.run.run_id, plan.part.of());
        let state = approach(path, plan.run, plan.part.of(), before)?;
        let other = |found: &str| another(path, found, before);
        if let FolderState::Finished { manifest } = &state
            && manifest.run_id == plan.run.run_id
        {
            clear_marker(path, &state)?;
            return Ok(Self::Merged(manifest.clone()));
        }
        let (root, mut marker, shortcomings) = hold_unchanged(path, &state)?;
        let found = match Manifest::read(&root)? {
            Some(found) if found.run_id == before => found,
            Some(found) => return Err(other(&found.run_id)),
            None => return Err(other("none")),
        };
        let is_this = |part: PartManifest| part.run() == *plan.run && part.planned == PlannedPaths::of(plan.paths);
        if PartManifest::read(&root, plan.part)?.is_some_and(is_this) {
            remove_stale(&root, &found, plan)?;
            return Ok(Self::Done);
        }
        let paths: Vec<String> =
            plan.paths.iter().chain(plan.merged).cloned().chain(paths_of_all(plan.part.of())).collect();
        let named: BTreeSet<&str> = found.files.iter().map(|file| file.path.as_str()).collect();
        let run = Run { run_id: of_parts, ..plan.run.clone() };
        let outcome = found.check_sizes(&root).and_then(|()| {
            removal::refuse_misplaced(
                &root,
                &named,
                paths.iter().map(String::as_str).filter(|path| !is_of_parts(path)),
            )?;
            name_files(&root, &mut marker, &run, &named, &check_plan(&paths)?, &shortcomings)
        });
        if let Err(error) = outcome {
            marker.release();
            return Err(error);
        }
        let own_marker = hold_marker(&root, plan.part, &shortcomings)?;
        let places = check_plan(plan.paths)?.into_iter().filter(|(_, place)| plan.own.contains(place));
        let mut planned: BTreeMap<String, usize> = places.collect();
        // What was put aside before a kill.
        let put_aside = ["labels", "spill"].map(|suffix| path_of(plan.part, suffix));
        removal::remove_files(&root, put_aside.iter(), &mut || Ok(()))?;
        planned.extend(put_aside.map(|path| (path, usize::MAX)));
        let (run, made) = (plan.run.clone(), Vec::new());
        let folder = OwnedFolder { root, run, planned, marker, made, shortcomings, merged_parts: BTreeSet::new() };
        let folder = PartFolder { folder, part: plan.part, planned: PlannedPaths::of(plan.paths), own_marker };
        Ok(Self::Begun(ContinuedFolder { folder, before: found }))
    }
}

impl ContinuedFolder {
    /// The files of the finished run.
    #[must_use]
    pub fn files(&self) -> &[ManifestFile] {
        &self.before.files
    }

    /// The folder as the first part, which keeps files of the finished run under their names.
    #[must_use]
    pub fn into_part(self) -> PartFolder {
        self.folder
    }
}

/// Looks at a folder, and refuses one that holds neither the finished run nor the longer one.
fn approach(path: &Path, run: &Run, of: u32, before: &str) -> Result<FolderState, FolderError> {
    refuse_place(path, run)?;
    let state = FolderState::inspect(path)?;
    match &state {
        FolderState::Finished { manifest } if [before, run.run_id.as_str()].contains(&manifest.run_id.as_str()) => {}
        FolderState::Finished { manifest } => return Err(another(path, &manifest.run_id, before)),
        FolderState::Unfinished { run_id, .. } if *run_id == run_id_of_parts(&run.run_id, of) => {}
        FolderState::Unfinished { run_id, .. } => {
            return Err(Manifest::of_finished(path).err().unwrap_or_else(|| another(path, run_id, before)));
        }
        _ => return Err(Manifest::of_finished(path).err().unwrap_or_else(|| another(path, "none", before))),
    }
    Ok(state)
}

fn another(path: &Path, found: &str, wanted: &str) -> FolderError {
    FolderError::AnotherRun { path: path.to_path_buf(), found: found.to_owned(), wanted: wanted.to_owned() }
}

/// Removes the files that the longer run no longer has.
fn remove_stale(root: &Dir, before: &Manifest, plan: &PartPlan<'_>) -> Result<(), FolderError> {
    let stays: BTreeSet<&String> = plan.paths.iter().chain(plan.merged).collect();
    let stale = before.files.iter().map(|file| &file.path).filter(|path| !stays.contains(path));
    removal::remove_named(root, &stale.cloned().collect(), &mut || Ok(()))
}
