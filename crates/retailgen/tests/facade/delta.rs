//! The history of `returns`: each version as its log and files show it, and what its log and change data say.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    time::UNIX_EPOCH,
};

use retailgen::{DeltaOptions, DeltaTimestamps, Scenario, Table, Window};
use serde_json::{Value, json};

use crate::support::{
    self,
    contents::{Contents, read},
    scenario,
    tamper::Finished,
    window,
    written::under,
};

/// The rows of one version, by `return_id`.
type Rows = BTreeMap<String, Vec<Option<String>>>;

const QTY: usize = 4;
const REASON: usize = 5;
const CODE: usize = 6;

fn finished(scenario: Scenario) -> Finished {
    Finished::new(&scenario.with_tables([Table::Returns]).unwrap())
}

fn year(options: DeltaOptions) -> Finished {
    finished(scenario(11, "0.02", Window::default()).with_delta(options))
}

fn table(run: &Finished) -> std::path::PathBuf {
    run.data().join("returns")
}

/// The actions of a log entry, each with its name.
fn actions(run: &Finished, version: u32) -> Vec<(String, Value)> {
    let text = fs::read_to_string(table(run).join(format!("_delta_log/{version:020}.json"))).unwrap();
    let action = |line: &str| serde_json::from_str::<BTreeMap<String, Value>>(line).unwrap().pop_first().unwrap();
    text.lines().map(action).collect()
}

fn contents(run: &Finished, name: &str) -> Contents {
    read("returns/", &fs::read(table(run).join(name)).unwrap())
}

/// The data files of a version by what the log adds and removes, each with the rows of its statistics.
fn files(run: &Finished, version: u32) -> BTreeMap<String, u64> {
    let mut files = BTreeMap::new();
    for (name, action) in (0..=version).flat_map(|version| actions(run, version)) {
        let path = || action["path"].as_str().unwrap().to_owned();
        match name.as_str() {
            "add" => {
                let stats: Value = serde_json::from_str(action["stats"].as_str().unwrap()).unwrap();
                assert!(files.insert(path(), stats["numRecords"].as_u64().unwrap()).is_none());
            }
            "remove" => assert!(files.remove(&path()).is_some()),
            _ => {}
        }
    }
    files
}

/// The rows of a version.
fn rows(run: &Finished, version: u32) -> Rows {
    let mut rows = Rows::new();
    for (file, count) in files(run, version) {
        let contents = contents(run, &file);
        assert_eq!(contents.rows.len() as u64, count, "{file}");
        for row in contents.rows {
            assert!(rows.insert(row.cells[0].clone().unwrap(), row.cells).is_none());
        }
    }
    rows
}

#[test]
fn the_log_says_the_columns_and_the_protocol_of_its_time() {
    let ntz = |writer| json!({ "minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": ["timestampNtz"], "writerFeatures": writer });
    let expected = [
        (DeltaTimestamps::Ntz, false, "timestamp_ntz", ntz(json!(["timestampNtz"]))),
        (DeltaTimestamps::Ntz, true, "timestamp_ntz", ntz(json!(["changeDataFeed", "timestampNtz"]))),
        (DeltaTimestamps::Utc, false, "timestamp", json!({ "minReaderVersion": 1, "minWriterVersion": 2 })),
        (DeltaTimestamps::Utc, true, "timestamp", json!({ "minReaderVersion": 1, "minWriterVersion": 4 })),
    ];
    for (timestamps, feed, instants, protocol) in expected {
        let options = DeltaOptions::default().with_timestamps(timestamps).with_change_data_feed(feed);
        let run = finished(scenario(3, "0.0001", window("2015-01-01", 1)).with_delta(options));
        let base = [
            ("return_id", "long"),
            ("order_id", "long"),
            ("product_id", "long"),
            ("return_ts", instants),
            ("qty", "integer"),
            ("reason", "string"),
        ];
        for version in [0, 1] {
            let mut actions: BTreeMap<String, Value> = actions(&run, version).into_iter().collect();
            assert_eq!(actions.remove("protocol"), (version == 0).then(|| protocol.clone()));
            let description = &actions["metaData"];
            let added = (version == 1).then_some(("return_reason_code", "string"));
            let column = |(name, kind)| json!({ "metadata": {}, "name": name, "nullable": true, "type": kind });
            let columns: Vec<Value> = base.into_iter().chain(added).map(column).collect();
            let schema: Value = serde_json::from_str(description["schemaString"].as_str().unwrap()).unwrap();
            assert_eq!(schema, json!({ "fields": columns, "type": "struct" }));
            let feeds = description["configuration"].get("delta.enableChangeDataFeed");
            assert_eq!(feeds, feed.then(|| json!("true")).as_ref());
        }
        assert!(run.verify().holds());
    }
}

