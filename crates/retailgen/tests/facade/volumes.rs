//! Volumes: how many rows each table has, by scale and window, and that the plan says so beforehand.

use std::collections::BTreeMap;

use crate::support::{self, batches, count, date, files, scale, scenario, window, world, world_of};
use proptest::prelude::*;
use retailgen::{Dataset, Rows, Scale, Scenario, Table, Window, WriteOptions};

/// Rows at scale 1, and the fewest there are, as the contract has them.
const DIMENSIONS: [(Table, u64, u64); 4] = [
    (Table::Customers, 80_000, 20),
    (Table::Products, 25_000, 60),
    (Table::Stores, 5_000, 4),
    (Table::Suppliers, 8_000, 5),
];

/// Hundred-thousandths of `rows`, rounded half up.
fn scaled(rows: u64, hundred_thousandths: u64) -> u64 {
    (rows * hundred_thousandths + 50_000) / 100_000
}

fn rows(dataset: &Dataset, table: Table) -> u64 {
    count(&batches(dataset, table))
}

/// Checks a plan against what is generated; returns the rows of each table.
fn assert_plan_holds(dataset: &Dataset) -> BTreeMap<Table, u64> {
    let world = world_of(dataset);
    let plan = dataset.plan();
    let mut totals = BTreeMap::new();
    for table in Table::ALL {
        let generated = files(&world, dataset.scenario().window(), table);
        let planned: Vec<_> = plan.files().iter().filter(|file| file.table() == table).collect();
        assert_eq!(generated.len(), planned.len(), "{table}");
        let mut total = 0;
        for (planned, file) in planned.iter().zip(&generated) {
            let rows = count(&file.batches);
            assert_eq!(planned.path(), file.path);
            // The one file of shipments is there even where nothing has left yet.
            assert!(rows > 0 || table == Table::Shipments, "{} is empty", file.path);
            if let Rows::Exact(expected) = planned.rows() {
                assert_eq!(rows, expected, "{}", file.path);
            }
            // Few returns are counted for the plan.
            let is_exact = table.definition().volume.is_exact() || table == Table::Returns;
            assert!(is_exact || !matches!(planned.rows(), Rows::Exact(_)), "{table}");
            total += if planned.is_current() { rows } else { 0 };
        }
        if let Some(totals) = plan.by_table().into_iter().find(|totals| totals.table == table) {
            assert_eq!(totals.files, generated.len(), "{table}");
            match totals.rows {
                Rows::Exact(expected) => assert_eq!(total, expected, "{table}"),
                Rows::About(about) if total > 10_000 => {
                    assert!(about.abs_diff(total) < total / 10, "{table}: about {about}, in fact {total}");
                }
                Rows::About(_) => {}
            }
        }
        totals.insert(table, total);
    }
    assert_eq!(plan.rows(), plan.files().iter().map(|file| file.rows().count()).sum::<u64>());
    totals
}

#[test]
fn dimensions_meet_their_volume_at_the_end_of_2024() {
    for (text, hundred_thousandths) in
        [("0.0001", 10), ("0.00058", 58), ("0.0013", 130), ("0.01", 1_000), ("0.05001", 5_001), ("0.3", 30_000)]
    {
        let dataset = scenario(42, text, window("2024-12-31", 1)).dataset();
        for (table, at_one, floor) in DIMENSIONS {
            let expected = scaled(at_one, hundred_thousandths).max(floor);
            assert_eq!(rows(&dataset, table), expected, "{table} at scale {text}");
        }
    }
}

#[test]
fn dimensions_grow_and_never_fall_below_their_floor() {
    for text in ["0.0001", "0.004"] {
        let (mut first, mut last) = ([0; 4], [0; 4]);
        for start in ["2015-01-01", "2019-07-01", "2024-12-31", "2025-01-01", "2039-12-31"] {
            let dataset = scenario(1, text, window(start, 1)).dataset();
            let now = DIMENSIONS.map(|(table, ..)| rows(&dataset, table));
            for ((before, now), (table, _, floor)) in last.iter().zip(now).zip(DIMENSIONS) {
                assert!(*before <= now && floor <= now, "{table} on {start}: {before}, then {now}");
            }
            (first, last) = (if start == "2015-01-01" { now } else { first }, now);
        }
        // At the smallest scale all tables stay at their floors.
        assert!(text == "0.0001" || last > first, "{first:?}, then {last:?}");
    }
}

