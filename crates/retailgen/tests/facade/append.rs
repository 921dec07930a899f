//! Days appended to a finished run: what was there stays, and folder and truth have the bytes of the longer run written at once.

use std::{
    collections::BTreeMap,
    fs,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize},
    },
    time::SystemTime,
};

use proptest::prelude::*;

use crate::support::{
    date, few_entities,
    place::{KillAfter, Place},
    scenario, window,
    written::files_below,
};
use retailgen::{
    Compression, DatasetError, DeltaOptions, FolderError, Formats, Intensity, Outcome, PlannedFile, Policy, Progress,
    Scenario, Table, VerifyOptions, Window, WriteOptions, verify,
};

fn small() -> Scenario {
    // A month ends on the first appended day, so that readings of sensors go on in one file and begin in another.
    scenario(12, "0.006", window("2024-11-20", 11))
}

fn builtin(name: &str) -> Policy {
    Policy::builtin(name).unwrap()
}

fn append(place: &Place, name: &str, scenario: &Scenario, days: u32) -> Result<Outcome, DatasetError> {
    append_as(place, name, scenario, days, WriteOptions::default())
}

fn append_as(
    place: &Place,
    name: &str,
    scenario: &Scenario,
    days: u32,
    options: WriteOptions<'_>,
) -> Result<Outcome, DatasetError> {
    let truth = place.path(&format!("{name}.truth"));
    let mut options: WriteOptions<'_> = options;
    options.truth = (!scenario.anomalies().rules().is_empty()).then_some(truth.as_path());
    scenario.dataset().append(&place.path(name), days, &options)
}

/// Appends a day and then two, and holds all against the same run written at once.
fn assert_append_is_the_run(scenario: &Scenario) {
    let place = Place::new();
    place.write("data", &scenario.dataset(), None).unwrap();
    let first = append(&place, "data", scenario, 1).unwrap();
    assert!(matches!(first, Outcome::Written(_)));
    let day = scenario.clone().extended(1).unwrap();
    place.write("day", &day.dataset(), None).unwrap();
    assert!(place.contents("data") == place.contents("day"), "one day");
    append(&place, "data", &day, 2).unwrap();
    let three = scenario.clone().extended(3).unwrap();
    place.write("three", &three.dataset(), None).unwrap();
    assert!(place.contents("data") == place.contents("three"), "two days more");

    let truth = place.path("data.truth");
    let mut options = VerifyOptions::default();
    options.truth = truth.exists().then_some(truth.as_path());
    let verification = verify(&place.path("data"), &options).unwrap();
    assert!(verification.findings.is_empty(), "{verification:?}");
    if truth.exists() {
        assert_eq!(Scenario::from_truth(&truth).unwrap().run_id(), three.run_id());
    }
}

#[test]
fn days_appended_to_clean_data_are_the_run() {
    assert_append_is_the_run(&small());
}

#[test]
fn days_appended_under_the_default_policy_are_the_run() {
    assert_append_is_the_run(&small().with_anomalies(builtin("default").with_intensity(Intensity::High)));
}

#[test]
fn days_appended_to_broken_files_and_a_change_data_feed_are_the_run() {
    let delta = DeltaOptions::default().with_change_data_feed(true);
    assert_append_is_the_run(&small().with_anomalies(builtin("chaos")).with_delta(delta));
}

#[test]
fn days_appended_where_faults_come_from_few_entities_are_the_run() {
    assert_append_is_the_run(&small().with_anomalies(few_entities::policy()));
}

#[test]
fn days_appended_in_other_formats_are_the_run() {
    let formats = "csv,events=jsonl,orders_lines=parquet".parse().unwrap();
    assert_append_is_the_run(&small().with_formats(formats).with_anomalies(builtin("default")));
}

#[test]
fn days_appended_to_a_few_tables_and_a_single_day_are_the_run() {
    let tables = [Table::Customers, Table::OrdersHeader, Table::Returns, Table::Sensors];
    let day = scenario(3, "0.01", window("2024-12-30", 1)).with_tables(tables).unwrap();
    assert_append_is_the_run(&day.with_anomalies(builtin("default")));
}

/// Months in which the oldest parcels have arrived, so that their rows are taken from the file that was there.
fn months() -> Scenario {
    let tables = [Table::OrdersHeader, Table::Shipments, Table::Returns];
    scenario(5, "0.004", window("2024-07-20", 130)).with_tables(tables).unwrap()
}

#[test]
fn days_appended_to_months_of_parcels_are_the_run() {
    for policy in ["none", "default", "chaos"] {
        assert_append_is_the_run(&months().with_anomalies(builtin(policy).with_intensity(Intensity::High)));
    }
}

