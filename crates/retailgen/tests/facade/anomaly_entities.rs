//! Rules with `entities` hit rows of exactly so many stores, carriers or products, and the share of these that is asked for; rules
//! with `weights` come in the forms that they name.

use std::collections::{BTreeMap, BTreeSet};

use retailgen::{Policy, Scenario, Table, VerifyOptions, WriteOptions, verify};

use crate::support::{
    contents::{Row, read, table_of},
    few_entities::policy,
    scale, scenario,
    truth::{self, Label, cell},
    window,
    written::Written,
};

const TABLES: [Table; 4] = [Table::OrdersHeader, Table::OrdersLines, Table::Sensors, Table::Shipments];

/// By rule: its table, the column of its entities, how many there are, and its share of their rows.
const RULES: [(&str, Table, &str, usize, f64); 7] = [
    ("clocks", Table::OrdersHeader, "store_id", 3, 0.8),
    ("release", Table::OrdersHeader, "store_id", 4, 0.2),
    ("wallets", Table::OrdersHeader, "payment_method", 2, 0.3),
    ("shelves", Table::Sensors, "store_id", 1, 0.1),
    ("stuck", Table::Sensors, "store_id", 1, 0.1),
    ("scanners", Table::Shipments, "carrier", 2, 0.2),
    ("listings", Table::OrdersLines, "product_id", 30, 0.5),
];

fn of_policy(policy: Policy) -> Scenario {
    let scenario = Scenario::new(6).with_scale(scale("0.02")).with_window(window("2024-10-01", 61));
    scenario.with_tables(TABLES).unwrap().with_anomalies(policy)
}

/// The entities of a rule, as `run.json` tells them.
fn told(run: &serde_json::Value, rule: &str) -> BTreeSet<String> {
    let rules = run["rules"].as_array().unwrap();
    let entities = &rules.iter().find(|record| record["rule_id"] == rule).unwrap()["entities"];
    entities.as_array().unwrap().iter().map(|entity| entity.as_str().unwrap().to_owned()).collect()
}

/// Hits on rows and cells, without what a copy brings along.
fn hits<'l>(labels: &'l [Label], rule: &str) -> Vec<&'l Label> {
    let of_rule = labels.iter().filter(|label| label.rule.as_deref() == Some(rule));
    of_rule.filter(|label| label.kind != "row.repeated" || label.column.is_none()).collect()
}

#[test]
fn all_hits_come_from_exactly_so_many_entities_and_are_the_share_of_their_rows() {
    let clean = Written::new(&of_policy(Policy::none()), 2);
    let mut rows: BTreeMap<Table, BTreeMap<String, Row>> = BTreeMap::new();
    for (path, bytes) in clean.files() {
        let table = table_of(&path);
        let by_key = rows.entry(table).or_default();
        by_key.extend(read(&path, &bytes).rows.into_iter().map(|row| (truth::key(table, &row).to_string(), row)));
    }
    let dirty = Written::new(&of_policy(policy()), 2);
    let (labels, run) = (dirty.labels(), dirty.run());
    for (rule, table, column, count, rate) in RULES {
        let entities = told(&run, rule);
        assert_eq!(entities.len(), count, "{rule}");
        let entity = |row: &Row| cell(table, row, column).unwrap();
        let hits = hits(&labels, rule);
        let of_hits: Vec<String> = hits.iter().map(|label| entity(&rows[&table][&label.key])).collect();
        assert!(of_hits.iter().all(|hit| entities.contains(hit)), "{rule}");
        let hit: BTreeSet<&String> = of_hits.iter().collect();
        // Most products sell little, and a bad day may find a store without customers.
        let least = if ["listings", "release"].contains(&rule) { count / 2 } else { count };
        assert!(hit.len() >= least, "{rule}: {} of {count}", hit.len());
        let at_tills = |row: &&Row| {
            !["clocks", "release"].contains(&rule) || cell(table, row, "channel").as_deref() == Some("pos")
        };
        let theirs = rows[&table].values().filter(|row| entities.contains(&entity(row))).filter(at_tills).count();
        let due = rate * theirs as f64;
        // On the bad days of an incident more or fewer may buy than on the others of their spells.
        let slack = if rule == "release" { 0.4 } else { 0.1 };
        assert!(due > 10.0 && (hits.len() as f64 - due).abs() <= 6.0 + slack * due, "{rule}: {} of {due}", hits.len());
    }
}

