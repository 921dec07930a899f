//! `run.json`: what was asked for and what became of it, rule by rule.

use std::{borrow::Cow, fs, io::Write, path::Path};

use retailgen_anomaly::{Kind, Policy};
use retailgen_schema::Table;
use retailgen_sinks::{delta::DeltaOptions, file::Sha256Sum, folder::Run};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{RUN, TruthError, tally::Tally};
use crate::{Currency, DATASET_VERSION, Error, Scenario, Window, parse_table};

/// What the run knows and the labels do not say.
#[derive(Debug, Clone)]
pub struct RunFacts<'f> {
    /// What was generated.
    pub scenario: &'f Scenario,
    /// The policy's name: of a built-in one, or of the file without its folders.
    pub policy: &'f str,
    /// The SHA-256 of the policy's canonical text, in hex digits.
    pub policy_sha256: &'f str,
    /// The rules, in the policy's order; those of tables that were not written are left out.
    pub rules: Vec<RuleCount<'f>>,
    /// Oddities of the clean layer that are no faults, in plan order.
    pub expected: Vec<ExpectedCount<'f>>,
}

/// A rule and its counts.
#[derive(Debug, Clone)]
pub struct RuleCount<'f> {
    /// The rule's id.
    pub rule_id: &'f str,
    /// The table that it is about.
    pub table: Table,
    /// The column; none where it hits rows.
    pub column: Option<&'f str>,
    /// The kind that it injects.
    pub kind: &'static Kind,
    /// What the policy asks for.
    pub requested: Requested,
    /// Rows that could have been hit, in the files written.
    pub eligible: u64,
    /// Hits that fall in the files written.
    pub planned: u64,
    /// Hits that came about.
    pub realised: u64,
    /// Hits that moved to another row of their stratum.
    pub moved: u64,
    /// Hits for which their stratum had no row left.
    pub unplaced: u64,
}

/// How much a rule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requested {
    /// A share of the eligible rows, 0 to 1.
    Rate(f64),
    /// A number of rows.
    Count(u64),
}

/// How often something odd that is no fault stands in a file, such as a late delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedCount<'f> {
    /// The file's place in the plan.
    pub file: usize,
    /// What it is, such as `delivery.late`.
    pub kind: &'f str,
    /// How often.
    pub count: u64,
}

/// `run.json` as it stands in the folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunDocument<'f> {
    /// The version of the tool.
    pub tool_version: Cow<'f, str>,
    /// The version of the values.
    pub dataset_version: Cow<'f, str>,
    /// What was generated.
    pub scenario: ScenarioDocument<'f>,
    /// What was injected.
    pub policy: PolicyDocument<'f>,
    /// How many labels there are.
    pub labels: u64,
    /// The rules with their counts.
    pub rules: Vec<RuleDocument<'f>>,
}

/// The scenario, but for its anomalies.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScenarioDocument<'f> {
    /// As text, like the scale: not every reader of JSON has 64 bits.
    seed: Cow<'f, str>,
    scale: Cow<'f, str>,
    start_date: Cow<'f, str>,
    days: u32,
    tables: Vec<Cow<'f, str>>,
    currencies: Vec<Cow<'f, str>>,
    compression: Cow<'f, str>,
    delta_timestamps: Cow<'f, str>,
    delta_change_data_feed: bool,
}

/// The policy: its name, and the SHA-256 of its canonical text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PolicyDocument<'f> {
    pub name: Cow<'f, str>,
    pub sha256: Cow<'f, str>,
}

/// A rule and its counts; the fields are those of [`RuleCount`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RuleDocument<'f> {
    pub rule_id: Cow<'f, str>,
    pub table: Cow<'f, str>,
    pub column: Option<Cow<'f, str>>,
    pub kind: Cow<'f, str>,
    pub requested: Requested,
    pub eligible: u64,
    pub planned: u64,
    pub realised: u64,
    pub moved: u64,
    pub unplaced: u64,
    /// More than the realised hits where a hit has several effects, such as a copy with fields drifted.
    pub labels: u64,
}

