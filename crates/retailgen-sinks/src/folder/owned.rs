//! A folder that a run has made its own, from the marker to the manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::marker::Marker;
use super::{FolderState, MANIFEST_NAME, MARKER_NAME, Manifest, ManifestFile, nesting, path, removal};
use crate::SinkError;
use crate::file::{PendingFile, partial_name};

/// What identifies a run, and what its manifest says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// 1 to 128 lower-case hex digits, equal exactly for runs that write the same files.
    pub run_id: String,
    /// The version of the tool.
    pub tool_version: String,
    /// The version of the values.
    pub dataset_version: String,
}

/// Whether the files of another run may be replaced.
///
/// ```
/// use retailgen_sinks::{SinkError, folder::{Begin, OwnedFolder, Overwrite, Run}};
///
/// let parent = tempfile::tempdir()?;
/// let run = |run_id: &str| Run { run_id: run_id.into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
/// let begin = |run_id, overwrite| OwnedFolder::begin(parent.path(), &run(run_id), &[], overwrite);
/// let Begin::Ready(folder) = begin("07ab", Overwrite::No)? else { unreachable!() };
/// folder.finish(vec![])?;
///
/// assert_eq!(Overwrite::default(), Overwrite::No);
/// assert!(matches!(begin("07ac", Overwrite::No), Err(SinkError::AnotherRun { .. })));
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

/// A folder that is this run's to write into, until it is finished or dropped. Dropped, it says that it is unfinished;
/// the same run can begin there again.
///
/// ```
/// use retailgen_sinks::folder::{Begin, ManifestFile, OwnedFolder, Overwrite, Run};
///
/// let parent = tempfile::tempdir()?;
/// let root = parent.path().join("retail");
/// let run = Run { run_id: "07ab".into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
/// let planned = vec!["stores.csv".to_owned()];
///
/// let Begin::Ready(folder) = OwnedFolder::begin(&root, &run, &planned, Overwrite::No)? else { unreachable!() };
/// let mut file = folder.file("stores.csv")?;
/// file.write_block(b"store_id\n1\n")?;
/// let digest = file.commit()?;
/// folder.finish(vec![ManifestFile::new("stores.csv", "stores", 1, digest)])?;
///
/// assert!(matches!(OwnedFolder::begin(&root, &run, &planned, Overwrite::No)?, Begin::AlreadyDone(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct OwnedFolder {
    root: PathBuf,
    run: Run,
    /// The place of each path in the plan.
    planned: BTreeMap<String, usize>,
    marker: Marker,
}

/// Called after each change on the disk; the tests stop there, as a kill would.
type Step<'a> = &'a mut dyn FnMut() -> Result<(), SinkError>;

impl OwnedFolder {
    /// Makes a folder the run's own, or finds that it has been finished by the same run.
    ///
    /// `planned` names every file that the run may write, below the folder and parted by `/`; not all of them need to come
    /// about. Files of a killed or replaced run are removed, as far as its marker or manifest names them. Whatever else is
    /// in the folder is left alone.
    ///
    /// # Errors
    /// - [`SinkError::BadRunId`], [`SinkError::BadPath`]: the arguments.
    /// - [`SinkError::ForeignFolder`], [`SinkError::NotAFolder`], [`SinkError::Damaged`]: the folder may be somebody
    ///   else's. Nothing is touched, with [`Overwrite::Yes`] neither.
    /// - [`SinkError::Address`], [`SinkError::WithinRun`]: it is no folder, or lies within the folder of a run.
    /// - [`SinkError::AnotherRun`]: another run's, and [`Overwrite::No`].
    /// - [`SinkError::FileChanged`]: finished by the same run, but no longer whole, and [`Overwrite::No`].
    /// - [`SinkError::InUse`]: another process is writing there.
    /// - [`SinkError::InTheWay`], [`SinkError::LinkedFolder`]: something that is not ours stands where our files go.
    /// - [`SinkError::Io`].
    pub fn begin(root: &Path, run: &Run, planned: &[String], overwrite: Overwrite) -> Result<Begin, SinkError> {
        Self::begin_stepwise(root, run, planned, overwrite, &mut || Ok(()))
    }

    pub(super) fn begin_stepwise(
        root: &Path,
        run: &Run,
        planned: &[String],
        overwrite: Overwrite,
        step: Step<'_>,
    ) -> Result<Begin, SinkError> {
        let planned = check_plan(planned)?;
        let state = approach(root, run, &planned, overwrite)?;
        if let FolderState::Finished { manifest } = &state
            && overwrite == Overwrite::No
        {
            clear_marker(root, &state)?;
            return Ok(Begin::AlreadyDone(manifest.clone()));
        }
        let named = named(&state);

        fs::create_dir_all(root).map_err(SinkError::io("create the folder", root))?;
        step()?;
        let marker = hold_unchanged(root, &state)?;
        step()?;
        claim(root, &marker, run, &named, &planned)?;
        step()?;
        // From here on the folder says that it is unfinished and whose; only now may anything go.
        let manifest = root.join(MANIFEST_NAME);
        for place in partial_name(&manifest).into_iter().chain([manifest]) {
            if removal::remove_file(&place)? {
                step()?;
            }
        }
        removal::remove_named(root, &named, step)?;
        Ok(Begin::Ready(Self { root: root.to_path_buf(), run: run.clone(), planned, marker }))
    }

