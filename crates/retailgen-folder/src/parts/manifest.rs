//! The manifest of a part: what it has written, and of which run.

use serde::{Deserialize, Serialize};

use crate::dir::Dir;
use crate::manifest::TOOL;
use crate::part_books::path_of;
use crate::{FileDigest, FolderError, Manifest, ManifestFile, PartNumber, Run, Sha256Sum, path};

/// What a finished part has written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartManifest {
    /// Always `retailgen`.
    pub tool: String,
    /// The version of the tool.
    pub tool_version: String,
    /// The version of the values.
    pub dataset_version: String,
    /// The run of which it is a part, in hex digits.
    pub run_id: String,
    /// How many parts there are.
    pub parts: u32,
    /// Which one it is, from 1.
    pub part: u32,
    /// The files of the whole run.
    pub planned: PlannedPaths,
    /// The files of the part, in the order of the plan.
    pub files: Vec<PlacedFile>,
    /// What else whoever writes the part has to say to whoever merges.
    pub facts: serde_json::Value,
}

/// The files of a whole run, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedPaths {
    /// How many there are.
    pub files: usize,
    /// The SHA-256 of their paths, a line each.
    pub sha256: Sha256Sum,
}

/// A file of a part, and its place among the files of the whole run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedFile {
    /// The place, from 0.
    pub place: usize,
    /// The file.
    #[serde(flatten)]
    pub file: ManifestFile,
}

impl PlannedPaths {
    pub(super) fn of(paths: &[String]) -> Self {
        let lines: String = paths.iter().flat_map(|path| [path, "\n"]).collect();
        Self { files: paths.len(), sha256: FileDigest::of(lines.as_bytes()).sha256 }
    }
}

impl PartManifest {
    pub(super) fn new(
        run: &Run,
        part: PartNumber,
        planned: PlannedPaths,
        files: Vec<PlacedFile>,
        facts: serde_json::Value,
    ) -> Self {
        Self {
            tool: TOOL.to_owned(),
            tool_version: run.tool_version.clone(),
            dataset_version: run.dataset_version.clone(),
            run_id: run.run_id.clone(),
            parts: part.of(),
            part: part.number(),
            planned,
            files,
            facts,
        }
    }

    /// Reads the manifest of a part, if it has one.
    pub(super) fn read(root: &Dir, part: PartNumber) -> Result<Option<Self>, FolderError> {
        let Some(content) = root.read_small(&path_of(part, "json"))? else { return Ok(None) };
        let damaged = |reason| FolderError::Damaged { path: root.place(path_of(part, "json")), reason };
        let manifest: Self = serde_json::from_slice(&content).map_err(|error| damaged(error.to_string()))?;
        if manifest.tool != TOOL || (manifest.part, manifest.parts) != (part.number(), part.of()) {
            return Err(damaged("it is not the manifest of this part".to_owned()));
        }
        for placed in &manifest.files {
            if let Some(problem) = path::problem(&placed.file.path) {
                return Err(damaged(format!("the path {:?} {problem}", placed.file.path)));
            }
        }
        Ok(Some(manifest))
    }

    /// The run of which it is a part.
    #[must_use]
    pub fn run(&self) -> Run {
        Run {
            run_id: self.run_id.clone(),
            tool_version: self.tool_version.clone(),
            dataset_version: self.dataset_version.clone(),
        }
    }

    /// The files of the part as a manifest of their own.
    #[must_use]
    pub fn manifest(&self) -> Manifest {
        Manifest::new(&self.run(), self.files.iter().map(|placed| placed.file.clone()).collect())
    }
}
