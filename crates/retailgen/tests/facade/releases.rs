//! Releases of a source: from a day on every file of a table has the same change, and the truth undoes it.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use retailgen::{
    Check, HealOptions, Policy, Scenario, Table, WriteOptions,
    answers::{AnswerOptions, Answers},
    heal,
    score::{Finding, Findings, Ladder, Score, Truth},
};
use serde_json::Value;

use crate::support::{
    contents::{read, table_of},
    date, scale,
    tamper::Finished,
    truth::{Label, labels},
    window,
    written::files_below,
};

/// The first and the last day with each release of [`released`].
const DAYS: (&str, &str) = ("2024-06-05", "2024-06-12");

/// One rule for each release, of all files in its days, amid faults of single files and records.
fn released(seed: u64, size: &str, kinds: &[(&str, &str)]) -> Scenario {
    let (start, until) = DAYS;
    let rule = |(number, (table, kind)): (usize, &(&str, &str))| {
        format!(
            "[[rule]]\nid = 'release.{number}'\ntable = '{table}'\nkind = '{kind}'\nrate = 1.0\n\
             start = {start}\nuntil = {until}\n"
        )
    };
    let releases: String = kinds.iter().enumerate().map(rule).collect();
    let policy = Policy::parse(releases, "releases.toml").unwrap();
    let others = ["default", "structural", "temporal"].map(|name| Policy::builtin(name).unwrap());
    let policy = Policy::combined(others.into_iter().chain([policy])).unwrap();
    let scenario = Scenario::new(seed).with_scale(scale(size)).with_window(window("2024-06-01", 16));
    let tables = [Table::OrdersHeader, Table::OrdersLines, Table::Events];
    scenario.with_tables(tables).unwrap().with_anomalies(policy)
}

/// The labels of releases, by file.
fn of_releases(run: &Finished) -> BTreeMap<String, Vec<Label>> {
    let mut files: BTreeMap<String, Vec<Label>> = BTreeMap::new();
    for label in labels(&run.truth()).into_iter().filter(|label| label.kind.starts_with("column.")) {
        files.entry(label.file.clone()).or_default().push(label);
    }
    files
}

fn assert_heals(run: &Finished, scenario: &Scenario) {
    let verification = run.verify();
    assert!(verification.holds(), "{:#?}", verification.findings);
    let outcome = heal(&run.data(), &HealOptions::new(&run.truth(), &run.path("healed"))).unwrap();
    let clean = scenario.clone().with_anomalies(Policy::none());
    let written = clean.dataset().write(&run.path("clean"), &WriteOptions::default()).unwrap();
    assert_eq!(outcome.manifest(), written.manifest());
    assert!(files_below(&run.path("healed")) == files_below(&run.path("clean")));
}

/// Checks that all files of a release's days have it, but for those whose content is lost, and no other file has.
fn assert_is_in_every_file(run: &Finished, kinds: &[(&str, &str)]) {
    let releases = of_releases(run);
    let all = labels(&run.truth());
    let is_lost = |path: &str| all.iter().any(|label| label.file == path && label.kind.starts_with("file."));
    // Nobody may have signed in on a day.
    let has_users = |path: &str| {
        std::fs::read_to_string(run.data().join(path))
            .unwrap()
            .split("\"user_id\":")
            .skip(1)
            .any(|value| !value.starts_with("null"))
    };
    let (start, until) = (date(DAYS.0), date(DAYS.1));
    for (table, kind) in kinds {
        let mut changes: BTreeSet<(Option<String>, Option<String>)> = BTreeSet::new();
        let mut files = 0;
        for path in files_below(&run.data()).keys().filter(|path| path.starts_with(&format!("{table}/"))) {
            let at = path.find("_dt=").unwrap() + 4;
            let is_due = (start..=until).contains(&date(&path[at..at + 10]));
            let Some(of_file) = releases.get(path) else {
                let is_null = || *kind == "column.retyped" && !has_users(path);
                assert!(!is_due || is_lost(path) || is_null(), "{path} lacks {kind}");
                continue;
            };
            assert!(is_due && of_file.iter().all(|label| label.kind == *kind), "{path}: {of_file:?}");
            files += 1;
            // What is gone differs from file to file; that it is the same column does not.
            let named = |text: &Option<String>| text.as_ref().map(|text| text.lines().next().unwrap_or("").to_owned());
            changes.insert((named(&of_file[0].clean), named(&of_file[0].dirty)));
        }
        assert!(files >= 3, "{table}: {files}");
        assert_eq!(changes.len(), 1, "{table} has one change: {changes:?}");
    }
}