    /// Finds out what [`begin`](Self::begin) would make of a folder, and touches nothing.
    ///
    /// # Errors
    /// Those of [`begin`](Self::begin), but for those that only writing brings about.
    pub fn look(root: &Path, run: &Run, planned: &[String], overwrite: Overwrite) -> Result<Standing, SinkError> {
        Ok(match approach(root, run, &check_plan(planned)?, overwrite)? {
            FolderState::Finished { .. } if overwrite == Overwrite::No => Standing::Done,
            FolderState::Unfinished { run_id, .. } if run_id == run.run_id => Standing::Unfinished,
            _ => Standing::Free,
        })
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Starts one of the planned files.
    ///
    /// # Errors
    /// [`SinkError::NotPlanned`], [`SinkError::LinkedFolder`] when a folder on the way is a symbolic link, or
    /// [`SinkError::Io`].
    pub fn file(&self, relative: &str) -> Result<PendingFile, SinkError> {
        PendingFile::create(&self.place(relative)?)
    }

    /// Where one of the planned files goes, for a library that writes files by itself. It must put them there whole.
    ///
    /// # Errors
    /// [`SinkError::NotPlanned`], or [`SinkError::LinkedFolder`] when a folder on the way is a symbolic link.
    pub fn place(&self, relative: &str) -> Result<PathBuf, SinkError> {
        if !self.planned.contains_key(relative) {
            return Err(SinkError::NotPlanned { path: relative.to_owned() });
        }
        removal::refuse_links(&self.root, relative, &mut BTreeSet::new())?;
        Ok(path::below(&self.root, relative))
    }

    /// Removes what the run has written, and the marker.
    ///
    /// # Errors
    /// [`SinkError::LinkedFolder`] and [`SinkError::Io`]; the folder stays unfinished then.
    pub fn discard(self) -> Result<(), SinkError> {
        let named = self.planned.keys().map(String::as_str).collect();
        removal::remove_named(&self.root, &named, &mut || Ok(()))?;
        self.marker.remove()
    }

    /// Flushes all files to the disk, writes the manifest and removes the marker. `files` may come in any order; the
    /// manifest has them in that of the plan.
    ///
    /// # Errors
    /// [`SinkError::NotPlanned`] and [`SinkError::BadPath`] for a file that was not planned or is given twice,
    /// [`SinkError::FileChanged`] for one that is not there with its size, and [`SinkError::Io`]. The folder stays
    /// unfinished then.
    pub fn finish(self, files: Vec<ManifestFile>) -> Result<Manifest, SinkError> {
        self.finish_stepwise(files, &mut || Ok(()))
    }

    pub(super) fn finish_stepwise(self, files: Vec<ManifestFile>, step: Step<'_>) -> Result<Manifest, SinkError> {
        let mut ordered = BTreeMap::new();
        for file in files {
            let Some(place) = self.planned.get(&file.path) else {
                return Err(SinkError::NotPlanned { path: file.path });
            };
            if let Some(twice) = ordered.insert(*place, file) {
                return Err(SinkError::BadPath { path: twice.path, problem: "is given twice as a finished file" });
            }
        }
        let manifest = Manifest::new(&self.run, ordered.into_values().collect());
        manifest.check_sizes(&self.root)?;
        flush(&self.root, &manifest)?;
        step()?;
        manifest.write(&self.root)?;
        sync_folder(&self.root)?;
        step()?;
        self.marker.remove()?;
        Ok(manifest)
    }
}

fn check_run_id(run_id: &str) -> Result<(), SinkError> {
    let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if (1..=128).contains(&run_id.len()) && run_id.bytes().all(hex) {
        Ok(())
    } else {
        Err(SinkError::BadRunId { run_id: run_id.to_owned() })
    }
}

fn check_plan(planned: &[String]) -> Result<BTreeMap<String, usize>, SinkError> {
    let mut places = BTreeMap::new();
    for (place, planned) in planned.iter().enumerate() {
        let twice = || places.contains_key(planned).then_some("is planned twice");
        if let Some(problem) = path::problem(planned).or_else(twice) {
            return Err(SinkError::BadPath { path: planned.clone(), problem });
        }
        places.insert(planned.clone(), place);
    }
    Ok(places)
}

/// Looks at a folder, and refuses what the run may not write into.
fn approach(
    root: &Path,
    run: &Run,
    planned: &BTreeMap<String, usize>,
    overwrite: Overwrite,
) -> Result<FolderState, SinkError> {
    check_run_id(&run.run_id)?;
    nesting::refuse_address(root)?;
    nesting::refuse_within_run(root)?;
    let state = FolderState::inspect(root)?;
    match &state {
        FolderState::Foreign { example } => {
            return Err(SinkError::ForeignFolder { path: root.to_path_buf(), example: example.clone() });
        }
        FolderState::Unfinished { run_id: found, .. }
        | FolderState::Finished { manifest: Manifest { run_id: found, .. } }
            if overwrite == Overwrite::No && *found != run.run_id =>
        {
            return Err(SinkError::AnotherRun {
                path: root.to_path_buf(),
                found: found.clone(),
                wanted: run.run_id.clone(),
            });
        }
        FolderState::Finished { manifest } if overwrite == Overwrite::No => manifest.check_sizes(root)?,
        _ => {
            let named = named(&state);
            removal::refuse_links_on_any(root, &named)?;
            refuse_strangers(root, planned.keys().map(String::as_str).filter(|path| !named.contains(path)))?;
        }
    }
    Ok(state)
}

/// The files that a marker or manifest names as ours.
fn named(state: &FolderState) -> BTreeSet<&str> {
    match state {
        FolderState::Unfinished { planned, .. } => planned.iter().map(String::as_str).collect(),
        FolderState::Finished { manifest } => manifest.files.iter().map(|file| file.path.as_str()).collect(),
        FolderState::Absent | FolderState::Empty | FolderState::Foreign { .. } => BTreeSet::new(),
    }
}

/// Refuses to go on when a path that no earlier run named is taken: it would be overwritten now, or, once the marker
/// names it, deleted by the next run.
fn refuse_strangers<'a>(root: &Path, paths: impl Iterator<Item = &'a str>) -> Result<(), SinkError> {
    let mut folders = BTreeSet::new();
    for relative in paths {
        removal::refuse_links(root, relative, &mut folders)?;
        let place = path::below(root, relative);
        for place in partial_name(&place).into_iter().chain([place]) {
            match fs::symlink_metadata(&place) {
                Ok(_) => return Err(SinkError::InTheWay { path: place }),
                Err(error) if removal::is_absent(&error) => {}
                Err(error) => return Err(SinkError::io("look at", &place)(error)),
            }
        }
    }
    Ok(())
}

