//! What is in a folder, and whose it is.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::Path;

use crate::marker::{Marker, Sections};
use crate::{FolderError, MANIFEST_NAME, MARKER_NAME, Manifest};

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
        Self::inspect_holding(root, None)
    }

    /// As [`inspect`](Self::inspect), reading the marker through the handle that locks it.
    pub(crate) fn inspect_holding(root: &Path, held: Option<&Marker>) -> Result<Self, FolderError> {
        match fs::metadata(root) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(FolderError::NotAFolder { path: root.to_path_buf() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Absent),
            Err(error) => return Err(FolderError::io("look at", root)(error)),
        }
        let place = root.join(MARKER_NAME);
        let is_marked = is_file(&place)?;
        let sections = match held {
            Some(held) => held.read()?,
            None if is_marked => {
                let file = File::open(&place).map_err(FolderError::io("read", &place))?;
                Sections::read(BufReader::new(file), &place)?
            }
            None => Sections::default(),
        };
        let manifest = if is_file(&root.join(MANIFEST_NAME))? { Manifest::read(root)? } else { None };
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

/// Whether a marker or manifest is there; one that is a link or a folder is not ours.
fn is_file(place: &Path) -> Result<bool, FolderError> {
    match fs::symlink_metadata(place) {
        Ok(found) if found.is_file() => Ok(true),
        Ok(_) => Err(FolderError::Damaged { path: place.to_path_buf(), reason: "it is not a plain file".to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(FolderError::io("look at", place)(error)),
    }
}

/// The first entry in byte order, the marker apart.
fn first_entry(root: &Path) -> Result<Option<String>, FolderError> {
    let mut first = None;
    for entry in fs::read_dir(root).map_err(FolderError::io("list", root))? {
        let name = entry.map_err(FolderError::io("list", root))?.file_name();
        if name != MARKER_NAME && first.as_ref().is_none_or(|first| name < *first) {
            first = Some(name);
        }
    }
    Ok(first.map(|name| name.to_string_lossy().into_owned()))
}
