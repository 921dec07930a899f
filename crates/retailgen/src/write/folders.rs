//! The folders of a run: that of the data, and that of the truth where one is wanted.

use std::path::Path;

use retailgen_anomaly::{Amount, Tally};
use retailgen_folder::{
    Begin, Claim, Claimed, FolderError, Manifest, ManifestFile, Overwrite, OwnedFolder, Run, Sha256Sum, Shortcomings,
    Standing,
};
use retailgen_tables::Oddities;
use sha2::{Digest, Sha256};

use super::WriteOptions;
use crate::{
    Error, Plan, Scenario,
    apart::keep_truth_apart,
    label::LabelReceiver,
    truth::{ExpectedCount, Requested, RuleCount, RunFacts, TruthWriter},
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
    /// [`Error::TruthInData`], [`Error::DataInTruth`], [`Error::FinishedWithoutTruth`], and [`Error::Folder`] and
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
        // Nothing is removed from one before the other is known to be usable.
        let data = Claim::stake(folder, run, &paths, overwrite)?;
        match (data, TruthWriter::claim(truth, run, overwrite)) {
            (Claimed::Ready(data), Ok(Claimed::Ready(truth))) => {
                let (data, truth) = (data.take()?, TruthWriter::begin(truth, run, plan)?);
                Ok(Begun::Ready(Self { data, truth: Some(truth) }))
            }
            (Claimed::AlreadyDone(manifest), Ok(Claimed::AlreadyDone(_))) => Ok(Begun::AlreadyDone(manifest)),
            // Another process has been at work since they were looked at.
            (Claimed::AlreadyDone(_), Ok(Claimed::Ready(truth))) => {
                truth.release();
                Err(in_use(folder))
            }
            (Claimed::Ready(data), done) => {
                data.release();
                Err(done.err().map_or_else(|| in_use(truth), Error::from))
            }
            (Claimed::AlreadyDone(_), Err(error)) => Err(error.into()),
        }
    }

    /// The folder of the data.
    pub fn data(&self) -> &OwnedFolder {
        &self.data
    }

    /// What the file systems of the folders cannot do, and the run does without.
    pub fn shortcomings(&self) -> Vec<Shortcomings> {
        let of_truth = self.truth.as_ref().map(TruthWriter::shortcomings);
        [self.data.shortcomings()].into_iter().chain(of_truth).collect()
    }

    /// Who takes the labels, if anybody does.
    pub fn labels(&self) -> Option<&dyn LabelReceiver> {
        self.truth.as_ref().map(|truth| truth as _)
    }

    /// Finishes both folders, the data first.
    ///
    /// # Errors
    /// [`Error::Folder`] and [`Error::Truth`]; what is not finished then says so.
    pub fn finish(
        self,
        entries: Vec<ManifestFile>,
        scenario: &Scenario,
        tallies: &[Tally],
        oddities: &[(usize, Oddities)],
    ) -> Result<Manifest, Error> {
        let manifest = self.data.finish(entries)?;
        if let Some(truth) = self.truth {
            let policy = Sha256Sum(Sha256::digest(scenario.anomalies().to_toml()).into()).to_string();
            truth.finish(&facts(scenario, &policy, tallies, oddities))?;
        }
        Ok(manifest)
    }
}

fn in_use(folder: &Path) -> Error {
    FolderError::InUse { path: folder.to_path_buf() }.into()
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
