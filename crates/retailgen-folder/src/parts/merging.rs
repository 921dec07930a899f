//! Parts on the way to one folder: collected from the folders that hold them, and held against each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::manifest::PartManifest;
use crate::claim::{check_plan, clear_marker};
use crate::dir::Dir;
use crate::holding::Holding;
use crate::marker::Marker;
use crate::part_books::{PutAside, paths_of_all, run_id_of_parts};
use crate::parts_found::{PartsFound, is_append, lack};
use crate::{
    ErrorClass, FolderError, FolderState, Manifest, ManifestFile, OwnedFolder, PartNumber, Run, Shortcomings,
    refuse_address,
};

/// Why parts cannot be merged. Nothing is written then.
///
/// ```
/// use retailgen_folder::{ErrorClass, PartsError};
///
/// let error = PartsError::Lacking { folders: "data_raw".into(), lack: "part 2 of 8 is missing".into() };
/// assert_eq!(error.class(), ErrorClass::Usage);
/// assert_eq!(
///     error.to_string(),
///     "part 2 of 8 is missing in data_raw: run it, or name the folder that holds it, and merge again"
/// );
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PartsError {
    /// The folder cannot be used, or a file in it not written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// No part has begun in the folder.
    #[error("{} holds no parts of a run: name the folders that parts were written into", .0.display())]
    NoParts(PathBuf),
    /// Some parts have not been run, or not to their end.
    #[error("{lack} in {folders}: run {}, or name the folder that holds {}, and merge again", them(lack), them(lack))]
    Lacking {
        /// Where they were looked for.
        folders: String,
        /// Which they are.
        lack: String,
    },
    /// A part is there twice.
    #[error("part {part} is in {} and in {}: name one of them", first.display(), second.display())]
    Twice {
        /// The number of the part, from 1.
        part: u32,
        /// A folder that holds it.
        first: PathBuf,
        /// Another one.
        second: PathBuf,
    },
    /// Two parts are of different runs.
    #[error(
        "part {part} in {} is of another run than part {other} in {}: run it with the same settings",
        path.display(), other_path.display()
    )]
    OtherRun {
        /// The number of the part, from 1.
        part: u32,
        /// The folder that holds it.
        path: PathBuf,
        /// Another part.
        other: u32,
        /// The folder that holds that.
        other_path: PathBuf,
    },
    /// Two parts are of runs in different numbers of parts.
    #[error("{} holds parts of {found}, and {} parts of {of}: run all with the same --parts", path.display(), other_path.display())]
    OtherNumber {
        /// A folder.
        path: PathBuf,
        /// How many parts its run has.
        found: u32,
        /// Another folder.
        other_path: PathBuf,
        /// How many parts its run has.
        of: u32,
    },
    /// A part was written by another version.
    #[error(
        "part {part} in {} was written by retailgen {found}, and this is {known}: run and merge all parts with the same version",
        path.display()
    )]
    OtherVersion {
        /// The number of the part, from 1.
        part: u32,
        /// The folder that holds it.
        path: PathBuf,
        /// The versions of tool and values that wrote it.
        found: String,
        /// Those of this build.
        known: String,
    },
    /// A file is in two parts.
    #[error("{path} is in part {first} and in part {second}: run both again")]
    Overlap {
        /// The file.
        path: String,
        /// A part, from 1.
        first: u32,
        /// Another.
        second: u32,
    },
    /// A planned file is in no part.
    #[error("{missing} of the {planned} files of the run are in no part: run the parts again with one version")]
    Uncovered {
        /// How many.
        missing: usize,
        /// How many the run has.
        planned: usize,
    },
}

/// What stands for the parts that lack.
fn them(lack: &str) -> &'static str {
    if lack.starts_with("part ") && !lack.contains(',') { "it" } else { "them" }
}

impl PartsError {
    /// What kind of failure it is.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Folder(error) => error.class(),
            _ => ErrorClass::Usage,
        }
    }
}