#[test]
fn days_appended_where_parcels_have_a_count_of_faults_are_the_run() {
    let rule = "[[rule]]\nid = \"lost\"\ntable = \"shipments\"\ncolumn = \"ship_cost\"\nkind = \"null\"\ncount = 7\n";
    let counted = months().with_anomalies(Policy::parse(rule, "mine.toml").unwrap());
    let place = Place::new();
    place.write("data", &counted.dataset(), None).unwrap();
    assert_eq!(faults_of(&place, "data"), 7);
    assert_append_is_the_run(&counted);
}

/// The faults that the truth of a run counts.
fn faults_of(place: &Place, name: &str) -> u64 {
    let text = fs::read_to_string(place.path(&format!("{name}.truth/run.json"))).unwrap();
    let run: serde_json::Value = serde_json::from_str(&text).unwrap();
    run["rules"].as_array().unwrap().iter().map(|rule| rule["realised"].as_u64().unwrap()).sum()
}

/// Hears how the rows of the shipments come.
#[derive(Default)]
struct Parcels(Mutex<Vec<u64>>);

impl Progress for Parcels {
    fn wrote(&self, file: &PlannedFile, rows: u64, _bytes: u64) {
        if file.table() == Table::Shipments {
            self.0.lock().unwrap().push(rows);
        }
    }
}

#[test]
fn parcels_that_have_arrived_are_taken_from_the_file_that_was_there() {
    let place = Place::new();
    let scenario = months().with_anomalies(builtin("default"));
    place.write("data", &scenario.dataset(), None).unwrap();
    let parcels = Parcels::default();
    let mut options = WriteOptions::default();
    options.progress = &parcels;
    append_as(&place, "data", &scenario, 1, options).unwrap();
    // Those of more than six weeks at once, and then a day at a time.
    let rows = parcels.0.into_inner().unwrap();
    assert!(rows[0] > 20 * rows[1] && rows.len() < 100, "{rows:?}");
}

#[test]
fn parcels_that_were_changed_are_not_gone_on_with() {
    let place = Place::new();
    let scenario = months().with_anomalies(builtin("default"));
    place.write("data", &scenario.dataset(), None).unwrap();
    let path = place.path("data/shipments.parquet");
    let whole = fs::read(&path).unwrap();
    let mut changed = whole.clone();
    changed[100] ^= 1;
    fs::write(&path, changed).unwrap();
    let before = place.contents("data");
    let error = append(&place, "data", &scenario, 1).unwrap_err();
    assert!(matches!(&error, DatasetError::Folder(FolderError::FileChanged { .. })), "{error}");
    assert!(place.contents("data") == before);
    fs::write(&path, whole).unwrap();
    append(&place, "data", &scenario, 1).unwrap();
}