const RELEASES: [&[(&str, &str)]; 4] = [
    &[("orders_header", "column.added"), ("orders_lines", "column.renamed"), ("events", "column.retyped")],
    &[("orders_header", "column.dropped"), ("orders_lines", "column.retyped"), ("events", "column.added")],
    &[("orders_header", "column.renamed"), ("orders_lines", "column.dropped"), ("events", "column.renamed")],
    &[("orders_header", "column.retyped"), ("orders_lines", "column.added")],
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 10, ..ProptestConfig::default() })]

    #[test]
    fn every_file_from_the_day_on_has_the_same_change(seed: u64, kinds in prop::sample::select(RELEASES.to_vec())) {
        let scenario = released(seed, "0.004", kinds);
        let run = Finished::new(&scenario);
        assert_is_in_every_file(&run, kinds);
        assert_heals(&run, &scenario);
    }
}

/// A day of more than one block has its column back, too: each block has a label with its fields.
#[test]
fn a_column_is_put_back_block_by_block() {
    let policy = "[[rule]]\nid = 'gone'\ntable = 'customers'\nkind = 'column.dropped'\nrate = 1.0\n";
    let policies = [Policy::builtin("default").unwrap(), Policy::parse(policy, "gone.toml").unwrap()];
    let scenario = Scenario::new(3).with_scale(scale("0.12")).with_tables([Table::Customers]).unwrap();
    let scenario = scenario.with_anomalies(Policy::combined(policies).unwrap());
    let run = Finished::new(&scenario);
    let releases = of_releases(&run);
    let of_file = &releases["customers.csv"];
    assert_eq!(of_file.len(), 2);
    let name = of_file[0].clean.as_ref().unwrap().lines().next().unwrap();
    let others = labels(&run.truth());
    assert!(others.iter().all(|label| label.column.as_deref() != Some(name)), "nothing else is told of {name}");
    assert_heals(&run, &scenario);
}

#[test]
fn the_header_says_what_has_changed() {
    let scenario = released(6, "0.004", RELEASES[0]);
    let run = Finished::new(&scenario);
    let mut signed_in = 0;
    for (path, of_file) in of_releases(&run) {
        let text = std::fs::read(run.data().join(&path)).unwrap();
        let (clean, dirty) = (of_file[0].clean.clone().unwrap(), of_file[0].dirty.clone().unwrap());
        let columns = || read("suppliers.csv", &text).columns;
        match table_of(&path) {
            Table::OrdersHeader => assert!(columns().iter().any(|name| dirty.starts_with(&format!("{name}: ")))),
            Table::OrdersLines => assert!(columns().contains(&dirty) && !columns().contains(&clean)),
            _ => {
                let text = String::from_utf8(text).unwrap();
                let values = text.split("\"user_id\":").skip(1);
                assert!(values.clone().all(|value| value.starts_with("null") || value.starts_with('"')), "{path}");
                signed_in += values.filter(|value| value.starts_with('"')).count();
            }
        }
    }
    assert!(signed_in > 10, "{signed_in}");
}

