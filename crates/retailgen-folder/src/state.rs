//! What is in a folder, and whose it is.

use std::path::Path;

use crate::dir::Dir;
use crate::marker::{Marker, Sections};
use crate::parts_found::refuse_unmerged;
use crate::{FolderError, MARKER_NAME, Manifest, is_dropped_by_system};

/// Whose a folder is, by what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FolderState {
    /// There is nothing of that name.
    Absent,
    /// A folder with nothing in it.
    Empty,
    /// Ours; a run is writing into it, or was killed.
    Unfinished {
        /// The run.
        run_id: String,
        /// Every file that may be ours, below the folder.
        planned: Vec<String>,
    },
    /// Ours and whole.
    Finished {
        /// What it holds.
        manifest: Manifest,
    },
    /// It holds something, and nothing says that it is ours.
    Foreign {
        /// The name of one entry, the first in byte order.
        example: String,
    },
}

impl FolderState {
    /// Looks at a folder; changes nothing.
    ///
    /// # Errors
    /// [`FolderError::NotAFolder`], [`FolderError::Damaged`] when there is a marker or manifest that cannot be read as one, or
    /// [`FolderError::Io`].
    ///
    /// ```
    /// use retailgen_folder::FolderState;
    ///
    /// let folder = tempfile::tempdir()?;
    /// assert_eq!(FolderState::inspect(folder.path())?, FolderState::Empty);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn inspect(root: &Path) -> Result<Self, FolderError> {
        match Dir::open(root)? {
            Some(root) => Self::inspect_open(&root, None),
            None => Ok(Self::Absent),
        }
    }

    /// As [`inspect`](Self::inspect), of an open folder, and reading the marker through the handle that locks it.
    pub(crate) fn inspect_open(root: &Dir, held: Option<&Marker>) -> Result<Self, FolderError> {
        let place = root.place(MARKER_NAME);
        let (sections, is_marked) = match held {
            Some(held) => (held.read()?, true),
            None => match root.read_small(MARKER_NAME)? {
                Some(text) => (Sections::read(text.as_slice(), &place)?, true),
                None => (Sections::default(), false),
            },
        };
        let manifest = Manifest::read(root)?;
        match (sections.run_id, manifest) {
            (Some(run_id), Some(manifest)) if run_id == manifest.run_id => Ok(Self::Finished { manifest }),
            (Some(run_id), _) => Ok(Self::Unfinished { run_id, planned: sections.planned }),
            (None, Some(manifest)) => Ok(Self::Finished { manifest }),
            (None, None) => match first_entry(root)? {
                None => Ok(Self::Empty),
                Some(_) if is_marked => {
                    Err(FolderError::Damaged { path: place, reason: "it ends too early to name any file".to_owned() })
                }
                Some(example) => Ok(Self::Foreign { example }),
            },
        }
    }
}

impl Manifest {
    /// The manifest of a finished folder, also where a longer run is about to take over from the one that finished it.
    ///
    /// ```
    /// use retailgen_folder::{Begin, Manifest, OwnedFolder, Overwrite, Run};
    ///
    /// let folder = tempfile::tempdir()?;
    /// assert!(Manifest::of_continued(folder.path()).is_err());
    /// let run = Run { run_id: "07ab".into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
    /// let Begin::Ready(owned) = OwnedFolder::begin(folder.path(), &run, &[], Overwrite::No)? else { unreachable!() };
    /// let finished = owned.finish(vec![])?;
    /// assert_eq!(Manifest::of_continued(folder.path())?, finished);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As for [`of_finished`](Self::of_finished).
    pub fn of_continued(folder: &Path) -> Result<Self, FolderError> {
        match (FolderState::inspect(folder), Dir::open(folder)) {
            (Ok(FolderState::Unfinished { .. }), Ok(Some(root))) => match Self::read(&root)? {
                Some(manifest) => Ok(manifest),
                None => Self::of_finished(folder),
            },
            _ => Self::of_finished(folder),
        }
    }

    /// The manifest of a folder that a run has finished.
    ///
    /// ```
    /// use std::path::Path;
    /// use retailgen_folder::Manifest;
    ///
    /// let error = Manifest::of_finished(Path::new("nowhere")).unwrap_err();
    /// assert_eq!(error.to_string(), "nowhere is not a folder that retailgen has finished: it does not exist");
    /// ```
    ///
    /// # Errors
    /// [`FolderError::UnmergedParts`] where it holds parts of a run, [`FolderError::NotFinished`] where the folder has no manifest that is whole, and [`FolderError::Io`].
    pub fn of_finished(folder: &Path) -> Result<Self, FolderError> {
        let not_finished = |reason| Err(FolderError::NotFinished { path: folder.to_path_buf(), reason });
        match FolderState::inspect(folder) {
            Ok(FolderState::Finished { manifest }) => Ok(manifest),
            Ok(FolderState::Absent) => not_finished("it does not exist"),
            Ok(FolderState::Unfinished { .. }) => {
                if let Some(root) = Dir::open(folder)? {
                    refuse_unmerged(&root)?;
                }
                not_finished("a run is writing it, or was stopped before it was done")
            }
            Ok(FolderState::Empty | FolderState::Foreign { .. }) => not_finished("it has no _manifest.json"),
            // The advice of these errors is for whoever is about to write.
            Err(FolderError::Damaged { .. }) => not_finished("its _manifest.json is damaged"),
            Err(FolderError::NotAFolder { .. }) => not_finished("it is a file"),
            Err(error) => Err(error),
        }
    }
}

/// The first entry in byte order, the marker and what systems drop apart.
fn first_entry(root: &Dir) -> Result<Option<String>, FolderError> {
    let names = root.names()?.into_iter().filter(|name| name != MARKER_NAME && !is_dropped_by_system(name));
    Ok(names.min().map(|name| name.to_string_lossy().into_owned()))
}
