//! Feeds: what arrives day by day comes to the same as one run over all days, and each delivery stands alone.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use crate::support::{
    batches,
    contents::read,
    csv, date,
    landing::{Landing, SINCE, feed},
    place::Place,
    scenario,
    truth::{Label, labels},
    window,
    written::files_below,
};
use retailgen::{
    Dataset, DatasetError, Feed, FolderError, HistoryConvention, Intensity, Policy, Scenario, Snapshots, Table, Window,
    WriteOptions,
};

/// Ten days over the end of a month and of a year.
fn small(policy: &str) -> Scenario {
    let policy = Policy::builtin(policy).unwrap().with_intensity(Intensity::High);
    scenario(12, "0.004", window("2024-12-28", 10)).with_anomalies(policy)
}

/// Writes a feed into `landing`, with its truth where it has faults.
fn write(place: &Place, feed: &Feed) {
    let truth = place.path("landing.truth");
    let mut options = WriteOptions::default();
    let has_faults = !feed.first_load().dataset().scenario().anomalies().rules().is_empty();
    options.truth = has_faults.then_some(truth.as_path());
    feed.write(&place.path("landing"), &options).unwrap();
}

/// The files of one delivery, without its manifest.
fn files_of(place: &Place, name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = files_below(&place.path("landing").join(name));
    files.remove("_manifest.json").unwrap();
    files
}

/// The same days in one run.
fn in_one(scenario: &Scenario) -> Scenario {
    let last = scenario.window().last();
    let days = (last.days() - date(SINCE).days() + 1) as u32;
    scenario.clone().with_window(Window::new(date(SINCE), days).unwrap())
}

fn is_dated(path: &str) -> bool {
    path.contains("_dt=") || path.contains("order_dt_local=")
}

/// Replays a feed: partitions arrive once each, with the bytes that one run gives them, and at the end all are there but for what
/// is late on the last day.
fn assert_partitions_are_the_runs(scenario: &Scenario) {
    let place = Place::new();
    let feed = feed(scenario);
    write(&place, &feed);
    place.write("whole", &in_one(scenario).dataset(), None).unwrap();
    let mut whole = files_below(&place.path("whole"));
    whole.retain(|path, _| is_dated(path));
    // They hit files, and a day's readings are another file than a month's.
    let has_faults_of_text = ["structural", "temporal", "drift", "chaos"].contains(&scenario.anomalies().name());
    let mut readings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut late = Vec::new();
    for delivery in feed.deliveries() {
        for (path, bytes) in files_of(&place, &delivery.name()) {
            if is_dated(&path) {
                assert!(whole.remove(&path).is_some_and(|expected| expected == bytes), "{path}");
            } else if path.starts_with("sensors/") && !has_faults_of_text {
                let rows = read(&path, &bytes).rows.into_iter().map(|row| row.text);
                readings.entry(path).or_default().extend(rows);
            }
        }
        let increment = delivery.dataset().scenario().record().increment;
        late.extend(increment.into_iter().flat_map(|increment| increment.late_files));
    }
    let after = scenario.window().last().plus_days(1).to_string();
    let missing: BTreeSet<&str> =
        late.iter().filter(|file| file.arrives == after).map(|file| file.path.as_str()).collect();
    // A day without orders has no file that could be late.
    assert!(whole.keys().all(|path| missing.contains(path.as_str())), "{:?}", whole.keys());
    if has_faults_of_text {
        return;
    }
    for (path, bytes) in files_below(&place.path("whole")).into_iter().filter(|(path, _)| path.starts_with("sensors/"))
    {
        let rows: Vec<String> = read(&path, &bytes).rows.into_iter().map(|row| row.text).collect();
        assert!(readings.remove(&path).is_some_and(|found| found == rows), "{path}");
    }
    assert!(readings.is_empty());
}