#[test]
fn a_changed_label_or_file_is_found() {
    let scenario = released(6, "0.004", RELEASES[1]);
    let run = Finished::new(&scenario);
    assert!(run.verify().holds());
    let change = |kind: &str, column: &str, edit: fn(&str) -> String| {
        let spoiled = run.copy();
        spoiled.edit_labels(|labels| {
            let label = labels.iter_mut().find(|label| label["kind"] == kind).unwrap();
            label.insert(column.to_owned(), Value::from(edit(label[column].as_str().unwrap())));
        });
        spoiled.sign();
        let checks: BTreeSet<Check> = spoiled.verify().findings.iter().map(|finding| finding.check).collect();
        assert!(!checks.is_empty(), "{kind}, {column}");
        // What the label puts back is what it says; where it says nothing that can be undone, nothing is healed.
        let healed = heal(&spoiled.data(), &HealOptions::new(&spoiled.truth(), &spoiled.path("healed")));
        assert!(healed.is_err() || checks.contains(&Check::LabelPlan), "{kind}, {column}: {checks:?}");
    };
    change("column.dropped", "clean_value", |text| text.replacen('\n', "\nother", 1));
    change("column.dropped", "clean_value", |text| text.rsplitn(3, '\n').last().unwrap().to_owned() + "\n");
    change("column.dropped", "clean_value", |text| format!("no_{text}"));
    change("column.dropped", "dirty_value", |_| "x".to_owned());
    change("column.retyped", "dirty_value", |text| format!("{text}0"));
    change("column.retyped", "clean_value", |text| format!("no_{text}"));
    change("column.added", "dirty_value", |text| format!("{text}0"));
    change("column.added", "clean_value", |_| "x".to_owned());

    let lines = of_releases(&run).into_keys().find(|path| path.starts_with("orders_lines/")).unwrap();
    let changed = run.copy();
    changed.edit(&lines, |text| text.replacen('\n', ",x\n", 1));
    changed.sign();
    assert!(!changed.verify().holds());
}

/// All releases of the policy, and what it does besides.
#[test]
fn the_policy_drift_does_what_it_says_in_its_year() {
    let scenario = Scenario::new(4).with_scale(scale("0.002")).with_window(window("2024-01-01", 366));
    let tables = [Table::OrdersHeader, Table::OrdersLines, Table::Events, Table::Sensors];
    let scenario = scenario.with_tables(tables).unwrap().with_anomalies(Policy::builtin("drift").unwrap());
    let run = Finished::new(&scenario);
    assert_heals(&run, &scenario);
    let labels = labels(&run.truth());
    let mut files: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for label in labels.iter().filter(|label| !label.decoy) {
        files.entry(label.rule.as_deref().unwrap()).or_default().insert(&label.file);
    }
    for rule in scenario.anomalies().rules() {
        let hit = files.get(rule.id.as_str()).map_or(0, BTreeSet::len);
        assert!(hit > 0, "{} hits nothing", rule.id);
        if let (Some(start), "column.added" | "column.dropped" | "column.renamed" | "column.retyped") =
            (rule.start, rule.kind.name)
        {
            let days = rule.until.unwrap_or(date("2024-12-31")).days() - start.days() + 1;
            // Some of the days have a stale file, and on some nobody of the few visitors has signed in.
            let least = if rule.id == "drift.events.column.retyped" { days / 2 } else { days - 5 };
            assert!((least..=days).contains(&(hit as i32)), "{}: {hit} of {days}", rule.id);
        }
    }
    let too_warm = labels.iter().filter(|label| label.kind == "unit.mistaken");
    let days: BTreeSet<&str> = too_warm.map(|label| &label.key[label.key.find("2024-").unwrap()..][..10]).collect();
    // The one store with sensors opens later in the year.
    let first = date(days.first().unwrap());
    assert!(first >= date("2024-07-15"));
    assert_eq!(days.len() as i32, date("2024-12-31").days() - first.days() + 1);
}

