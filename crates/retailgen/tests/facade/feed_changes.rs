//! Changes beside a feed's days: with them, the rows of one day's snapshot come to those of the next, faults and all.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::Value;

use crate::support::{
    DAY,
    contents::{Row, instant, read},
    date,
    landing::{Landing, SINCE, feed},
    place::Place,
    scenario,
    tamper::Finished,
    truth::labels,
    window,
    written::files_below,
};
use retailgen::{
    Changes, Check, DatasetError, Date, Feed, FeedDelivery, PartNumber, Policy, Rule, Scenario, Snapshots, Table,
    WriteOptions,
};
use retailgen_schema::ColumnType;

const TABLES: [Table; 5] = [Table::Customers, Table::Products, Table::Stores, Table::Suppliers, Table::Shipments];

type Cells = Vec<Option<String>>;

/// A row of a file of changes in CSV.
struct Operation {
    letter: String,
    number: i64,
    at: String,
    key: i64,
    cells: Cells,
}

impl Landing {
    /// The rows of a table in a delivery by key, without copies.
    fn snapshot(&self, delivery: &FeedDelivery, table: Table) -> BTreeMap<i64, Cells> {
        let path = table.definition().path;
        let truth = self.place.path("landing.truth").join(delivery.name());
        let labels = labels(&truth).into_iter();
        let copies: BTreeSet<usize> =
            labels.filter(|label| label.file == path && label.level == "row").map(|label| label.row).collect();
        let rows = read(path, &self.files(delivery)[path]).rows.into_iter().enumerate();
        let rows: Vec<Row> = rows.filter(|(row, _)| !copies.contains(row)).map(|(_, row)| row).collect();
        let by_key: BTreeMap<i64, Cells> = rows.iter().map(|row| (key(&row.cells), row.cells.clone())).collect();
        assert_eq!(by_key.len(), rows.len(), "{table} of {}: a key twice", delivery.name());
        by_key
    }

    fn operations(&self, delivery: &FeedDelivery, table: Table) -> Vec<Operation> {
        let bytes = self.files(delivery).remove(&format!("changes/{table}.csv")).unwrap();
        // Any table in CSV is read so.
        let contents = read("stores.csv", &bytes);
        let own = table.definition().columns.iter().map(|column| column.name);
        assert!(contents.columns.iter().map(String::as_str).eq(["op", "seq", "changed_at"].into_iter().chain(own)));
        let operation = |row: Row| {
            let mut cells = row.cells.into_iter();
            let mut own = || cells.next().unwrap().unwrap();
            let (letter, number, at) = (own(), own().parse().unwrap(), own());
            let cells: Cells = cells.collect();
            Operation { letter, number, at, key: key(&cells), cells }
        };
        contents.rows.into_iter().map(operation).collect()
    }
}

fn key(cells: &Cells) -> i64 {
    cells[0].as_deref().unwrap().parse().unwrap()
}

/// The policy without its faults of records and files, which are none of a row.
fn of_rows(policy: &str) -> Policy {
    without(policy, |rule| rule.kind.level.is_text())
}

/// A built-in policy without some of its rules.
fn without(policy: &str, leaves_out: impl Fn(&Rule) -> bool) -> Policy {
    let policy = Policy::builtin(policy).unwrap();
    let toml = policy.to_toml();
    let sections = toml.split("[[rule]]\n").skip(1).filter(|section| {
        let id = section.lines().find_map(|line| line.strip_prefix("id = \"")).unwrap();
        !leaves_out(policy.rule(id.trim_end_matches('"')).unwrap())
    });
    let kept = sections.map(|section| ["[[rule]]\n", section].concat()).collect::<String>();
    Policy::parse(&kept, "rows.toml").unwrap()
}

