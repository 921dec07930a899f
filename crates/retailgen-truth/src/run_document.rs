//! `run.json`: what was asked for and what became of it, rule by rule.

#[cfg(feature = "parquet")]
use std::{
    io::{Read as _, Write},
    path::Path,
};

#[cfg(feature = "parquet")]
use retailgen_folder::{FileDigest, Manifest, Run};
use retailgen_schema::{Formats, Table};
use serde::{Deserialize, Serialize};

#[cfg(feature = "parquet")]
use crate::{TruthError, tally::Tally};

/// The name of the scenario's file.
#[cfg(feature = "parquet")]
pub const RUN: &str = "run.json";

/// The most bytes of a `run.json` that are read: a policy is text that somebody wrote.
#[cfg(feature = "parquet")]
const MOST_BYTES: u64 = 64 << 20;

/// What the run knows and the labels do not say.
#[derive(Debug, Clone)]
pub struct RunFacts<'f> {
    /// What was generated.
    pub scenario: ScenarioRecord,
    /// The policy that was applied.
    pub policy: PolicyRecord,
    /// The rules, in the policy's order, without the rules of tables that were not written.
    pub rules: Vec<RuleRecord>,
    /// Oddities of the clean layer that are no faults, in any order.
    pub expected: Vec<ExpectedCount<'f>>,
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
pub struct RunDocument {
    /// The version of the tool.
    pub tool_version: String,
    /// The version of the values.
    pub dataset_version: String,
    /// What was generated.
    pub scenario: ScenarioRecord,
    /// What was injected.
    pub policy: PolicyRecord,
    /// How many labels there are.
    pub labels: u64,
    /// The rules with their counts.
    pub rules: Vec<RuleRecord>,
}

/// A scenario in words, but for its anomalies: what decides the values, by the names that `run.json` and the command's
/// reports have for it.
///
/// ```
/// use retailgen_truth::ScenarioRecord;
///
/// let text = r#"{"seed": "42", "scale": "1", "start_date": "2024-01-01", "days": 366, "tables": ["stores"],
///     "currencies": ["AUD"], "compression": "zstd", "delta_timestamps": "utc", "delta_change_data_feed": false}"#;
/// let found: ScenarioRecord = serde_json::from_str(text)?;
/// let wanted = ScenarioRecord { seed: "43".to_owned(), ..found.clone() };
/// assert_eq!(found.differences(&wanted), ["seed 42 → 43"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioRecord {
    /// As text, like the scale: not every reader of JSON has 64 bits.
    pub seed: String,
    /// The scale factor.
    pub scale: String,
    /// The first day.
    pub start_date: String,
    /// How many days.
    pub days: u32,
    /// How many of them were appended to a finished run; left out where none was.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub appended_days: u32,
    /// Whether only what the last day brings was delivered; left out where all was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub increment: Option<IncrementRecord>,
    /// The tables.
    pub tables: Vec<String>,
    /// The codes of the currencies that have exchange rates.
    pub currencies: Vec<String>,
    /// The formats of the tables whose files are not in the schema's; nothing where all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formats: Option<String>,
    /// How Parquet files are compressed.
    pub compression: String,
    /// The type of instants in Delta tables.
    pub delta_timestamps: String,
    /// Whether Delta tables have a change data feed.
    pub delta_change_data_feed: bool,
}

/// What the last day of a window brought, delivered alone.
///
/// ```
/// use retailgen_truth::IncrementRecord;
///
/// let found: IncrementRecord = serde_json::from_str(r#"{"changes_only": true}"#)?;
/// assert!(found.changes_only && found.changes.is_none() && found.late_files.is_empty());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncrementRecord {
    /// Whether tables that stand as of a day come without the rows that have not changed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub changes_only: bool,
    /// How it is told beside the tables what happened to their rows, such as `cdc`; left out where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<String>,
    /// The late files that this day lacks, and those of the day before that come with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late_files: Vec<LateFileRecord>,
    /// The files of changes some of whose operations come with the next day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late_operations: Vec<LateFileRecord>,
    /// The files of changes whose operations come with the next day once more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeated_operations: Vec<LateFileRecord>,
}

/// A file that comes later than it should, or of which something does.
///
/// ```
/// use retailgen_truth::LateFileRecord;
///
/// let text = r#"{"path": "orders_header/order_dt=2025-01-02/part-00000.csv", "due": "2025-01-02", "arrives": "2025-01-03"}"#;
/// let file: LateFileRecord = serde_json::from_str(text)?;
/// assert!(file.path.contains(&file.due) && file.arrives > file.due);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateFileRecord {
    /// Path in the folder of the day with which it comes.
    pub path: String,
    /// The day with which it should have come.
    pub due: String,
    /// The day with which it comes.
    pub arrives: String,
}