#[test]
fn partitions_of_a_feed_are_those_of_one_run() {
    assert_partitions_are_the_runs(&small("none"));
    assert_partitions_are_the_runs(&small("default"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn partitions_of_any_feed_are_those_of_one_run(
        seed: u64, days in 1_u32..9, policy in prop::sample::select(vec!["none", "castable", "structural", "temporal", "drift", "chaos"])
    ) {
        let policy = Policy::builtin(policy).unwrap();
        let scenario = scenario(seed, "0.001", window("2024-12-27", days)).with_anomalies(policy);
        assert_partitions_are_the_runs(&scenario);
    }
}

#[test]
fn the_last_snapshots_are_those_of_one_run() {
    let scenario = small("none");
    let place = Place::new();
    write(&place, &feed(&scenario));
    place.write("whole", &in_one(&scenario).dataset(), None).unwrap();
    let last = files_of(&place, "2025-01-06");
    let whole = files_below(&place.path("whole"));
    for path in ["customers.csv", "products.csv", "stores.csv", "suppliers.csv", "shipments.parquet"] {
        assert!(last[path] == whole[path], "{path}");
    }
    // The table of returns has another history, and the same rows in the end.
    let dataset = |scenario: &Scenario| scenario.dataset();
    let day = feed(&scenario).on(date("2025-01-06")).unwrap();
    let rows = |dataset: &Dataset| {
        let batches: Vec<_> = dataset.batches(Table::Returns).map(Result::unwrap).collect();
        let mut text = Vec::new();
        let encoder = retailgen_sinks::csv::CsvEncoder::new(Table::Returns.definition());
        for batch in &batches {
            encoder.encode(batch, &mut text).unwrap();
        }
        String::from_utf8(text)
            .unwrap()
            .lines()
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect::<BTreeSet<_>>()
    };
    let (of_feed, of_run) = (rows(day.dataset()), rows(&dataset(&in_one(&scenario))));
    assert!(of_feed.len() > 3 && of_feed.is_superset(&of_run), "{} {}", of_feed.len(), of_run.len());
}

/// Addresses are given by blocks of 8,192 customers, one of which ends among the newcomers of a day.
#[test]
fn customers_are_the_same_where_a_block_ends_within_a_day() {
    let scenario = scenario(12, "1", window("2025-01-01", 200)).with_tables([Table::Customers]).unwrap();
    let feed = Feed::new(&scenario, date("2024-12-31")).unwrap();
    let delivered = |day: i32| feed.on(date("2025-01-01").plus_days(day)).unwrap().dataset().clone();
    let blocks = |day: i32| delivered(day).plan().rows() / 8_192;
    let day = (1..200).find(|day| blocks(day - 1) != blocks(*day)).expect("a block ends in these months");
    let text = |dataset: &Dataset| csv(Table::Customers, &batches(dataset, Table::Customers));
    let delivered = delivered(day);
    let alone = Window::new(delivered.scenario().window().last(), 1).unwrap();
    assert!(text(&delivered) == text(&delivered.over(alone)));
}

#[test]
fn snapshots_change_from_day_to_day() {
    let scenario =
        scenario(12, "0.02", window("2025-01-01", 14)).with_tables([Table::Products, Table::Customers]).unwrap();
    let place = Place::new();
    write(&place, &feed(&scenario));
    let rows = |day: &str, path: &str| -> BTreeSet<String> {
        let files = files_of(&place, day);
        read(path, &files[path]).rows.into_iter().map(|row| row.text).collect()
    };
    for path in ["products.csv", "customers.csv"] {
        let (first, last) = (rows("2025-01-01", path), rows("2025-01-14", path));
        let gone = first.difference(&last).count();
        assert!(gone > 0 && gone * 2 < first.len(), "{path}: {gone} of {}", first.len());
    }
}

/// The history of a table, folded from its snapshots as they lie in the landing folder.
fn folded(place: &Place, feed: &Feed, path: &str) -> String {
    let mut versions: BTreeMap<u64, Vec<(String, String)>> = BTreeMap::new();
    let mut header = String::new();
    for delivery in feed.deliveries() {
        let files = files_of(place, &delivery.name());
        let contents = read(path, &files[path]);
        let day = delivery.dataset().scenario().window().last().to_string();
        contents.header.trim_end().clone_into(&mut header);
        for row in contents.rows {
            let key = row.cells[0].as_deref().unwrap().parse().unwrap();
            let (text, of_key) = (row.text.trim_end().to_owned(), versions.entry(key).or_default());
            if of_key.last().is_none_or(|(_, last)| *last != text) {
                of_key.push((day.clone(), text));
            }
        }
    }
    let mut lines = vec![format!("{header},version,valid_from,valid_to,is_current")];
    for of_key in versions.values() {
        for (number, (from, text)) in of_key.iter().enumerate() {
            let end = of_key.get(number + 1).map_or("", |(next, _)| next.as_str());
            lines.push(format!("{text},{},{from},{end},{}", number + 1, end.is_empty()));
        }
    }
    lines.join("\n") + "\n"
}

fn history(feed: &Feed, table: Table, convention: HistoryConvention) -> String {
    let mut text = Vec::new();
    feed.write_history(table, convention, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn the_history_of_a_dimension_is_the_fold_of_its_snapshots() {
    let tables = [Table::Customers, Table::Products, Table::Stores, Table::Suppliers];
    let scenario = scenario(5, "0.03", window("2025-01-01", 12)).with_tables(tables).unwrap();
    let place = Place::new();
    let feed = feed(&scenario);
    write(&place, &feed);
    for table in tables {
        let expected = folded(&place, &feed, table.definition().path);
        assert!(history(&feed, table, HistoryConvention::Plain) == expected, "{table}");
        assert!(table == Table::Stores || expected.contains(",2,2025-01-"), "{table} does not change");
        // The other conventions say the same of the same rows.
        let life = |line: &str, columns: usize| line.rsplit(',').take(columns).map(str::to_owned).collect::<Vec<_>>();
        for (convention, columns) in
            [(HistoryConvention::Dbt, 2), (HistoryConvention::Spark, 2), (HistoryConvention::TpcDi, 3)]
        {
            let told = history(&feed, table, convention);
            assert_eq!(told.lines().count(), expected.lines().count());
            for (plain, line) in expected.lines().zip(told.lines()).skip(1) {
                let [is_current, to, from, _] = life(plain, 4).try_into().unwrap();
                let wanted = match convention {
                    HistoryConvention::TpcDi if to.is_empty() => vec![is_current, "9999-12-31".to_owned(), from],
                    HistoryConvention::TpcDi => vec![is_current, to, from],
                    _ => vec![to, from],
                };
                assert_eq!(life(line, columns), wanted);
            }
        }
    }
    let refused = feed.write_history(Table::Returns, HistoryConvention::Plain, &mut Vec::new());
    assert!(matches!(refused, Err(DatasetError::NoDimension(Table::Returns))));
}

/// Newcomers of more days than one, and of a scale at which they fill the blocks of a first load.
#[test]
fn a_history_has_newcomers_of_each_day_once() {
    let scenario = scenario(5, "0.2", window("2025-01-01", 5)).with_tables([Table::Customers]).unwrap();
    let text = history(&feed(&scenario), Table::Customers, HistoryConvention::Plain);
    let number = |cell: &Option<String>| cell.as_deref().unwrap().parse::<u64>().unwrap();
    let rows = read("customers.csv", text.as_bytes()).rows;
    let keys: Vec<(u64, u64)> =
        rows.iter().map(|row| (number(&row.cells[0]), number(&row.cells[row.cells.len() - 4]))).collect();
    assert!(keys.is_sorted() && keys.iter().collect::<BTreeSet<_>>().len() == keys.len());
    let customers = keys.iter().filter(|(_, version)| *version == 1).count();
    assert!(customers > 16_000 && keys.len() > customers, "{customers} {}", keys.len());
}

/// The rows of a snapshot.
fn rows_of(place: &Place, delivery: &str, path: &str) -> Vec<Vec<Option<String>>> {
    let files = files_of(place, delivery);
    read(path, &files[path]).rows.into_iter().map(|row| row.cells).collect()
}

#[test]
fn changed_snapshots_are_what_differs_from_the_day_before() {
    let tables = [Table::Customers, Table::Products, Table::Stores, Table::Suppliers, Table::Shipments];
    let scenario = scenario(5, "0.05", window("2025-01-01", 6)).with_tables(tables).unwrap();
    let (whole, changed) = (Place::new(), Place::new());
    let feed = feed(&scenario);
    let of_changes = feed.clone().with_snapshots(Snapshots::Changed);
    write(&whole, &feed);
    write(&changed, &of_changes);
    for table in tables {
        let path = table.definition().path;
        let mut before: BTreeSet<_> = rows_of(&whole, "initial", path).into_iter().collect();
        assert!(before == rows_of(&changed, "initial", path).into_iter().collect());
        let mut all = 0;
        for delivery in feed.deliveries().skip(1) {
            let now = rows_of(&whole, &delivery.name(), path);
            let expected: Vec<_> = now.iter().filter(|row| !before.contains(*row)).cloned().collect();
            assert!(rows_of(&changed, &delivery.name(), path) == expected, "{table} on {}", delivery.name());
            all += expected.len();
            before = now.into_iter().collect();
        }
        assert!(all > 0 || table == Table::Stores, "{table}");
    }
    for table in [Table::Customers, Table::Products] {
        let of = |feed: &Feed| history(feed, table, HistoryConvention::Plain);
        assert_eq!(of(&feed), of(&of_changes));
    }
}

/// Over many days about as many rows are spoiled as the policy asks for, though no block knows of another.
#[test]
fn changed_snapshots_have_their_faults() {
    let rule =
        "[[rule]]\nid = \"carrier\"\ntable = \"shipments\"\ncolumn = \"carrier\"\nkind = \"null\"\nrate = 0.05\n";
    let policy = Policy::parse(rule, "nulls.toml").unwrap();
    let scenario = scenario(5, "0.02", window("2025-01-01", 14)).with_tables([Table::Shipments]).unwrap();
    let place = Place::new();
    let feed = feed(&scenario.with_anomalies(policy)).with_snapshots(Snapshots::Changed);
    write(&place, &feed);
    let (mut rows, mut nulls) = (0, 0);
    for delivery in feed.deliveries().skip(1) {
        let of_day = rows_of(&place, &delivery.name(), "shipments.parquet");
        rows += of_day.len();
        nulls += of_day.iter().filter(|row| row[2].is_none()).count();
    }
    let expected = rows as f64 * 0.05;
    assert!(rows > 1_000 && (nulls as f64 - expected).abs() < 0.3 * expected, "{nulls} of {rows}");
}

#[test]
fn each_delivery_verifies_and_heals_alone() {
    for (policy, snapshots) in [
        ("default", Snapshots::Whole),
        ("chaos", Snapshots::Whole),
        ("default", Snapshots::Changed),
        ("chaos", Snapshots::Changed),
    ] {
        Landing::new(feed(&small(policy)).with_snapshots(snapshots)).assert_each_verifies_and_heals();
    }
}

#[test]
fn a_day_alone_has_the_bytes_that_it_has_among_others() {
    let scenario = small("default");
    let place = Place::new();
    let feed = feed(&scenario);
    write(&place, &feed);
    let alone = Place::new();
    let day = Feed::new(&scenario.clone().with_window(window("2024-12-28", 40)), date(SINCE)).unwrap();
    let truth = alone.path("landing.truth");
    let mut options = WriteOptions::default();
    options.truth = Some(&truth);
    day.on(date("2025-01-03")).unwrap().write(&alone.path("landing"), &options).unwrap();
    let both = ["landing", "landing.truth"].map(|folder| format!("{folder}/2025-01-03"));
    assert!(both.iter().all(|folder| files_below(&alone.path(folder)) == files_below(&place.path(folder))));
}

/// The faults of a snapshot's rows: kind, key, column and what stands there.
fn faults_of(labels: &[Label], path: &str) -> BTreeSet<String> {
    let of_rows = labels.iter().filter(|label| label.file == path && !label.decoy && label.level != "file");
    let in_words = |label: &Label| format!("{} {} {:?} {:?}", label.kind, label.key, label.column, label.dirty);
    of_rows.map(in_words).collect()
}

#[test]
fn faults_of_snapshots_stay_with_their_rows() {
    let scenario = scenario(3, "0.02", window("2025-01-01", 8)).with_anomalies(Policy::builtin("default").unwrap());
    let place = Place::new();
    write(&place, &feed(&scenario));
    let of_day = |day: &str| labels(&place.path("landing.truth").join(day));
    let (first, last) = (of_day("initial"), of_day("2025-01-08"));
    for path in ["customers.csv", "products.csv", "stores.csv", "suppliers.csv"] {
        let (first, last) = (faults_of(&first, path), faults_of(&last, path));
        let stays = first.intersection(&last).count();
        // Some rows have changed below their fault, or no longer carry it.
        assert!(stays * 20 >= first.len() * 19 && stays > 3, "{path}: {stays} of {}", first.len());
    }
}

#[test]
fn another_feed_is_refused_before_anything_is_written() {
    let scenario = scenario(12, "0.001", window("2025-01-01", 2)).with_tables([Table::Stores]).unwrap();
    let place = Place::new();
    write(&place, &feed(&scenario));
    let landing = place.path("landing");
    let before = files_below(&landing);
    let other_seed = Scenario::new(13).with_scale(scenario.scale()).with_window(window("2025-01-03", 2));
    for other in [
        Feed::new(&other_seed.with_tables([Table::Stores]).unwrap(), date("2025-01-02")).unwrap(),
        Feed::new(&scenario, date("2024-12-21")).unwrap(),
        Feed::new(&scenario.clone().with_window(window("2025-01-02", 2)), date(SINCE)).unwrap(),
    ] {
        let refused = other.write(&landing, &WriteOptions::default());
        assert!(matches!(refused, Err(DatasetError::AnotherFeed { .. })), "{refused:?}");
        assert_eq!(files_below(&landing), before);
    }
    // The same feed goes on, over a folder that is none of a delivery.
    std::fs::write(landing.join("notes.txt"), "mine").unwrap();
    let longer = feed(&scenario.clone().with_window(window("2025-01-01", 4)));
    longer.write(&landing, &WriteOptions::default()).unwrap();
    assert!(landing.join("2025-01-04/stores.csv").exists());
    assert!(longer.look(&landing, &WriteOptions::default()).is_ok());
}

#[test]
fn a_feed_needs_days_before_it_and_an_increment_takes_no_days() {
    let scenario = scenario(12, "0.001", window("2025-01-01", 2));
    let refused = Feed::new(&scenario, date("2025-01-01")).unwrap_err().to_string();
    assert_eq!(
        refused,
        "the first load of a feed has days before the first one that arrives, 2025-01-01, so it cannot begin on 2025-01-01: give \
         an earlier --since, or a later --start-date"
    );
    let place = Place::new();
    write(&place, &feed(&scenario));
    let day = feed(&scenario).on(date("2025-01-02")).unwrap();
    let refused = day.dataset().append(&place.path("landing/2025-01-02"), 1, &WriteOptions::default());
    assert!(matches!(refused, Err(DatasetError::AppendToIncrement(_))), "{refused:?}");
    let first = feed(&scenario).first_load();
    let refused = first.dataset().append(&place.path("landing/initial"), 1, &WriteOptions::default());
    assert!(matches!(refused, Err(DatasetError::AppendToFirstLoad(_))), "{refused:?}");
    let inside = scenario.dataset().write(&place.path("landing/2025-01-02/more"), &WriteOptions::default());
    assert!(matches!(inside, Err(DatasetError::Folder(FolderError::WithinRun { .. }))), "{inside:?}");
}