/// Replays a feed: for each table and day, the snapshot before with the operations is the snapshot after. Returns how many operations
/// there were.
fn assert_changes_lead_from_day_to_day(scenario: &Scenario) -> usize {
    let landing = Landing::new(feed(scenario).on_time().with_changes(Changes::Cdc));
    let mut operations = 0;
    for &table in scenario.tables().iter().filter(|table| TABLES.contains(table)) {
        let mut rows = landing.snapshot(&landing.feed.first_load(), table);
        let mut last = 0;
        for delivery in landing.feed.deliveries().skip(1) {
            let day = delivery.name();
            let (mut hit, mut at) = (BTreeSet::new(), String::new());
            for operation in landing.operations(&delivery, table) {
                let Operation { letter, number, key, cells, .. } = operation;
                assert!(hit.insert(key), "{table} {day}: {key} twice");
                assert!(
                    number > last && operation.at >= at && operation.at.starts_with(&day),
                    "{table} {day}: {number}"
                );
                (last, at) = (number, operation.at);
                match letter.as_str() {
                    "I" => assert!(rows.insert(key, cells).is_none(), "{table} {day}: {key} is there"),
                    "U" => {
                        let was = rows.insert(key, cells.clone()).unwrap();
                        assert_ne!(was, cells, "{table} {day}: {key} has not changed");
                    }
                    "D" => assert_eq!(rows.remove(&key), Some(cells), "{table} {day}: {key}"),
                    other => panic!("{other}"),
                }
                operations += 1;
            }
            assert!(rows == landing.snapshot(&delivery, table), "{table} {day}");
        }
    }
    operations
}

#[test]
fn changes_lead_from_each_snapshot_to_the_next() {
    for policy in ["none", "default", "chaos"] {
        let scenario = scenario(12, "0.02", window("2024-12-29", 5)).with_anomalies(of_rows(policy));
        let operations = assert_changes_lead_from_day_to_day(&scenario.with_tables(TABLES).unwrap());
        assert!(operations > 300, "{policy}: {operations}");
    }
}

/// More customers than a block has, and newcomers of several days.
#[test]
fn changes_of_large_tables_are_those_of_all_blocks() {
    let scenario = scenario(5, "0.2", window("2025-01-01", 3)).with_anomalies(of_rows("default"));
    assert!(assert_changes_lead_from_day_to_day(&scenario.with_tables([Table::Customers]).unwrap()) > 10);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn changes_of_any_feed_lead_from_day_to_day(
        seed: u64, days in 1_u32..6, scale in prop::sample::select(vec!["0.001", "0.006"]),
        policy in prop::sample::select(vec!["none", "default", "castable", "chaos"])
    ) {
        let scenario = scenario(seed, scale, window("2024-12-27", days)).with_anomalies(of_rows(policy));
        assert_changes_lead_from_day_to_day(&scenario.with_tables(TABLES).unwrap());
    }
}

/// By its number, what an operation says and on which days it came.
type Arrived = BTreeMap<i64, (Cells, Vec<Date>)>;

/// What the feed tells of files of operations, by path: the day that they are of, and the day with which they come.
fn told(delivery: &FeedDelivery) -> [BTreeSet<(String, String, String)>; 2] {
    let increment = delivery.dataset().scenario().record().increment.unwrap();
    [increment.late_operations, increment.repeated_operations]
        .map(|files| files.into_iter().map(|file| (file.path, file.due, file.arrives)).collect())
}

