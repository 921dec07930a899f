//! A file that a run reads and writes while it goes on, and that is gone when the run is.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::FolderError;
use crate::dir::Dir;

/// A planned file that no manifest lists. It is removed when dropped.
///
/// ```
/// use std::io::Write;
/// use retailgen_folder::{Begin, OwnedFolder, Overwrite, Run};
///
/// let parent = tempfile::tempdir()?;
/// let run = Run { run_id: "07ab".into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
/// let planned = [".spill".to_owned()];
/// let Begin::Ready(folder) = OwnedFolder::begin(parent.path(), &run, &planned, Overwrite::No)? else { unreachable!() };
/// let scratch = folder.scratch(".spill")?;
/// scratch.file().write_all(b"for later")?;
/// assert!(scratch.path().exists());
/// scratch.remove()?;
/// assert!(!parent.path().join(".spill").exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ScratchFile {
    file: File,
    root: Arc<Dir>,
    below: PathBuf,
    path: PathBuf,
    /// Whether nothing of it is left to remove.
    is_removed: bool,
}

impl ScratchFile {
    pub(crate) fn create_below(root: &Arc<Dir>, below: &Path, path: PathBuf) -> Result<Self, FolderError> {
        let name = below.file_name().unwrap_or_default();
        let created = root.made_folder_of(below)?.create_new(name, true);
        let file = created.map_err(FolderError::io("create", &path))?;
        Ok(Self { file, root: Arc::clone(root), below: below.to_path_buf(), path, is_removed: false })
    }

    /// The file, open for reading and writing.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Its path, for messages.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it, and says if that failed.
    ///
    /// # Errors
    /// [`FolderError::LinkedFolder`] and [`FolderError::Io`].
    pub fn remove(mut self) -> Result<(), FolderError> {
        self.is_removed = true;
        self.unlink()
    }

    fn unlink(&self) -> Result<(), FolderError> {
        if let Some(folder) = self.root.folder_of(&self.below)? {
            folder.remove_file(self.below.file_name().unwrap_or_default())?;
        }
        Ok(())
    }
}

impl Drop for ScratchFile {
    fn drop(&mut self) {
        if !self.is_removed {
            // Nobody is left to tell; what stays behind is named by the folder's marker and removed by the next run.
            let _ = self.unlink();
        }
    }
}