/// How a claim on the parts in a folder ends.
#[derive(Debug)]
pub enum PartsClaimed {
    /// The parts are there, and nobody writes them.
    Ready(PartsClaim),
    /// They have been merged before.
    Merged(Manifest),
}

/// The parts in a folder, which nobody else writes meanwhile.
#[derive(Debug)]
pub struct PartsClaim {
    path: PathBuf,
    root: Arc<Dir>,
    marker: Marker,
    found: PartsFound,
    manifests: Vec<PartManifest>,
    shortcomings: Shortcomings,
}

impl PartsClaim {
    /// Locks the folder and reads what its parts have written.
    ///
    /// # Errors
    /// [`PartsError::NoParts`], and [`PartsError::Folder`] where a part is being written, or something cannot be read.
    pub fn stake(path: &Path) -> Result<PartsClaimed, PartsError> {
        let none = || PartsError::NoParts(path.to_path_buf());
        refuse_address(path)?;
        let root = Arc::new(Dir::open(path)?.ok_or_else(none)?);
        match FolderState::inspect_open(&root, None)? {
            state @ FolderState::Finished { .. } => {
                clear_marker(path, &state)?;
                let FolderState::Finished { manifest } = state else { return Err(none()) };
                return Ok(PartsClaimed::Merged(manifest));
            }
            FolderState::Unfinished { .. } => {}
            _ => return Err(none()),
        }
        PartsFound::look(&root)?.ok_or_else(none)?;
        let shortcomings = Shortcomings::default();
        let marker = Marker::hold(&root, Holding::Alone, &shortcomings)?;
        let found = PartsFound::look(&root)?.ok_or_else(none)?;
        let manifests = found.finished.iter().filter_map(|part| PartManifest::read(&root, *part).transpose());
        let manifests: Vec<PartManifest> = manifests.collect::<Result<_, _>>()?;
        let is_of_these = |run_id: &str| {
            let mut ids = manifests.iter().map(|manifest| run_id_of_parts(&manifest.run_id, manifest.parts));
            ids.all(|of_parts| of_parts == run_id)
        };
        match FolderState::inspect_open(&root, Some(&marker))? {
            FolderState::Unfinished { run_id, .. } if is_of_these(&run_id) => {}
            _ => return Err(FolderError::NotOfTheseParts { path: path.to_path_buf() }.into()),
        }
        Ok(PartsClaimed::Ready(Self { path: path.to_path_buf(), root, marker, found, manifests, shortcomings }))
    }
}

/// All parts of a run: none is missing, and none is there twice.
#[derive(Debug)]
pub struct CollectedParts {
    claims: Vec<PartsClaim>,
    /// By number, with the claim that holds each.
    parts: BTreeMap<u32, (usize, PartManifest)>,
    /// By place, with the claim that holds each.
    files: Vec<(usize, ManifestFile)>,
    run: Run,
    of: u32,
}

