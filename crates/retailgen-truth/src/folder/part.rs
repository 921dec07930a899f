//! The truth of one part of a run: labels and counts that wait to be merged with those of the others.

use std::{collections::BTreeMap, path::Path};

use retailgen_folder::{
    CollectedParts, LabelsOfParts, Manifest, ManifestFile, Overwrite, OwnedFolder, PartClaim, PartClaimed, PartFolder,
    PartManifest, PartNumber, PartPlan, PutAside, Run, Shortcomings,
};
use serde::{Deserialize, Serialize};

use super::{
    part_labels::{PartLabels, SpilledLabels, read_in_order},
    planned,
    writing::write_files,
};
use crate::{
    DeliveredFiles, ExpectedCount, Label, PolicyRecord, RuleRecord, RunFacts, ScenarioRecord, TruthError, spill::Spill,
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
    labels: PartLabels,
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
        let mut labels = SpilledLabels::new(&folder)?;
        spill.read_bytes(|file, bytes| labels.append(file, bytes))?;
        let labels = labels.commit()?;
        spill.remove()?;
        finish(folder, labels, facts)
    }
}

/// Ends a part whose labels are there.
pub(super) fn finish(folder: PartFolder, labels: PartLabels, facts: &RunFacts) -> Result<PartManifest, TruthError> {
    let expected = facts.expected.iter().map(|expected| (expected.file, expected.kind.to_owned(), expected.count));
    let facts = PartFacts {
        scenario: facts.scenario.clone(),
        policy: facts.policy.clone(),
        rules: facts.rules.clone(),
        expected: expected.collect(),
        labels,
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
            let (path, _) = labels.open(manifest.part, PutAside::Labels)?;
            let read = PartFacts::deserialize(&manifest.facts).map_err(TruthError::unreadable(&path))?;
            read.labels.check(manifest.part, &labels)?;
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
    let of_parts = facts.iter().map(|(part, facts)| (*part, &facts.labels));
    write_files(folder, run, files, &of_run, |take| read_in_order(of_parts, labels, take))
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
