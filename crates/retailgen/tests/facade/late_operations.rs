//! Operations of a feed that come a day late or twice: what the labels of both days hold, what verifies and heals, and what a finding
//! makes of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use crate::support::{
    landing::feed,
    scenario,
    tamper::Finished,
    truth::{Label, labels},
    window,
    written::files_below,
};
use retailgen::{
    Changes, Check, Date, HealOptions, PartNumber, Policy, Scenario, Table, WriteOptions, heal,
    score::{Finding, Findings, Ladder, Score, Truth},
};

const TABLES: [Table; 3] = [Table::Customers, Table::Products, Table::Shipments];

/// On about half of the days operations are late, on about a third they come again; so do files.
fn days(changes: Changes) -> Vec<Scenario> {
    let rule = |table: Table| {
        let rule = |(kind, rate)| {
            format!("[[rule]]\nid = '{kind}.{table}'\ntable = '{table}'\nkind = 'operation.{kind}'\nrate = {rate}\n")
        };
        [("late", 0.7), ("repeated", 0.4)].map(rule).concat()
    };
    let text = format!("extends = 'castable'\n{}", TABLES.map(rule).concat());
    let policy = Policy::parse(text, "mine.toml").unwrap();
    let scenario = scenario(12, "0.02", window("2025-01-01", 8)).with_tables(TABLES).unwrap().with_anomalies(policy);
    let feed = feed(&scenario).with_changes(changes);
    feed.deliveries().skip(1).map(|delivery| delivery.dataset().scenario().clone()).collect()
}

fn of_operations(labels: &[Label]) -> Vec<&Label> {
    labels.iter().filter(|label| label.kind.starts_with("operation.")).collect()
}

