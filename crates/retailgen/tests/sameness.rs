//! The same scenario gives the same bytes: for any threads, tables, window and order of blocks; another seed others.
#![allow(clippy::unwrap_used, reason = "a test; its helpers are not marked as such")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    num::NonZeroUsize,
    path::Path,
    sync::LazyLock,
};

use proptest::{prelude::*, sample};
use retailgen::{Dataset, GENERATED_TABLES, NoProgress, Scale, Scenario, Seed, Table, Window, WriteOptions};
use retailgen_tables::{Part, World, open, parts};
use sha2::{Digest, Sha256};
use support::{batches, csv, rows::Customer, scenario, texts, window, world, world_of};

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
    sample::subsequence(GENERATED_TABLES.to_vec(), 1..=GENERATED_TABLES.len())
}

/// Writes a dataset and reads back every file but the manifest, which is checked against them.
fn written(dataset: &Dataset, threads: usize) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("data");
    let mut options = WriteOptions::default();
    options.threads = NonZeroUsize::new(threads).unwrap();
    let outcome = dataset.write(&root, &options, &NoProgress).unwrap();
    let mut found = BTreeMap::new();
    collect(&root, &root, &mut found);
    assert!(found.remove("_manifest.json").is_some());
    for file in &outcome.manifest().files {
        let text = &found[&file.path];
        assert_eq!(file.bytes, text.len() as u64, "{}", file.path);
        assert_eq!(file.sha256.0[..], Sha256::digest(text)[..], "{}", file.path);
    }
    let listed: Vec<&str> = outcome.manifest().files.iter().map(|file| file.path.as_str()).collect();
    let plan = dataset.plan();
    assert!(listed.iter().eq(plan.files().iter().map(retailgen::PlannedFile::path).collect::<Vec<_>>().iter()));
    assert!(found.keys().eq(listed.into_iter().collect::<BTreeSet<_>>()), "manifest and folder differ");
    found
}

fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let below: Vec<_> = path.strip_prefix(root).unwrap().iter().map(|part| part.to_str().unwrap()).collect();
            found.insert(below.join("/"), fs::read(&path).unwrap());
        }
    }
}

/// What should be in the folder, made in memory file by file.
fn expected(dataset: &Dataset, world: &World) -> BTreeMap<String, Vec<u8>> {
    let tables = dataset.scenario().tables().iter();
    tables.flat_map(|&table| texts(world, dataset.scenario().window(), table)).collect()
}