impl IncrementRecord {
    /// In words, as a setting.
    fn in_words(&self) -> String {
        let files: Vec<&str> = self.late_files.iter().map(|file| file.path.as_str()).collect();
        let only = if self.changes_only { &["changes only"][..] } else { &[] };
        let told = self.changes.as_ref().map(|form| format!("changes as {form}"));
        let told: Vec<&str> = told.as_deref().into_iter().collect();
        [&["one day"], only, told.as_slice(), files.as_slice()].concat().join(" ")
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl ScenarioRecord {
    /// The settings in which `wanted` differs, such as `seed 42 → 43`.
    #[must_use]
    pub fn differences(&self, wanted: &Self) -> Vec<String> {
        let tables = |record: &Self| match record.tables.len() {
            number if number == Table::ALL.len() => "all".to_owned(),
            _ => record.tables.join(","),
        };
        let settings = |record: &Self| {
            [
                ("seed", record.seed.clone()),
                ("scale", record.scale.clone()),
                ("start date", record.start_date.clone()),
                ("days", record.days.to_string()),
                ("appended days", record.appended_days.to_string()),
                ("increment", record.increment.as_ref().map_or_else(|| "none".to_owned(), IncrementRecord::in_words)),
                ("tables", tables(record)),
                ("currencies", record.currencies.join(",")),
                ("formats", record.formats.clone().unwrap_or_else(|| Formats::default().to_string())),
                ("compression", record.compression.clone()),
                ("Delta timestamps", record.delta_timestamps.clone()),
                ("Delta change data feed", record.delta_change_data_feed.to_string()),
            ]
        };
        let both = settings(self).into_iter().zip(settings(wanted));
        both.filter(|(found, wanted)| found != wanted)
            .map(|((name, found), (_, wanted))| format!("{name} {found} → {wanted}"))
            .collect()
    }
}

/// The policy: its name, its rules, and a digest of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRecord {
    /// The name: of a built-in policy, or of the file without its folders.
    pub name: String,
    /// The SHA-256 of the canonical text, in hex digits.
    pub sha256: String,
    /// All its rules as canonical TOML text; none in truths that older versions have written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub toml: Option<String>,
    /// The ids of the rules that are left out, since the format of their table cannot hold such faults.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

/// A rule and its counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleRecord {
    /// The rule's id.
    pub rule_id: String,
    /// The table that it is about.
    pub table: String,
    /// The column; none where it hits rows.
    pub column: Option<String>,
    /// The kind that it injects.
    pub kind: String,
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
    /// Labels of the rule, counted by the writer: more than the realised hits where a hit has several effects, such as a copy
    /// with fields drifted.
    pub labels: u64,
    /// The entities from which all hits come, as the column of the rule's `entities` has them; none where they may come from any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<String>,
}

#[cfg(feature = "parquet")]
impl RunDocument {
    /// Reads the `run.json` of a truth folder.
    ///
    /// # Errors
    /// [`TruthError::Unreadable`] where it is none.
    pub fn read(truth: &Path) -> Result<Self, TruthError> {
        let path = truth.join(RUN);
        serde_json::from_slice(&content(&path)?).map_err(TruthError::unreadable(&path))
    }

    /// As [`read`](Self::read), of a finished truth, and only as the run wrote it.
    ///
    /// # Errors
    /// Further [`TruthError::Folder`] where the truth is not finished, and [`TruthError::Changed`] where its manifest lists
    /// another file.
    pub fn read_unchanged(truth: &Path) -> Result<Self, TruthError> {
        let manifest = Manifest::of_finished(truth)?;
        let path = truth.join(RUN);
        let content = content(&path)?;
        let sha256 = FileDigest::of(&content).sha256;
        if !manifest.files.iter().any(|file| file.path == RUN && file.sha256 == sha256) {
            return Err(TruthError::Changed(path));
        }
        serde_json::from_slice(&content).map_err(TruthError::unreadable(&path))
    }
}

/// The content of a `run.json`, as far as one is read.
#[cfg(feature = "parquet")]
fn content(path: &Path) -> Result<Vec<u8>, TruthError> {
    let mut bytes = Vec::new();
    let read = TruthError::open(path)?.take(MOST_BYTES).read_to_end(&mut bytes);
    read.map_err(TruthError::io("read", path))?;
    Ok(bytes)
}

#[cfg(feature = "parquet")]
impl RunFacts<'_> {
    /// Writes `run.json`.
    pub(crate) fn write(&self, run: &Run, tally: &Tally, out: &mut impl Write) -> std::io::Result<()> {
        let counted = |rule: &RuleRecord| {
            let labels = tally.rule(&rule.rule_id).map_or(0, |entry| entry.count);
            RuleRecord { labels, ..rule.clone() }
        };
        let document = RunDocument {
            tool_version: run.tool_version.clone(),
            dataset_version: run.dataset_version.clone(),
            scenario: self.scenario.clone(),
            policy: self.policy.clone(),
            labels: tally.labels(),
            rules: self.rules.iter().map(counted).collect(),
        };
        serde_json::to_writer_pretty(&mut *out, &document)?;
        out.write_all(b"\n")
    }
}