/// Releases and stale files are undone for answers, and stay when days are appended.
#[test]
fn answers_and_appended_days_know_of_releases_and_stale_files() {
    let rule = |(table, kind, rate): (&str, &str, f64)| {
        format!("[[rule]]\nid = '{table}.{kind}'\ntable = '{table}'\nkind = '{kind}'\nrate = {rate}\n")
    };
    let rules = ["orders_header", "orders_lines", "events"]
        .map(|table| rule((table, "file.stale", 0.3)) + &rule((table, "column.renamed", 1.0)))
        .concat();
    let scenario = Scenario::new(8).with_scale(scale("0.004")).with_window(window("2024-06-01", 12));
    let scenario = scenario.with_anomalies(Policy::parse(&rules, "rules.toml").unwrap());
    let run = Finished::new(&scenario);
    let stale = labels(&run.truth()).iter().filter(|label| label.kind == "file.stale").count();
    assert!(stale > 3, "{stale}");
    assert_heals(&run, &scenario);

    let truth = run.truth();
    let mut options = AnswerOptions::default();
    options.truth = Some(&truth);
    let dirty = Answers::of(&run.data(), &options).unwrap();
    let clean = Answers::of(&run.path("clean"), &AnswerOptions::default()).unwrap();
    for (found, wanted) in dirty.gold.iter().zip(&clean.gold) {
        assert_eq!(found.clean.as_ref(), Some(&wanted.dirty), "{}", wanted.question.name);
    }

    let mut options = WriteOptions::default();
    options.truth = Some(&truth);
    scenario.dataset().append(&run.data(), 3, &options).unwrap();
    let whole = Finished::new(&scenario.extended(3).unwrap());
    for (found, wanted) in [(run.data(), whole.data()), (truth, whole.truth())] {
        let (found, wanted) = (files_below(&found), files_below(&wanted));
        let differ: Vec<&String> = wanted.keys().filter(|path| found.get(*path) != wanted.get(*path)).collect();
        assert!(differ.is_empty() && found.len() == wanted.len(), "{differ:?}");
    }
}

/// A pipeline that sees a release names its column, by either name, in the file or in its cells.
#[test]
fn releases_are_found_by_their_column_and_not_by_another() {
    let kinds = [("orders_header", "column.retyped"), ("orders_lines", "column.renamed"), ("events", "column.added")];
    let scenario = released(3, "0.01", &kinds);
    let run = Finished::new(&scenario);
    let truth = Truth::open(&run.truth(), Some(&run.data())).unwrap();
    let counts = |column: &dyn Fn(&Label) -> String, kind: &str, row: Option<u64>| {
        let labels = of_releases(&run).into_values().flatten().filter(|label| label.kind == kind);
        let finding = |label: Label| {
            let mut finding = Finding::default();
            (finding.table, finding.column) = (Some(table_of(&label.file)), Some(column(&label).into()));
            (finding.file, finding.row) = (Some(label.file.as_str().into()), row);
            finding
        };
        let findings: Findings = labels.map(finding).collect();
        let given = findings.list.len() as u64;
        assert!(given > 5, "{kind}");
        let on = Score::of(&findings, &truth, Some(&run.data())).unwrap().on(Ladder::Cell);
        (given, on.counts.found, on.counts.false_alarms)
    };
    let name = |text: &Option<String>| text.as_deref().unwrap().split(": ").next().unwrap().to_owned();
    let (own, new) = (|label: &Label| name(&label.clean), |label: &Label| name(&label.dirty));
    for (column, kind, row) in [
        (&own as &dyn Fn(&Label) -> String, "column.retyped", None),
        (&own, "column.retyped", Some(4)),
        (&own, "column.renamed", None),
        (&new, "column.renamed", Some(2)),
        (&new, "column.added", None),
    ] {
        let (given, found, wrong) = counts(column, kind, row);
        assert!(found >= given && wrong == 0, "{kind} {row:?}: {given} {found} {wrong}");
    }
    // Another column is no release, and sound there but for what the other rules have hit.
    for row in [None, Some(4)] {
        let other = |label: &Label| if own(label) == "channel" { "currency" } else { "channel" }.to_owned();
        let (given, _, wrong) = counts(&other, "column.retyped", row);
        assert!(wrong + 1 >= given, "{row:?}: {given} {wrong}");
    }
}
