//! A folder of rejected rows: a file or folder of each table's name, with the table's own columns.
//!
//! A row is recognised by all its cells where the data has the same, and else by its key. With the columns `_errors` or
//! `_warnings` of Databricks DQX each names the columns that are wrong.

use std::path::Path;

use retailgen_folder::MANIFEST_NAME;
use retailgen_read::{Row, Rows, TableFiles};
use retailgen_schema::Table;
use serde_json::Value;

use crate::{Finding, Findings, ScoreError, neutral_form::own_key};

pub(super) fn folder(folder: &Path, findings: &mut Findings) -> Result<(), ScoreError> {
    if folder.join(MANIFEST_NAME).exists() {
        // Every row would be a finding, and nearly every one a false alarm.
        return Err(ScoreError::import(
            folder,
            "it is data of a run, not a folder of rejected rows: name the data with --data, and what came out of a \
             pipeline with --outcome",
        ));
    }
    let mut is_empty = true;
    for table in Table::ALL {
        let Some(files) = TableFiles::find(folder, table.name())? else { continue };
        is_empty = false;
        for file in &files.files {
            let mut rows = Rows::open(file)?;
            while let Some(row) = rows.next_row()? {
                let finding = rejected(table, &row);
                let columns = wrong_columns(&row);
                if columns.is_empty() {
                    findings.list.push(finding);
                    continue;
                }
                findings.extend(columns.into_iter().map(|column| Finding { column: Some(column), ..finding.clone() }));
            }
        }
    }
    if is_empty {
        return Err(ScoreError::import(
            folder,
            "it holds nothing of a table's name, such as customers.csv or customers/",
        ));
    }
    Ok(())
}

fn rejected(table: Table, row: &Row) -> Finding {
    let is_lines = table.definition().document.is_some();
    let has_all = table.definition().columns.iter().all(|column| row.columns().iter().any(|name| name == column.name));
    // Of a document the text of the line tells the row.
    let record = row.raw().filter(|_| is_lines).map(|raw| String::from_utf8_lossy(raw).into());
    let fingerprint = (has_all && !is_lines).then(|| Finding::fingerprint(table, |name| row.get(name)));
    Finding { key: own_key(row, table), record, fingerprint, tool: Some("quarantine".into()), ..Finding::of(table) }
}

/// The columns that DQX names: a list of objects, each with a list `columns`.
fn wrong_columns(row: &Row) -> Vec<Box<str>> {
    let lists = ["_errors", "_warnings"].iter().filter_map(|name| row.get(name));
    let documents = lists.filter_map(|text| serde_json::from_str::<Value>(text).ok());
    let mut columns = Vec::new();
    for entry in documents.flat_map(|list| list.as_array().cloned().unwrap_or_default()) {
        let named = entry.get("columns").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        columns.extend(named.map(Box::from));
    }
    columns.dedup();
    columns
}
