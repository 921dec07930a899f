//! What the truth of a run records of its scenario and its policy, and the scenario that such a record is of.

use std::path::Path;

use retailgen_anomaly::{Amount, Policy, Tally};
use retailgen_folder::{FileDigest, Manifest};
use retailgen_truth::{PolicyRecord, Requested, RuleRecord, RunDocument, ScenarioRecord};

use crate::{DATASET_VERSION, DatasetError, Scenario, entities::chosen};

impl Scenario {
    /// The scenario of a run that has been written, with its anomalies, by its truth folder. It gives the same bytes again.
    ///
    /// # Errors
    /// [`DatasetError::Folder`] where the truth is not finished, [`DatasetError::Truth`] where its `run.json` cannot be read or
    /// has been changed, [`DatasetError::RecordedVersion`] where another
    /// build wrote other values, [`DatasetError::RecordedPolicy`] where the policy is not recorded or not the one that its digest
    /// names, and what [`from_record`](Self::from_record) says.
    ///
    /// ```
    /// use retailgen_dataset::{Policy, Scale, Scenario, Table, WriteOptions};
    ///
    /// let parent = tempfile::tempdir()?;
    /// let (data, truth) = (parent.path().join("data"), parent.path().join("data.truth"));
    /// let scenario = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Suppliers])?;
    /// let scenario = scenario.with_anomalies(Policy::parse("extends = \"castable\"", "mine.toml")?);
    /// let mut options = WriteOptions::default();
    /// options.truth = Some(&truth);
    /// scenario.dataset().write(&data, &options)?;
    ///
    /// assert_eq!(Scenario::from_truth(&truth)?, scenario);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_truth(truth: &Path) -> Result<Self, DatasetError> {
        Self::recorded(RunDocument::read_unchanged(truth)?)
    }

    /// The scenario that a truth records.
    ///
    /// # Errors
    /// As for [`from_truth`](Self::from_truth).
    pub(crate) fn recorded(run: RunDocument) -> Result<Self, DatasetError> {
        if run.dataset_version != DATASET_VERSION {
            return Err(DatasetError::RecordedVersion { found: run.dataset_version, known: DATASET_VERSION });
        }
        let policy = recorded_policy(&run.policy)?;
        Ok(Self::from_record(&run.scenario)?.with_anomalies(policy).with_left_out(run.policy.left_out))
    }

    /// The settings in which `wanted` differs, such as `seed 42 → 43`: all that decides files, by the names that `run.json` has.
    ///
    /// ```
    /// use retailgen_dataset::{Policy, Scale, Scenario};
    ///
    /// let wanted = Scenario::new(43).with_anomalies(Policy::castable());
    /// assert_eq!(Scenario::new(42).differences(&wanted), ["seed 42 → 43", "anomalies none → castable"]);
    /// ```
    #[must_use]
    pub fn differences(&self, wanted: &Self) -> Vec<String> {
        wanted.differing_from(&self.record(), &policy_record(self))
    }

    /// The settings in which it differs from what a truth records.
    pub(crate) fn differing_from(&self, found: &ScenarioRecord, of_found: &PolicyRecord) -> Vec<String> {
        let mut differences = found.differences(&self.record());
        let policy = policy_record(self);
        // The same policy has other rules where the formats leave some out.
        let leaves_others_out = of_found.name == policy.name && of_found.left_out != policy.left_out;
        if of_found.sha256 != policy.sha256 && !leaves_others_out {
            differences.push(format!("anomalies {} → {}", of_found.name, policy.name));
        }
        differences
    }
}

