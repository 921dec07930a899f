//! What a label alone must be like, and the counts that `run.json` gives of all of them.

use std::{borrow::Cow, collections::BTreeMap};

use retailgen_anomaly::{Level, kind};
use retailgen_folder::ManifestFile;
use retailgen_read::Rewriting;

use retailgen_truth::{LABELS, Label, RUN, RuleRecord, RunDocument, StoredLabel};

use super::finding::{Check, Finding, Findings, Side};
use crate::cells::RecordForm;

/// A finding on a label, at its place.
pub fn finding(check: Check, label: &StoredLabel, what: impl Into<String>) -> Finding {
    Finding {
        line: label.line,
        row: label.row,
        column: label.column.clone().map(Cow::into_owned),
        label_id: label.label_id,
        ..Finding::on(check, label.table.name(), &label.file, what)
    }
}

/// Where a label stands among the labels of its file: by row, and in it by column, in the order of the table.
pub fn place(label: &Label, form: Option<RecordForm>) -> (Option<u64>, Option<usize>) {
    let column = |name| form.and_then(|form| form.column(name)).unwrap_or(usize::MAX);
    (label.row, label.column.as_deref().map(column))
}

/// Checks the order of a file's labels, and that no two are on the same cell.
pub fn check_together(labels: &mut [StoredLabel], form: Option<RecordForm>, findings: &mut Findings) {
    let place = |label: &StoredLabel| place(label, form);
    // The keys of a JSON line may be told in any order.
    let by_column = form.is_some_and(|form| !form.has_absent_cells());
    for pair in labels.windows(2) {
        let (before, after) = (place(&pair[0]), place(&pair[1]));
        if after.0 < before.0 || (by_column && after.0 == before.0 && after.1 < before.1) {
            findings.push(finding(Check::LabelOrder, &pair[1], "it stands behind the label of a later row or column"));
        }
    }
    labels.sort_by_key(place);
    for of_place in labels.chunk_by(|one, next| one.row == next.row && one.column == next.column) {
        for (number, label) in of_place.iter().enumerate() {
            // A right value may look wrong in two ways, as a name that is both double and beyond ASCII.
            // A file of typed values may be laid out otherwise in several ways, and a late file have another fault as a whole.
            let is_laid_out = |one: &StoredLabel| one.sheet_fault().is_some() || one.parquet_fault().is_some();
            let go_together = |one: &StoredLabel| one.decoy || is_laid_out(one);
            let goes_with = |other: &StoredLabel| {
                if label.is_of_late_file() != other.is_of_late_file() {
                    return true;
                }
                go_together(label) && go_together(other) && label.decoy == other.decoy && label.kind != other.kind
            };
            if !of_place[..number].iter().all(goes_with) {
                findings.push(finding(Check::LabelTwice, label, "another label is on the same cell or row"));
            }
        }
    }
}

/// The labels of a file that name a row, in the order in which the file is healed. Of the others it is told already that they
/// name none.
pub fn in_order_of_healing(mut labels: Vec<StoredLabel>, form: RecordForm) -> Vec<StoredLabel> {
    labels.sort_by_key(|label| place(label, Some(form)));
    labels.retain(|label| label.row.is_some() || label.is_text());
    labels
}

/// The labels that name a row, among labels by row.
pub fn with_rows(labels: &[StoredLabel]) -> &[StoredLabel] {
    &labels[labels.partition_point(|label| label.row.is_none())..]
}

/// The labels as they go by.
#[derive(Default)]
pub struct LabelChecks<'r> {
    rules: BTreeMap<&'r str, (&'r RuleRecord, Counts)>,
    /// Whether the catalogue is that by which the labels were made.
    knows_kinds: bool,
    last_id: Option<u64>,
    /// How many there were.
    pub count: u64,
}

#[derive(Default)]
struct Counts {
    labels: u64,
    /// Labels on what the rule itself hits, not on what comes with it.
    hits: u64,
}

impl<'r> LabelChecks<'r> {
    /// For the labels of a run, as far as it can be read.
    pub fn new(run: Option<&'r RunDocument>, knows_kinds: bool) -> Self {
        let rules = run.map(|run| run.rules.as_slice()).unwrap_or_default();
        let rules = rules.iter().map(|rule| (rule.rule_id.as_str(), (rule, Counts::default()))).collect();
        Self { rules, knows_kinds, ..Self::default() }
    }

