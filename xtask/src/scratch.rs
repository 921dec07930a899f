//! A folder among the system's temporary files, for what a task makes and throws away.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

/// An empty folder, removed in the end, also after an error.
pub struct ScratchFolder(PathBuf);

impl ScratchFolder {
    /// Makes the folder for the task of this name.
    pub fn new(task: &str) -> Result<Self, (PathBuf, io::Error)> {
        let path = env::temp_dir().join(format!("retailgen-{task}-{}", process::id()));
        match fs::create_dir(&path) {
            Ok(()) => Ok(Self(path)),
            Err(error) => Err((path, error)),
        }
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for ScratchFolder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("warning: {} stays behind: {error}", self.0.display());
        }
    }
}
