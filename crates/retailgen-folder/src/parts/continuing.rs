//! A finished folder as the first part of a longer run, which has its files and more.
//!
//! Its manifest stays until the longer run is merged, but a marker of the longer run makes it an unfinished folder of parts.
//! So whatever a kill leaves, the same steps finish it: nothing that the first part keeps is written again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Seek as _};
use std::path::Path;

use super::claim::{PartPlan, hold_marker};
use super::manifest::{PartManifest, PlannedPaths};
use super::merging::open;
use super::part_folder::PartFolder;
use crate::claim::{check_plan, clear_marker, hold_unchanged, name_files, refuse_place};
use crate::dir::Dir;
use crate::marker::Sections;
use crate::part_books::{PutAside, is_of_parts, paths_of_all, run_id_of_parts};
use crate::removal;
use crate::{
    FileDigest, FolderError, FolderState, MARKER_NAME, Manifest, ManifestFile, OwnedFolder, PartNumber, Run,
    refuse_address,
};

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
    /// Whether a folder is on its way to a run in so many parts. It also is where only the books of the parts are left to be removed.
    ///
    /// # Errors
    /// As for [`FolderState::inspect`].
    pub fn is_under_way(path: &Path, run: &Run, of: u32) -> Result<bool, FolderError> {
        match (FolderState::inspect(path)?, Dir::open(path)?) {
            (FolderState::Unfinished { run_id, .. }, _) => Ok(run_id == run_id_of_parts(&run.run_id, of)),
            (FolderState::Finished { manifest }, Some(root)) if manifest.run_id == run.run_id => {
                let Some(marker) = root.read_small(MARKER_NAME)? else { return Ok(false) };
                let sections = Sections::read(marker.as_slice(), &root.place(MARKER_NAME))?;
                let names_books = paths_of_all(of).all(|book| sections.planned.contains(&book));
                Ok(names_books && sections.run_id == Some(manifest.run_id))
            }
            _ => Ok(false),
        }
    }

    /// Finds out whether [`begin`](Self::begin) would go on, and touches nothing. Of the file that is to be
    /// [put aside](ContinuedFolder::put_aside) the content is looked at too. Returns the manifest of the run `before`; none where the
    /// longer run is finished.
    ///
    /// # Errors
    /// As for [`begin`](Self::begin) and `put_aside`, apart from what only writing brings about.
    pub fn look(
        path: &Path,
        run: &Run,
        of: u32,
        before: &str,
        put_aside: Option<&str>,
    ) -> Result<Option<Manifest>, FolderError> {
        let state = approach(path, run, of, before)?;
        let Some(root) = Dir::open(path)? else { return Ok(None) };
        if let FolderState::Finished { manifest } = &state {
            manifest.check_sizes(&root)?;
            let is_this = |file: &&ManifestFile| manifest.run_id == before && Some(file.path.as_str()) == put_aside;
            if let Some(file) = manifest.files.iter().find(is_this) {
                let place = root.place(&file.path);
                let digest = FileDigest::of_file(&open(&root, Path::new(&file.path))?);
                refuse_changed(digest.map_err(FolderError::io("read", &place))?, file, &place)?;
            }
        }
        Ok(Manifest::read(&root)?.filter(|manifest| manifest.run_id == before))
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
        let put_aside = PutAside::ALL.map(|what| what.path(plan.part));
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

    /// Puts a copy of a file of the finished run aside until the parts are merged.
    ///
    /// # Errors
    /// [`FolderError::FileChanged`] where it is not what the run has written, [`FolderError::NotPlanned`] where the run has no such
    /// file, and [`FolderError::Io`].
    pub fn put_aside(&self, path: &str, what: PutAside) -> Result<FileDigest, FolderError> {
        let PartFolder { folder, part, .. } = &self.folder;
        let file = self.before.files.iter().find(|file| file.path == path);
        let file = file.ok_or_else(|| FolderError::NotPlanned { path: path.to_owned() })?;
        let from = folder.root.place(path);
        let mut source = open(&folder.root, Path::new(path))?;
        let mut target = folder.file(&what.path(*part))?;
        io::copy(&mut source, &mut target).map_err(FolderError::io("copy", &from))?;
        refuse_changed(target.digest_so_far(), file, &from)?;
        target.commit_synced()
    }

    /// The folder as the first part, which keeps files of the finished run under their names.
    #[must_use]
    pub fn into_part(self) -> PartFolder {
        self.folder
    }
}

/// Opens the rows of a finished run that the first part of a longer run has [put aside](ContinuedFolder::put_aside); `path` names
/// their file in the finished run, whose manifest is still there.
///
/// # Errors
/// [`FolderError::FileChanged`] where it is not what that run has written, and [`FolderError::Io`].
pub fn open_put_aside(folder: &Path, part: PartNumber, path: &str) -> Result<File, FolderError> {
    let gone = || FolderError::io("read", folder)(io::ErrorKind::NotFound.into());
    let root = Dir::open(folder)?.ok_or_else(gone)?;
    let before = Manifest::read(&root)?.ok_or_else(gone)?;
    let file = before.files.into_iter().find(|file| file.path == path);
    let file = file.ok_or_else(|| FolderError::NotPlanned { path: path.to_owned() })?;
    let below = PutAside::Rows.path(part);
    let place = root.place(&below);
    let mut found = open(&root, Path::new(&below))?;
    let digest = FileDigest::of_file(&found).map_err(FolderError::io("read", &place))?;
    refuse_changed(digest, &file, &place)?;
    found.rewind().map_err(FolderError::io("read", &place))?;
    Ok(found)
}

fn refuse_changed(found: FileDigest, file: &ManifestFile, place: &Path) -> Result<(), FolderError> {
    if (found.bytes, found.sha256) == (file.bytes, file.sha256) {
        return Ok(());
    }
    Err(FolderError::FileChanged { path: place.to_path_buf(), problem: "is not what its run has written".to_owned() })
}

/// Looks at a folder, and refuses one that holds neither the finished run nor the longer one.
fn approach(path: &Path, run: &Run, of: u32, before: &str) -> Result<FolderState, FolderError> {
    refuse_address(path)?;
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