    /// Counts a label and checks that its number rises.
    pub fn count(&mut self, label: &StoredLabel, findings: &mut Findings) {
        self.count += 1;
        if label.label_id.is_none_or(|id| self.last_id.is_some_and(|last| id <= last)) {
            findings.push(finding(
                Check::LabelId,
                label,
                "its number does not come after the number of the label before it",
            ));
        }
        self.last_id = label.label_id.or(self.last_id);
        if let Some((rule, counts)) = label.rule_id.as_deref().and_then(|id| self.rules.get_mut(id)) {
            counts.labels += 1;
            counts.hits += u64::from(label.column.is_some() == rule.column.is_some());
        }
    }

    /// A label of no file of the manifest, or behind labels of a later file.
    pub fn stray(&mut self, label: &StoredLabel, is_known: bool, findings: &mut Findings) {
        self.count(label, findings);
        // Which files a build of another version leaves out is not known.
        if label.is_of_missing_file() && !self.knows_kinds {
            return;
        }
        findings.push(if is_known {
            finding(Check::LabelOrder, label, "it stands behind the labels of a later file")
        } else {
            finding(Check::LabelPlace, label, "the manifest has no such file")
        });
    }

    /// Checks that the parts of a label of `file` go together.
    pub fn check(&mut self, label: &StoredLabel, file: &ManifestFile, form: RecordForm, findings: &mut Findings) {
        let mut wrong = |check, what: &str| findings.push(finding(check, label, what));
        for flaw in &label.flaws {
            let text = flaw.text.as_deref().unwrap_or("null");
            wrong(Check::LabelForm, &format!("its {} is {text:?}, which no label has", flaw.column));
        }
        if label.table.name() != file.table {
            wrong(Check::LabelForm, "its table is not the table of the file");
        }
        let is_cell = label.column.is_some();
        if is_cell != (label.level == Level::Cell) {
            wrong(Check::LabelForm, "its level does not go with its column");
        }
        if label.level == Level::Row && (label.clean_value.is_some() || label.dirty_value.is_some()) {
            wrong(Check::LabelForm, "it is on a row and has values");
        }
        if label.row.is_none() && label.level != Level::File {
            wrong(Check::LabelPlace, "it names no row");
        }
        let bytes = label.byte.zip(label.byte_end).filter(|(first, end)| first <= end);
        let values = [&label.clean_value, &label.dirty_value].map(Option::is_some);
        // A file that is written or laid out otherwise as a whole, or lies elsewhere, has neither bytes nor values of its own; one with a changed
        // column has values alone.
        let rewriting = label.rewriting();
        let has_column = label.parquet_fault().is_some_and(|fault| fault.column().is_some());
        let has_values = has_column || matches!(rewriting, Some(Rewriting::Columns(_)));
        let is_laid_out = has_column || label.sheet_fault().is_some();
        let stands_elsewhere = label.own_path().is_some() || label.is_of_stray_file() || label.is_of_late_file();
        let is_whole_file = rewriting.is_some() || is_laid_out || stands_elsewhere;
        let is_of_file = is_whole_file && label.byte_end.is_none() && values == [has_values; 2];
        let is_whole = is_of_file || (bytes.is_some() && values == [true; 2]);
        if label.is_text() && (!is_whole || label.decoy || label.row.is_some() != label.rows.is_some()) {
            wrong(Check::LabelForm, "it is on text and lacks bytes, values or the number of its rows");
        }
        if !label.is_text() && (label.byte.or(label.byte_end).or(label.rows)).is_some() {
            wrong(Check::LabelForm, "it is on no text and has bytes or a number of rows");
        }
        if label.decoy {
            if label.rule_id.is_some() || label.clean_value != label.dirty_value || label.breaks_type {
                wrong(Check::LabelForm, "a decoy has no rule, changes nothing and casts");
            }
        } else {
            let absent = form.has_absent_cells() && label.dirty_value.is_none();
            if (is_cell || label.span().is_some()) && label.clean_value == label.dirty_value && !absent {
                wrong(Check::LabelEffect, "its dirty value is the clean one");
            }
            self.check_rule(label, findings);
        }
        if let Some(column) = label.column.as_deref().and_then(|name| form.column(name)) {
            let casts = form.cast(column).accepts(label.dirty_value.as_deref());
            if casts == label.breaks_type {
                let does = if casts { "casts" } else { "does not cast" };
                let what = format!("its value {does} to the column's type, and the label says otherwise");
                findings.push(finding(Check::LabelType, label, what));
            }
        } else if label.column.is_some() {
            findings.push(finding(Check::LabelPlace, label, "the table has no such column"));
        } else if label.breaks_type {
            findings.push(finding(Check::LabelType, label, "a row does not break a type"));
        }
    }

