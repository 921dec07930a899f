//! The same scenario gives the same bytes: for any threads, tables, window and order of blocks; another seed others.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroUsize,
    sync::LazyLock,
};

use crate::support::{
    self, File, batches, contents,
    contents::table_of,
    csv, files,
    rows::{Customer, Day, Reading},
    scenario, texts, window, world, world_of,
    written::files_below,
};
use proptest::{prelude::*, sample};
use retailgen::{Compression, Currency, Dataset, Scale, Scenario, Table, Window, WriteOptions};
use retailgen_schema::Format;
use retailgen_synth::Seed;
use retailgen_tables::{Part, World, open, parts};
use sha2::{Digest, Sha256};

const FIRST_DAY: &str = "2015-01-01";
const DAYS: u32 = 9_131;

fn scales() -> impl Strategy<Value = Scale> {
    (1_u32..=30).prop_map(|steps| Scale::new(f64::from(steps) / 10_000.0).unwrap())
}

/// Windows of `most` days at most, anywhere in the company's life.
fn windows(most: u32) -> impl Strategy<Value = Window> {
    (0..DAYS, 1..=most).prop_map(|(start, days)| {
        Window::new(support::date(FIRST_DAY).plus_days(start as i32), days.min(DAYS - start)).unwrap()
    })
}

fn tables() -> impl Strategy<Value = Vec<Table>> {
    sample::subsequence(Table::ALL.to_vec(), 1..=Table::ALL.len())
}

/// Writes a dataset and reads back every file but the manifest, which is checked against them.
fn written(dataset: &Dataset, threads: usize) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("data");
    let mut options = WriteOptions::default();
    options.threads = NonZeroUsize::new(threads).unwrap();
    let outcome = dataset.write(&root, &options).unwrap();
    let mut found = files_below(&root);
    assert!(found.remove("_manifest.json").is_some());
    for file in &outcome.manifest().files {
        let text = &found[&file.path];
        assert_eq!(file.bytes, text.len() as u64, "{}", file.path);
        assert_eq!(file.sha256.0[..], Sha256::digest(text)[..], "{}", file.path);
    }
    let listed: Vec<&str> = outcome.manifest().files.iter().map(|file| file.path.as_str()).collect();
    let plan = dataset.plan();
    assert!(listed.iter().copied().eq(plan.paths()), "{listed:?}");
    assert!(found.keys().eq(listed.into_iter().collect::<BTreeSet<_>>()), "manifest and folder differ");
    found
}

/// What should be in the folder, made in memory file by file.
fn expected(dataset: &Dataset, world: &World) -> Vec<File> {
    let tables = dataset.scenario().tables().iter();
    tables.flat_map(|&table| support::files(world, dataset.scenario().window(), table)).collect()
}

fn assert_same_files(found: &BTreeMap<String, Vec<u8>>, expected: &[File]) {
    let with_rows = found.keys().filter(|path| !contents::is_derived(path));
    assert!(with_rows.eq(expected.iter().map(|file| &file.path).collect::<BTreeSet<_>>()), "{:?}", found.keys());
    for file in expected {
        assert_holds(file, &found[&file.path]);
    }
}

