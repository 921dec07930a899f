//! The folders of a run: that of the data, and that of the truth where one is wanted.

use std::path::Path;

use retailgen_anomaly::{Amount, Tally};
use retailgen_sinks::file::Sha256Sum;
use retailgen_sinks::folder::{Begin, Manifest, ManifestFile, Overwrite, OwnedFolder, Run};
use retailgen_tables::Oddities;
use sha2::{Digest, Sha256};

use super::WriteOptions;
use crate::{
    Error, Plan, Scenario,
    label::LabelReceiver,
    truth::{ExpectedCount, Requested, RuleCount, RunFacts, TruthBegin, TruthWriter},
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
    /// [`Error::Sink`] and [`Error::Truth`] where one of them cannot be used.
    pub fn begin(folder: &Path, options: &WriteOptions, run: &Run, plan: &'p Plan) -> Result<Begun<'p>, Error> {
        if let Some(truth) = options.truth {
            if truth == folder {
                return Err(Error::TruthInData(truth.to_owned()));
            }
            TruthWriter::check(truth, run, options.overwrite)?;
        }
        let paths: Vec<String> = plan.paths().map(str::to_owned).collect();
        let both = |overwrite| -> Result<_, Error> {
            let data = OwnedFolder::begin(folder, run, &paths, overwrite)?;
            let truth = options.truth.map(|truth| TruthWriter::begin(truth, run, plan, overwrite)).transpose()?;
            Ok((data, truth))
        };
        let mut begun = both(options.overwrite)?;
        // The truth comes out of making the data: where only one of them is there, both are made again.
        if matches!(
            begun,
            (Begin::AlreadyDone(_), Some(TruthBegin::Ready(_))) | (Begin::Ready(_), Some(TruthBegin::AlreadyDone))
        ) {
            drop(begun);
            begun = both(Overwrite::Yes)?;
        }
        Ok(match begun {
            (Begin::AlreadyDone(manifest), _) => Begun::AlreadyDone(manifest),
            (Begin::Ready(data), Some(TruthBegin::Ready(truth))) => Begun::Ready(Self { data, truth: Some(truth) }),
            (Begin::Ready(data), _) => Begun::Ready(Self { data, truth: None }),
        })
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
            let policy = Sha256Sum(Sha256::digest(scenario.anomalies().to_toml()).into()).to_string();
            truth.finish(&facts(scenario, &policy, tallies, oddities))?;
        }
        Ok(manifest)
    }
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
