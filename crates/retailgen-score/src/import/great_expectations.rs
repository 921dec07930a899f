//! A validation result or checkpoint result of Great Expectations 1.x.
//!
//! With `unexpected_index_column_names` the unexpected rows come with their keys, or with `_file` and `_row`, without them as
//! positions in a pandas frame.
//! By default there are only samples and counts: then what counts is the count. The table is the one whose name stands in the
//! name of the asset, or else of the suite.

use std::path::Path;

use serde_json::{Map, Value};

use super::table_in;
use crate::{Finding, Findings, ScoreError};

pub(super) fn result(path: &Path, document: &Value, findings: &mut Findings) -> Result<(), ScoreError> {
    // A checkpoint has run several validations.
    match document.get("run_results") {
        None => validation(path, document, findings),
        Some(Value::Object(runs)) => runs.values().try_for_each(|run| validation(path, run, findings)),
        Some(Value::Array(runs)) => runs.iter().try_for_each(|run| validation(path, run, findings)),
        Some(_) => Err(ScoreError::import(path, "its run_results are none")),
    }
}

fn validation(path: &Path, document: &Value, findings: &mut Findings) -> Result<(), ScoreError> {
    let meta = document.get("meta");
    let version = meta.and_then(|meta| meta.get("great_expectations_version")).and_then(Value::as_str);
    match version {
        Some(version) if version.starts_with("1.") => {}
        Some(version) => {
            let reason = format!("it is of Great Expectations {version}, and only results of 1.x are known");
            return Err(ScoreError::import(path, reason));
        }
        None => return Err(ScoreError::import(path, "it does not name the version of Great Expectations")),
    }
    let asset = meta.and_then(|meta| meta.pointer("/active_batch_definition/data_asset_name")).and_then(Value::as_str);
    let suite = document.get("suite_name").and_then(Value::as_str);
    let table = asset.and_then(table_in).or_else(|| suite.and_then(table_in));
    for result in document.get("results").and_then(Value::as_array).into_iter().flatten() {
        let kind = result.pointer("/expectation_config/type").and_then(Value::as_str).unwrap_or_default();
        let unexpected = result.pointer("/result/unexpected_count").and_then(Value::as_u64).unwrap_or_default();
        if result.get("success") != Some(&Value::Bool(false)) {
            continue;
        }
        let Some(table) = table else {
            let example = || format!("{kind} in {}", path.display());
            findings.complain("its table is not known: put the table's name into the asset's or the suite's", example);
            continue;
        };
        let column = result.pointer("/expectation_config/kwargs/column").and_then(Value::as_str);
        let finding = Finding {
            column: column.map(Box::from),
            tool: Some("great-expectations".into()),
            check: Some(kind.into()),
            ..Finding::of(table)
        };
        match result.pointer("/result/unexpected_index_list").and_then(Value::as_array) {
            Some(list) => {
                for entry in list {
                    findings.list.push(located(&finding, entry, table.definition().primary_key));
                }
            }
            None if unexpected > 0 => findings.list.push(Finding { count: Some(unexpected), ..finding }),
            None => {
                let example = || format!("{kind} in {}", path.display());
                findings.complain("the expectation is of a whole table, and tells no rows", example);
            }
        }
    }
    Ok(())
}

/// One unexpected row: an object with the key's columns, or a position.
fn located(finding: &Finding, entry: &Value, names: &[&str]) -> Finding {
    let mut finding = finding.clone();
    match entry {
        Value::Object(entry) => {
            let value = |name: &&str| Some(((*name).to_owned(), entry.get(*name)?.clone()));
            let key: Option<Map<String, Value>> = names.iter().map(value).collect();
            finding.file = entry.get("_file").and_then(Value::as_str).map(Box::from);
            finding.row = entry.get("_row").and_then(Value::as_u64);
            finding.key = key.map(|key| Value::from(key).to_string().into());
            let value = finding.column.as_deref().and_then(|column| entry.get(column));
            finding.value = value.filter(|value| !value.is_null()).map(|value| text(value).into());
        }
        other => finding.row = other.as_u64(),
    }
    finding
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