/// With late files, operations come late and twice on the days that the truth tells; none is lost but those that are still to come, and
/// whoever keeps the row of the highest number has the snapshot but for these.
#[test]
fn operations_come_late_and_twice_as_the_truth_tells() {
    let policy = Policy::builtin("preset:late-arrivals").unwrap();
    let scenario = scenario(12, "0.02", window("2025-01-01", 12)).with_tables(TABLES).unwrap().with_anomalies(policy);
    let [disordered, on_time] =
        [feed(&scenario), feed(&scenario).on_time()].map(|feed| Landing::new(feed.with_changes(Changes::Cdc)));
    let (mut late, mut repeated, mut unknown) = (0, 0, 0);
    for table in TABLES {
        let path = format!("changes/{table}.csv");
        let (mut happened, mut arrived) = (BTreeMap::new(), Arrived::new());
        let mut rows = on_time.snapshot(&on_time.feed.first_load(), table);
        let mut numbers: BTreeMap<i64, i64> = BTreeMap::new();
        let mut seen: BTreeSet<i64> = rows.keys().copied().collect();
        for delivery in disordered.feed.deliveries().skip(1) {
            let today = delivery.date().unwrap();
            let clean = on_time.feed.on(today).unwrap();
            for operation in on_time.operations(&clean, table) {
                happened.insert(operation.number, (operation.cells, today));
            }
            let (mut lateness, mut twice) = (BTreeSet::new(), BTreeSet::new());
            for Operation { letter, number, key, cells, .. } in disordered.operations(&delivery, table) {
                let (known, of_day) = &happened[&number];
                assert_eq!(cells, *known, "{path} {today}: {number}");
                let (_, days) = arrived.entry(number).or_insert_with(|| (cells.clone(), Vec::new()));
                if *of_day < today && days.is_empty() {
                    lateness.insert(*of_day);
                    late += 1;
                } else if !days.is_empty() {
                    twice.insert(*of_day);
                    repeated += 1;
                }
                days.push(today);
                let is_new = seen.insert(key);
                unknown += usize::from(letter == "U" && is_new);
                let newest = numbers.entry(key).or_default();
                if number > *newest {
                    *newest = number;
                    rows.insert(key, cells);
                }
            }
            // What is told as late and is of today is missing; what arrives today is there.
            let missing: BTreeSet<i64> =
                happened.keys().copied().filter(|number| !arrived.contains_key(number)).collect();
            assert!(missing.iter().all(|number| happened[number].1 == today), "{path} {today}");
            let [late_files, repeated_files] = told(&delivery).map(|files| {
                files
                    .into_iter()
                    .filter(|(of, ..)| *of == path)
                    .map(|(_, due, arrives)| (due, arrives))
                    .collect::<Vec<_>>()
            });
            let is_told = |files: &[(String, String)], due: Date, arrives: Date| {
                files.contains(&(due.to_string(), arrives.to_string()))
            };
            for of_day in &lateness {
                assert!(is_told(&late_files, *of_day, today), "{path} {today}: {late_files:?}");
            }
            for of_day in &twice {
                assert!(is_told(&repeated_files, *of_day, today), "{path} {today}: {repeated_files:?}");
            }
            assert!(missing.is_empty() || is_told(&late_files, today, today.plus_days(1)), "{path} {today}");

            let mut whole = disordered.snapshot(&delivery, table);
            for number in &missing {
                let key = key(&happened[number].0);
                whole.remove(&key);
                rows.remove(&key);
            }
            assert!(rows == whole, "{path} {today}");
        }
    }
    assert!(late > 20 && repeated > 100 && unknown > 0, "{late} {repeated} {unknown}");
}

#[test]
fn damage_of_records_and_files_is_not_in_changes() {
    let scenario = scenario(12, "0.01", window("2025-01-01", 2)).with_tables(TABLES).unwrap();
    let changes = |policy: Policy| {
        let landing = Landing::new(feed(&scenario.clone().with_anomalies(policy)).with_changes(Changes::Cdc));
        let day = landing.feed.on(date("2025-01-02")).unwrap();
        let mut files = landing.files(&day);
        files.retain(|path, _| path.starts_with("changes/"));
        files
    };
    let told = changes(of_rows("chaos"));
    assert_eq!(told.len(), TABLES.len());
    // In a column that is gone or of another type no cell is wrong, so that rows have fewer faults.
    let spoils = ["column.dropped", "column.retyped", "parquet.null_column", "parquet.retyped"];
    assert!(told == changes(without("chaos", |rule| spoils.contains(&rule.kind.name))));
}

#[test]
fn changes_happen_when_the_rows_say() {
    let scenario = scenario(12, "0.02", window("2025-01-01", 3)).with_tables(TABLES).unwrap();
    let landing = Landing::new(feed(&scenario).with_changes(Changes::Cdc));
    let cell = |operation: &Operation, table: Table, name: &str| {
        operation.cells[table.definition().cell_number(name).unwrap()].clone()
    };
    let (mut joined, mut parcels, mut times) = (0, 0, BTreeSet::new());
    for delivery in landing.feed.deliveries().skip(1) {
        for operation in landing.operations(&delivery, Table::Customers) {
            if operation.letter == "I" {
                assert_eq!(cell(&operation, Table::Customers, "join_ts"), Some(operation.at));
                joined += 1;
            } else {
                times.insert(operation.at[11..13].to_owned());
            }
        }
        for operation in landing.operations(&delivery, Table::Shipments) {
            let told = ["delivered_at", "shipped_at"].map(|name| cell(&operation, Table::Shipments, name));
            assert!(told.contains(&Some(operation.at)), "{told:?}");
            parcels += 1;
        }
    }
    assert!(joined > 0 && parcels > 100 && times.len() > 3, "{joined} {parcels} {times:?}");
}