#[test]
fn versions_differ_by_what_their_operations_do() {
    let run = year(DeltaOptions::default());
    let versions: Vec<Rows> = (0..4).map(|version| rows(&run, version)).collect();
    let [base, evolved, merged, left] = &versions[..] else { panic!("four versions") };
    let keys = |rows: &Rows| rows.keys().cloned().collect::<BTreeSet<_>>();
    // Loaded rows never have a code, later ones always do.
    assert!(base.values().all(|row| row[CODE].is_none()));
    assert!(base.iter().all(|(key, row)| left.get(key) == Some(row)));
    assert!(evolved.iter().all(|(key, row)| base.contains_key(key) == row[CODE].is_none()));
    assert!(evolved.len() > base.len() + base.len() / 4);
    // The merge corrects some and adds some.
    assert!(keys(merged).is_superset(&keys(evolved)) && merged.len() > evolved.len());
    let corrected: Vec<_> = evolved.iter().filter(|(key, row)| merged[*key] != **row).collect();
    assert!(!corrected.is_empty());
    for (key, before) in corrected {
        let after = &merged[key];
        let changed: Vec<usize> = (0..before.len()).filter(|&column| before[column] != after[column]).collect();
        assert!(changed == [QTY] || changed == [REASON, CODE], "{before:?}, then {after:?}");
    }
    // The delete takes out rows, and nothing else.
    assert!(left.len() < merged.len());
    assert!(left.iter().all(|(key, row)| merged[key] == *row));
    // The latest version is what the library gives in memory.
    let dataset = scenario(11, "0.02", Window::default()).dataset();
    let in_memory: u64 = support::count(&support::batches(&dataset, Table::Returns));
    assert_eq!(left.len() as u64, in_memory);
}

#[test]
fn the_log_tells_operations_in_order_at_times_of_the_window() {
    let run = year(DeltaOptions::default());
    let mut last = 0;
    for (version, operation) in (0..).zip(["WRITE", "WRITE", "MERGE", "DELETE"]) {
        let actions = actions(&run, version);
        let (name, info) = &actions[0];
        assert_eq!((name.as_str(), info["operation"].as_str()), ("commitInfo", Some(operation)));
        let at = info["timestamp"].as_u64().unwrap();
        assert!(at > last);
        last = at;
        let log = fs::metadata(table(&run).join(format!("_delta_log/{version:020}.json"))).unwrap();
        let changed = log.modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
        assert_eq!(changed.as_millis(), u128::from(at), "readers travel in time by this");
        let count = |wanted: &str| actions.iter().filter(|(name, _)| name == wanted).count();
        let expected = [("protocol", [1, 0, 0, 0]), ("metaData", [1, 1, 0, 0]), ("remove", [0, 0, 1, 1])];
        for (wanted, counts) in expected {
            assert_eq!(count(wanted), counts[version as usize], "{wanted} in version {version}");
        }
        assert!(count("add") > 0 && count("cdc") == 0);
    }
    // 2025-01-01, the as-of time.
    assert!(last <= 1_735_689_600_000);
}

#[test]
fn statistics_hold_for_every_row_of_a_file() {
    let run = year(DeltaOptions::default());
    let columns: Vec<&str> = Table::Returns.definition().columns.iter().map(|column| column.name).collect();
    let mut files = 0;
    for (_, add) in (0..4).flat_map(|version| actions(&run, version)).filter(|(name, _)| name == "add") {
        let stats: Value = serde_json::from_str(add["stats"].as_str().unwrap()).unwrap();
        let contents = contents(&run, add["path"].as_str().unwrap());
        assert_eq!(stats["numRecords"], contents.rows.len());
        for (column, name) in columns.iter().enumerate().filter(|(_, name)| !stats["nullCount"][**name].is_null()) {
            let values: Vec<&String> = contents.rows.iter().filter_map(|row| row.cells[column].as_ref()).collect();
            assert_eq!(stats["nullCount"][*name], contents.rows.len() - values.len(), "{name}");
            let (least, greatest) = (&stats["minValues"][*name], &stats["maxValues"][*name]);
            for value in values {
                let within = if let Ok(number) = value.parse::<i64>() {
                    (least.as_i64().unwrap()..=greatest.as_i64().unwrap()).contains(&number)
                } else {
                    // Instants stand without their microseconds, so as many letters are compared.
                    let (least, greatest) = (least.as_str().unwrap(), greatest.as_str().unwrap());
                    let value = if *name == "return_ts" { &value[..least.len()] } else { value };
                    (least..=greatest).contains(&value)
                };
                assert!(within, "{name}: {value} is not between {least} and {greatest}");
            }
        }
        files += 1;
    }
    assert_eq!(files, 7);
}

