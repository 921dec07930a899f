//! Runs to spoil, and what the verifier must say of them then.

use std::{collections::BTreeSet, fs, sync::LazyLock};

use retailgen::{Check, Finding, Policy, Scenario, Side, Table, Verification};
use serde_json::{Map, Value};

use super::{scale, tamper::Finished, window};

/// A label as a row.
pub type Label = Map<String, Value>;

/// The default policy on all tables.
pub fn plain() -> Finished {
    static RUN: LazyLock<Finished> = LazyLock::new(|| {
        let policy = Policy::builtin("default").unwrap();
        let days = window("2024-11-20", 12);
        Finished::new(&Scenario::new(5).with_scale(scale("0.005")).with_window(days).with_anomalies(policy))
    });
    RUN.copy()
}

/// The same with many copies, some of them of days before the window.
pub fn copies() -> Finished {
    static RUN: LazyLock<Finished> = LazyLock::new(|| {
        let text = "extends = \"default\"\n\
             [[rule]]\nid = \"orders_header.row.redelivered\"\nrate = 0.05\n\
             [[rule]]\nid = \"customers.row.repeated\"\nrate = 0.05\n";
        let policy = Policy::parse(text, "copies.toml").unwrap();
        let days = window("2024-11-20", 12);
        let tables = [Table::Customers, Table::OrdersHeader];
        let scenario = Scenario::new(5).with_scale(scale("0.005")).with_window(days).with_tables(tables).unwrap();
        Finished::new(&scenario.with_anomalies(policy))
    });
    RUN.copy()
}

/// The checks that found something.
pub fn checks(verification: &Verification) -> BTreeSet<Check> {
    verification.findings.iter().map(|finding| finding.check).collect()
}

/// What the manifests tell.
pub const BY_MANIFEST: [Check; 5] =
    [Check::FileMissing, Check::FileExtra, Check::FileSize, Check::FileDigest, Check::FileRows];

/// Spoils a run; the manifests must tell on one side, and the laws must find `expected` when the manifests are made good.
/// Returns the findings of the laws.
#[track_caller]
pub fn spoiled(run: &Finished, side: Side, expected: &[Check], spoil: impl FnOnce(&Finished)) -> Vec<Finding> {
    spoil(run);
    let by_manifest = run.verify();
    let told = |finding: &Finding| BY_MANIFEST.contains(&finding.check) && finding.side == side;
    assert!(by_manifest.findings.iter().any(told), "the manifest tells nothing: {:?}", by_manifest.findings);
    run.sign();
    let by_laws = run.verify();
    let found = checks(&by_laws);
    for check in expected {
        assert!(found.contains(check), "no {check}: {:#?}", by_laws.findings);
    }
    assert!(BY_MANIFEST.iter().all(|check| !found.contains(check)), "signed badly: {:#?}", by_laws.findings);
    assert!(!by_laws.holds() && by_laws.count() > 0);
    by_laws.findings
}

/// Spoils the first label that is `fit`.
#[track_caller]
pub fn spoiled_label(
    run: &Finished,
    expected: &[Check],
    fit: impl Fn(&Label) -> bool,
    spoil: impl FnOnce(&mut Label),
) -> Vec<Finding> {
    spoiled(run, Side::Truth, expected, |run| {
        run.edit_labels(|labels| spoil(labels.iter_mut().find(|label| fit(label)).expect("there is such a label")));
    })
}

/// Whether a label is of a kind.
pub fn of_kind(kind: &str) -> impl Fn(&Label) -> bool {
    move |label| label["kind"] == kind
}

/// Whether a label is on a cell that has a value before and after.
pub fn is_cell(label: &Label) -> bool {
    label["level"] == "cell"
        && label["decoy"] == false
        && !label["clean_value"].is_null()
        && !label["dirty_value"].is_null()
}

/// The lines of the orders of a day.
pub const LINES: &str = "orders_lines/order_dt=2024-11-22/part-00000.csv";
/// The orders of the same day.
pub const HEADERS: &str = "orders_header/order_dt=2024-11-22/part-00000.csv";

/// Replaces the line at a place, the header being 0.
pub fn with_line(text: &str, place: usize, edit: impl FnOnce(&str) -> Vec<String>) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let edited = edit(&lines[place]);
    lines.splice(place..=place, edited);
    lines.join("\n") + "\n"
}

/// A row of a file that has no label, counted from the end: the line it stands on.
pub fn free_line(run: &Finished, file: &str) -> usize {
    let labelled: BTreeSet<u64> =
        run.labels().iter().filter(|label| label["file"] == file).map(|label| label["row"].as_u64().unwrap()).collect();
    let rows = fs::read_to_string(run.data().join(file)).unwrap().lines().count() as u64 - 1;
    (0..rows).rev().find(|row| !labelled.contains(row)).unwrap() as usize + 1
}
