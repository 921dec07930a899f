//! `run.json`: what was asked for and what became of it, rule by rule.

use std::io::Write;

use retailgen_anomaly::Kind;
use retailgen_schema::Table;
use retailgen_sinks::folder::Run;
use serde::Serialize;

use super::tally::Tally;
use crate::Scenario;

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
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
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

#[derive(Serialize)]
struct RunDocument<'f> {
    tool_version: &'f str,
    dataset_version: &'f str,
    scenario: ScenarioDocument,
    policy: PolicyDocument<'f>,
    labels: u64,
    rules: Vec<RuleDocument<'f>>,
}

#[derive(Serialize)]
struct ScenarioDocument {
    /// As text, like the scale: not every reader of JSON has 64 bits.
    seed: String,
    scale: String,
    start_date: String,
    days: u32,
    tables: Vec<&'static str>,
}

#[derive(Serialize)]
struct PolicyDocument<'f> {
    name: &'f str,
    sha256: &'f str,
}

#[derive(Serialize)]
struct RuleDocument<'f> {
    rule_id: &'f str,
    table: &'f str,
    column: Option<&'f str>,
    kind: &'f str,
    requested: Requested,
    eligible: u64,
    planned: u64,
    realised: u64,
    moved: u64,
    unplaced: u64,
    /// More than the realised hits where a hit has several effects, such as a copy with fields drifted.
    labels: u64,
}

impl RunFacts<'_> {
    /// Writes `run.json`.
    pub(super) fn write(&self, run: &Run, tally: &Tally, out: &mut impl Write) -> std::io::Result<()> {
        let scenario = self.scenario;
        let document = RunDocument {
            tool_version: &run.tool_version,
            dataset_version: &run.dataset_version,
            scenario: ScenarioDocument {
                seed: scenario.seed().0.to_string(),
                scale: scenario.scale().to_string(),
                start_date: scenario.window().first().to_string(),
                days: scenario.window().days(),
                tables: scenario.tables().iter().map(|table| table.name()).collect(),
            },
            policy: PolicyDocument { name: self.policy, sha256: self.policy_sha256 },
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
            rule_id: self.rule_id,
            table: self.table.name(),
            column: self.column,
            kind: self.kind.name,
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