/// The text of a cell as CSV has it, of a value as Debezium writes it.
fn text(value: &Value, column_type: ColumnType) -> Option<String> {
    Some(match (value, column_type) {
        (Value::Null, _) => return None,
        (Value::String(text), _) => text.clone(),
        (Value::Number(days), ColumnType::Date32) => {
            Date::from_days(days.as_i64().unwrap().try_into().unwrap()).to_string()
        }
        (Value::Number(micros), ColumnType::TimestampMicros) => instant(micros.as_i64().unwrap()),
        (Value::Number(number), ColumnType::Float64) => format!("{:.6}", number.as_f64().unwrap()),
        (Value::Number(number), _) => number.as_i64().unwrap().to_string(),
        (other, _) => other.as_bool().unwrap().to_string(),
    })
}

fn cells(row: &Value, table: Table) -> Cells {
    let row = row.as_object().unwrap();
    let columns = table.definition().columns;
    assert_eq!(row.len(), columns.len());
    columns.iter().map(|column| text(&row[column.name], column.column_type)).collect()
}

#[test]
fn both_forms_tell_the_same() {
    let rules = "extends = \"default\"\n[[rule]]\nid = \"dates\"\ntable = \"customers\"\ncolumn = \"join_ts\"\n\
                 kind = \"timestamp.malformed\"\nrate = 0.4\n";
    let scenario = scenario(12, "0.02", window("2025-01-01", 3)).with_tables(TABLES).unwrap();
    let scenario = scenario.with_anomalies(Policy::parse(rules, "dates.toml").unwrap());
    let on_time = feed(&scenario).on_time();
    let [cdc, debezium] =
        [Changes::Cdc, Changes::Debezium].map(|changes| Landing::new(on_time.clone().with_changes(changes)));
    let mut strings = 0;
    for table in TABLES {
        let mut before = cdc.snapshot(&cdc.feed.first_load(), table);
        let key_name = table.definition().primary_key[0];
        for delivery in debezium.feed.deliveries().skip(1) {
            let bytes = debezium.files(&delivery).remove(&format!("changes/{table}.jsonl")).unwrap();
            let messages = String::from_utf8(bytes).unwrap();
            let messages: Vec<Value> = messages.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let operations = cdc.operations(&cdc.feed.on(delivery.date().unwrap()).unwrap(), table);
            assert_eq!(messages.len(), operations.len(), "nothing is deleted");
            for (message, operation) in messages.iter().zip(&operations) {
                let (key, value) = (&message["key"], &message["value"]);
                assert_eq!(*key, serde_json::json!({ key_name: operation.key }));
                assert_eq!(cells(&value["after"], table), operation.cells);
                let was = before.insert(operation.key, operation.cells.clone());
                assert_eq!(value["op"], if was.is_none() { "c" } else { "u" });
                assert_eq!(value["before"].as_object().map(|_| cells(&value["before"], table)), was);
                let source = &value["source"];
                assert_eq!((&source["table"], &source["lsn"]), (&table.name().into(), &operation.number.into()));
                let micros = source["ts_ms"].as_i64().unwrap() * 1_000;
                assert!(instant(micros)[..23] == operation.at[..23] && micros > DAY);
                strings += usize::from(value["after"]["join_ts"].is_string());
            }
        }
    }
    assert!(strings > 0, "no instant was spoiled");
}

#[test]
fn a_day_alone_has_the_changes_that_it_has_among_others() {
    let scenario = scenario(12, "0.005", window("2025-01-01", 4)).with_anomalies(Policy::builtin("default").unwrap());
    let landing = Landing::new(feed(&scenario).with_changes(Changes::Debezium));
    assert!(landing.files(&landing.feed.first_load()).keys().all(|path| !path.starts_with("changes")));
    let longer = Feed::new(&scenario.clone().with_window(window("2025-01-01", 40)), date(SINCE)).unwrap();
    let day = longer.with_changes(Changes::Debezium).on(date("2025-01-03")).unwrap();
    let alone = Place::new();
    day.write(&alone.path("landing"), &WriteOptions::default()).unwrap();
    assert!(files_below(&alone.path("landing/2025-01-03")) == landing.files(&day));

    // What else comes is what comes without changes.
    let plain = Feed::new(&scenario, date(SINCE)).unwrap().on(date("2025-01-03")).unwrap();
    plain.write(&alone.path("plain"), &WriteOptions::default()).unwrap();
    let mut files = landing.files(&day);
    files.retain(|path, _| !path.starts_with("changes/"));
    let mut plain = files_below(&alone.path("plain/2025-01-03"));
    for files in [&mut files, &mut plain] {
        files.remove("_manifest.json").unwrap();
    }
    assert!(files == plain);
}

