//! Anomalies in the files: every one is labelled, nothing else differs, and rates come out as asked.

#![allow(clippy::unwrap_used, reason = "a test; its helpers are not marked as such")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    num::NonZeroUsize,
    path::Path,
};

use arrow_csv::ReaderBuilder;
use proptest::prelude::*;
use retailgen::{NoProgress, Policy, Scenario, Table, Window, WriteOptions};
use support::{
    scale,
    truth::{Label, by_file, healed, labels},
    window,
};

/// A scenario written with its truth.
struct Written {
    folder: tempfile::TempDir,
}

impl Written {
    fn new(scenario: &Scenario, threads: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let truth = folder.path().join("truth");
        let mut options = WriteOptions::default();
        options.threads = NonZeroUsize::new(threads).unwrap();
        options.truth = Some(&truth);
        scenario.dataset().write(&folder.path().join("data"), &options, &NoProgress).unwrap();
        Self { folder }
    }

    fn labels(&self) -> Vec<Label> {
        labels(&self.folder.path().join("truth"))
    }

    /// Every data file by its path.
    fn files(&self) -> BTreeMap<String, String> {
        let root = self.folder.path().join("data");
        let mut files = BTreeMap::new();
        collect(&root, &root, &mut files);
        files
    }

    fn truth_file(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join("truth").join(name)).unwrap()
    }

    fn run(&self) -> serde_json::Value {
        serde_json::from_slice(&self.truth_file("run.json")).unwrap()
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "csv") {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

fn scenario(seed: u64, scale_text: &str, days: Window, policy: &str) -> Scenario {
    let policy = Policy::builtin(policy).unwrap();
    Scenario::new(seed).with_scale(scale(scale_text)).with_window(days).with_anomalies(policy)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn dirty_minus_truth_is_clean(
        seed: u64, size in prop::sample::select(vec!["0.0001", "0.001", "0.004"]), start in 0_i32..3_000, days in 1_u32..40,
        policy in prop::sample::select(vec!["default", "castable"]),
    ) {
        let days = Window::new(support::date("2016-01-01").plus_days(start), days).unwrap();
        let dirty = Written::new(&scenario(seed, size, days, policy), 2);
        let clean = Written::new(&scenario(seed, size, days, "none"), 1).files();
        let labels = by_file(&dirty.labels());
        let files = dirty.files();
        prop_assert_eq!(files.keys().collect::<Vec<_>>(), clean.keys().collect::<Vec<_>>());
        for (path, text) in &files {
            let healed = healed(text, labels.get(path).map_or(&[], Vec::as_slice));
            prop_assert!(healed == clean[path], "{path} does not heal");
        }
    }

    #[test]
    fn threads_and_tables_change_nothing(seed: u64, threads in 2_usize..5) {
        let all = scenario(seed, "0.002", window("2024-02-20", 12), "default");
        let some = all.clone().with_tables([Table::OrdersHeader, Table::Customers]).unwrap();
        let (one, many, few) = (Written::new(&all, 1), Written::new(&all, threads), Written::new(&some, threads));
        prop_assert_eq!(one.files(), many.files());
        for name in ["labels.parquet", "audit.csv", "ANOMALIES.md", "run.json"] {
            prop_assert_eq!(one.truth_file(name), many.truth_file(name), "{}", name);
        }
        let all_files = one.files();
        prop_assert!(few.files().iter().all(|(path, text)| all_files[path] == *text));
    }
}

#[test]
fn a_partition_is_the_same_in_any_window() {
    let wide = Written::new(&scenario(3, "0.01", window("2024-03-01", 20), "default"), 2).files();
    let narrow = Written::new(&scenario(3, "0.01", window("2024-03-08", 4), "default"), 2).files();
    let days: Vec<&String> = narrow.keys().filter(|path| path.starts_with("orders_")).collect();
    assert_eq!(days.len(), 8);
    assert!(days.into_iter().all(|path| wide[path] == narrow[path]));
}

#[test]
fn every_rule_hits_as_often_as_planned_and_no_two_effects_share_a_cell() {
    let written = Written::new(&scenario(42, "0.01", Window::default(), "default"), 2);
    let labels = written.labels();
    let run = written.run();
    for rule in run["rules"].as_array().unwrap() {
        let (planned, realised) = (rule["planned"].as_u64().unwrap(), rule["realised"].as_u64().unwrap());
        assert!(realised > 0, "never realised: {rule}");
        // Incidents need enough store orders on their day, which the smallest days may lack.
        if rule["kind"] != "timestamp.malformed" {
            assert_eq!(planned, realised, "{rule}");
        }
        let due = rule["requested"]["rate"].as_f64().unwrap() * rule["eligible"].as_f64().unwrap();
        let slack = if rule["kind"] == "timestamp.malformed" { due.max(60.0) } else { 2.0 + due * 0.02 };
        if rule["kind"] != "timestamp.malformed" {
            assert!((planned as f64 - due).abs() <= slack, "due {due}: {rule}");
        }
        let id = rule["rule_id"].as_str().unwrap();
        let hits = labels.iter().filter(|label| label.rule == id && (label.level == "row") == rule["column"].is_null());
        assert_eq!(hits.count() as u64, realised, "{rule}");
    }
    let cells: BTreeSet<(&str, usize, Option<&str>)> =
        labels.iter().map(|label| (label.file.as_str(), label.row, label.column.as_deref())).collect();
    assert_eq!(cells.len(), labels.len());
}

#[test]
fn castable_files_cast_strictly_and_default_ones_fail_only_where_labelled() {
    for policy in ["castable", "default"] {
        let written = Written::new(&scenario(11, "0.005", window("2024-05-01", 40), policy), 2);
        let labels = by_file(&written.labels());
        for (path, text) in written.files() {
            let table = path.split(['/', '.']).next().unwrap();
            let schema = retailgen::parse_table(table).unwrap().definition().schema();
            let breaking: Vec<usize> = labels
                .get(&path)
                .map_or(&[][..], Vec::as_slice)
                .iter()
                .filter(|label| label.breaks_type)
                .map(|label| label.line - 1)
                .collect();
            assert!(policy == "default" || breaking.is_empty());
            let mut lines = text.lines().enumerate();
            let (_, header) = lines.next().unwrap();
            let reads = |body: String| {
                let reader = ReaderBuilder::new(schema.clone()).with_header(true).build(body.as_bytes());
                reader.unwrap().all(|batch| batch.is_ok())
            };
            let (bad, good): (Vec<_>, Vec<_>) = lines.partition(|(line, _)| breaking.contains(line));
            let body = |lines: &[(usize, &str)]| -> String {
                let texts: Vec<&str> = std::iter::once(header).chain(lines.iter().map(|(_, line)| *line)).collect();
                texts.join("\n") + "\n"
            };
            assert!(reads(body(&good)), "{path} under {policy}");
            for line in bad {
                assert!(!reads(body(&[line])), "{path}: {line:?} casts although it is labelled");
            }
        }
    }
}

#[test]
fn copies_name_their_originals() {
    let written = Written::new(&scenario(5, "0.1", window("2024-06-01", 60), "default"), 2);
    let (files, labels) = (written.files(), written.labels());
    let of_kind =
        |kind: &str| labels.iter().filter(|label| label.kind == kind && label.level == "row").collect::<Vec<_>>();
    let line = |file: &str, row: usize| files[file].lines().nth(row + 1).unwrap().to_owned();
    let repeated = of_kind("row.repeated");
    assert!(repeated.len() > 20, "{}", repeated.len());
    for label in repeated {
        assert_eq!(label.related_key.as_ref(), Some(&label.key));
        let original = line(label.related_file.as_ref().unwrap(), label.related_row.unwrap());
        assert!(label.related_row.unwrap() < label.row);
        let id = |text: &str| text.split(',').next().unwrap().to_owned();
        assert_eq!(id(&original), id(&line(&label.file, label.row)), "{label:?}");
    }
    let again = of_kind("row.redelivered");
    assert!(again.len() > 5);
    for label in again {
        assert_eq!(label.related_key.as_ref(), Some(&label.key));
        let copy = line(&label.file, label.row);
        if let Some(first) = &label.related_file {
            assert!(*first < label.file);
            let id = copy.split(',').next().unwrap();
            assert!(files[first].lines().any(|line| line.split(',').next() == Some(id)), "{label:?}");
        }
    }
}

#[test]
fn turning_one_rule_off_moves_no_other_rule() {
    let text = "extends = \"default\"\n[[rule]]\nid = \"customers.phone.null\"\ndisabled = true\n";
    let base = Scenario::new(9).with_scale(scale("0.02")).with_tables([Table::Customers]).unwrap();
    let all = Written::new(&base.clone().with_anomalies(Policy::builtin("default").unwrap()), 2).labels();
    let less = Written::new(&base.with_anomalies(Policy::parse(text, "less.toml").unwrap()), 2).labels();
    let places = |labels: &[Label]| -> BTreeSet<(String, String, Option<String>)> {
        let others = labels.iter().filter(|label| label.rule != "customers.phone.null");
        others.map(|label| (label.rule.clone(), label.key.clone(), label.column.clone())).collect()
    };
    assert!(all.len() > less.len());
    assert_eq!(places(&all), places(&less));
}