fn assert_same_files(found: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>) {
    assert!(found.keys().eq(expected.keys()), "other files: {:?}", found.keys());
    for (path, text) in expected {
        assert!(found[path] == *text, "{path} differs");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    #[test]
    fn files_hold_the_batches_for_any_threads_and_tables(
        seed: u64, scale in scales(), window in windows(20), tables in tables(), threads in 1_usize..=5,
    ) {
        let scenario = Scenario::new(seed).with_scale(scale).with_window(window).with_tables(tables).unwrap();
        let dataset = scenario.dataset();
        let world = world_of(&dataset);
        let files = written(&dataset, threads);
        assert_same_files(&files, &expected(&dataset, &world));
        // The facade's batches are the files of a table without their headers, one after the other.
        for &table in scenario.tables() {
            let header = csv(table, &[]);
            let bodies = dataset.plan().files().iter().filter(|file| file.table() == table).map(|file| {
                files[file.path()].strip_prefix(&header[..]).unwrap().to_vec()
            }).collect::<Vec<_>>().concat();
            prop_assert!(csv(table, &batches(&dataset, table))[header.len()..] == bodies, "{table}");
        }
    }

    #[test]
    fn a_day_is_the_same_in_every_window(
        seed: u64, scale in scales(), one in windows(40), other in windows(40), shift in 0_i32..40,
    ) {
        let start = one.first().plus_days(shift.min(one.days() as i32 - 1));
        let left = (support::whole_life().last().days() - start.days() + 1) as u32;
        let overlapping = Window::new(start, other.days().min(left)).unwrap();
        let world = World::new(Seed(seed), scale);
        for table in [Table::OrdersHeader, Table::OrdersLines] {
            let (ones, others) = (texts(&world, one, table), texts(&world, overlapping, table));
            for date in one.dates().filter(|date| overlapping.dates().any(|other| other == *date)) {
                let path = table.definition().path_for(&[("order_dt", &date.to_string())]).unwrap();
                prop_assert!(ones.get(&path) == others.get(&path), "{path} depends on the window");
            }
        }
    }

    #[test]
    fn seeds_differ_in_every_table(seed: u64, step in 1_u64.., scale in scales()) {
        let [one, other] = [seed, seed.wrapping_add(step)].map(|seed| Scenario::new(seed).with_scale(scale).dataset());
        for table in GENERATED_TABLES {
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
    for table in [Table::Customers, Table::Products, Table::Stores, Table::Suppliers, Table::OrdersHeader] {
        assert!(rows(0, table).is_disjoint(&rows(1, table)), "{table}");
    }
}

/// A world whose files have many blocks, and days with several.
static LARGE: LazyLock<World> = LazyLock::new(|| world(42, "4"));

/// For each table, one file of many blocks, with the text of every block in order.
static BLOCKS: LazyLock<Vec<(Part, Vec<Vec<u8>>)>> = LazyLock::new(|| {
    GENERATED_TABLES
        .into_iter()
        .map(|table| {
            let part = parts(&LARGE, black_friday(), table).swap_remove(0);
            let rows = open(&LARGE, black_friday(), &part);
            let blocks = 0..part.blocks.min(12);
            let texts = blocks.map(|block| csv(table, &[rows.batch(block)])).collect();
            (part, texts)
        })
        .collect()
});

fn black_friday() -> Window {
    window("2024-11-29", 1)
}

#[test]
fn blocks_can_be_made_in_any_order() {
    for (part, texts) in BLOCKS.iter() {
        assert!(texts.len() > 1, "{} has one block only, which shows nothing", part.table);
        // Backwards on one opening, each again, and every block as the first of an opening of its own.
        let rows = open(&LARGE, black_friday(), part);
        for block in (0..texts.len()).rev().chain(0..texts.len()) {
            assert!(csv(part.table, &[rows.batch(block)]) == texts[block], "{} block {block}", part.table);
        }
        let alone = texts.len() - 1;
        let rows = open(&LARGE, black_friday(), part);
        assert!(csv(part.table, &[rows.batch(alone)]) == texts[alone], "{} block {alone} alone", part.table);
    }
}

#[test]
fn blocks_can_be_made_on_several_threads() {
    for (part, texts) in BLOCKS.iter() {
        let rows = open(&LARGE, black_friday(), part);
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
    let tables = [Table::Products, Table::Stores, Table::Suppliers, Table::OrdersHeader, Table::OrdersLines];
    let dataset = scenario(42, "4", black_friday()).with_tables(tables).unwrap().dataset();
    let expected = expected(&dataset, &LARGE);
    for threads in [1, 2, 5] {
        assert_same_files(&written(&dataset, threads), &expected);
    }
}

#[test]
fn later_snapshots_keep_who_was_there() {
    let snapshot =
        |end: &str| Customer::read(&batches(&scenario(5, "0.02", window(end, 1)).dataset(), Table::Customers));
    let (earlier, later) = (snapshot("2019-06-30"), snapshot("2031-01-01"));
    assert!(earlier.len() < later.len());
    let fixed = |customer: &Customer| {
        let texts = [&customer.natural_key, &customer.first_name, &customer.last_name, &customer.email];
        (texts.map(Clone::clone), customer.customer_id, customer.birth_date, customer.join_ts)
    };
    for (before, after) in earlier.iter().zip(&later) {
        assert_eq!(fixed(before), fixed(after));
        assert_eq!(before.country_code, after.country_code);
    }
    let moved = earlier.iter().zip(&later).filter(|(before, after)| before.postcode != after.postcode).count();
    assert!(moved > 0, "in eleven years nobody moved");
}
