//! The truth of a finished run as the first part of a longer one's: the labels of the files that stay.

use std::{collections::BTreeMap, path::Path};

use retailgen_folder::{
    Continuation, ContinuedFolder, FileDigest, FolderError, ManifestFile, PartFolder, PartNumber, PartPlan, PutAside,
    Run,
};

use super::{
    part::finish,
    part_labels::{LabelledFile, PartLabels},
    planned,
};
use crate::{
    ExpectedCount, PolicyRecord, RuleRecord, RunDocument, RunFacts, ScenarioRecord, TruthError,
    audit::{AUDIT, Nature, StoredAudit},
    collateral_file::COLLATERAL,
    labels_file::LABELS,
    run_document::RUN,
};

/// How far the truth of a finished run is on its way to a longer run's.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one a run")]
pub enum ContinuedTruth {
    /// The labels have been put aside, and wait for what is said of the run.
    Begun(KeptTruth),
    /// They are put aside with that.
    Done,
    /// The longer run has its truth.
    Merged,
}

/// What stays of a file, whose labels then stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayingFile {
    /// The file's place in the plan of the longer run.
    pub place: usize,
    /// Its first rows, where the others go.
    pub rows: Option<u64>,
    /// What is odd in the rows that go, without being wrong, by kind.
    pub oddities_gone: BTreeMap<String, u64>,
}

/// What stays of a truth.
#[derive(Debug)]
pub struct KeptTruth {
    labels: PartLabels,
    folder: PartFolder,
    before: RunDocument,
    expected: Vec<(usize, String, u64)>,
}

impl ContinuedTruth {
    /// Makes the truth that the run `before` has finished the first part of a longer run's. `stays` has the files
    /// that stay, by path. The files of the truth stay until the parts are merged.
    ///
    /// # Errors
    /// [`TruthError::Changed`] where one of its files is not what the run has written, and what [`Continuation::begin`] refuses.
    pub fn begin(
        folder: &Path,
        run: &Run,
        part: PartNumber,
        before: &str,
        stays: &BTreeMap<String, StayingFile>,
    ) -> Result<Self, TruthError> {
        let plan = PartPlan { run, part, paths: &[], merged: &planned(), own: &[] };
        let continued = match Continuation::begin(folder, &plan, before)? {
            Continuation::Begun(continued) => continued,
            Continuation::Done => return Ok(Self::Done),
            Continuation::Merged(_) => return Ok(Self::Merged),
        };
        refuse_changed(folder, continued.files())?;
        let labels = put_aside(&continued, stays)?;
        let part = continued.into_part();
        let mut expected = Vec::new();
        for row in StoredAudit::open(folder)? {
            let row = row?;
            if let Some(file) = stays.get(&row.file).filter(|_| row.nature == Nature::Expected) {
                let count = row.count.saturating_sub(file.oddities_gone.get(&row.kind).copied().unwrap_or_default());
                if count > 0 {
                    expected.push((file.place, row.kind, count));
                }
            }
        }
        Ok(Self::Begun(KeptTruth { labels, folder: part, before: RunDocument::read(folder)?, expected }))
    }
}

impl KeptTruth {
    /// What the finished run says of itself.
    #[must_use]
    pub fn before(&self) -> &RunDocument {
        &self.before
    }

    /// Puts aside what stays, with the rules as they are counted in the files that stay.
    ///
    /// # Errors
    /// As for [`TruthPartWriter::finish`](super::TruthPartWriter::finish).
    pub fn finish(
        self,
        scenario: ScenarioRecord,
        policy: PolicyRecord,
        rules: Vec<RuleRecord>,
    ) -> Result<(), TruthError> {
        let expected =
            self.expected.iter().map(|(file, kind, count)| ExpectedCount { file: *file, kind, count: *count });
        let facts = RunFacts { scenario, policy, rules, expected: expected.collect() };
        finish(self.folder, self.labels, &facts).map(drop)
    }
}

/// Puts the labels aside as they are: which of them stay is told when the parts are merged, so that they are read once.
fn put_aside(continued: &ContinuedFolder, stays: &BTreeMap<String, StayingFile>) -> Result<PartLabels, TruthError> {
    let put = |file: &str, what| match continued.put_aside(file, what) {
        Err(FolderError::FileChanged { path, .. }) => Err(TruthError::Changed(path)),
        put => Ok(put?),
    };
    let files = stays.iter().map(|(path, staying)| LabelledFile {
        path: path.clone(),
        number: staying.place,
        rows: staying.rows,
    });
    let labels = put(LABELS, PutAside::Labels)?.into();
    let collateral = put(COLLATERAL, PutAside::Collateral)?.into();
    Ok(PartLabels::Stored { labels, collateral, files: files.collect() })
}

/// Refuses a truth of which the files that are read here are not what its manifest lists.
fn refuse_changed(folder: &Path, files: &[ManifestFile]) -> Result<(), TruthError> {
    for file in files.iter().filter(|file| [RUN, AUDIT].contains(&file.path.as_str())) {
        let path = folder.join(&file.path);
        let found = FileDigest::of_file(&TruthError::open(&path)?).map_err(TruthError::io("read", &path))?;
        if found.sha256 != file.sha256 {
            return Err(TruthError::Changed(path));
        }
    }
    Ok(())
}
