//! Anomalies in the files: every one is labelled, nothing else differs, whatever the policy, threads, tables and window.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use crate::support::{
    self,
    contents::{is_derived, read, table_of},
    truth::{Label, by_file, healed},
    window,
    written::{Written, under},
};
use proptest::{prelude::*, sample};
use retailgen::{Policy, Scenario, Table, Window, strategies::policies};

/// Checks all that holds under any policy.
fn assert_labels_are_the_difference(scenario: &Scenario) {
    let dirty = Written::new(scenario, 2);
    let clean = Written::new(&scenario.clone().with_anomalies(Policy::none()), 1);
    let (labels, files, clean_files) = (dirty.labels(), dirty.files(), clean.files());
    let of_file = by_file(&labels);
    let is_missing = |label: &&Label| label.kind == "file.missing";
    let missing: BTreeSet<&String> = labels.iter().filter(is_missing).map(|label| &label.file).collect();
    assert!(of_file.keys().all(|path| files.contains_key(path) != missing.contains(path)));
    let nothing = Vec::new();
    let mut own_paths = BTreeSet::new();
    for (path, bytes) in files.iter().chain(missing.iter().map(|path| (*path, &nothing))) {
        let of_file = of_file.get(path).map_or(&[][..], Vec::as_slice);
        let misplaced = of_file.iter().find(|label| label.kind == "file.misplaced");
        let own_path = misplaced.map_or(path, |label| label.related_file.as_ref().unwrap());
        if is_derived(path) {
            own_paths.insert(own_path);
            continue;
        }
        let healed = healed(path, bytes, of_file);
        if let Some(copy) = of_file.iter().find(|label| label.kind == "file.redelivered") {
            let first = copy.related_file.as_ref().unwrap();
            assert!(healed.rows.is_empty() && files.contains_key(first), "{path} has more than copies");
            assert!(read(path, bytes).is_same(&read(first, &clean_files[first])), "{path} is no copy");
            continue;
        }
        assert!(own_paths.insert(own_path), "{own_path} is there twice");
        assert!(healed.is_same(&read(path, &clean_files[own_path])), "{path} does not heal");
    }
    assert!(own_paths.into_iter().eq(clean_files.keys()));
    assert!(clean.labels().iter().all(|label| label.decoy));
    assert_no_two_effects_share_a_cell(&labels);
    let run = dirty.run();
    for rule in run["rules"].as_array().unwrap() {
        let count = |key: &str| rule[key].as_u64().unwrap();
        let id = rule["rule_id"].as_str().unwrap();
        let of_rule = |label: &&Label| label.rule.as_deref() == Some(id);
        let hits = labels.iter().filter(of_rule).filter(|label| (label.level != "cell") == rule["column"].is_null());
        assert_eq!(hits.count() as u64, count("realised"), "{rule}");
        assert_eq!(labels.iter().filter(of_rule).count() as u64, count("labels"), "{rule}");
        assert_eq!(count("planned"), count("realised") + count("unplaced"), "{rule}");
    }
}