#[test]
fn a_day_in_parts_has_the_changes_of_the_whole() {
    let scenario = scenario(12, "0.005", window("2025-01-01", 2)).with_anomalies(Policy::builtin("default").unwrap());
    let feed = Feed::new(&scenario, date(SINCE)).unwrap().with_changes(Changes::Cdc);
    let (place, day) = (Place::new(), feed.on(date("2025-01-02")).unwrap());
    place.write("whole", day.dataset(), None).unwrap();
    for number in 1..=3 {
        place.write("parts", day.dataset(), Some(PartNumber::new(number, 3).unwrap())).unwrap();
    }
    place.merge(&["parts"], None).unwrap();
    assert!(place.contents("parts") == place.contents("whole"));
    assert!(place.path("parts/changes/customers.csv").exists());
}

#[test]
fn days_with_changes_verify_and_heal_alone() {
    for (policy, changes) in [("default", Changes::Cdc), ("chaos", Changes::Debezium), ("none", Changes::Cdc)] {
        let scenario = scenario(12, "0.005", window("2025-01-01", 2)).with_anomalies(Policy::builtin(policy).unwrap());
        Landing::new(feed(&scenario).with_changes(changes)).assert_each_verifies_and_heals();
    }
}

#[test]
fn spoiled_changes_are_found() {
    let scenario = scenario(12, "0.05", window("2025-01-01", 2)).with_tables([Table::Products, Table::Stores]).unwrap();
    for changes in [Changes::Cdc, Changes::Debezium] {
        let scenario = scenario.clone().with_anomalies(Policy::builtin("default").unwrap());
        let feed = Feed::new(&scenario, date(SINCE)).unwrap().with_changes(changes);
        let run = Finished::new(feed.on(date("2025-01-02")).unwrap().dataset().scenario());
        let file = format!("changes/products.{}", changes.extension().unwrap());
        assert!(run.verify().holds());
        run.edit(&file, |text| text.replacen("2025-01-02T", "2025-01-02T1", 1).replacen("\"lsn\":", "\"lsn\":1", 1));
        let checks = |run: &Finished| run.verify().findings.iter().map(|finding| finding.check).collect::<Vec<_>>();
        assert_eq!(checks(&run), [Check::FileSize]);
        run.sign();
        assert!(checks(&run).contains(&Check::Changes), "{:?}", run.verify().findings);
        std::fs::remove_file(run.data().join(&file)).unwrap();
        assert!(checks(&run).contains(&Check::FileMissing));
    }
}

#[test]
fn a_feed_of_other_changes_is_refused_and_its_truth_tells_its_own() {
    let scenario = scenario(12, "0.001", window("2025-01-01", 2)).with_tables([Table::Stores]).unwrap();
    let Landing { place, feed } = Landing::new(feed(&scenario).with_changes(Changes::Cdc));
    let (landing, truth) = (place.path("landing"), place.path("landing.truth"));
    let mut options = WriteOptions::default();
    options.truth = Some(&truth);
    for other in [Changes::None, Changes::Debezium] {
        match feed.clone().with_changes(other).look(&landing, &options) {
            Err(DatasetError::AnotherFeed { differences, .. }) => {
                assert!(differences[0].contains("changes as cdc"), "{differences:?}");
            }
            other => panic!("{other:?}"),
        }
    }
    let ids = |feed: &Feed| feed.deliveries().map(|day| day.dataset().scenario().run_id()).collect::<Vec<_>>();
    assert_eq!(ids(&Feed::from_truth(&truth).unwrap()), ids(&feed));

    // Whole snapshots and changes go together.
    let changed = feed.clone().with_snapshots(Snapshots::Changed);
    assert_eq!(ids(&changed), ids(&changed.clone().with_changes(Changes::None)));
    assert_eq!(ids(&changed.with_changes(Changes::Cdc)), ids(&feed));
}
