//! The counts of `audit.csv` against the counts of labels, file by file.

use std::collections::BTreeMap;

use retailgen_folder::ManifestFile;
use retailgen_schema::changed_table;
use retailgen_tables::Oddities;
use retailgen_truth::{AUDIT, AuditRow, Nature, StoredLabel};

use super::finding::{Check, Finding, Findings, Side};

fn finding(what: String) -> Finding {
    Finding::in_folder(Check::AuditCounts, Side::Truth, AUDIT, what)
}

/// Checks the rows of one file against its labels. What the business brings about is not counted by labels, and returned.
pub fn check(
    file: &ManifestFile,
    rows: Vec<AuditRow>,
    labels: &[StoredLabel],
    findings: &mut Findings,
) -> BTreeMap<String, u64> {
    let mut counted: BTreeMap<(Nature, &str), u64> = BTreeMap::new();
    for label in labels {
        *counted.entry((Nature::of(label), &label.kind)).or_default() += 1;
    }
    let mut listed: BTreeMap<(Nature, &str), u64> = BTreeMap::new();
    let table = changed_table(&file.path).map_or(file.table.as_str(), |table| table.name());
    for row in &rows {
        if row.table != table {
            findings.push(finding(format!("{} is said to be of table {}", file.path, row.table)));
        }
        if listed.insert((row.nature, &row.kind), row.count).is_some() {
            findings.push(finding(format!("{} has {} {} twice", file.path, row.kind, row.nature.name())));
        }
    }
    listed.retain(|(nature, _), _| *nature != Nature::Expected);
    let mut all: Vec<_> = counted.keys().chain(listed.keys()).copied().collect();
    all.sort_unstable();
    all.dedup();
    for (nature, kind) in all {
        let count = |counts: &BTreeMap<_, u64>| counts.get(&(nature, kind)).copied().unwrap_or(0);
        let (expected, found) = (count(&counted), count(&listed));
        if expected != found {
            let what = format!("the count of {kind} ({}) in {} differs from the labels", nature.name(), file.path);
            findings.push(finding(what).with_values(Some(&expected.to_string()), Some(&found.to_string())));
        }
    }
    let expected = rows.into_iter().filter(|row| row.nature == Nature::Expected);
    expected.map(|row| (row.kind, row.count)).collect()
}

/// Checks the counts of what the business brings about in one file, as far as the audit can be read.
pub fn check_expected(
    file: &ManifestFile,
    listed: Option<&BTreeMap<String, u64>>,
    oddities: &Oddities,
    findings: &mut Findings,
) {
    let Some(listed) = listed else { return };
    let counted: BTreeMap<String, u64> = oddities.iter().map(|(kind, count)| (kind.to_owned(), count)).collect();
    if counted != *listed {
        let what = format!("the counts of what is expected in {} do not follow from the scenario", file.path);
        let shown = |counts: &BTreeMap<String, u64>| format!("{counts:?}");
        findings.push(finding(what).with_values(Some(&shown(&counted)), Some(&shown(listed))));
    }
}

/// A row of no file of the manifest, or behind rows of a later file.
pub fn stray(row: &AuditRow, findings: &mut Findings) {
    findings.push(finding(format!(
        "a count of {} stands behind a later file's, or the manifest has no such file",
        row.file
    )));
}