/// A cell has one effect at most, and one on a whole line of JSON is the only one there. A cell without any may be a decoy of
/// several kinds, once of each.
fn assert_no_two_effects_share_a_cell(labels: &[Label]) {
    let mut places: BTreeMap<(&str, usize), BTreeSet<Option<&str>>> = BTreeMap::new();
    let mut decoys: BTreeMap<(&str, usize, Option<&str>), BTreeSet<&str>> = BTreeMap::new();
    for label in labels.iter().filter(|label| label.level != "file") {
        let column = label.column.as_deref();
        let columns = places.entry((&label.file, label.row)).or_default();
        if label.decoy {
            let kinds = decoys.entry((&label.file, label.row, column)).or_default();
            assert!(kinds.insert(&label.kind), "twice: {label:?}");
            assert!(columns.insert(column) || kinds.len() > 1, "an effect and a decoy: {label:?}");
        } else {
            assert!(columns.insert(column), "twice: {label:?}");
        }
    }
    for ((file, row), columns) in places {
        let whole_line = columns.contains(&Some("json"));
        assert!(!whole_line || columns.len() == 1, "{file}, row {row}: {columns:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn dirty_minus_truth_is_clean(
        seed: u64, size in sample::select(vec!["0.0001", "0.001", "0.004"]), start in 0_i32..3_000, days in 1_u32..40,
        policy in sample::select(vec!["default", "castable"]),
    ) {
        let days = Window::new(support::date("2016-01-01").plus_days(start), days).unwrap();
        assert_labels_are_the_difference(&under(seed, size, days, policy));
    }

    #[test]
    fn threads_and_tables_change_nothing(
        seed: u64, threads in 2_usize..5, tables in sample::subsequence(Table::ALL.to_vec(), 1..=4),
    ) {
        let all = under(seed, "0.002", window("2024-02-20", 12), "default");
        let some = all.clone().with_tables(tables.iter().copied()).unwrap();
        let (one, many, few) = (Written::new(&all, 1), Written::new(&all, threads), Written::new(&some, threads));
        prop_assert!(one.files() == many.files());
        for name in ["labels.parquet", "audit.csv", "ANOMALIES.md", "run.json"] {
            prop_assert!(one.truth_file(name) == many.truth_file(name), "{}", name);
        }
        let mut all_files = one.files();
        all_files.retain(|path, _| tables.contains(&table_of(path)));
        prop_assert!(few.files() == all_files);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn faults_of_text_and_of_files_are_labelled_to_the_byte(
        seed: u64, size in sample::select(vec!["0.001", "0.01"]), start in 0_i32..3_000,
        policy in sample::select(vec![
            "structural", "default,structural,preset:unclosed-quote", "temporal", "default,structural,temporal",
            "default,structural,temporal,drift",
        ]),
    ) {
        let days = Window::new(support::date("2016-01-01").plus_days(start), 30).unwrap();
        assert_labels_are_the_difference(&under(seed, size, days, policy));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 14, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn dirty_minus_truth_is_clean_under_any_policy(
        seed: u64, thousandths in 1_u32..=5, start in 0_i32..8_000, days in 8_u32..16,
        policy in policies(Table::ALL),
    ) {
        let days = Window::new(support::date("2016-01-01").plus_days(start), days).unwrap();
        let size = format!("0.00{thousandths}");
        assert_labels_are_the_difference(&under(seed, &size, days, "none").with_anomalies(policy));
    }
}

#[test]
fn lines_that_are_no_json_hide_no_other() {
    let mut text = String::from(
        "[[rule]]\nid = \"broken\"\ntable = \"events\"\ncolumn = \"json\"\nkind = \"json.malformed\"\nrate = 0.1\n",
    );
    for key in ["event_id", "event_ts", "event_type", "session_id"] {
        write!(
            text,
            "[[rule]]\nid = \"{key}\"\ntable = \"events\"\ncolumn = \"{key}\"\nkind = \"key.missing\"\nrate = 0.2\n"
        )
        .unwrap();
    }
    let events = under(1, "0.01", window("2024-11-20", 10), "none").with_tables([Table::Events]).unwrap();
    assert_labels_are_the_difference(&events.with_anomalies(Policy::parse(text, "broken").unwrap()));
}

#[test]
fn a_partition_is_the_same_in_any_window() {
    let wide = Written::new(&under(3, "0.01", window("2024-03-01", 20), "default"), 2).files();
    let narrow = Written::new(&under(3, "0.01", window("2024-03-08", 4), "default"), 2).files();
    let days: Vec<&String> =
        narrow.keys().filter(|path| path.starts_with("orders_") || path.starts_with("events")).collect();
    assert_eq!(days.len(), 12);
    assert!(days.into_iter().all(|path| wide[path] == narrow[path]));
    // A month's file of readings holds the days of the window, each the same in any.
    let mut readings = 0;
    for (path, bytes) in narrow.iter().filter(|(path, _)| path.starts_with("sensors")) {
        let text = |bytes: &[u8]| read(path, bytes).rows.into_iter().map(|row| row.text).collect::<Vec<_>>();
        let (narrow, wide) = (text(bytes), text(&wide[path]));
        let place = wide.windows(narrow.len()).position(|rows| rows == narrow);
        assert!(place.is_some_and(|place| place > 0), "{path}");
        readings += narrow.len();
    }
    assert!(readings > 500, "{readings}");
}

#[test]
fn turning_one_rule_off_moves_no_other_rule() {
    let default = Policy::builtin("default").unwrap();
    for (table, column, off) in [
        (Table::Customers, Some("phone"), "customers.phone.null"),
        (Table::Events, Some("user_id"), "events.user_id.orphan"),
        (Table::Sensors, Some("humidity_pct"), "sensors.humidity_pct.broken"),
        (Table::Shipments, None, "shipments.row.repeated"),
        (Table::ExchangeRates, Some("currency"), "exchange_rates.currency.invalid"),
        (Table::Returns, Some("order_id"), "returns.order_id.orphan"),
    ] {
        let text = format!("extends = \"default\"\n[[rule]]\nid = \"{off}\"\ndisabled = true\n");
        let base = under(9, "0.02", window("2024-01-01", 60), "none").with_tables([table]).unwrap();
        let all = Written::new(&base.clone().with_anomalies(default.clone()), 2);
        let less = Written::new(&base.with_anomalies(Policy::parse(text, "less.toml").unwrap()), 2);
        let places = |labels: Vec<Label>| -> BTreeSet<_> {
            let others = labels.into_iter().filter(|label| !label.decoy && label.rule.as_deref() != Some(off));
            others.map(|label| (label.rule, label.key, label.column, label.dirty)).collect()
        };
        assert!(all.labels().len() > less.labels().len(), "{table}");
        let (with, without) = (places(all.labels()), places(less.labels()));
        assert!(!without.is_empty());
        // Where two rules meet on a cell, or on a line of JSON, one of them makes way; others never do.
        let differ: Vec<_> = with.symmetric_difference(&without).collect();
        let makes_way = |name: &str| column.is_some() && (Some(name) == column || name == "json");
        assert!(differ.iter().all(|(_, _, name, _)| name.as_deref().is_some_and(makes_way)), "{off}: {differ:?}");
        let rules = all.run()["rules"].as_array().unwrap().clone();
        let moved: u64 = rules.iter().map(|rule| rule["moved"].as_u64().unwrap()).sum();
        assert!(differ.len() as u64 <= 2 * moved, "{off}, {moved} moved: {differ:?}");
    }
}