impl CollectedParts {
    /// Holds parts against each other and, unless it is an older one, against `known`, the run as this build would write it.
    ///
    /// # Errors
    /// What is wrong with them: [`PartsError`].
    pub fn collect(mut claims: Vec<PartsClaim>, versions: (&str, &str)) -> Result<Self, PartsError> {
        let mut parts: BTreeMap<u32, (usize, PartManifest)> = BTreeMap::new();
        let numbers = claims.iter().map(|claim| (claim.found.of, &claim.path));
        let first = numbers.clone().next().ok_or_else(|| PartsError::NoParts(PathBuf::new()))?;
        if let Some((found, path)) = numbers.clone().find(|(of, _)| *of != first.0) {
            let (path, other_path) = (path.clone(), first.1.clone());
            return Err(PartsError::OtherNumber { path, found, other_path, of: first.0 });
        }
        let of = first.0;
        let mut unfinished = BTreeSet::new();
        for number in 0..claims.len() {
            unfinished.extend(claims[number].found.unfinished.iter().map(|part| part.number()));
            for manifest in std::mem::take(&mut claims[number].manifests) {
                check_version(&manifest, &claims[number].path, versions)?;
                if let Some((other, _)) = parts.get(&manifest.part) {
                    let (first, second) = (claims[*other].path.clone(), claims[number].path.clone());
                    return Err(PartsError::Twice { part: manifest.part, first, second });
                }
                parts.insert(manifest.part, (number, manifest));
            }
        }
        if let Some((first, one)) = parts.values().next()
            && let Some((claim, other)) = parts.values().find(|(_, other)| !are_of_one_run(one, other))
        {
            return Err(PartsError::OtherRun {
                part: other.part,
                path: claims[*claim].path.clone(),
                other: one.part,
                other_path: claims[*first].path.clone(),
            });
        }
        let finished: Vec<u32> = parts.keys().copied().collect();
        unfinished.retain(|part| !finished.contains(part));
        let unfinished: Vec<u32> = unfinished.into_iter().collect();
        if let Some(lack) = lack(of, &finished, &unfinished) {
            for claim in &claims {
                if is_append(&claim.root, of)? {
                    return Err(FolderError::AppendInterrupted { path: claim.path.clone() }.into());
                }
            }
            let folders: Vec<String> = claims.iter().map(|claim| claim.path.display().to_string()).collect();
            let folders = match folders.as_slice() {
                [first, others @ ..] if others.len() > 3 => format!("{first} and {} more folders", others.len()),
                few => few.join(", "),
            };
            return Err(PartsError::Lacking { folders, lack });
        }
        let files = by_place(&parts)?;
        for (claim, manifest) in parts.values() {
            manifest.manifest().check_sizes(&claims[*claim].root)?;
        }
        let run = parts.values().next().map(|(_, manifest)| manifest.run());
        let run = run.ok_or_else(|| PartsError::NoParts(PathBuf::new()))?;
        Ok(Self { claims, parts, files, run, of })
    }

    /// The run of which they are the parts.
    #[must_use]
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The manifests of the parts, by number.
    pub fn manifests(&self) -> impl Iterator<Item = &PartManifest> {
        self.parts.values().map(|(_, manifest)| manifest)
    }

    /// The files of all parts, in the order of the plan.
    pub fn files(&self) -> impl Iterator<Item = &ManifestFile> {
        self.files.iter().map(|(_, file)| file)
    }

    /// The labels that the parts have put aside.
    #[must_use]
    pub fn labels(&self) -> LabelsOfParts {
        let of = self.of;
        let root = |claim: &usize| Arc::clone(&self.claims[*claim].root);
        let of_part = |(part, (claim, _)): (&u32, &(usize, PartManifest))| {
            Some((*part, (PartNumber::new(*part, of).ok()?, root(claim))))
        };
        LabelsOfParts(self.parts.iter().filter_map(of_part).collect())
    }

    /// Has every file of the parts in another folder: by a second name where the file system gives one, else as a copy. The
    /// folders of the parts stay as they are.
    ///
    /// # Errors
    /// [`FolderError::FileChanged`] where a copy is not what the part has written, and [`FolderError`] where it cannot be
    /// written.
    pub fn bring(&self, into: &OwnedFolder) -> Result<(), FolderError> {
        for (claim, file) in &self.files {
            let from = &self.claims[*claim].root;
            let below = Path::new(&file.path);
            let name = below.file_name().unwrap_or_default();
            let linked = match from.folder_of(below)? {
                Some(folder) => folder.link(name, &*into.root.made_folder_of(below)?, name).is_ok(),
                None => false,
            };
            if !linked {
                copy(from, file, into)?;
            }
        }
        Ok(())
    }