/// Checks a file as written against its rows: byte for byte in text, value for value elsewhere.
fn assert_holds(file: &File, bytes: &[u8]) {
    let table = table_of(&file.path);
    let cells = || file.batches.iter().flat_map(contents::texts);
    let holds = match table.definition().format {
        Format::Csv => bytes == csv(table, &file.batches),
        Format::Jsonl => {
            bytes == cells().fold(String::new(), |text, row| text + row[0].as_ref().unwrap() + "\n").as_bytes()
        }
        _ => contents::read(&file.path, bytes).rows.into_iter().map(|row| row.cells).eq(cells()),
    };
    assert!(holds, "{} differs", file.path);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(10) })]

    #[test]
    fn files_hold_the_batches_for_any_threads_and_tables(
        seed: u64, scale in scales(), window in windows(20), tables in tables(), threads in 1_usize..=5,
    ) {
        let scenario = Scenario::new(seed).with_scale(scale).with_window(window).with_tables(tables).unwrap();
        let dataset = scenario.dataset();
        let world = world_of(&dataset);
        let expected = expected(&dataset, &world);
        assert_same_files(&written(&dataset, threads), &expected);
        // The facade gives the batches of a table's files, one file after the other.
        for &table in scenario.tables() {
            let current: BTreeSet<String> = parts(&world, scenario.window(), table).into_iter().filter(Part::is_current).map(|part| part.path).collect();
            let of_table: Vec<_> = expected.iter().filter(|file| current.contains(&file.path)).flat_map(|file| &file.batches).collect();
            prop_assert!(batches(&dataset, table).iter().eq(of_table), "{table}");
        }
    }

    #[test]
    fn the_same_bytes_for_any_threads_and_tables(
        seed: u64, scale in scales(), window in windows(20), tables in tables(), threads in 2_usize..=5,
    ) {
        let all = Scenario::new(seed).with_scale(scale).with_window(window);
        let mut whole = written(&all.dataset(), 1);
        whole.retain(|path, _| tables.contains(&table_of(path)));
        prop_assert!(written(&all.with_tables(tables).unwrap().dataset(), threads) == whole);
    }

    #[test]
    fn a_day_is_the_same_in_every_window(
        seed: u64, scale in scales(), one in windows(40), other in windows(40), shift in 0_i32..40,
    ) {
        let start = one.first().plus_days(shift.min(one.days() as i32 - 1));
        let left = (support::whole_life().last().days() - start.days() + 1) as u32;
        let overlapping = Window::new(start, other.days().min(left)).unwrap();
        let world = World::new(Seed(seed), scale);
        for (table, partition) in
            [(Table::OrdersHeader, "order_dt"), (Table::OrdersLines, "order_dt"), (Table::Events, "event_dt")]
        {
            let (ones, others) = (texts(&world, one, table), texts(&world, overlapping, table));
            for date in one.dates().filter(|date| overlapping.dates().any(|other| other == *date)) {
                let path = table.definition().path_for(&[(partition, &date.to_string())]).unwrap();
                prop_assert!(ones.get(&path) == others.get(&path), "{path} depends on the window");
            }
        }
        // Readings lie in files of a month, by store; so days are compared within them.
        let readings = |window| {
            let mut days: BTreeMap<(i64, Day), Vec<String>> = BTreeMap::new();
            for file in files(&world, window, Table::Sensors) {
                for reading in Reading::read(&file.batches) {
                    days.entry((reading.store_id, reading.sensor_ts.day())).or_default().push(format!("{reading:?}"));
                }
            }
            days
        };
        let (ones, others) = (readings(one), readings(overlapping));
        let shared = |day: &Day| one.dates().any(|date| date.days() == day.0) && overlapping.dates().any(|date| date.days() == day.0);
        let of_shared = |((_, day), _): &(&(i64, Day), &Vec<String>)| shared(day);
        prop_assert!(ones.iter().filter(of_shared).eq(others.iter().filter(of_shared)));
    }

    #[test]
    fn seeds_differ_in_every_table(seed: u64, step in 1_u64.., scale in scales()) {
        let [one, other] = [seed, seed.wrapping_add(step)].map(|seed| Scenario::new(seed).with_scale(scale).dataset());
        for table in Table::ALL {
            let of = |dataset| csv(table, &batches(dataset, table));
            prop_assert!(of(&one) != of(&other), "{table}");
        }
    }
}

#[test]
fn neighbouring_seeds_share_no_row() {
    let rows = |seed, table| -> BTreeSet<String> {
        let dataset = scenario(seed, "0.01", window("2024-06-01", 30)).dataset();
        let text = String::from_utf8(csv(table, &batches(&dataset, table))).unwrap();
        text.lines().skip(1).map(str::to_owned).collect()
    };
    for table in Table::ALL {
        // Lines of orders are few numbers, and every seed has the rate of the Australian dollar.
        if matches!(table, Table::OrdersLines | Table::ExchangeRates) {
            continue;
        }
        assert!(rows(0, table).is_disjoint(&rows(1, table)), "{table}");
    }
}

/// A world whose files have many blocks, and days with several.
static LARGE: LazyLock<World> = LazyLock::new(|| world(42, "4"));

/// The text of every block of a file, in order.
type BlockTexts = Vec<Vec<u8>>;

/// For each table, one file of many blocks, with the window that it is of.
static BLOCKS: LazyLock<Vec<(Window, Part, BlockTexts)>> = LazyLock::new(|| {
    Table::ALL
        .into_iter()
        .map(|table| {
            // Readings and parcels have a block a day, and rates take many years for more than one.
            let window = match table {
                Table::Sensors | Table::Shipments => window("2024-11-27", 3),
                Table::ExchangeRates => support::whole_life(),
                // Nothing comes back on the day of the order, but to stores.
                Table::Returns => window("2024-11-01", 10),
                _ => black_friday(),
            };
            let part = parts(&LARGE, window, table).swap_remove(0);
            let rows = open(&LARGE, window, &part);
            let blocks = 0..part.blocks.min(12);
            let texts = blocks.map(|block| csv(table, &[rows.batch(block)])).collect();
            (window, part, texts)
        })
        .collect()
});

fn black_friday() -> Window {
    window("2024-11-29", 1)
}