    fn check_rule(&self, label: &StoredLabel, findings: &mut Findings) {
        let mut wrong = |what: &str| findings.push(finding(Check::LabelRule, label, what));
        if let Some(kind) = kind::find(&label.kind) {
            let of_kind = (kind.detectability, kind.expected_action);
            if self.knows_kinds && of_kind != (label.detectability, label.expected_action) {
                wrong("its detectability or expected action differs from its kind");
            }
        } else if self.knows_kinds {
            wrong("there is no such kind");
        }
        let Some((rule, _)) = label.rule_id.as_deref().and_then(|id| self.rules.get(id)) else {
            // Without a run.json, which is a finding of its own, no rule is known.
            if !self.rules.is_empty() {
                wrong("run.json has no such rule");
            }
            return;
        };
        // What comes with a copied row, such as a drifted price, has a column though its rule has none.
        let is_column = rule.column.is_none() || rule.column.as_deref() == label.column.as_deref();
        if rule.table != label.table.name() || rule.kind != label.kind || !is_column {
            wrong("its table, column or kind differs from its rule");
        }
    }

    /// Checks the counts of `run.json` and the labels' numbers when all labels have gone by.
    pub fn finish(&self, run: Option<&RunDocument>, findings: &mut Findings) {
        if self.last_id.is_some_and(|last| last + 1 != self.count) {
            let what = "the numbers of the labels are not those from 0 on";
            findings.push(Finding::in_folder(Check::LabelId, Side::Truth, LABELS, what));
        }
        let mut differ = |what: String, expected: u64, found: u64| {
            if expected != found {
                let finding = Finding::in_folder(Check::RunCounts, Side::Truth, RUN, what);
                findings.push(finding.with_values(Some(&expected.to_string()), Some(&found.to_string())));
            }
        };
        if let Some(run) = run {
            differ("its number of labels is wrong".to_owned(), self.count, run.labels);
            for rule in &run.rules {
                let id = &rule.rule_id;
                let counts = self.rules.get(id.as_str()).map(|(_, counts)| (counts.labels, counts.hits));
                let (labels, hits) = counts.unwrap_or_default();
                differ(format!("the number of labels of rule {id} is wrong"), labels, rule.labels);
                differ(format!("the number of hits of rule {id} is not the number in its labels"), hits, rule.realised);
                let unplaced = rule.planned.saturating_sub(rule.realised);
                differ(format!("the number of unplaced hits of rule {id} is wrong"), unplaced, rule.unplaced);
            }
        }
    }
}

/// Checks the rules of `run.json` against those that scenario and policy come to; the numbers of labels have been checked.
pub fn check_rules(rules: &[RuleRecord], planned: &[RuleRecord], findings: &mut Findings) {
    let mut tell = |what: String, expected: Option<&str>, found: Option<&str>| {
        let told = Finding::in_folder(Check::RunCounts, Side::Truth, RUN, what);
        findings.push(told.with_values(expected, found));
    };
    let ids = |rules: &[RuleRecord]| rules.iter().map(|rule| rule.rule_id.clone()).collect::<Vec<_>>().join(", ");
    let (expected, found) = (ids(planned), ids(rules));
    if expected != found {
        tell("its rules are not the rules of the policy".to_owned(), Some(&expected), Some(&found));
        return;
    }
    for (expected, found) in planned.iter().zip(rules) {
        let expected = RuleRecord { labels: found.labels, ..expected.clone() };
        if expected != *found {
            let shown = |rule: &RuleRecord| serde_json::to_string(rule).unwrap_or_default();
            let what = format!("rule {} is not what scenario and policy come to", expected.rule_id);
            tell(what, Some(&shown(&expected)), Some(&shown(found)));
        }
    }
}
