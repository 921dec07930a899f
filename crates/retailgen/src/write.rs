//! Writing a dataset into a folder.

use std::{num::NonZeroUsize, path::Path, sync::atomic::AtomicBool};

use retailgen_anomaly::{Amount, Tally};
use retailgen_sinks::file::Sha256Sum;
use retailgen_sinks::folder::{Begin, Manifest, Overwrite, OwnedFolder, Run};
use retailgen_tables::Oddities;
use sha2::{Digest, Sha256};

use crate::{
    DATASET_VERSION, Dataset, Error, Plan, Progress, Scenario,
    dirty::DirtyLayer,
    schedule::{Schedule, WrittenFiles},
    truth::{ExpectedCount, Requested, RuleCount, RunFacts, TruthBegin, TruthWriter},
};

/// How to write; what is written does not depend on it.
#[derive(Debug)]
#[non_exhaustive]
pub struct WriteOptions<'o> {
    /// Threads to use.
    pub threads: NonZeroUsize,
    /// Whether another run's files in the folder may be replaced.
    pub overwrite: Overwrite,
    /// The folder for the truth about the anomalies; without one no truth is written.
    pub truth: Option<&'o Path>,
    /// Set from elsewhere, ends the run between two blocks with [`Error::Cancelled`].
    pub cancelled: Option<&'o AtomicBool>,
}

impl Default for WriteOptions<'_> {
    /// One thread, nothing replaced, no truth, not cancelled.
    fn default() -> Self {
        Self { threads: NonZeroUsize::MIN, overwrite: Overwrite::No, truth: None, cancelled: None }
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The files were written.
    Written(Manifest),
    /// The same scenario had been written there before; nothing was touched.
    AlreadyDone(Manifest),
}

impl Outcome {
    /// What stands in the folder.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        match self {
            Self::Written(manifest) | Self::AlreadyDone(manifest) => manifest,
        }
    }
}

impl Dataset {
    /// Writes the scenario's files into `folder`, which is made if it does not exist.
    ///
    /// The folder is first marked as being written, and its `_manifest.json` comes last. A folder that holds anything
    /// else is refused before it is touched; so is one with another run's files, unless they may be overwritten.
    /// Every file appears under its name only when it is whole. The files hold the scenario's anomalies; the truth about
    /// them goes into a folder of its own, kept by the same rules.
    ///
    /// # Errors
    /// [`Error::Sink`] where the folder cannot be used or written, [`Error::Cancelled`] when asked to stop.
    ///
    /// ```
    /// use retailgen::{NoProgress, Scale, Scenario, Table, WriteOptions};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let dataset = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset();
    /// let outcome = dataset.write(&folder.path().join("data"), &WriteOptions::default(), &NoProgress)?;
    /// assert_eq!(outcome.manifest().files[0].path, "stores.csv");
    /// assert_eq!(outcome.manifest().files[0].rows, 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self, folder: &Path, options: &WriteOptions, progress: &dyn Progress) -> Result<Outcome, Error> {
        let plan = self.plan();
        for table in plan.by_table() {
            for rule in self.scenario().anomalies().rules_for(table.table) {
                rule.check_rows(table.rows.count())?;
            }
        }
        let run = Run {
            run_id: self.scenario().run_id(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            dataset_version: DATASET_VERSION.to_owned(),
        };
        let (owned, truth) = match begin(folder, options, &run, &plan)? {
            Begun::Ready(owned, truth) => (owned, truth),
            Begun::AlreadyDone(manifest) => return Ok(Outcome::AlreadyDone(manifest)),
        };
        progress.started(&plan);
        let never = AtomicBool::new(false);
        let cancelled = options.cancelled.unwrap_or(&never);
        let scenario = self.scenario();
        let dirty = DirtyLayer::new(self.world(), scenario.window(), scenario.anomalies(), scenario.tables());
        let compression = scenario.compression();
        let schedule = Schedule::new(&dirty, truth.as_ref(), &plan, &owned, compression, progress, cancelled);
        let WrittenFiles { entries, oddities } = schedule.run(options.threads)?;
        let manifest = owned.finish(entries)?;
        if let Some(truth) = truth {
            let policy = Sha256Sum(Sha256::digest(scenario.anomalies().to_toml()).into()).to_string();
            truth.finish(&facts(scenario, &policy, &dirty.tallies(), &oddities))?;
        }
        Ok(Outcome::Written(manifest))
    }
}

/// The folders of a run.
#[expect(clippy::large_enum_variant, reason = "there is one a run")]
enum Begun<'p> {
    Ready(OwnedFolder, Option<TruthWriter<'p>>),
    AlreadyDone(Manifest),
}

/// Makes the folders the run's own, after looking at both before either is touched.
fn begin<'p>(folder: &Path, options: &WriteOptions, run: &Run, plan: &'p Plan) -> Result<Begun<'p>, Error> {
    if let Some(truth) = options.truth {
        if truth == folder {
            return Err(Error::TruthInData(truth.to_owned()));
        }
        TruthWriter::check(truth, run, options.overwrite)?;
    }
    let paths: Vec<String> = plan.files().iter().map(|file| file.path().to_owned()).collect();
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
        (Begin::Ready(owned), Some(TruthBegin::Ready(truth))) => Begun::Ready(owned, Some(truth)),
        (Begin::Ready(owned), _) => Begun::Ready(owned, None),
    })
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
