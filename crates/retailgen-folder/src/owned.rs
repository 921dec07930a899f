//! A folder that a run has made its own, from the marker to the manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::dir::Dir;
use crate::marker::Marker;
use crate::removal::{self, Step, remove_folders};
use crate::{
    FolderError, Manifest, ManifestFile, PendingFile, Run, ScratchFile, Shortcoming, Shortcomings, place_below,
};

/// A folder that is this run's to write into, until it is finished or dropped. Dropped, it says that it is unfinished;
/// the same run can begin there again.
///
/// ```
/// use retailgen_folder::{Begin, ManifestFile, OwnedFolder, Overwrite, Run};
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
    pub(crate) root: Arc<Dir>,
    pub(crate) run: Run,
    /// The place of each path in the plan.
    pub(crate) planned: BTreeMap<String, usize>,
    pub(crate) marker: Marker,
    /// The folders that were made for it, innermost first.
    pub(crate) made: Vec<PathBuf>,
    pub(crate) shortcomings: Shortcomings,
    /// What the parts have kept beside the files that they were merged into; it goes when the manifest is there.
    pub(crate) merged_parts: BTreeSet<String>,
}

impl OwnedFolder {
    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// What the file system cannot do and the run does without, up to its end.
    #[must_use]
    pub fn shortcomings(&self) -> Shortcomings {
        self.shortcomings.clone()
    }

    /// Starts one of the planned files.
    ///
    /// # Errors
    /// [`FolderError::NotPlanned`], [`FolderError::LinkedFolder`] when a folder on the way is a symbolic link, or
    /// [`FolderError::Io`].
    pub fn file(&self, relative: &str) -> Result<PendingFile, FolderError> {
        let place = self.place(relative)?;
        PendingFile::create_below(&self.root, Path::new(relative), place, self.shortcomings.clone())
    }

    /// Makes one of the planned files to put things aside in; there must be none of that name.
    ///
    /// # Errors
    /// Those of [`file`](Self::file).
    pub fn scratch(&self, relative: &str) -> Result<ScratchFile, FolderError> {
        ScratchFile::create_below(&self.root, Path::new(relative), self.place(relative)?)
    }

    /// Where one of the planned files goes.
    fn place(&self, relative: &str) -> Result<PathBuf, FolderError> {
        if self.planned.contains_key(relative) {
            Ok(place_below(self.root(), relative))
        } else {
            Err(FolderError::NotPlanned { path: relative.to_owned() })
        }
    }

    /// Removes what the run has written, the marker, and the folder if it was made for this.
    ///
    /// # Errors
    /// [`FolderError::LinkedFolder`] and [`FolderError::Io`]; the folder stays unfinished then.
    pub fn discard(self) -> Result<(), FolderError> {
        let named = self.planned.into_keys().collect();
        removal::remove_named(&self.root, &named, &mut || Ok(()))?;
        self.marker.remove()?;
        remove_folders(&self.made);
        Ok(())
    }

    /// Flushes all files to the disk, writes the manifest and removes the marker. `files` may come in any order; the
    /// manifest lists them in the order of the plan.
    ///
    /// # Errors
    /// [`FolderError::NotPlanned`] and [`FolderError::BadPath`] for a file that was not planned or is given twice,
    /// [`FolderError::FileChanged`] for one that is not there with its size, and [`FolderError::Io`]. The folder stays
    /// unfinished then.
    pub fn finish(self, files: Vec<ManifestFile>) -> Result<Manifest, FolderError> {
        self.finish_stepwise(files, &mut || Ok(()))
    }

    pub(crate) fn finish_stepwise(mut self, files: Vec<ManifestFile>, step: Step<'_>) -> Result<Manifest, FolderError> {
        let mut ordered = BTreeMap::new();
        for file in files {
            let Some(place) = self.planned.get(&file.path) else {
                return Err(FolderError::NotPlanned { path: file.path });
            };
            if let Some(twice) = ordered.insert(*place, file) {
                return Err(FolderError::BadPath { path: twice.path, problem: "is given twice as a finished file" });
            }
        }
        let manifest = Manifest::new(&self.run, ordered.into_values().collect());
        manifest.check_sizes(&self.root)?;
        self.flush(&manifest)?;
        step()?;
        manifest.write(&self.root, &self.shortcomings)?;
        sync_folder(&self.root, &self.shortcomings)?;
        step()?;
        if !self.merged_parts.is_empty() {
            // From here on the marker and the manifest are of one run, which is finished; before, the parts can be merged again.
            let sections = self.marker.read()?;
            self.marker.append(&sections, &self.run.run_id, std::iter::empty(), &self.shortcomings)?;
            step()?;
            removal::remove_named(&self.root, &self.merged_parts, step)?;
        }
        self.marker.remove()?;
        Ok(manifest)
    }

    /// Has the content of all files on the disk: by one call for the whole file system where there is one.
    pub(crate) fn flush(&self, manifest: &Manifest) -> Result<(), FolderError> {
        match self.root.sync_file_system() {
            Err(error) if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput) => {}
            done => return done.map_err(FolderError::io("flush to the disk", self.root())),
        }
        let mut last = None;
        for file in &manifest.files {
            let below = Path::new(&file.path);
            let place = self.root.place(below);
            let failed = |error| FolderError::io("flush to the disk", &place)(error);
            let Some((folder, name)) = self.root.folder_of(below)?.zip(below.file_name()) else { continue };
            // Windows flushes only through a handle that may write.
            let flushed = folder.open_plain(name, true).and_then(|file| file.sync_all());
            self.shortcomings.tolerate(Shortcoming::Flushing, flushed).map_err(failed)?;
            if last.replace(below.parent()) != Some(below.parent()) {
                sync_folder(&folder, &self.shortcomings)?;
            }
        }
        Ok(())
    }
}

/// Has the names in a folder on the disk.
pub(crate) fn sync_folder(folder: &Dir, shortcomings: &Shortcomings) -> Result<(), FolderError> {
    let flushed = shortcomings.tolerate(Shortcoming::Flushing, folder.sync());
    flushed.map_err(FolderError::io("flush to the disk", folder.path()))
}