/// Locks the folder and makes sure that it is still as it was when the decision was taken.
fn hold_unchanged(root: &Path, before: &FolderState) -> Result<Marker, SinkError> {
    let marker = Marker::hold(root)?;
    let now = FolderState::inspect_holding(root, Some(&marker))?;
    let fresh = matches!((before, &now), (FolderState::Absent, FolderState::Empty));
    if fresh || now == *before {
        return Ok(marker);
    }
    if marker.created {
        marker.remove()?;
    }
    Err(SinkError::InUse { path: root.to_path_buf() })
}

/// Has the marker name the run and, together with what it names already, all files of both runs.
fn claim(
    root: &Path,
    marker: &Marker,
    run: &Run,
    named: &BTreeSet<&str>,
    planned: &BTreeMap<String, usize>,
) -> Result<(), SinkError> {
    let sections = marker.read()?;
    let known: BTreeSet<&str> = sections.planned.iter().map(String::as_str).collect();
    let mut missing: BTreeSet<&str> = planned.keys().map(String::as_str).collect();
    missing.extend(named);
    missing.retain(|path| !known.contains(path));
    if missing.is_empty() && sections.run_id.as_ref() == Some(&run.run_id) {
        return Ok(());
    }
    let claimed = marker
        .append(&sections, &run.run_id, missing.into_iter().collect::<Vec<_>>().into_iter())
        .and_then(|()| sync_folder(root));
    if claimed.is_err() && marker.created {
        // Nothing of ours is in the folder yet, so it need not be left marked. The first error is the one to tell.
        let _ = fs::remove_file(root.join(MARKER_NAME));
    }
    claimed
}

/// Removes the marker that a run killed at its very end left in a finished folder.
fn clear_marker(root: &Path, state: &FolderState) -> Result<(), SinkError> {
    if fs::symlink_metadata(root.join(MARKER_NAME)).is_ok() {
        hold_unchanged(root, state)?.remove()?;
    }
    Ok(())
}

/// Has the content of all files on the disk: one call for the whole file system where there is one.
#[cfg(target_os = "linux")]
fn flush(root: &Path, _manifest: &Manifest) -> Result<(), SinkError> {
    let folder = fs::File::open(root).map_err(SinkError::io("open", root))?;
    rustix::fs::syncfs(folder).map_err(|error| SinkError::io("flush to the disk", root)(error.into()))
}

/// Has the content of all files on the disk.
#[cfg(not(target_os = "linux"))]
fn flush(root: &Path, manifest: &Manifest) -> Result<(), SinkError> {
    for file in &manifest.files {
        let place = path::below(root, &file.path);
        // Windows flushes only through a handle that may write.
        let open = fs::OpenOptions::new().write(true).open(&place);
        open.and_then(|file| file.sync_all()).map_err(SinkError::io("flush to the disk", &place))?;
    }
    Ok(())
}

/// Has the names in a folder on the disk, where folders can be flushed.
fn sync_folder(root: &Path) -> Result<(), SinkError> {
    if cfg!(unix) {
        let folder = fs::File::open(root).map_err(SinkError::io("open", root))?;
        folder.sync_all().map_err(SinkError::io("flush to the disk", root))?;
    }
    Ok(())
}
