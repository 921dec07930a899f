//! Sensors: one reading an hour within what a shelf can have, in the file of its store and month.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::{
    self, DAY,
    contents::instant,
    datasets, files,
    rows::{Instant, Reading},
    scenario, window, world_of,
};
use retailgen::Table;

#[test]
fn a_file_has_the_readings_of_its_store_and_month_in_the_window() {
    for dataset in datasets() {
        let window = dataset.scenario().window();
        let days = window.first().days()..=window.last().days();
        for file in files(&world_of(dataset), window, Table::Sensors) {
            let (_, rest) = file.path.split_once("store_id=").unwrap();
            let (store, rest) = rest.split_once("/month=").unwrap();
            let month = rest.strip_suffix("/sensors.csv").unwrap();
            let readings = Reading::read(&file.batches);
            // Readings come as they are sent: hour by hour, and within one shelf by shelf.
            assert!(readings.is_sorted_by_key(|reading| reading.sensor_ts.0 / (DAY / 24)), "{}", file.path);
            for reading in readings {
                assert_eq!(reading.store_id.to_string(), store, "{}", file.path);
                assert!(instant(reading.sensor_ts.0).starts_with(month), "{reading:?} in {}", file.path);
                assert!(days.contains(&reading.sensor_ts.day().0), "{reading:?}");
            }
        }
    }
}

/// Least and greatest temperature of a shelf, in hundredths of a degree: cold store, freezer, or open shelf.
fn temperatures(shelf_id: &str) -> std::ops::RangeInclusive<i128> {
    match &shelf_id[..2] {
        "CH" => -200..=1_800,
        "FR" => -3_000..=200,
        "AM" => 800..=3_800,
        other => panic!("no shelf is called {other}"),
    }
}

#[test]
fn readings_are_what_the_shelf_and_the_battery_can_have() {
    let mut shelves: BTreeMap<String, usize> = BTreeMap::new();
    for dataset in datasets() {
        for reading in Reading::read(&support::batches(dataset, Table::Sensors)) {
            assert!(temperatures(&reading.shelf_id).contains(&reading.temperature_c), "{reading:?}");
            assert!((0..=10_000).contains(&reading.humidity_pct), "{reading:?}");
            assert!((2_400..=3_800).contains(&reading.battery_mv), "{reading:?}");
            *shelves.entry(reading.shelf_id[..2].to_owned()).or_default() += 1;
        }
    }
    assert!(shelves.len() == 3 && shelves.values().all(|&readings| readings > 1_000), "{shelves:?}");
}

#[test]
fn a_sensor_reads_once_an_hour_and_is_silent_now_and_then() {
    let dataset = scenario(3, "0.05", window("2024-06-01", 60)).dataset();
    let mut hours: BTreeMap<(i64, String), BTreeSet<i64>> = BTreeMap::new();
    for Reading { sensor_ts: Instant(at), store_id, shelf_id, .. } in
        Reading::read(&support::batches(&dataset, Table::Sensors))
    {
        assert!(hours.entry((store_id, shelf_id)).or_default().insert(at / (DAY / 24)), "twice in the hour of {at}");
    }
    let (mut due, mut read) = (0, 0);
    for hours in hours.values() {
        due += hours.last().unwrap() - hours.first().unwrap() + 1;
        read += hours.len() as i64;
    }
    assert!(due > 30_000 && read < due && read * 100 > due * 95, "{read} of {due}");
}

#[test]
fn batteries_run_down_and_are_replaced() {
    let dataset = scenario(3, "0.02", window("2023-01-01", 1_000)).dataset();
    let mut days: BTreeMap<(i64, String), Vec<i32>> = BTreeMap::new();
    for reading in Reading::read(&support::batches(&dataset, Table::Sensors)) {
        days.entry((reading.store_id, reading.shelf_id)).or_default().push(reading.battery_mv);
    }
    let mut replaced = 0;
    for readings in days.values() {
        // Smoothed over a hundred readings, the voltage falls but where a new battery lifts it at once.
        let levels: Vec<i32> = readings.chunks_exact(100).map(|hundred| hundred.iter().sum::<i32>() / 100).collect();
        replaced += levels.windows(2).filter(|pair| pair[1] > pair[0] + 150).count();
        assert!(levels.iter().max().unwrap() - levels.iter().min().unwrap() < 1_400);
    }
    assert!(replaced > days.len() / 2 && replaced < days.len() * 8, "{replaced} of {}", days.len());
}
