//! The truth of one part of a run: labels and counts that wait to be merged with those of the others.

use std::{
    collections::BTreeMap,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use retailgen_folder::{
    CollectedParts, FileDigest, LabelsOfParts, Manifest, ManifestFile, Overwrite, OwnedFolder, PartClaim, PartClaimed,
    PartFolder, PartManifest, PartNumber, PartPlan, PendingFile, Run, Shortcomings,
};
use serde::{Deserialize, Serialize};

use super::{planned, writing::write_files};
use crate::{
    DeliveredFiles, ExpectedCount, Label, PolicyRecord, RuleRecord, RunFacts, ScenarioRecord, TruthError,
    spill::{Spill, Stretch, read_stretch},
    text_file::commit,
};

/// Takes the labels of a part, from any thread and file by file in any order, and puts them aside for the merge.
///
/// Dropped before its end, it leaves a part that says that it is unfinished.
#[derive(Debug)]
pub struct TruthPartWriter {
    // Before the folder, so that it is gone before the lock on the part is.
    spill: Spill,
    folder: PartFolder,
}

/// What a part says of itself and the run.
#[derive(Debug, Serialize, Deserialize)]
struct PartFacts {
    scenario: ScenarioRecord,
    policy: PolicyRecord,
    /// Counted in the files of the part alone.
    rules: Vec<RuleRecord>,
    expected: Vec<(usize, String, u64)>,
    /// Where the labels of each file are, by its number.
    stretches: Vec<(usize, u64, u64)>,
    labels: LabelsDigest,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct LabelsDigest {
    bytes: u64,
    sha256: String,
}

impl From<FileDigest> for LabelsDigest {
    fn from(digest: FileDigest) -> Self {
        Self { bytes: digest.bytes, sha256: digest.sha256.to_string() }
    }
}

impl TruthPartWriter {
    /// Marks the folder as one of parts, and the part as this process's.
    ///
    /// # Errors
    /// Those of [`PartClaim::stake`].
    pub fn claim(folder: &Path, run: &Run, part: PartNumber, overwrite: Overwrite) -> Result<PartClaimed, TruthError> {
        Ok(PartClaim::stake(folder, &PartPlan { run, part, paths: &[], merged: &planned(), own: &[] }, overwrite)?)
    }

    /// Takes labels from here on, in place of those that the part had before.
    ///
    /// # Errors
    /// Those of [`PartClaim::take`].
    pub fn begin(claim: PartClaim) -> Result<Self, TruthError> {
        let folder = claim.take()?;
        Ok(Self { spill: Spill::new(folder.scratch()?), folder })
    }

    /// What the file system of the folder cannot do.
    #[must_use]
    pub fn shortcomings(&self) -> Shortcomings {
        self.folder.folder().shortcomings()
    }

    /// Takes labels of file number `file` of the whole run, as [`TruthWriter::receive`](crate::TruthWriter::receive) does.
    ///
    /// # Errors
    /// [`TruthError`] where they cannot be put aside.
    pub fn receive(&self, file: usize, labels: &[Label]) -> Result<(), TruthError> {
        self.spill.add(file, labels)
    }

    /// Puts the labels into one file and writes the manifest of the part.
    ///
    /// # Errors
    /// [`TruthError`]; the part stays unfinished then.
    pub fn finish(self, facts: &RunFacts) -> Result<PartManifest, TruthError> {
        let Self { mut spill, folder } = self;
        let mut labels = PartLabels::new(&folder)?;
        spill.read_bytes(|file, bytes| labels.append(file, bytes))?;
        let labels = labels.commit()?;
        spill.remove()?;
        finish(folder, labels, facts)
    }
}

/// The file with the labels of a part, which says nothing of the order in which their files come.
#[derive(Debug)]
pub(super) struct PartLabels {
    out: BufWriter<PendingFile>,
    path: PathBuf,
    /// By file, where its labels are.
    stretches: Vec<(usize, u64, u64)>,
    end: u64,
}

impl PartLabels {
    /// Begins the file.
    pub fn new(folder: &PartFolder) -> Result<Self, TruthError> {
        let file = folder.labels()?;
        let path = file.path().to_path_buf();
        Ok(Self { out: BufWriter::new(file), path, stretches: Vec::new(), end: 0 })
    }

    /// Appends labels of a file as they are put aside.
    pub fn append(&mut self, file: usize, labels: &[u8]) -> Result<(), TruthError> {
        let bytes = labels.len() as u64;
        match self.stretches.last_mut() {
            Some((last, _, length)) if *last == file => *length += bytes,
            _ => self.stretches.push((file, self.end, bytes)),
        }
        self.end += bytes;
        self.out.write_all(labels).map_err(TruthError::io("write", &self.path))
    }

    /// Gives the file its name.
    pub fn commit(self) -> Result<CommittedLabels, TruthError> {
        let digest = commit(self.out, &self.path)?;
        Ok(CommittedLabels { digest: digest.into(), stretches: self.stretches })
    }
}

/// What there is to say of the labels of a part.
#[derive(Debug)]
pub(super) struct CommittedLabels {
    digest: LabelsDigest,
    stretches: Vec<(usize, u64, u64)>,
}

/// Ends a part whose labels are there.
pub(super) fn finish(
    folder: PartFolder,
    labels: CommittedLabels,
    facts: &RunFacts,
) -> Result<PartManifest, TruthError> {
    let expected = facts.expected.iter().map(|expected| (expected.file, expected.kind.to_owned(), expected.count));
    let facts = PartFacts {
        scenario: facts.scenario.clone(),
        policy: facts.policy.clone(),
        rules: facts.rules.clone(),
        expected: expected.collect(),
        stretches: labels.stretches,
        labels: labels.digest,
    };
    Ok(folder.finish(Vec::new(), &facts)?)
}

/// The truth of a run whose parts have been collected.
#[derive(Debug)]
pub struct CollectedTruth {
    parts: CollectedParts,
    facts: BTreeMap<u32, PartFacts>,
}

impl CollectedTruth {
    /// Reads what the parts say.
    ///
    /// # Errors
    /// [`TruthError::Unreadable`] where one is not a part of a truth, or labels are no longer what was written, and
    /// [`TruthError::Folder`].
    pub fn new(parts: CollectedParts) -> Result<Self, TruthError> {
        let mut facts = BTreeMap::new();
        let labels = parts.labels();
        for manifest in parts.manifests() {
            let (path, file) = labels.open(manifest.part)?;
            let read: PartFacts = PartFacts::deserialize(&manifest.facts).map_err(TruthError::unreadable(&path))?;
            let found: LabelsDigest = FileDigest::of_file(&file).map_err(TruthError::io("read", &path))?.into();
            if found != read.labels {
                return Err(TruthError::unreadable(&path)("it is not what its part has written: run the part again"));
            }
            facts.insert(manifest.part, read);
        }
        Ok(Self { parts, facts })
    }

    /// The run.
    #[must_use]
    pub fn run(&self) -> &Run {
        self.parts.run()
    }

    /// Writes the truth of the run into the folder of the parts, in their stead.
    ///
    /// # Errors
    /// [`TruthError`]; the parts can be merged again then.
    pub fn write_in_place(self, files: &dyn DeliveredFiles) -> Result<Manifest, TruthError> {
        let Self { parts, facts } = self;
        let (labels, run) = (parts.labels(), parts.run().clone());
        write(parts.in_place(&planned())?, &run, files, &facts, &labels)
    }

    /// Writes the truth of the run into another folder.
    ///
    /// # Errors
    /// [`TruthError`]; the folder stays unfinished then.
    pub fn write_into(&self, folder: OwnedFolder, files: &dyn DeliveredFiles) -> Result<Manifest, TruthError> {
        write(folder, self.parts.run(), files, &self.facts, &self.parts.labels())
    }
}

fn write(
    folder: OwnedFolder,
    run: &Run,
    files: &dyn DeliveredFiles,
    facts: &BTreeMap<u32, PartFacts>,
    labels: &LabelsOfParts,
) -> Result<Manifest, TruthError> {
    let Some((_, first)) = facts.first_key_value() else { return Ok(folder.finish(Vec::<ManifestFile>::new())?) };
    let expected = facts.values().flat_map(|facts| &facts.expected);
    let mut expected: Vec<ExpectedCount> =
        expected.map(|(file, kind, count)| ExpectedCount { file: *file, kind, count: *count }).collect();
    // A file that goes on where another part ends has some from both.
    expected.sort_by_key(|expected| (expected.file, expected.kind));
    let of_run = RunFacts {
        scenario: first.scenario.clone(),
        policy: first.policy.clone(),
        rules: summed(facts.values().map(|facts| facts.rules.as_slice())),
        expected,
    };
    let mut stretches: Vec<(usize, u32, Stretch)> = facts
        .iter()
        .flat_map(|(part, facts)| {
            facts.stretches.iter().map(|&(file, start, bytes)| (file, *part, Stretch { start, bytes }))
        })
        .collect();
    stretches.sort_by_key(|(file, ..)| *file);
    write_files(folder, run, files, &of_run, |take| {
        // Files of a part mostly follow each other.
        for of_part in stretches.chunk_by(|(_, a, _), (_, b, _)| a == b) {
            let (path, spilled) = labels.open(of_part[0].1)?;
            for (file, _, stretch) in of_part {
                read_stretch(&spilled, &path, *stretch, &mut |label| take(*file, label))?;
            }
        }
        Ok(())
    })
}

/// The rules with the counts of all parts.
fn summed<'r>(mut parts: impl Iterator<Item = &'r [RuleRecord]>) -> Vec<RuleRecord> {
    let mut total = parts.next().map(<[RuleRecord]>::to_vec).unwrap_or_default();
    for rules in parts {
        for (total, rule) in total.iter_mut().zip(rules) {
            total.eligible += rule.eligible;
            total.planned += rule.planned;
            total.realised += rule.realised;
            total.moved += rule.moved;
            total.unplaced += rule.unplaced;
        }
    }
    total
}