fn any_scenario() -> impl Strategy<Value = Scenario> {
    let policies =
        prop::sample::select(vec!["none", "default", "castable", "structural", "temporal", "drift", "chaos"]);
    let formats = prop::sample::select(vec!["native", "parquet", "jsonl", "csv,events=jsonl"]);
    let window = (0_i32..9_000, 1_u32..45);
    (any::<u64>(), window, policies, formats, any::<bool>()).prop_map(|(seed, (first, days), policy, formats, gzip)| {
        let first = date("2015-01-01").plus_days(first);
        let scenario = scenario(seed, "0.002", Window::new(first, days).unwrap());
        let compression = if gzip { Compression::Gzip } else { Compression::Zstd };
        let formats: Formats = formats.parse().unwrap();
        scenario.with_compression(compression).with_formats(formats).with_anomalies(builtin(policy))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn days_appended_to_any_run_are_the_run(scenario in any_scenario()) {
        assert_append_is_the_run(&scenario);
    }
}

#[test]
fn partitions_and_commits_that_were_there_are_not_written_again() {
    let place = Place::new();
    let scenario = small().with_anomalies(builtin("default"));
    place.write("data", &scenario.dataset(), None).unwrap();
    let folder = place.path("data");
    let stays =
        |path: &String| path.contains("_dt=") || path.contains("returns/part-") || path.contains("returns/_delta_log");
    let times = || -> BTreeMap<String, SystemTime> {
        let files = files_below(&folder).into_keys().filter(stays);
        files.map(|path| (path.clone(), fs::metadata(folder.join(path)).unwrap().modified().unwrap())).collect()
    };
    let (before, contents) = (times(), files_below(&folder));
    append(&place, "data", &scenario, 2).unwrap();
    let (after, longer) = (times(), files_below(&folder));
    for (path, time) in &before {
        assert!(contents[path] == longer[path] && after[path] == *time, "{path}");
    }
    let new: Vec<&String> = longer.keys().filter(|path| !contents.contains_key(*path)).collect();
    assert!(new.iter().any(|path| path.contains("order_dt=2024-12-02")), "{new:?}");
    assert!(new.iter().any(|path| path.contains("_delta_log/")), "{new:?}");
}

#[test]
fn an_append_that_was_killed_is_told_and_finished_by_the_same_again() {
    let scenario = small().with_anomalies(builtin("default"));
    let place = Place::new();
    place.write("whole", &scenario.clone().extended(2).unwrap().dataset(), None).unwrap();
    let whole = place.contents("whole");
    for (number, files) in [1, 3, 8].into_iter().enumerate() {
        let name = format!("data{number}");
        place.write(&name, &scenario.dataset(), None).unwrap();
        let cancelled = AtomicBool::new(false);
        let progress = KillAfter(AtomicUsize::new(files), &cancelled);
        let mut options = WriteOptions::default();
        options.cancelled = Some(&cancelled);
        options.progress = &progress;
        let error = append_as(&place, &name, &scenario, 2, options).unwrap_err();
        assert!(matches!(error, DatasetError::Cancelled), "{error}");

        let refused = verify(&place.path(&name), &VerifyOptions::default()).unwrap_err();
        assert!(refused.to_string().contains("retailgen --append"), "{refused}");
        let unmerged = place.merge(&[&name], None).unwrap_err();
        assert!(unmerged.to_string().contains("retailgen --append"), "{unmerged}");
        let other = append(&place, &name, &scenario, 3).unwrap_err();
        assert!(other.to_string().contains("retailgen --append"), "{other}");
        append(&place, &name, &scenario, 2).unwrap();
        assert!(place.contents(&name) == whole, "killed after {files} files");
    }
}

#[test]
fn days_are_appended_to_nothing_but_the_finished_run() {
    let place = Place::new();
    let scenario = small().with_tables([Table::Stores, Table::OrdersHeader]).unwrap();
    let refused = |name: &str, scenario: &Scenario| match append(&place, name, scenario, 1) {
        Err(DatasetError::Folder(error)) => error,
        other => panic!("{other:?}"),
    };
    assert!(matches!(refused("absent", &scenario), FolderError::NotFinished { .. }));
    fs::create_dir(place.path("foreign")).unwrap();
    fs::write(place.path("foreign/mine.txt"), "mine").unwrap();
    assert!(matches!(refused("foreign", &scenario), FolderError::NotFinished { .. }));

    place.write("data", &scenario.dataset(), None).unwrap();
    let before = place.contents("data");
    let other = scenario.clone().with_scale("0.005".parse().unwrap());
    assert!(matches!(refused("data", &other), FolderError::AnotherRun { .. }));
    assert!(matches!(append(&place, "data", &scenario, 10_000), Err(DatasetError::Window(_))));
    fs::write(place.path("data/order_dt.txt"), "in nobody's way").unwrap();
    fs::create_dir_all(place.path("data/orders_header/order_dt=2024-12-01")).unwrap();
    let mine = place.path("data/orders_header/order_dt=2024-12-01/part-00000.csv");
    fs::write(&mine, "mine").unwrap();
    assert!(matches!(refused("data", &scenario), FolderError::InTheWay { .. }));
    assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");
    fs::remove_dir_all(mine.parent().unwrap()).unwrap();
    fs::remove_file(place.path("data/order_dt.txt")).unwrap();
    assert!(place.contents("data") == before);

    // A file that is no longer whole.
    let stores = place.path("data/stores.csv");
    let whole = fs::read(&stores).unwrap();
    fs::write(&stores, &whole[1..]).unwrap();
    assert!(matches!(refused("data", &scenario), FolderError::FileChanged { .. }));
    fs::write(&stores, whole).unwrap();
    append(&place, "data", &scenario, 1).unwrap();
}

#[test]
fn a_truth_that_was_changed_is_not_gone_on_with() {
    let place = Place::new();
    let scenario =
        small().with_tables([Table::Stores, Table::OrdersHeader]).unwrap().with_anomalies(builtin("default"));
    place.write("data", &scenario.dataset(), None).unwrap();
    let audit = place.path("data.truth/audit.csv");
    let text = fs::read_to_string(&audit).unwrap();
    fs::write(&audit, text.replacen(",fault,", ",decoy,", 1)).unwrap();
    let error = append(&place, "data", &scenario, 1).unwrap_err();
    assert!(error.to_string().contains("audit.csv"), "{error}");
    fs::write(&audit, text).unwrap();
    append(&place, "data", &scenario, 1).unwrap();
}