/// The policy under which the files of a folder were written, by the truth of that run.
///
/// # Errors
/// What [`refuse_another_truth`] says, [`DatasetError::Folder`] where the truth is not finished, [`DatasetError::Truth`] where
/// its `run.json` cannot be read or has been changed, and [`DatasetError::RecordedPolicy`] where the policy is not recorded or
/// not the one that its digest names.
///
/// ```
/// use std::path::Path;
///
/// let error = retailgen_dataset::policy_of_run(Path::new("data_raw"), Path::new("no such truth")).unwrap_err();
/// assert_eq!(error.to_string(), "no such truth is not a folder that retailgen has finished: it does not exist");
/// ```
pub fn policy_of_run(folder: &Path, truth: &Path) -> Result<Policy, DatasetError> {
    refuse_another_truth(folder, truth)?;
    recorded_policy(&RunDocument::read_unchanged(truth)?.policy)
}

/// Refuses a truth that belongs to another run than the data, as far as both are finished and can tell.
///
/// # Errors
/// [`DatasetError::TruthOfAnotherRun`].
///
/// ```
/// use std::path::Path;
///
/// // There is nothing that could tell.
/// assert!(retailgen_dataset::refuse_another_truth(Path::new("data_raw"), Path::new("no such truth")).is_ok());
/// ```
pub fn refuse_another_truth(folder: &Path, truth: &Path) -> Result<(), DatasetError> {
    match [folder, truth].map(Manifest::of_finished) {
        [Ok(data), Ok(of_truth)] if data.run_id != of_truth.run_id => {
            Err(DatasetError::TruthOfAnotherRun { folder: folder.to_path_buf(), truth: truth.to_path_buf() })
        }
        _ => Ok(()),
    }
}

/// What is recorded of a policy.
pub(crate) fn policy_record(scenario: &Scenario) -> PolicyRecord {
    let policy = scenario.anomalies();
    let toml = policy.to_toml();
    let left_out = scenario.left_out().to_vec();
    PolicyRecord { name: policy.name().to_owned(), sha256: digest(&toml), toml: Some(toml), left_out }
}

/// The policy that is recorded.
///
/// # Errors
/// [`DatasetError::RecordedPolicy`].
pub fn recorded_policy(record: &PolicyRecord) -> Result<Policy, DatasetError> {
    let refused = |reason: String| DatasetError::RecordedPolicy { name: record.name.clone(), reason };
    let Some(toml) = &record.toml else {
        return Err(refused("its rules are missing, as in truths of older versions".to_owned()));
    };
    if digest(toml) != record.sha256 {
        return Err(refused("its rules do not have the SHA-256 that is recorded".to_owned()));
    }
    let policy = Policy::parse(toml, &format!("{}.toml", record.name)).map_err(|error| refused(error.to_string()))?;
    if policy.to_toml() != *toml {
        return Err(refused("its rules are not in the form in which they are recorded".to_owned()));
    }
    Ok(policy)
}

/// What is recorded of the rules of a scenario's tables, but for the number of their labels.
#[must_use]
pub fn rule_records(scenario: &Scenario, tallies: &[Tally]) -> Vec<RuleRecord> {
    let rules = scenario.anomalies().rules().iter().zip(tallies);
    let asks_for_few = scenario.anomalies().rules().iter().any(|rule| rule.entities.is_some());
    let dataset = asks_for_few.then(|| scenario.dataset());
    let entities = |rule| dataset.as_ref().map_or_else(Vec::new, |dataset| chosen(dataset.world(), scenario, rule));
    rules
        .filter(|(rule, _)| scenario.tables().contains(&rule.table))
        .map(|(rule, tally)| RuleRecord {
            rule_id: rule.id.clone(),
            table: rule.table.name().to_owned(),
            column: rule.column_definition().map(|column| column.name.to_owned()),
            kind: rule.kind.name.to_owned(),
            requested: match rule.amount {
                Amount::Rate(rate) => Requested::Rate(rate),
                Amount::Count(count) => Requested::Count(count),
            },
            eligible: tally.eligible,
            planned: tally.planned,
            realised: tally.realised,
            moved: tally.moved,
            unplaced: tally.planned - tally.realised,
            labels: 0,
            entities: entities(rule),
        })
        .collect()
}

fn digest(toml: &str) -> String {
    FileDigest::of(toml.as_bytes()).sha256.to_string()
}
