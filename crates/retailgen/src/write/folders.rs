//! The folders of a run: that of the data, and that of the truth where one is wanted.

use std::path::Path;

use retailgen_anomaly::{Amount, Tally};
use retailgen_sinks::{
    SinkError,
    folder::{Begin, FolderState, Manifest, ManifestFile, Overwrite, OwnedFolder, Run, Standing},
};
use retailgen_tables::Oddities;

use super::WriteOptions;
use crate::{
    Error, Plan, Scenario,
    apart::{keep_truth_apart, truth_beside},
    label::LabelReceiver,
    truth::{ExpectedCount, Requested, RuleCount, RunDocument, RunFacts, TruthBegin, TruthWriter, digest_of},
};

/// The folders of a run, which are its own.
pub struct Folders<'p> {
    data: OwnedFolder,
    truth: Option<TruthWriter<'p>>,
}

/// How a run begins.
#[expect(clippy::large_enum_variant, reason = "there is one a run")]
pub enum Begun<'p> {
    /// The folders are the run's.
    Ready(Folders<'p>),
    /// The same run has been finished there before.
    AlreadyDone(Manifest),
}

impl<'p> Folders<'p> {
    /// Makes the folders the run's own, after looking at both before either is touched.
    ///
    /// # Errors
    /// [`Error::TruthInData`], [`Error::DataInTruth`], [`Error::FinishedWithoutTruth`], and [`Error::Sink`] and
    /// [`Error::Truth`] where one of them cannot be used.
    pub fn begin(folder: &Path, options: &WriteOptions, run: &Run, plan: &'p Plan) -> Result<Begun<'p>, Error> {
        let paths: Vec<String> = plan.paths().map(str::to_owned).collect();
        let Some(truth) = options.truth else {
            return Ok(match OwnedFolder::begin(folder, run, &paths, options.overwrite)? {
                Begin::AlreadyDone(manifest) => Begun::AlreadyDone(manifest),
                Begin::Ready(data) => Begun::Ready(Self { data, truth: None }),
            });
        };
        keep_truth_apart(folder, truth)?;
        let found = (
            OwnedFolder::look(folder, run, &paths, options.overwrite)?,
            TruthWriter::look(truth, run, options.overwrite)?,
        );
        if found == (Standing::Done, Standing::Free) {
            return Err(Error::FinishedWithoutTruth { folder: folder.to_path_buf(), truth: truth.to_path_buf() });
        }
        // The truth comes out of making the data, so both are made together. A run that was killed between finishing one
        // and the other, or whose data is gone, makes both again.
        let overwrite = match found {
            (Standing::Done, Standing::Done) => Overwrite::No,
            (Standing::Done, _) | (_, Standing::Done) => Overwrite::Yes,
            _ => options.overwrite,
        };
        let data = OwnedFolder::begin(folder, run, &paths, overwrite)?;
        match (data, TruthWriter::begin(truth, run, plan, overwrite)?) {
            (Begin::Ready(data), TruthBegin::Ready(truth)) => Ok(Begun::Ready(Self { data, truth: Some(truth) })),
            (Begin::AlreadyDone(manifest), TruthBegin::AlreadyDone) => Ok(Begun::AlreadyDone(manifest)),
            // Another process has been at work since they were looked at.
            (Begin::AlreadyDone(_), TruthBegin::Ready(_)) => Err(in_use(folder)),
            (Begin::Ready(_), TruthBegin::AlreadyDone) => Err(in_use(truth)),
        }
    }

    /// The folder of the data.
    pub fn data(&self) -> &OwnedFolder {
        &self.data
    }

    /// Who takes the labels, if anybody does.
    pub fn labels(&self) -> Option<&dyn LabelReceiver> {
        self.truth.as_ref().map(|truth| truth as _)
    }

    /// Finishes both folders, the data first.
    ///
    /// # Errors
    /// [`Error::Sink`] and [`Error::Truth`]; what is not finished then says so.
    pub fn finish(
        self,
        entries: Vec<ManifestFile>,
        scenario: &Scenario,
        tallies: &[Tally],
        oddities: &[(usize, Oddities)],
    ) -> Result<Manifest, Error> {
        let manifest = self.data.finish(entries)?;
        if let Some(truth) = self.truth {
            let policy = digest_of(scenario.anomalies());
            truth.finish(&facts(scenario, &policy, tallies, oddities))?;
        }
        Ok(manifest)
    }
}

/// The error; that the folder holds another run is told with the settings that differ, where a truth of that run is beside it
/// or where this run's is to be.
pub fn naming_settings(error: Error, folder: &Path, truth: Option<&Path>, scenario: &Scenario) -> Error {
    let Error::Sink(SinkError::AnotherRun { path, found, .. }) = &error else { return error };
    let beside = truth_beside(folder).ok();
    let is_its = |truth: &&Path| matches!(FolderState::inspect(truth), Ok(FolderState::Finished { manifest }) if manifest.run_id == *found);
    let its = truth.into_iter().chain(beside.as_deref()).find(is_its);
    match its.and_then(|truth| RunDocument::read(truth).ok()).map(|run| run.differences(scenario)) {
        Some(differences) if !differences.is_empty() => Error::OtherSettings { path: path.clone(), differences },
        _ => error,
    }
}

fn in_use(folder: &Path) -> Error {
    SinkError::InUse { path: folder.to_path_buf() }.into()
}

/// What the truth says of the run as a whole.
fn facts<'s>(
    scenario: &'s Scenario,
    policy_sha256: &'s str,
    tallies: &[Tally],
    oddities: &[(usize, Oddities)],
) -> RunFacts<'s> {
    let policy = scenario.anomalies();
    let rules = policy.rules().iter().zip(tallies).filter(|(rule, _)| scenario.tables().contains(&rule.table));
    RunFacts {
        scenario,
        policy: policy.name(),
        policy_sha256,
        rules: rules
            .map(|(rule, tally)| RuleCount {
                rule_id: &rule.id,
                table: rule.table,
                column: rule.column_definition().map(|column| column.name),
                kind: rule.kind,
                requested: match rule.amount {
                    Amount::Rate(rate) => Requested::Rate(rate),
                    Amount::Count(count) => Requested::Count(count),
                },
                eligible: tally.eligible,
                planned: tally.planned,
                realised: tally.realised,
                moved: tally.moved,
                unplaced: tally.planned - tally.realised,
            })
            .collect(),
        expected: oddities
            .iter()
            .flat_map(|(file, oddities)| {
                oddities.iter().map(|(kind, count)| ExpectedCount { file: *file, kind, count })
            })
            .collect(),
    }
}
