//! The truth of a finished run as the first part of a longer one's: the labels of the files that stay.

use std::path::Path;

use retailgen_folder::{Continuation, FileDigest, ManifestFile, PartNumber, PartPlan, Run};

use super::{TruthPartWriter, planned};
use crate::{
    ExpectedCount, PolicyRecord, RuleRecord, RunDocument, RunFacts, ScenarioRecord, TruthError,
    audit::{AUDIT, Nature, StoredAudit},
    collateral_file::COLLATERAL,
    labels_file::LABELS,
    run_document::RUN,
    stored::StoredLabels,
};

/// How far the truth of a finished run is on its way to a longer run's.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one a run")]
pub enum ContinuedTruth {
    /// The labels that stay have been read, and wait for what is said of the run.
    Begun(KeptTruth),
    /// They are put aside with that.
    Done,
    /// The longer run has its truth.
    Merged,
}

/// What stays of a truth.
#[derive(Debug)]
pub struct KeptTruth {
    writer: TruthPartWriter,
    before: RunDocument,
    expected: Vec<(usize, String, u64)>,
}

impl ContinuedTruth {
    /// Makes the truth that the run `before` has finished the first part of a longer run's. `place_of` gives the place, in the
    /// plan of the longer run, of each file that stays. The files of the truth stay until the parts are merged.
    ///
    /// # Errors
    /// [`TruthError::Changed`] where one of its files is not what the run has written, and what [`Continuation::begin`] refuses.
    pub fn begin(
        folder: &Path,
        run: &Run,
        part: PartNumber,
        before: &str,
        place_of: &dyn Fn(&str) -> Option<usize>,
    ) -> Result<Self, TruthError> {
        let plan = PartPlan { run, part, paths: &[], merged: &planned(), own: &[] };
        let continued = match Continuation::begin(folder, &plan, before)? {
            Continuation::Begun(continued) => continued,
            Continuation::Done => return Ok(Self::Done),
            Continuation::Merged(_) => return Ok(Self::Merged),
        };
        refuse_changed(folder, continued.files())?;
        let writer = TruthPartWriter::continuing(continued)?;
        for label in StoredLabels::open(folder)? {
            let label = label?;
            if !label.flaws.is_empty() {
                return Err(TruthError::Changed(folder.join(LABELS)));
            }
            if let Some(place) = place_of(&label.file) {
                writer.receive(place, &[label.label])?;
            }
        }
        let mut expected = Vec::new();
        for row in StoredAudit::open(folder)? {
            let row = row?;
            if let Some(place) = place_of(&row.file).filter(|_| row.nature == Nature::Expected) {
                expected.push((place, row.kind, row.count));
            }
        }
        Ok(Self::Begun(KeptTruth { writer, before: RunDocument::read(folder)?, expected }))
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
    /// As for [`TruthPartWriter::finish`].
    pub fn finish(
        self,
        scenario: ScenarioRecord,
        policy: PolicyRecord,
        rules: Vec<RuleRecord>,
    ) -> Result<(), TruthError> {
        let expected =
            self.expected.iter().map(|(file, kind, count)| ExpectedCount { file: *file, kind, count: *count });
        let facts = RunFacts { scenario, policy, rules, expected: expected.collect() };
        self.writer.finish(&facts).map(drop)
    }
}

/// Refuses a truth whose files are not what its manifest lists.
fn refuse_changed(folder: &Path, files: &[ManifestFile]) -> Result<(), TruthError> {
    for file in files.iter().filter(|file| [RUN, LABELS, COLLATERAL, AUDIT].contains(&file.path.as_str())) {
        let path = folder.join(&file.path);
        let found = FileDigest::of_file(&TruthError::open(&path)?).map_err(TruthError::io("read", &path))?;
        if found.sha256 != file.sha256 {
            return Err(TruthError::Changed(path));
        }
    }
    Ok(())
}