impl RunDocument<'static> {
    /// Reads the `run.json` of a truth folder.
    ///
    /// # Errors
    /// [`TruthError::Unreadable`] where it is none.
    pub fn read(truth: &Path) -> Result<Self, TruthError> {
        let path = truth.join(RUN);
        let bytes = fs::read(&path).map_err(TruthError::io("read", &path))?;
        serde_json::from_slice(&bytes).map_err(TruthError::unreadable(&path))
    }

    /// The settings in which `wanted` differs, such as `seed 42 → 43`.
    pub fn differences(&self, wanted: &Scenario) -> Vec<String> {
        const NAMES: [&str; 9] = [
            "seed",
            "scale",
            "start_date",
            "days",
            "tables",
            "currencies",
            "compression",
            "delta_timestamps",
            "delta_change_data_feed",
        ];
        let all = serde_json::json!(ScenarioDocument::of(&Scenario::new(0)));
        let found = serde_json::json!(self.scenario);
        let asked = serde_json::json!(ScenarioDocument::of(wanted));
        let mut differences: Vec<String> = NAMES
            .into_iter()
            .filter(|name| found[name] != asked[name])
            .map(|name| {
                let shown = |value: &Value| match value {
                    Value::String(text) => text.clone(),
                    Value::Array(_) if *value == all[name] => "all".to_owned(),
                    Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
                    value => value.to_string(),
                };
                format!("{} {} → {}", name.replace('_', " "), shown(&found[name]), shown(&asked[name]))
            })
            .collect();
        let policy = wanted.anomalies();
        if self.policy.sha256 != digest_of(policy) {
            differences.push(match policy.name() {
                name if name == self.policy.name => format!("other rules in the policy {name}"),
                name => format!("anomalies {} → {name}", self.policy.name),
            });
        }
        if self.dataset_version != DATASET_VERSION {
            differences.push(format!("dataset version {} → {DATASET_VERSION}", self.dataset_version));
        }
        differences
    }
}

/// The SHA-256 of a policy's canonical text, in hex digits.
pub fn digest_of(policy: &Policy) -> String {
    Sha256Sum(Sha256::digest(policy.to_toml()).into()).to_string()
}

impl<'f> ScenarioDocument<'f> {
    fn of(scenario: &'f Scenario) -> Self {
        // What concerns no table of the run is no part of it.
        let effective = scenario.effective();
        Self {
            seed: scenario.seed().to_string().into(),
            scale: scenario.scale().to_string().into(),
            start_date: scenario.window().first().to_string().into(),
            days: scenario.window().days(),
            tables: scenario.tables().iter().map(|table| table.name().into()).collect(),
            currencies: effective.currencies().iter().map(|currency| currency.code().into()).collect(),
            compression: effective.compression().to_string().into(),
            delta_timestamps: effective.delta().timestamps.name().into(),
            delta_change_data_feed: effective.delta().change_data_feed,
        }
    }

    /// The scenario that it describes, without anomalies.
    ///
    /// # Errors
    /// As for a user's own words, where a value is none that a scenario can have.
    pub fn scenario(&self) -> Result<Scenario, Error> {
        let seed = self.seed.parse().map_err(|_| TruthError::unreadable(Path::new(RUN))("its seed is no number"))?;
        let tables: Vec<Table> = self.tables.iter().map(|table| parse_table(table)).collect::<Result<_, _>>()?;
        let window = Window::new(self.start_date.parse()?, self.days)?;
        let unreadable = |what| move |_| TruthError::unreadable(Path::new(RUN))(what);
        let currencies: Vec<Currency> = self
            .currencies
            .iter()
            .map(|code| code.parse().map_err(unreadable("it names an unknown currency")))
            .collect::<Result<_, _>>()?;
        let compression = self
            .compression
            .parse()
            .map_err(|_| TruthError::unreadable(Path::new(RUN))("it names an unknown compression"))?;
        let timestamps = self
            .delta_timestamps
            .parse()
            .map_err(|_| TruthError::unreadable(Path::new(RUN))("it names unknown Delta timestamps"))?;
        let delta =
            DeltaOptions::default().with_change_data_feed(self.delta_change_data_feed).with_timestamps(timestamps);
        Scenario::new(seed)
            .with_scale(self.scale.parse()?)
            .with_window(window)
            .with_compression(compression)
            .with_delta(delta)
            .with_tables(tables)?
            .with_currencies(currencies)
    }
}

impl RunFacts<'_> {
    /// Writes `run.json`.
    pub(super) fn write(&self, run: &Run, tally: &Tally, out: &mut impl Write) -> std::io::Result<()> {
        let document = RunDocument {
            tool_version: Cow::Borrowed(&run.tool_version),
            dataset_version: Cow::Borrowed(&run.dataset_version),
            scenario: ScenarioDocument::of(self.scenario),
            policy: PolicyDocument { name: self.policy.into(), sha256: self.policy_sha256.into() },
            labels: tally.labels(),
            rules: self.rules.iter().map(|rule| rule.document(tally)).collect(),
        };
        serde_json::to_writer_pretty(&mut *out, &document)?;
        out.write_all(b"\n")
    }
}

impl RuleCount<'_> {
    fn document(&self, tally: &Tally) -> RuleDocument<'_> {
        RuleDocument {
            rule_id: self.rule_id.into(),
            table: self.table.name().into(),
            column: self.column.map(Into::into),
            kind: self.kind.name.into(),
            requested: self.requested,
            eligible: self.eligible,
            planned: self.planned,
            realised: self.realised,
            moved: self.moved,
            unplaced: self.unplaced,
            labels: tally.rule(self.rule_id).map_or(0, |entry| entry.count),
        }
    }
}
