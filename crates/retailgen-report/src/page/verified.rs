//! What a verification has shown: each law with its result, and what does not hold.

use std::collections::BTreeMap;

use maud::{Markup, html};
use retailgen_schema::Table;

use super::{Page, figure, numbered};
use crate::{
    draw::{add, count, numbers, plural, shown},
    verified::{Finding, Verified},
};

/// The most findings that are listed.
const MOST_FINDINGS: usize = 30;
/// The most checks and files of a table: there are fewer checks.
const MOST_CHECKS: usize = 60;

/// What a verification needs to look at a law.
#[derive(Clone, Copy)]
enum Need {
    Nothing,
    Truth,
    Labels,
    CleanFiles,
    History,
}

/// Something that holds of sound data, and the checks that look at it.
struct Law {
    name: &'static str,
    says: &'static str,
    needs: Need,
    checks: &'static [&'static str],
}

const LAWS: [Law; 7] = [
    Law {
        name: "The files are the manifest’s",
        says: "Each has its size, SHA-256, columns and rows, and there is no other.",
        needs: Need::Nothing,
        checks: &[
            "file.missing",
            "file.extra",
            "file.size",
            "file.digest",
            "file.rows",
            "file.columns",
            "file.unreadable",
            "row.shape",
        ],
    },
    Law {
        name: "Data and truth belong together",
        says: "The truth is about this run, and the files are those of its scenario.",
        needs: Need::Truth,
        checks: &["run.version", "run.identity", "run.plan"],
    },
    Law {
        name: "The labels are the whole difference",
        says: "With the faults undone each row is the clean one, which was made again from the scenario.",
        needs: Need::CleanFiles,
        checks: &["cell.unlabelled", "row.missing", "row.extra"],
    },
    Law {
        name: "Each label is right",
        says: "Its place, values, key and original are as it says, and no other label is on its cell.",
        needs: Need::Labels,
        checks: &[
            "label.id",
            "label.order",
            "label.twice",
            "label.place",
            "label.form",
            "label.rule",
            "label.no_effect",
            "label.dirty_value",
            "label.clean_value",
            "label.breaks_type",
            "label.key",
            "label.related",
        ],
    },
    Law {
        name: "The labels are the plan’s",
        says: "Scenario and policy come to these labels: none is missing, none is extra.",
        needs: Need::CleanFiles,
        checks: &["label.plan"],
    },
    Law {
        name: "The history follows from the data files",
        says: "Log and change data of the Delta table are those that its data files come to.",
        needs: Need::History,
        checks: &["delta.history", "feed.changes"],
    },
    Law {
        name: "The counts add up",
        says: "Rules and audit count as many as there are labels.",
        needs: Need::Labels,
        checks: &["run.counts", "audit.counts"],
    },
];

impl Page<'_> {
    /// The section; nothing where no result is given.
    pub fn verified(&self) -> Markup {
        let Some(verified) = self.verified else { return html! {} };
        let lead = match verified.count {
            0 => "All that was checked holds, says the given result of retailgen verify.".to_owned(),
            found => format!("{}, says the given result of retailgen verify.", plural(found, "finding")),
        };
        let content = html! {
            (figure("", "The laws", &looked_at(verified), &self.laws(verified)))
            @if verified.count > 0 { (findings(verified)) }
        };
        let place = self.sections().position(|(anchor, _)| anchor == "verified").unwrap_or_default();
        numbered(6, place + 1, &lead, &content)
    }

    fn laws(&self, verified: &Verified) -> Markup {
        let other = verified.count_of(|check| LAWS.iter().all(|law| !law.checks.contains(&check)));
        let result = |law: &Law| match verified.count_of(|check| law.checks.contains(&check)) {
            0 if self.is_checked(law.needs, verified) => "holds".to_owned(),
            0 => "not checked".to_owned(),
            found => plural(found, "finding"),
        };
        html! {
            ul.decoys {
                @for law in &LAWS {
                    li { div { b { (law.name) } span.n { (result(law)) } } p { (law.says) } }
                }
                @if other > 0 {
                    li { div { b { "Other checks" } span.n { (plural(other, "finding")) } } p { "Checks that this version does not know." } }
                }
            }
        }
    }

    fn is_checked(&self, needs: Need, verified: &Verified) -> bool {
        match needs {
            Need::Nothing => true,
            Need::Truth => verified.labels.is_some(),
            Need::Labels => verified.clean_twin || verified.labels.is_some_and(|labels| labels > 0),
            Need::CleanFiles => verified.clean_twin,
            Need::History => verified.clean_twin && self.source.has(Table::Returns),
        }
    }
}

fn looked_at(verified: &Verified) -> String {
    let mut text = format!("Looked at: {}, {}", plural(verified.files, "file"), plural(verified.rows, "row"));
    match verified.labels {
        Some(labels) => add(&mut text, format_args!(", {}.", plural(labels, "label"))),
        None => text.push_str("; there was no truth."),
    }
    if verified.labels.is_some() && !verified.clean_twin {
        text.push_str(" The clean files were not made again, so values were not compared.");
    }
    text
}

fn findings(verified: &Verified) -> Markup {
    let mut by_check: BTreeMap<&str, u64> = BTreeMap::new();
    for check in
        verified.findings.iter().map(|finding| &finding.check).chain(verified.more.iter().map(|more| &more.check))
    {
        by_check.entry(check).or_insert_with(|| verified.count_of(|other| other == check));
    }
    let rows = by_check.iter().take(MOST_CHECKS).map(|(check, found)| vec![shown(check), count(*found)]);
    let rows: Vec<Vec<String>> = rows.collect();
    let left_out = verified.count.saturating_sub(verified.findings.len().min(MOST_FINDINGS) as u64);
    let content = html! {
        (numbers("Findings by check", &["Check", "Findings"], &rows))
        h4 { "The first of them" }
        dl.record {
            @for finding in verified.findings.iter().take(MOST_FINDINGS) {
                div { dt { (shown(&finding.check)) } dd { (shown(&in_words(finding))) } }
            }
        }
        @if left_out > 0 { p.note { "Findings left out here: " (count(left_out)) "." } }
    };
    figure("wide-figure", "What does not hold", "", &content)
}

/// The place of a finding and what is wrong there.
fn in_words(finding: &Finding) -> String {
    let mut text = finding.file.clone();
    match (finding.line, finding.row) {
        (Some(line), _) => add(&mut text, format_args!(", line {line}")),
        (None, Some(row)) => add(&mut text, format_args!(", row {row}")),
        (None, None) => {}
    }
    if let Some(column) = &finding.column {
        add(&mut text, format_args!(", column {column}"));
    }
    add(&mut text, format_args!(": {}", finding.what));
    if let Some(values) = &finding.values {
        let value = |value: &Option<String>| value.as_ref().map_or_else(|| "null".to_owned(), |text| cut(text));
        add(&mut text, format_args!(": {} instead of {}", value(&values.found), value(&values.expected)));
    }
    text
}

/// A value in quotes, cut where it is long.
fn cut(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("“{}…”", &text[..end]),
        None => format!("“{text}”"),
    }
}
