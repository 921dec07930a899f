//! The manifest: what a finished folder holds, and the sign that it is finished.

use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::dir::{Dir, Kind};
use crate::path::{self, MANIFEST_NAME};
use crate::place::kind_at;
use crate::{FileDigest, FolderError, PendingFile, Sha256Sum, Shortcomings};

/// The tool that all our manifests name.
pub(crate) const TOOL: &str = "retailgen";

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

/// What a finished folder holds. It tells nothing of when, where or from which seed, so equal folders have equal
/// manifests, and one can be handed out with the data.
///
/// ```
/// use retailgen_folder::{Begin, ManifestFile, OwnedFolder, Overwrite, Run};
///
/// let parent = tempfile::tempdir()?;
/// let run = Run { run_id: "07ab".into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
/// let planned = ["stores.csv".to_owned()];
/// let Begin::Ready(folder) = OwnedFolder::begin(parent.path(), &run, &planned, Overwrite::No)? else { unreachable!() };
/// let mut file = folder.file("stores.csv")?;
/// file.write_block(b"store_id\n1\n")?;
/// let digest = file.commit()?;
///
/// let manifest = folder.finish(vec![ManifestFile::new("stores.csv", "stores", 1, digest)])?;
/// assert_eq!((manifest.tool.as_str(), manifest.run_id.as_str()), ("retailgen", "07ab"));
/// assert_eq!(manifest.files[0].bytes, 11);
/// assert!(parent.path().join("_manifest.json").exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Manifest {
    /// Always `retailgen`.
    pub tool: String,
    /// The version of the tool.
    pub tool_version: String,
    /// The version of the values: the same run under the same version gives the same bytes.
    pub dataset_version: String,
    /// The run, in hex digits; equal for equal settings.
    pub run_id: String,
    /// The files, in the order of the plan.
    pub files: Vec<ManifestFile>,
}

/// One file of a finished folder.
///
/// ```
/// use retailgen_folder::{ManifestFile, PendingFile};
///
/// let mut file = PendingFile::measured("stores.csv".as_ref());
/// file.write_block(b"store_id\n1\n")?;
/// let entry = ManifestFile::new("stores.csv", "stores", 1, file.commit()?);
/// assert_eq!((entry.path.as_str(), entry.rows, entry.bytes), ("stores.csv", 1, 11));
/// # Ok::<(), retailgen_folder::FolderError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ManifestFile {
    /// Its path below the folder, parted by `/`.
    pub path: String,
    /// The table whose rows it holds.
    pub table: String,
    /// How many rows it holds.
    pub rows: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of its content.
    pub sha256: Sha256Sum,
}

impl ManifestFile {
    /// What a manifest says of a file of `table` with so many rows.
    #[must_use]
    pub fn new(path: impl Into<String>, table: impl Into<String>, rows: u64, digest: FileDigest) -> Self {
        let FileDigest { bytes, sha256 } = digest;
        Self { path: path.into(), table: table.into(), rows, bytes, sha256 }
    }
}

impl Manifest {
    /// A manifest of this tool.
    pub(crate) fn new(run: &Run, files: Vec<ManifestFile>) -> Self {
        Self {
            tool: TOOL.to_owned(),
            tool_version: run.tool_version.clone(),
            dataset_version: run.dataset_version.clone(),
            run_id: run.run_id.clone(),
            files,
        }
    }

    /// Reads the manifest of a folder, if it has one.
    pub(crate) fn read(root: &Dir) -> Result<Option<Self>, FolderError> {
        let Some(content) = root.read_small(MANIFEST_NAME)? else { return Ok(None) };
        let damaged = |reason| FolderError::Damaged { path: root.place(MANIFEST_NAME), reason };
        let manifest: Self = serde_json::from_slice(&content).map_err(|error| damaged(error.to_string()))?;
        if manifest.tool != TOOL {
            return Err(damaged(format!("it was written by {:?}", manifest.tool)));
        }
        for file in &manifest.files {
            if let Some(problem) = path::problem(&file.path) {
                return Err(damaged(format!("the path {:?} {problem}", file.path)));
            }
        }
        Ok(Some(manifest))
    }

    /// The first file that is not in the folder in the size listed, and what is wrong with it.
    ///
    /// ```
    /// use retailgen_folder::{Begin, ManifestFile, OwnedFolder, Overwrite, Run};
    ///
    /// let parent = tempfile::tempdir()?;
    /// let run = Run { run_id: "07ab".into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
    /// let planned = ["stores.csv".to_owned()];
    /// let Begin::Ready(folder) = OwnedFolder::begin(parent.path(), &run, &planned, Overwrite::No)? else { unreachable!() };
    /// let digest = folder.file("stores.csv")?.commit()?;
    /// let manifest = folder.finish(vec![ManifestFile::new("stores.csv", "stores", 0, digest)])?;
    /// assert!(manifest.first_damaged(parent.path())?.is_none());
    ///
    /// std::fs::remove_file(parent.path().join("stores.csv"))?;
    /// let (_, problem) = manifest.first_damaged(parent.path())?.ok_or("a file is gone")?;
    /// assert_eq!(problem, "it is missing, and _manifest.json lists it");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`FolderError`] where the system does not let a file be looked at.
    pub fn first_damaged(&self, folder: &Path) -> Result<Option<(PathBuf, String)>, FolderError> {
        for file in &self.files {
            let path = folder.join(&file.path);
            let problem = match kind_at(&path, true) {
                Ok(Kind::File(bytes)) if bytes == file.bytes => continue,
                Ok(Kind::File(bytes)) => format!("it has {bytes} bytes, and {MANIFEST_NAME} says {}", file.bytes),
                Ok(_) => "it is not a plain file".to_owned(),
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    format!("it is missing, and {MANIFEST_NAME} lists it")
                }
                Err(error) => return Err(FolderError::io("look at", &path)(error)),
            };
            return Ok(Some((path, problem)));
        }
        Ok(None)
    }

    /// Writes the manifest of a folder: whole and on the disk before it has its name.
    pub(crate) fn write(&self, root: &Arc<Dir>, shortcomings: &Shortcomings) -> Result<(), FolderError> {
        let place = root.place(MANIFEST_NAME);
        let file = PendingFile::create_below(root, Path::new(MANIFEST_NAME), place.clone(), shortcomings.clone())?;
        let mut out = BufWriter::new(file);
        serde_json::to_writer_pretty(&mut out, self).map_err(|error| FolderError::io("write", &place)(error.into()))?;
        out.write_all(b"\n").map_err(FolderError::io("write", &place))?;
        let file = out.into_inner().map_err(|error| FolderError::io("write", &place)(error.into_error()))?;
        match file.commit_synced() {
            // Where files are renamed this one replaces another; a store tells that another run was quicker.
            Err(FolderError::Io { source, .. }) if source.kind() == ErrorKind::AlreadyExists => {
                Err(FolderError::InUse { path: root.path().to_path_buf() })
            }
            written => written.map(drop),
        }
    }

    /// Checks that every file is there with its size. Content is not read.
    pub(crate) fn check_sizes(&self, root: &Dir) -> Result<(), FolderError> {
        let census = root.census()?;
        for file in &self.files {
            let problem = match census.kind(Path::new(&file.path))? {
                Some(Kind::File(bytes)) if bytes == file.bytes => continue,
                Some(Kind::File(bytes)) => format!("has {bytes} bytes instead of {}", file.bytes),
                Some(_) => "is not a file".to_owned(),
                None => "is missing".to_owned(),
            };
            return Err(FolderError::FileChanged { path: root.place(&file.path), problem });
        }
        Ok(())
    }
}
