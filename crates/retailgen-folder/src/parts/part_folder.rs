//! A folder of parts while one of them is written.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use super::manifest::{PartManifest, PlacedFile, PlannedPaths};
use crate::marker::Marker;
use crate::owned::sync_folder;
use crate::part_books::{PutAside, path_of};
use crate::removal::Step;
use crate::{FolderError, Manifest, ManifestFile, OwnedFolder, PartNumber, PendingFile, ScratchFile};

/// A part that is this process's to write, until it is finished or dropped. Dropped, it says that it is unfinished; the same
/// part can begin there again.
#[derive(Debug)]
pub struct PartFolder {
    pub(super) folder: OwnedFolder,
    pub(super) part: PartNumber,
    pub(super) planned: PlannedPaths,
    pub(super) own_marker: Marker,
}

impl PartFolder {
    /// The folder, as far as it is the part's.
    #[must_use]
    pub fn folder(&self) -> &OwnedFolder {
        &self.folder
    }

    /// Makes a file to put things aside in.
    ///
    /// # Errors
    /// Those of [`OwnedFolder::scratch`].
    pub fn scratch(&self) -> Result<ScratchFile, FolderError> {
        self.folder.scratch(&PutAside::Spill.path(self.part))
    }

    /// Starts the file in which the labels of the part wait to be merged.
    ///
    /// # Errors
    /// Those of [`OwnedFolder::file`].
    pub fn labels(&self) -> Result<PendingFile, FolderError> {
        self.folder.file(&PutAside::Labels.path(self.part))
    }

    /// Flushes the files of the part to the disk, writes its manifest, with `facts` in it, and removes its marker. The
    /// folder stays marked.
    ///
    /// # Errors
    /// Those of [`OwnedFolder::finish`]; the part stays unfinished then.
    pub fn finish(self, files: Vec<ManifestFile>, facts: &impl Serialize) -> Result<PartManifest, FolderError> {
        self.finish_stepwise(files, facts, &mut || Ok(()))
    }

    pub(crate) fn finish_stepwise(
        self,
        files: Vec<ManifestFile>,
        facts: &impl Serialize,
        step: Step<'_>,
    ) -> Result<PartManifest, FolderError> {
        let Self { folder, part, planned, own_marker } = self;
        let mut placed = BTreeMap::new();
        for file in files {
            match folder.planned.get(&file.path) {
                Some(place) if *place != usize::MAX => drop(placed.insert(*place, file)),
                _ => return Err(FolderError::NotPlanned { path: file.path }),
            }
        }
        let files = placed.into_iter().map(|(place, file)| PlacedFile { place, file }).collect();
        let path = path_of(part, "json");
        let failed = |error: std::io::Error| FolderError::io("write", &folder.root.place(&path))(error);
        let facts = serde_json::to_value(facts).map_err(|error| failed(error.into()))?;
        let manifest = PartManifest::new(&folder.run, part, planned, files, facts);
        let of_part: Manifest = manifest.manifest();
        of_part.check_sizes(&folder.root)?;
        folder.flush(&of_part)?;
        step()?;
        let text = serde_json::to_vec(&manifest).map_err(|error| failed(error.into()))?;
        let below = Path::new(&path);
        let mut out =
            PendingFile::create_below(&folder.root, below, folder.root.place(below), folder.shortcomings.clone())?;
        out.write_all(&text).map_err(failed)?;
        out.commit_synced()?;
        if let Some(books) = folder.root.folder_of(below)? {
            sync_folder(&books, &folder.shortcomings)?;
        }
        step()?;
        own_marker.remove()?;
        Ok(manifest)
    }
}