#[test]
fn labels_hold_what_a_file_lacks_and_what_it_has_of_the_day_before() {
    for changes in [Changes::Cdc, Changes::Debezium] {
        let mut awaited: BTreeMap<String, String> = BTreeMap::new();
        let mut on_time: BTreeMap<String, String> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for day in days(changes) {
            let run = Finished::new(&day);
            let (labels, today) = (labels(&run.truth()), day.window().last());
            let mut came = BTreeMap::new();
            let mut own: BTreeMap<String, String> = BTreeMap::new();
            for table in TABLES {
                let path = format!("changes/{table}.{}", changes.extension().unwrap());
                own.insert(path.clone(), fs::read_to_string(run.data().join(path)).unwrap());
            }
            let mut kept_back = BTreeMap::new();
            // From the end of each file; what it lacks is at the end as well, with no byte.
            let mut of_operations = of_operations(&labels);
            of_operations.sort_by_key(|label| std::cmp::Reverse(label.text.clone().unwrap().0.start));
            for label in of_operations {
                let text = own.get_mut(&label.file).unwrap();
                let (bytes, rows) = label.text.clone().unwrap();
                let (clean, dirty) = (label.clean.as_deref().unwrap(), label.dirty.as_deref().unwrap());
                assert_eq!((label.level.as_str(), label.column.as_deref(), label.decoy), ("file", None, false));
                assert_eq!(&text[bytes.clone()], dirty, "{}", label.file);
                assert!(clean.is_empty() != dirty.is_empty());
                assert_eq!(bytes.end, text.len());
                if dirty.is_empty() {
                    kept_back.insert(label.file.clone(), clean.to_owned());
                    seen.insert("late.awaited");
                    continue;
                }
                text.truncate(bytes.start);
                assert_eq!(label.line, Some(text.lines().count() + 1));
                let numbers = |text: &str| text.lines().filter(|line| !line.ends_with(r#""value":null}"#)).count();
                assert_eq!((label.row + usize::from(changes == Changes::Cdc), rows), (numbers(text), numbers(dirty)));
                if label.kind == "operation.late" {
                    came.insert(label.file.clone(), dirty.to_owned());
                    seen.insert("late.came");
                } else {
                    let header = if changes == Changes::Cdc { dirty.len() } else { 0 };
                    assert!(on_time[&label.file].ends_with(dirty) && on_time[&label.file].len() >= header);
                    seen.insert("repeated");
                }
            }
            assert_eq!(came, awaited, "{today}: what was kept back comes on the next day");
            (awaited, on_time) = (kept_back, own);
        }
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["late.awaited", "late.came", "repeated"]);
    }
}

/// A delivery that lacks operations, and has some of the day before.
fn busy_day() -> (Finished, Vec<Label>) {
    let mut runs = days(Changes::Cdc).into_iter().map(|day| Finished::new(&day));
    let is_busy = |run: &Finished| {
        let labels = labels(&run.truth());
        let of_operations = of_operations(&labels);
        let has = |dirty: bool| of_operations.iter().any(|label| label.dirty.as_deref() == Some("") && dirty);
        (has(true) && of_operations.iter().any(|label| label.clean.as_deref() == Some(""))).then_some(labels)
    };
    runs.find_map(|run| Some((is_busy(&run)?, run))).map(|(labels, run)| (run, labels)).unwrap()
}

#[test]
fn each_delivery_verifies_and_heals_to_the_one_on_time() {
    let mut orders = 0;
    for day in days(Changes::Cdc) {
        let run = Finished::new(&day);
        let verification = run.verify();
        assert!(verification.holds(), "{}: {:?}", day.window().last(), verification.findings);
        let healed = heal(&run.data(), &HealOptions::new(&run.truth(), &run.path("healed"))).unwrap();
        let clean = day.clone().with_anomalies(Policy::none()).dataset();
        let written = clean.write(&run.path("clean"), &WriteOptions::default()).unwrap();
        assert_eq!(healed.manifest(), written.manifest());
        assert!(files_below(&run.path("healed")) == files_below(&run.path("clean")));
        orders += of_operations(&labels(&run.truth())).len();
        // Rules tell as many hits as there are labels.
        let record: serde_json::Value =
            serde_json::from_slice(&fs::read(run.truth().join("run.json")).unwrap()).unwrap();
        let rules = record["rules"].as_array().unwrap().iter();
        let told: u64 = rules
            .filter(|rule| rule["kind"].as_str().unwrap().starts_with("operation."))
            .map(|rule| rule["realised"].as_u64().unwrap())
            .sum();
        assert_eq!(told, of_operations(&labels(&run.truth())).len() as u64);
    }
    assert!(orders > 10, "{orders}");
}

#[test]
fn an_untold_or_misplaced_label_is_found() {
    let (run, labels) = busy_day();
    let found = |spoil: &dyn Fn(&Finished)| run.checks_of_spoiled(spoil);
    for label in of_operations(&labels) {
        let is_it = |found: &serde_json::Map<String, serde_json::Value>| {
            found["file"] == label.file.as_str() && found["dirty_value"].as_str() == label.dirty.as_deref()
        };
        let dropped = found(&|run| {
            run.edit_labels(|labels| labels.retain(|found| !is_it(found)));
            run.sign();
        });
        assert!(dropped.contains(&Check::LabelPlan), "{}: {dropped:?}", label.file);
        for (name, value) in [("byte", 1.into()), ("clean_value", "I".into()), ("kind", "file.missing".into())] {
            let edited = found(&|run| {
                run.edit_labels(|labels| {
                    labels.iter_mut().find(|found| is_it(found)).unwrap()[name] = serde_json::Value::clone(&value);
                });
                run.sign();
            });
            assert!(edited.contains(&Check::LabelPlan), "{name} of {}: {edited:?}", label.file);
        }
        let in_order = found(&|run: &Finished| {
            let (lacking, there) = (label.clean.as_deref().unwrap(), label.dirty.as_deref().unwrap());
            run.edit(&label.file, |text| if there.is_empty() { text + lacking } else { text.replacen(there, "", 1) });
            run.sign();
        });
        assert!(in_order.contains(&Check::Changes), "{}: {in_order:?}", label.file);
    }
}

#[test]
fn whoever_names_the_file_or_its_lines_has_found_it() {
    let (run, labels) = busy_day();
    let truth = Truth::open(&run.truth(), Some(&run.data())).unwrap();
    let faults = of_operations(&labels);
    let score = |findings: Vec<Finding>| {
        let findings: Findings = findings.into_iter().collect();
        Score::of(&findings, &truth, Some(&run.data())).unwrap()
    };
    let finding = |label: &&Label| {
        let mut finding = Finding::default();
        (finding.table, finding.file) = (label.file[8..].split('.').next().unwrap().parse().ok(), None);
        finding.file = Some(label.file.clone().into());
        (label.dirty.as_deref() != Some("")).then(|| finding.row = Some(label.row as u64));
        finding
    };
    let found = score(faults.iter().map(finding).collect());
    assert_eq!(found.on(Ladder::Row).counts.false_alarms, 0);
    let of_kinds = found.kinds.iter().filter(|group| group.name.starts_with("operation."));
    assert_eq!(of_kinds.map(|group| group.counts.found).sum::<u64>(), faults.len() as u64);
    // A customer who is told by key is one of the table, not of the operations.
    let text = fs::read_to_string(run.data().join("customers.csv")).unwrap();
    let key = text.lines().nth(1).unwrap().split(',').next().unwrap();
    let mut by_key = Finding::default();
    by_key.table = Some(Table::Customers);
    by_key.key = Some(format!("{{\"customer_id\":{key}}}").into());
    assert_eq!(score(vec![by_key]).submitted, 1);
}

#[test]
fn parts_and_answers_know_them() {
    let (run, _) = busy_day();
    let day = Scenario::from_truth(&run.truth()).unwrap();
    let place = crate::support::place::Place::new();
    for number in [2, 1, 3] {
        place.write("data", &day.dataset(), Some(PartNumber::new(number, 3).unwrap())).unwrap();
    }
    place.merge(&["data"], None).unwrap();
    let whole = crate::support::place::Place::new();
    whole.write("data", &day.dataset(), None).unwrap();
    assert!(place.contents("data") == whole.contents("data"));

    let answers = run.answers();
    assert!(answers.bronze.is_some());
    let last: Date = day.window().last();
    assert_eq!(day.record().increment.unwrap().changes.as_deref(), Some("cdc"), "{last}");
}
