//! The labels of a file against those that scenario and policy come to, made anew: every label, and every column of it.

use std::{borrow::Cow, cmp::Ordering};

use retailgen_folder::ManifestFile;
use retailgen_truth::{Label, StoredLabel, differing_columns};

use super::{
    finding::{Check, Finding, Findings},
    labels::{finding, place},
};
use crate::cells::RecordForm;

/// Checks the labels of one file, which stand in the order of rows and columns. A label that something has been told of
/// already is not told again.
pub fn check(
    file: &ManifestFile,
    form: Option<RecordForm>,
    labels: &[StoredLabel],
    mut planned: Vec<Label<'static>>,
    findings: &mut Findings,
) {
    let told = findings.labels();
    let place = |label: &Label| place(label, form);
    planned.sort_by_key(place);
    let (mut labels, mut planned) = (labels.iter().peekable(), planned.iter().peekable());
    loop {
        let order = match (labels.peek(), planned.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(label), Some(expected)) => place(label).cmp(&place(expected)),
        };
        let label = labels.next_if(|_| order != Ordering::Greater);
        let expected = planned.next_if(|_| order != Ordering::Less);
        if label.is_some_and(|label| label.label_id.is_some_and(|id| told.contains(&id))) {
            continue;
        }
        match (label, expected) {
            (Some(label), None) => {
                findings.push(finding(Check::LabelPlan, label, "scenario and policy come to no label here"));
            }
            (None, Some(expected)) => findings.push(Finding {
                line: expected.line,
                row: expected.row,
                column: expected.column.clone().map(Cow::into_owned),
                ..Finding::on(
                    Check::LabelPlan,
                    &file.table,
                    &file.path,
                    format!("scenario and policy come to {} here, and no label says so", expected.kind),
                )
            }),
            (Some(label), Some(expected)) => {
                for (name, expected, found) in differing_columns(expected, label) {
                    let what = format!("its {name} is not what scenario and policy come to");
                    let told = finding(Check::LabelPlan, label, what);
                    findings.push(told.with_values(expected.as_deref(), found.as_deref()));
                }
            }
            (None, None) => {}
        }
    }
}