    /// The folder of the parts as the folder of the run, for `paths`: its manifest ends the parts.
    ///
    /// # Errors
    /// [`FolderError::BadPath`] where a path cannot be written.
    pub fn in_place(mut self, paths: &[String]) -> Result<OwnedFolder, FolderError> {
        let claim = self.claims.swap_remove(0);
        Ok(OwnedFolder {
            root: claim.root,
            run: self.run,
            planned: check_plan(paths)?,
            marker: claim.marker,
            made: Vec::new(),
            shortcomings: claim.shortcomings,
            merged_parts: paths_of_all(self.of).collect(),
        })
    }
}

/// Where the labels are that parts have put aside, in the folder of a truth.
#[derive(Debug)]
pub struct LabelsOfParts(BTreeMap<u32, (PartNumber, Arc<Dir>)>);

impl LabelsOfParts {
    /// Opens what a part has put aside; the path is for messages.
    ///
    /// # Errors
    /// [`FolderError::Io`].
    pub fn open(&self, part: u32, what: PutAside) -> Result<(PathBuf, File), FolderError> {
        let Some((part, root)) = self.0.get(&part) else {
            return Err(FolderError::NotPlanned { path: format!("the labels of part {part}") });
        };
        let path = what.path(*part);
        Ok((root.place(&path), open(root, Path::new(&path))?))
    }
}

fn are_of_one_run(one: &PartManifest, other: &PartManifest) -> bool {
    one.run_id == other.run_id && one.planned == other.planned
}

fn check_version(manifest: &PartManifest, path: &Path, (tool, dataset): (&str, &str)) -> Result<(), PartsError> {
    if (manifest.tool_version.as_str(), manifest.dataset_version.as_str()) == (tool, dataset) {
        return Ok(());
    }
    let told = |tool: &str, dataset: &str| format!("{tool} (dataset version {dataset})");
    Err(PartsError::OtherVersion {
        part: manifest.part,
        path: path.to_path_buf(),
        found: told(&manifest.tool_version, &manifest.dataset_version),
        known: told(tool, dataset),
    })
}

/// The files of all parts by their places in the plan, each there once.
fn by_place(parts: &BTreeMap<u32, (usize, PartManifest)>) -> Result<Vec<(usize, ManifestFile)>, PartsError> {
    let mut files: BTreeMap<usize, (u32, usize, &ManifestFile)> = BTreeMap::new();
    let mut planned = 0;
    for (claim, manifest) in parts.values() {
        planned = manifest.planned.files;
        for placed in &manifest.files {
            if let Some((first, ..)) = files.insert(placed.place, (manifest.part, *claim, &placed.file)) {
                let path = placed.file.path.clone();
                return Err(PartsError::Overlap { path, first, second: manifest.part });
            }
        }
    }
    let missing = (0..planned).filter(|place| !files.contains_key(place)).count();
    if missing > 0 {
        return Err(PartsError::Uncovered { missing, planned });
    }
    Ok(files.into_values().map(|(_, claim, file)| (claim, file.clone())).collect())
}

/// Opens a file below a folder.
pub(super) fn open(root: &Dir, below: &Path) -> Result<File, FolderError> {
    let place = root.place(below);
    let gone = || FolderError::io("read", &place)(io::ErrorKind::NotFound.into());
    let folder = root.folder_of(below)?.ok_or_else(gone)?;
    folder.open_plain(below.file_name().unwrap_or_default(), false).map_err(FolderError::io("read", &place))
}

fn copy(from: &Dir, file: &ManifestFile, into: &OwnedFolder) -> Result<(), FolderError> {
    let place = from.place(&file.path);
    let mut source = open(from, Path::new(&file.path))?;
    let mut target = into.file(&file.path)?;
    io::copy(&mut source, &mut target).map_err(FolderError::io("copy", &place))?;
    let modified = source.metadata().and_then(|found| found.modified());
    target.set_modified(modified.map_err(FolderError::io("read", &place))?)?;
    // Looked at before it has its name.
    let digest = target.digest_so_far();
    if (digest.bytes, digest.sha256) != (file.bytes, file.sha256) {
        return Err(FolderError::FileChanged { path: place, problem: "is not what its part has written".to_owned() });
    }
    target.commit().map(drop)
}
