//! What holds of the tables alike.

mod histories;

use std::collections::{BTreeMap, BTreeSet};

use arrow_array::{Array, RecordBatch, cast::AsArray, types::TimestampMicrosecondType};
use proptest::prelude::*;
use retailgen_synth::{Seed, calendar::DAY};

use super::*;

/// The times of day in each column of instants, by the column's name. Those of the events stand in their lines.
fn times_of_day(table: Table, batch: &RecordBatch) -> BTreeMap<String, Vec<u64>> {
    if table == Table::Events {
        let time = |line: &str| {
            let (_, from) = line.split_once("\"event_ts\":\"").unwrap();
            let (time, _) = from.split_once('T').unwrap().1.split_once('"').unwrap();
            time.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
        };
        let lines = batch.column(0).as_string::<i32>();
        return BTreeMap::from([("event_ts".to_owned(), lines.iter().map(|line| time(line.unwrap())).collect())]);
    }
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns());
    let instants = |column: &dyn Array| {
        let times = column.as_primitive_opt::<TimestampMicrosecondType>()?;
        Some(times.iter().flatten().map(|time| time.rem_euclid(DAY) as u64).collect())
    };
    columns.filter_map(|(field, column)| Some((field.name().clone(), instants(column)?))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn times_of_day_differ(
        seed in any::<u64>(),
        scale in prop_oneof![Just("0.001"), Just("0.01"), Just("0.03")],
        start in 0_i32..9_000,
        days in 1_u32..120,
    ) {
        let world = World::new(Seed(seed), scale.parse().unwrap());
        let window = Window::new(crate::window::FIRST_DAY.plus_days(start), days).unwrap();
        for (column, times) in all_times_of_day(&world, window) {
            let distinct = times.iter().collect::<BTreeSet<_>>().len();
            let wanted = 0.3 * times.len().min(86_400) as f64;
            prop_assert!(distinct as f64 >= wanted, "{column}: {distinct} in {}", times.len());
        }
    }
}

/// Some tables have no row in some windows, so the property alone could look at few columns.
#[test]
fn all_columns_of_instants_are_looked_at() {
    let times = all_times_of_day(&World::new(Seed(1), "0.01".parse().unwrap()), Window::default());
    let expected = ["delivered_at", "event_ts", "join_ts", "order_ts", "return_ts", "shipped_at"];
    assert!(times.keys().eq(expected), "{:?}", times.keys());
}

/// The times of day of each column of instants; the readings of a sensor come at even times and are left out.
fn all_times_of_day(world: &World, window: Window) -> BTreeMap<String, Vec<u64>> {
    let mut times: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for table in Table::ALL.into_iter().filter(|&table| table != Table::Sensors) {
        for part in parts(world, window, table).iter().filter(|part| part.is_current()) {
            let rows = open(world, window, part);
            for (column, more) in (0..part.blocks).flat_map(|block| times_of_day(table, &rows.batch(block))) {
                times.entry(column).or_default().extend(more);
            }
        }
    }
    times
}
