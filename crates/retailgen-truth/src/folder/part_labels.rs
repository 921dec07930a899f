//! The labels of the parts of a run: where each part has put them aside, and all of them in the order of the plan.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use retailgen_folder::{FileDigest, LabelsOfParts, PartFolder, PendingFile, PutAside};
use serde::{Deserialize, Serialize};

use super::writing::Taker;
use crate::{
    TruthError,
    labels_file::LABELS,
    spill::{Stretch, read_stretch},
    stored::StoredLabels,
    text_file::commit,
};

/// Where the labels of a part are.
#[derive(Debug, Serialize, Deserialize)]
pub enum PartLabels {
    /// As they came, file by file in any order.
    Spilled {
        labels: PutAsideDigest,
        /// By file: where its labels begin, and how many bytes they are.
        stretches: Vec<(usize, u64, u64)>,
    },
    /// In the files of a finished run's truth, in the order of the plan.
    Stored {
        labels: PutAsideDigest,
        collateral: PutAsideDigest,
        /// The files whose labels count.
        files: Vec<LabelledFile>,
    },
}

/// A file of a finished run whose labels count.
#[derive(Debug, Serialize, Deserialize)]
pub struct LabelledFile {
    /// As the labels name it.
    pub path: String,
    /// Its number in the run whose parts are merged.
    pub number: usize,
    /// How many of its first rows stay; none where all do.
    pub rows: Option<u64>,
}

/// What a file that is put aside has to be when the parts are merged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PutAsideDigest {
    bytes: u64,
    sha256: String,
}

impl From<FileDigest> for PutAsideDigest {
    fn from(digest: FileDigest) -> Self {
        Self { bytes: digest.bytes, sha256: digest.sha256.to_string() }
    }
}

impl PutAsideDigest {
    /// Refuses a file that is another one.
    fn check(&self, (path, file): &(PathBuf, File)) -> Result<(), TruthError> {
        let found: Self = FileDigest::of_file(file).map_err(TruthError::io("read", path))?.into();
        if found == *self {
            return Ok(());
        }
        Err(TruthError::unreadable(path)("it is not what its part has written: run the part again"))
    }
}

impl PartLabels {
    /// Refuses labels of part number `part` that are no longer what it has put aside.
    pub fn check(&self, part: u32, aside: &LabelsOfParts) -> Result<(), TruthError> {
        match self {
            Self::Spilled { labels, .. } => labels.check(&aside.open(part, PutAside::Labels)?),
            Self::Stored { labels, collateral, .. } => {
                labels.check(&aside.open(part, PutAside::Labels)?)?;
                collateral.check(&aside.open(part, PutAside::Collateral)?)
            }
        }
    }
}

/// The file with the labels of a part, which says nothing of the order in which their files come.
#[derive(Debug)]
pub struct SpilledLabels {
    out: BufWriter<PendingFile>,
    path: PathBuf,
    /// By file, where its labels are.
    stretches: Vec<(usize, u64, u64)>,
    end: u64,
}

impl SpilledLabels {
    /// Begins the file.
    pub fn new(folder: &PartFolder) -> Result<Self, TruthError> {
        let file = folder.labels()?;
        let path = file.path().to_path_buf();
        Ok(Self { out: BufWriter::new(file), path, stretches: Vec::new(), end: 0 })
    }

    /// Appends labels of a file as they are put aside.
    pub fn append(&mut self, file: usize, labels: &[u8]) -> Result<(), TruthError> {
        let bytes = labels.len() as u64;
        self.stretches.push((file, self.end, bytes));
        self.end += bytes;
        self.out.write_all(labels).map_err(TruthError::io("write", &self.path))
    }

    /// Gives the file its name.
    pub fn commit(self) -> Result<PartLabels, TruthError> {
        let digest = commit(self.out, &self.path)?;
        Ok(PartLabels::Spilled { labels: digest.into(), stretches: self.stretches })
    }
}

/// Hands over the labels of all parts, file by file in the order of the plan. Of a file of several parts, the first part's come first.
pub fn read_in_order<'p>(
    parts: impl Iterator<Item = (u32, &'p PartLabels)> + Clone,
    aside: &LabelsOfParts,
    take: Taker,
) -> Result<(), TruthError> {
    let mut spilled = SpilledInOrder::new(parts.clone(), aside);
    for (part, labels) in parts {
        let PartLabels::Stored { files, .. } = labels else { continue };
        let files: BTreeMap<&str, &LabelledFile> = files.iter().map(|file| (file.path.as_str(), file)).collect();
        let (labels, collateral) = (aside.open(part, PutAside::Labels)?, aside.open(part, PutAside::Collateral)?);
        let path = labels.0.clone();
        read_stored(StoredLabels::of_files(labels, collateral)?, &path, &files, |number, label| {
            spilled.read_before(number, take)?;
            take(number, label)
        })?;
    }
    spilled.read_before(usize::MAX, take)
}

/// Hands over the labels of some files. They come file by file, so each file is looked for once a batch.
fn read_stored(
    stored: StoredLabels,
    path: &Path,
    files: &BTreeMap<&str, &LabelledFile>,
    mut each: impl FnMut(usize, &crate::Label) -> Result<(), TruthError>,
) -> Result<(), TruthError> {
    stored.each_batch(|read| {
        if read.iter().any(|read| !read.flaws.is_empty()) {
            return Err(TruthError::Changed(path.with_file_name(LABELS)));
        }
        for of_file in read.chunk_by(|one, next| one.label.file == next.label.file) {
            let Some(file) = files.get(&*of_file[0].label.file) else { continue };
            let labels = of_file.iter().map(|read| &read.label);
            for label in labels.filter(|label| file.rows.is_none_or(|rows| label.row < Some(rows))) {
                each(file.number, label)?;
            }
        }
        Ok(())
    })
}

/// The labels that parts have put aside as they came, in the order of the plan.
struct SpilledInOrder<'a> {
    /// By file, the part and the place of the labels.
    stretches: std::iter::Peekable<std::vec::IntoIter<(usize, u32, Stretch)>>,
    aside: &'a LabelsOfParts,
    /// Files of a part mostly follow each other.
    open: Option<(u32, PathBuf, File)>,
}

impl<'a> SpilledInOrder<'a> {
    fn new<'p>(parts: impl Iterator<Item = (u32, &'p PartLabels)>, aside: &'a LabelsOfParts) -> Self {
        let mut all = Vec::new();
        for (part, labels) in parts {
            if let PartLabels::Spilled { stretches, .. } = labels {
                all.extend(stretches.iter().map(|&(file, start, bytes)| (file, part, Stretch { start, bytes })));
            }
        }
        all.sort_by_key(|(file, ..)| *file);
        Self { stretches: all.into_iter().peekable(), aside, open: None }
    }

    /// Hands over the labels of the files before number `end` that have not been handed over.
    fn read_before(&mut self, end: usize, take: Taker) -> Result<(), TruthError> {
        while let Some((number, part, stretch)) = self.stretches.next_if(|(number, ..)| *number < end) {
            if self.open.as_ref().is_none_or(|(open, ..)| *open != part) {
                let (path, file) = self.aside.open(part, PutAside::Labels)?;
                self.open = Some((part, path, file));
            }
            if let Some((_, path, file)) = &self.open {
                read_stretch(file, path, stretch, &mut |label| take(number, label))?;
            }
        }
        Ok(())
    }
}