#[test]
fn blocks_can_be_made_in_any_order() {
    for (window, part, texts) in BLOCKS.iter() {
        assert!(texts.len() > 1, "{} has one block only, which shows nothing", part.table);
        // Backwards on one opening, each again, and every block as the first of an opening of its own.
        let rows = open(&LARGE, *window, part);
        for block in (0..texts.len()).rev().chain(0..texts.len()) {
            assert!(csv(part.table, &[rows.batch(block)]) == texts[block], "{} block {block}", part.table);
        }
        let alone = texts.len() - 1;
        let rows = open(&LARGE, *window, part);
        assert!(csv(part.table, &[rows.batch(alone)]) == texts[alone], "{} block {alone} alone", part.table);
    }
}

#[test]
fn blocks_can_be_made_on_several_threads() {
    for (window, part, texts) in BLOCKS.iter() {
        let rows = open(&LARGE, *window, part);
        std::thread::scope(|scope| {
            for thread in 0..3 {
                let rows = &rows;
                scope.spawn(move || {
                    for block in (0..texts.len()).filter(|block| block % 3 == thread) {
                        assert!(csv(part.table, &[rows.batch(block)]) == texts[block], "{} block {block}", part.table);
                    }
                });
            }
        });
    }
}

#[test]
fn files_of_many_blocks_are_the_same_for_any_threads() {
    // Customers would take as long as all the others.
    let tables = Table::ALL.into_iter().filter(|table| *table != Table::Customers);
    let dataset = scenario(42, "4", black_friday()).with_tables(tables).unwrap().dataset();
    let expected = expected(&dataset, &LARGE);
    for threads in [1, 2, 5] {
        assert_same_files(&written(&dataset, threads), &expected);
    }
}

#[test]
fn fewer_currencies_keep_the_other_rates_and_all_else() {
    let all = scenario(3, "0.001", window("2024-05-01", 20));
    let some = all.clone().with_currencies([Currency::Usd, Currency::Jpy]).unwrap().dataset();
    let (files, fewer) = (written(&all.dataset(), 2), written(&some, 2));
    assert!(files.keys().eq(fewer.keys()));
    assert!(files.iter().all(|(path, bytes)| path == "exchange_rates.xlsx" || fewer[path] == *bytes));
    let rates =
        |files: &BTreeMap<String, Vec<u8>>| contents::read("exchange_rates.xlsx", &files["exchange_rates.xlsx"]).rows;
    let kept = |row: &contents::Row| matches!(row.cells[1].as_deref(), Some("JPY" | "USD"));
    let all: Vec<_> = rates(&files).into_iter().filter(kept).map(|row| row.cells).collect();
    assert_eq!(all, rates(&fewer).into_iter().map(|row| row.cells).collect::<Vec<_>>());
    assert_eq!(all.len(), 2 * 1_096);
}

#[test]
fn compression_changes_the_bytes_of_parquet_only() {
    let zstd = scenario(3, "0.01", window("2024-05-01", 20));
    let files = written(&zstd.dataset(), 2);
    for compression in [Compression::Snappy, Compression::None] {
        let others = written(&zstd.clone().with_compression(compression).dataset(), 2);
        assert!(files.keys().eq(others.keys()));
        for (path, bytes) in &files {
            if contents::is_derived(path) {
                // The log tells the sizes of the data files.
                assert_ne!(others[path], *bytes);
            } else if path.contains(".parquet") {
                assert_ne!(others[path], *bytes);
                assert!(contents::read(path, bytes).is_same(&contents::read(path, &others[path])));
            } else {
                assert!(others[path] == *bytes, "{path}");
            }
        }
    }
}

#[test]
fn later_snapshots_keep_who_was_there() {
    let snapshot =
        |end: &str| Customer::read(&batches(&scenario(5, "0.02", window(end, 1)).dataset(), Table::Customers));
    let (earlier, later) = (snapshot("2019-06-30"), snapshot("2031-01-01"));
    assert!(earlier.len() < later.len());
    let fixed = |customer: &Customer| {
        let texts = [&customer.natural_key, &customer.first_name];
        (texts.map(Clone::clone), customer.customer_id, customer.birth_date, customer.join_ts)
    };
    // One in a hundred is erased in the year of joining.
    let both: Vec<_> =
        earlier.iter().filter_map(|before| Some((before, Customer::find(&later, before.customer_id)?))).collect();
    assert!(earlier.len() - both.len() <= 3);
    for (before, after) in &both {
        assert_eq!(fixed(before), fixed(after));
        assert_eq!(before.country_code, after.country_code);
    }
    let differ =
        |text: fn(&Customer) -> &str| both.iter().filter(|(before, after)| text(before) != text(after)).count();
    let (moved, renamed) = (differ(|customer| &customer.postcode), differ(|customer| &customer.last_name));
    assert!(moved > 0, "in eleven years nobody moved");
    assert!((1..both.len() / 10).contains(&renamed), "in eleven years {renamed} of {} married", both.len());
    let elsewhere = differ(|customer| &customer.email);
    assert!((both.len() / 10..both.len() / 2).contains(&elsewhere), "{elsewhere} of {} have a new mailbox", both.len());
}
