//! What was done, as one JSON object for programs.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use retailgen::{DATASET_VERSION, PartNumber, Rows, Scenario, TableEstimate};
use serde_json::{Map, Value, json};

use crate::summary::{Figures, Summary};

/// How a command ended.
#[derive(Debug, Clone, Copy)]
pub enum Ending {
    /// The files were written in this time.
    Written(Duration),
    /// They were there before.
    AlreadyDone,
}

/// The report of a run: its scenario, where it went, and what is there now.
pub fn of_run(
    scenario: &Scenario,
    part: Option<PartNumber>,
    folder: &Path,
    truth: Option<&Path>,
    summary: &Summary,
    ending: Ending,
) -> String {
    let mut report = with_summary(summary, ending);
    report.extend(part_fields(part));
    report.insert("folder".to_owned(), folder.to_string_lossy().into());
    report.insert("truth".to_owned(), truth.map(Path::to_string_lossy).into());
    report.insert("dataset_version".to_owned(), DATASET_VERSION.into());
    report.insert("scenario".to_owned(), scenario_value(scenario));
    text(report)
}

/// The report of a healing.
pub fn of_healing(from: &Path, folder: &Path, summary: &Summary, ending: Ending) -> String {
    let mut report = with_summary(summary, ending);
    report.insert("from".to_owned(), from.to_string_lossy().into());
    report.insert("folder".to_owned(), folder.to_string_lossy().into());
    text(report)
}

/// The report of a merge.
pub fn of_merging(from: &[PathBuf], folder: &Path, summary: &Summary, ending: Ending) -> String {
    let mut report = with_summary(summary, ending);
    report.insert("from".to_owned(), from.iter().map(|folder| folder.to_string_lossy()).collect());
    report.insert("folder".to_owned(), folder.to_string_lossy().into());
    text(report)
}

/// The report of a dry run. Bytes are estimates, and so are rows that are not said to be exact.
pub fn of_plan(scenario: &Scenario, part: Option<PartNumber>, estimates: &[TableEstimate]) -> String {
    let tables = estimates.iter().map(|estimate| {
        let TableEstimate { table, files, rows, bytes, .. } = *estimate;
        let exact = matches!(rows, Rows::Exact(_));
        json!({ "table": table.name(), "files": files, "rows": rows.count(), "rows_are_exact": exact, "bytes": bytes })
    });
    let mut report = Map::from_iter([
        ("outcome".to_owned(), "planned".into()),
        ("tables".to_owned(), tables.collect()),
        ("total".to_owned(), figures(Figures::of_estimates(estimates)).into()),
        ("dataset_version".to_owned(), DATASET_VERSION.into()),
        ("scenario".to_owned(), scenario_value(scenario)),
    ]);
    report.extend(part_fields(part));
    text(report)
}

/// Which part of the run it is about, if it is about one.
fn part_fields(part: Option<PartNumber>) -> Map<String, Value> {
    let fields = part.map(|part| [("parts".to_owned(), part.of().into()), ("part".to_owned(), part.number().into())]);
    fields.into_iter().flatten().collect()
}

fn with_summary(summary: &Summary, ending: Ending) -> Map<String, Value> {
    let (outcome, seconds) = match ending {
        Ending::Written(elapsed) => ("written", Some(elapsed.as_secs_f64())),
        Ending::AlreadyDone => ("already_done", None),
    };
    let tables = summary.tables().map(|(name, of_table)| {
        let mut table = Map::from_iter([("table".to_owned(), name.into())]);
        table.extend(figures(of_table));
        Value::Object(table)
    });
    Map::from_iter([
        ("outcome".to_owned(), outcome.into()),
        ("tables".to_owned(), tables.collect()),
        ("total".to_owned(), figures(summary.total()).into()),
        ("seconds".to_owned(), seconds.into()),
    ])
}

fn figures(Figures { files, rows, bytes }: Figures) -> Map<String, Value> {
    Map::from_iter([
        ("files".to_owned(), files.into()),
        ("rows".to_owned(), rows.into()),
        ("bytes".to_owned(), bytes.into()),
    ])
}

/// What decides the content, by the names that the truth has for it.
fn scenario_value(scenario: &Scenario) -> Value {
    let mut value = json!(scenario.record());
    value["anomalies"] = scenario.anomalies().name().into();
    value
}

fn text(report: Map<String, Value>) -> String {
    format!("{:#}\n", Value::Object(report))
}