#[test]
fn an_incident_has_one_of_the_forms_that_are_named() {
    let labels = Written::new(&of_policy(policy()), 2).labels();
    let mut forms: BTreeMap<String, BTreeSet<bool>> = BTreeMap::new();
    for label in hits(&labels, "release") {
        let dirty = label.dirty.as_deref().unwrap();
        let is_epoch = dirty.bytes().all(|byte| byte.is_ascii_digit());
        assert!(is_epoch || (dirty.as_bytes()[2] == b'/' && dirty.len() == 19), "{dirty}");
        forms.entry(label.incident.clone().unwrap()).or_default().insert(is_epoch);
    }
    assert!(forms.values().all(|of_day| of_day.len() == 1), "{forms:?}");
    let all: BTreeSet<&bool> = forms.values().flatten().collect();
    assert!(all.len() == 2 && forms.len() > 5, "{forms:?}");
    for label in hits(&labels, "clocks") {
        let dirty = label.dirty.as_deref().unwrap();
        assert!(["$", "€", "£"].iter().any(|sign| dirty.ends_with(sign)) || dirty == dirty.to_lowercase(), "{dirty}");
    }
}

#[test]
fn data_in_memory_has_the_hits_of_the_files() {
    let scenario = of_policy(policy());
    let stored = Written::new(&scenario, 2).labels();
    let dataset = scenario.with_tables([Table::OrdersHeader, Table::Sensors]).unwrap().dataset();
    for table in [Table::OrdersHeader, Table::Sensors] {
        let of_table = |label: &&Label| !label.decoy && table_of(&label.file) == table;
        let wanted: Vec<_> =
            stored.iter().filter(of_table).map(|label| (label.key.clone(), label.dirty.clone())).collect();
        let mut found = Vec::new();
        for file in dataset.dirty_files(table).unwrap() {
            let labels = file.unwrap().labels;
            found.extend(labels.faults().map(|label| {
                (label.key.clone().unwrap().into_owned(), label.dirty_value.clone().map(std::borrow::Cow::into_owned))
            }));
        }
        assert!(found == wanted && !found.is_empty(), "{table}");
    }
}

/// What opens or closes later, and what is appended, changes nothing of who was chosen.
#[test]
fn longer_windows_and_other_tables_keep_the_entities() {
    let run = |days: u32| {
        let scenario = scenario(8, "0.01", window("2024-11-20", days)).with_tables([Table::OrdersHeader]).unwrap();
        let written = Written::new(&scenario.with_anomalies(policy()), 2);
        (told(&written.run(), "clocks"), written.files())
    };
    let ((few, days), (same, more)) = (run(3), run(30));
    assert_eq!(few, same);
    assert!(days.iter().all(|(path, bytes)| more[path] == *bytes));
}

#[test]
fn such_a_run_is_verified_and_written_again_from_its_truth() {
    let folder = tempfile::tempdir().unwrap();
    let (data, truth) = (folder.path().join("data"), folder.path().join("truth"));
    let (mut write, mut check) = (WriteOptions::default(), VerifyOptions::default());
    (write.truth, check.truth) = (Some(truth.as_path()), Some(truth.as_path()));
    let scenario = scenario(12, "0.004", window("2024-11-20", 20)).with_anomalies(policy());
    scenario.dataset().write(&data, &write).unwrap();
    let verification = verify(&data, &check).unwrap();
    assert!(verification.holds(), "{:#?}", verification.findings);
    assert_eq!(Scenario::from_truth(&truth).unwrap().anomalies(), &policy());
}

#[test]
fn more_entities_than_there_are_are_refused_before_anything_is_written() {
    let text = "[[rule]]\nid = 'a'\ntable = 'sensors'\ncolumn = 'humidity_pct'\nkind = 'null'\nrate = 0.1\n\
                entities = { store_id = 50 }\n";
    let policy = Policy::parse(text, "mine.toml").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let dataset = scenario(9, "0.02", window("2024-01-01", 2)).with_anomalies(policy).dataset();
    let refused = dataset.write(&folder.path().join("data"), &WriteOptions::default()).unwrap_err().to_string();
    assert!(
        refused.starts_with("mine.toml:1:1: rule \"a\": entities: 50 by store_id are asked for, and "),
        "{refused}"
    );
    assert!(refused.ends_with(" can be chosen") && !folder.path().join("data").exists(), "{refused}");
    assert!(dataset.dirty_batches(Table::Sensors).is_err());
}
