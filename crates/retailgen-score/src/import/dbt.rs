//! The tests of dbt: `run_results.json` beside its `manifest.json`, and the tables of stored failures, exported one file a
//! table under the table's own name.
//!
//! Tests of nulls store whole rows, which have a key; tests of unique and accepted values, of relationships and of a range store
//! values only. Names of tables are cut and hashed, so a failure is assigned to its test by `relation_name`.

use std::{collections::HashMap, fs::File, io::BufReader, path::Path};

use retailgen_read::{ReadError, Rows, TableFile};
use retailgen_schema::Table;
use serde_json::Value;

use super::{file_stem, table_in};
use crate::{Finding, Findings, ScoreError, neutral_form::own_key};

/// The form of the results that is known.
const SCHEMA: &str = "https://schemas.getdbt.com/dbt/run-results/v6.json";

/// A test that failed.
#[derive(Debug)]
pub(super) struct Test {
    table: Table,
    column: Option<String>,
    name: String,
    failures: u64,
    has_rows: bool,
}

/// Failed tests by the name of their table of failures.
pub(super) type Tests = HashMap<String, Test>;

pub(super) fn tests(path: &Path, document: &Value, tests: &mut Tests) -> Result<(), ScoreError> {
    let form = document.pointer("/metadata/dbt_schema_version").and_then(Value::as_str).unwrap_or_default();
    if form != SCHEMA {
        return Err(ScoreError::import(path, format!("its form is {form:?}, and only {SCHEMA:?} is known")));
    }
    let beside = path.with_file_name("manifest.json");
    let file = File::open(&beside).map_err(ScoreError::reading(&beside))?;
    let manifest: Value = serde_json::from_reader(BufReader::new(file))
        .map_err(|error| ScoreError::import(&beside, error.to_string()))?;
    for result in document.get("results").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| result.get(name).and_then(Value::as_str).unwrap_or_default();
        if !["fail", "warn"].contains(&text("status")) {
            continue;
        }
        let node = manifest.get("nodes").and_then(|nodes| nodes.get(text("unique_id")));
        let of_node = |pointer: &str| node.and_then(|node| node.pointer(pointer)).and_then(Value::as_str);
        let of_test = of_node("/test_metadata/kwargs/model").or(of_node("/attached_node"));
        let Some(table) = of_test.and_then(table_in).or_else(|| table_in(text("unique_id"))) else { continue };
        let column = of_node("/test_metadata/kwargs/column_name").or(of_node("/column_name"));
        let relation = text("relation_name").rsplit('.').next().unwrap_or_default().trim_matches(['"', '`']);
        let name = if relation.is_empty() { text("unique_id") } else { relation };
        tests.insert(
            name.to_owned(),
            Test {
                table,
                column: column.map(str::to_owned),
                name: text("unique_id").to_owned(),
                failures: result.get("failures").and_then(Value::as_u64).unwrap_or_default(),
                has_rows: false,
            },
        );
    }
    Ok(())
}

pub(super) fn failures(file: &TableFile, tests: &mut Tests, findings: &mut Findings) -> Result<(), ReadError> {
    let Some(test) = tests.get_mut(&file_stem(&file.path)) else {
        let example = || file.path.display().to_string();
        findings.complain("no failed test of the run_results.json given has stored it", example);
        return Ok(());
    };
    test.has_rows = true;
    let mut rows = Rows::open(file)?;
    while let Some(row) = rows.next_row()? {
        let value = ["unique_field", "value_field", "from_field"].iter().find_map(|name| row.get(name));
        let own = || test.column.as_deref().and_then(|column| row.get(column));
        findings.list.push(Finding {
            key: own_key(&row, test.table),
            column: test.column.as_deref().map(Box::from),
            value: value.or_else(own).map(Box::from),
            tool: Some("dbt".into()),
            check: Some(test.name.as_str().into()),
            ..Finding::of(test.table)
        });
    }
    Ok(())
}

/// Tests whose failures are not given are counts.
pub(super) fn counts(tests: &Tests, findings: &mut Findings) {
    let mut counted: Vec<&Test> = tests.values().filter(|test| !test.has_rows).collect();
    let place = |test: &Test| (test.name.clone(), test.table, test.column.clone());
    counted.sort_by_cached_key(|test| place(test));
    findings.extend(counted.into_iter().map(|test| Finding {
        column: test.column.as_deref().map(Box::from),
        count: Some(test.failures),
        tool: Some("dbt".into()),
        check: Some(test.name.as_str().into()),
        ..Finding::of(test.table)
    }));
}