/// A customer among the first ones may have been erased, by any seed.
#[test]
fn no_seed_takes_a_dimension_below_its_floor() {
    for (seed, start) in (0..40).flat_map(|seed| ["2015-01-01", "2016-05-01"].map(|start| (seed, start))) {
        let dataset = scenario(seed, "0.00027", window(start, 1)).with_tables(DIMENSIONS.map(|(table, ..)| table));
        let totals = dataset.unwrap().dataset().plan().by_table();
        for (totals, (table, _, floor)) in totals.iter().zip(DIMENSIONS) {
            assert!(totals.rows.count() >= floor, "{table} of seed {seed} on {start}: {:?}", totals.rows);
        }
    }
}

#[test]
fn orders_of_2024_are_exact_at_any_scale_and_seed() {
    for (seed, text, expected) in [
        (42, "0.0001", 120),
        (7, "0.0001", 120),
        // 1,200,000 times this is 695.5004, just above the half.
        (1, "0.000579583667", 696),
        (2, "0.00058", 696),
        (3, "0.0123", 14_760),
    ] {
        assert_eq!(rows(&scenario(seed, text, Window::default()).dataset(), Table::OrdersHeader), expected, "{text}");
    }
}

#[test]
fn orders_of_other_years_follow_growth() {
    let in_year = |year: i32| {
        let start = retailgen::Date::new(year, 1, 1);
        let days = retailgen::Date::new(year + 1, 1, 1).days() - start.days();
        let window = Window::new(start, days as u32).unwrap();
        rows(&scenario(1, "0.004", window).dataset(), Table::OrdersHeader)
    };
    let years: Vec<u64> = [2015, 2018, 2021, 2024, 2027, 2030, 2039].into_iter().map(in_year).collect();
    assert_eq!(years[3], 4_800);
    assert!(years.is_sorted_by(|a, b| a < b), "{years:?}");
}

#[test]
fn lines_lie_within_their_band() {
    let volume = Table::OrdersLines.definition().volume;
    assert_eq!((volume.low, volume.high), (3_400_000, 4_000_000));
    for (seed, text, hundred_thousandths) in
        [(42, "0.01", 1_000), (7, "0.01", 1_000), (1, "0.03", 3_000), (42, "0.1", 10_000)]
    {
        let lines = rows(&scenario(seed, text, Window::default()).dataset(), Table::OrdersLines);
        let band = scaled(volume.low, hundred_thousandths)..=scaled(volume.high, hundred_thousandths);
        assert!(band.contains(&lines), "{lines} lines at scale {text}, seed {seed}");
    }
}

#[test]
fn what_hangs_on_orders_lies_within_its_band() {
    for (table, low, high) in [
        (Table::Events, 1_960_000, 2_040_000),
        (Table::Sensors, 6_860_000, 7_140_000),
        (Table::Shipments, 970_000, 1_030_000),
    ] {
        let volume = table.definition().volume;
        assert_eq!((volume.low, volume.high), (low, high));
        for (seed, text, hundred_thousandths) in [(42, "0.01", 1_000), (7, "0.0137", 1_370), (1, "0.0137", 1_370)] {
            let rows = rows(&scenario(seed, text, Window::default()).dataset(), table);
            let band = scaled(low, hundred_thousandths)..=scaled(high, hundred_thousandths);
            assert!(band.contains(&rows), "{rows} rows of {table} at scale {text}, seed {seed}");
        }
    }
}

#[test]
fn exchange_rates_do_not_scale() {
    for text in ["0.0001", "0.01", "1000"] {
        assert_eq!(rows(&scenario(42, text, Window::default()).dataset(), Table::ExchangeRates), 1_096 * 7, "{text}");
    }
    // Long windows have a rate for every day; a leap day in the three years makes one more.
    let years = rows(&scenario(42, "0.0001", window("2016-01-01", 2_000)).dataset(), Table::ExchangeRates);
    assert_eq!(years, 2_000 * 7);
    assert_eq!(rows(&scenario(42, "0.0001", window("2023-12-31", 1)).dataset(), Table::ExchangeRates), 1_095 * 7);
}