#[test]
fn change_data_are_the_differences_of_versions() {
    let run = year(DeltaOptions::default().with_change_data_feed(true));
    for version in [2, 3] {
        let (before, after) = (rows(&run, version - 1), rows(&run, version));
        let actions = actions(&run, version);
        let paths: Vec<&str> =
            actions.iter().filter(|(name, _)| name == "cdc").map(|(_, cdc)| cdc["path"].as_str().unwrap()).collect();
        let [path] = paths[..] else { panic!("{paths:?}") };
        let mut told: BTreeMap<String, Vec<Vec<Option<String>>>> = BTreeMap::new();
        for row in contents(&run, path).rows {
            let mut cells = row.cells;
            told.entry(cells.pop().unwrap().unwrap()).or_default().push(cells);
        }
        let of = |rows: &Rows, wanted: &dyn Fn(&String, &Vec<Option<String>>) -> bool| -> Vec<Vec<Option<String>>> {
            rows.iter().filter(|(key, row)| wanted(key, row)).map(|(_, row)| row.clone()).collect()
        };
        let differs = |other: &Rows, key: &String, row: &Vec<Option<String>>| other.get(key).is_some_and(|o| o != row);
        let expected = [
            ("delete", of(&before, &|key, _| !after.contains_key(key))),
            ("insert", of(&after, &|key, _| !before.contains_key(key))),
            ("update_postimage", of(&after, &|key, row| differs(&before, key, row))),
            ("update_preimage", of(&before, &|key, row| differs(&after, key, row))),
        ];
        for (change, mut expected) in expected {
            let mut found = told.remove(change).unwrap_or_default();
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{change} in version {version}");
        }
        assert!(told.is_empty(), "{told:?}");
    }
    assert!(run.verify().holds());
}

#[test]
fn a_fault_stays_from_its_version_on() {
    let run = finished(under(11, "0.05", Window::default(), "default"));
    let versions_files: Vec<BTreeMap<String, u64>> = (0..4).map(|version| files(&run, version)).collect();
    let labels = run.labels();
    let mut versions = BTreeSet::new();
    for label in labels.iter().filter(|label| label["decoy"] == false) {
        let (file, version) = (label["file"].as_str().unwrap(), label["delta_version"].as_u64().unwrap());
        let file = file.strip_prefix("returns/").unwrap();
        for (number, files) in (0..).zip(&versions_files) {
            assert_eq!(files.contains_key(file), number >= version, "{label:?} in version {number}");
        }
        versions.insert(version);
    }
    assert_eq!(versions, [0, 1, 2].into());
}

#[test]
fn a_window_without_returns_has_a_table_without_rows() {
    let run = finished(scenario(3, "0.0001", window("2015-01-01", 1)));
    assert!(files(&run, 1).is_empty());
    assert_eq!(fs::read_dir(table(&run).join("_delta_log")).unwrap().count(), 2);
    assert!(run.verify().holds());
}

/// A log that lies about its data is found although it is signed.
#[test]
fn a_spoiled_log_and_spoiled_change_data_are_found() {
    let clean = year(DeltaOptions::default().with_change_data_feed(true));
    assert!(clean.verify().holds(), "{:?}", clean.verify().findings);
    let log = "returns/_delta_log/00000000000000000002.json";
    let spoils: [&dyn Fn(&Finished); 4] = [
        &|run| {
            run.edit(log, |text| text.replacen("\"numTargetRowsDeleted\":\"0\"", "\"numTargetRowsDeleted\":\"1\"", 1));
        },
        &|run| run.edit(log, |text| text.lines().filter(|line| !line.contains("\"remove\"")).collect()),
        &|run| fs::remove_file(run.data().join(log)).unwrap(),
        &|run| {
            let folder = table(run).join("_change_data");
            let path = |number| fs::read_dir(&folder).unwrap().nth(number).unwrap().unwrap().path();
            fs::copy(path(0), path(1)).unwrap();
        },
    ];
    for spoil in spoils {
        let run = clean.copy();
        spoil(&run);
        assert!(!run.verify().holds());
        run.sign();
        let checks: BTreeSet<_> = run.verify().findings.iter().map(|finding| finding.check).collect();
        assert!(checks.contains(&retailgen::Check::DeltaHistory), "{checks:?}");
    }
}

#[test]
fn a_version_that_is_gone_is_told_once_and_in_a_line() {
    let run = year(DeltaOptions::default());
    let log = "returns/_delta_log/00000000000000000001.json";
    fs::remove_file(run.data().join(log)).unwrap();
    let findings = run.verify().findings;
    let told: Vec<(retailgen::Check, &str)> =
        findings.iter().map(|finding| (finding.check, finding.file.as_str())).collect();
    assert_eq!(told, [(retailgen::Check::FileMissing, log), (retailgen::Check::DeltaHistory, log)], "{findings:#?}");
    assert!(findings.iter().all(|finding| finding.what.len() < 100), "{findings:#?}");
}

/// The names in the log are below the table, so that the folder can be moved.
#[test]
fn the_log_names_no_place_outside_the_table() {
    let run = year(DeltaOptions::default());
    for version in 0..4 {
        for (name, action) in actions(&run, version) {
            if let Some(path) = action.get("path") {
                assert!(Path::new(path.as_str().unwrap()).components().count() == 1, "{name}: {path}");
            }
        }
    }
}