#[test]
fn sensors_come_with_the_roll_out() {
    let of = |text, start| {
        let dataset = scenario(42, text, window(start, 28)).dataset();
        let files = dataset.plan().files().iter().filter(|file| file.table() == Table::Sensors).count();
        (files, rows(&dataset, Table::Sensors))
    };
    assert_eq!(of("0.0001", "2015-01-01"), (0, 0), "before the first sensor there is no file");
    assert!(of("0.0001", "2039-12-01").1 > 0);
    let (earlier, later) = (of("0.01", "2016-02-01"), of("0.01", "2034-02-01"));
    assert!(earlier.1 > 0 && earlier.1 < later.1, "{earlier:?}, then {later:?}");
}

#[test]
fn days_without_orders_have_no_file() {
    let dataset = scenario(42, "0.0001", Window::default()).dataset();
    let totals = assert_plan_holds(&dataset);
    assert_eq!(totals[&Table::OrdersHeader], 120);
    let days = dataset.plan().by_table().iter().find(|t| t.table == Table::OrdersHeader).unwrap().files;
    assert!(days < 121, "{days}");
    // A window of one empty day has the dimensions, the rates, and a file of shipments with no row.
    let world = world(42, "0.0001");
    let busy: Vec<_> = files(&world, Window::default(), Table::OrdersHeader).iter().map(support::File::date).collect();
    let quiet = Window::default().dates().find(|date| !busy.contains(date)).unwrap();
    let dataset = scenario(42, "0.0001", Window::new(quiet, 1).unwrap()).dataset();
    let tables: Vec<Table> = dataset.plan().files().iter().map(retailgen::PlannedFile::table).collect();
    let expected = DIMENSIONS.map(|(table, ..)| table).into_iter().chain([Table::ExchangeRates, Table::Shipments]);
    assert!(tables.into_iter().eq(expected));
    for table in [Table::OrdersHeader, Table::OrdersLines, Table::Events, Table::Sensors, Table::Shipments] {
        assert_eq!(rows(&dataset, table), 0, "{table}");
    }
}

#[test]
fn a_window_without_orders_has_a_file_of_shipments_all_the_same() {
    let dataset = scenario(42, "0.0001", window("2024-01-02", 1)).dataset();
    assert_eq!(rows(&dataset, Table::OrdersHeader), 0);
    let folder = tempfile::tempdir().unwrap();
    let written = dataset.write(&folder.path().join("data"), &WriteOptions::default()).unwrap();
    let listed: Vec<&str> = written.manifest().files.iter().map(|file| file.path.as_str()).collect();
    assert!(dataset.plan().paths().eq(listed.iter().copied()), "{listed:?}");
    let shipments = std::fs::read(folder.path().join("data/shipments.parquet")).unwrap();
    assert_eq!(support::contents::read("shipments.parquet", &shipments).rows.len(), 0);
}

#[test]
fn the_largest_scale_can_be_planned() {
    let dataset = Scenario::new(1).with_scale(Scale::MAX).dataset();
    let totals: BTreeMap<Table, u64> = dataset.plan().by_table().iter().map(|t| (t.table, t.rows.count())).collect();
    assert_eq!(totals[&Table::Customers], 80_000_000);
    assert_eq!(totals[&Table::OrdersHeader], 1_200_000_000);
    // And any of its blocks is made on its own.
    let mut customers = dataset.batches(Table::Customers);
    assert!(customers.next().unwrap().unwrap().num_rows() > 1_000);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn the_plan_holds(seed: u64, steps in 10_u32..=300, start in 0_i32..9_100, days in 1_u32..=31) {
        let window = Window::new(date("2015-01-01").plus_days(start), days).unwrap();
        let scale = Scale::new(f64::from(steps) / 100_000.0).unwrap();
        let totals = assert_plan_holds(&Scenario::new(seed).with_scale(scale).with_window(window).dataset());
        for (table, _, floor) in DIMENSIONS {
            prop_assert!(totals[&table] >= floor);
        }
        prop_assert!(totals[&Table::OrdersLines] >= totals[&Table::OrdersHeader]);
    }
}

#[test]
fn the_plan_of_a_year_holds() {
    let dataset = scenario(3, "0.01", Window::default()).dataset();
    let totals = assert_plan_holds(&dataset);
    assert_eq!(totals[&Table::OrdersHeader], scale("0.01").rows(1_200_000));
}
