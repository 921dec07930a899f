//! What holds of the tables alike.

use std::collections::{BTreeMap, BTreeSet};

use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{Decimal128Type, TimestampMicrosecondType},
};
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

#[test]
fn prices_end_with_the_sale() {
    let world = World::new(Seed(3), "0.1".parse().unwrap());
    let prices = |date: Date| {
        let window = Window::new(date, 1).unwrap();
        let rows = open(&world, window, &parts(&world, window, Table::Products)[0]).batch(0);
        let prices = rows.column_by_name("current_price").unwrap().as_primitive::<Decimal128Type>().values().to_vec();
        let ended = rows.column_by_name("is_discontinued").unwrap().as_boolean().clone();
        (prices, ended)
    };
    let ((before, ended), (after, _)) = (prices(Date::new(2023, 1, 1)), prices(Date::new(2024, 12, 1)));
    let changed = |has_ended: bool| {
        let products = (0..before.len()).filter(|&product| ended.value(product) == has_ended);
        let (of, changed): (Vec<usize>, Vec<usize>) =
            (products.clone().collect(), products.filter(|&product| before[product] != after[product]).collect());
        (of.len(), changed.len())
    };
    let (ended, changed_after_the_end) = changed(true);
    let (sold, changed_in_sale) = changed(false);
    assert!(ended > 100 && changed_after_the_end == 0, "{changed_after_the_end} of {ended}");
    assert!(changed_in_sale * 2 > sold, "{changed_in_sale} of {sold}");
}

/// Women who marry take another name, and keep their address at the provider; nobody else does.
#[test]
fn surnames_change_with_marriages_alone() {
    let world = |a_year: f64| {
        let mut parameters = crate::Parameters::default();
        parameters.customers.new_surname_a_year = a_year;
        World::with_parameters(Seed(3), "0.1".parse().unwrap(), parameters)
    };
    let columns = |world: &World, date: Date, names: [&str; 3]| -> Vec<[String; 3]> {
        let window = Window::new(date, 1).unwrap();
        let part = &parts(world, window, Table::Customers)[0];
        let rows = open(world, window, part).batch(0);
        let text = |name: &str, row| rows.column_by_name(name).unwrap().as_string::<i32>().value(row).to_owned();
        (0..rows.num_rows()).map(|row| names.map(|name| text(name, row))).collect()
    };
    let names = ["first_name", "last_name", "email"];
    let (early, late) = (Date::new(2022, 1, 1), Date::new(2024, 1, 1));
    let usual = world(0.05);
    let (before, after) = (columns(&usual, early, names), columns(&usual, late, names));
    let changed: Vec<usize> = (0..before.len()).filter(|&row| before[row][1] != after[row][1]).collect();
    for (customer, (before, after)) in before.iter().zip(&after).enumerate() {
        assert!((&before[0], &before[2]) == (&after[0], &after[2]));
        assert!(before[1] == after[1] || usual.people.is_woman(customer as u64));
    }
    // A tenth of the women in two years, but for those who share a name with others of their household.
    let women = (0..before.len()).filter(|&customer| usual.people.is_woman(customer as u64)).count();
    let share = changed.len() as f64 / women as f64;
    assert!((0.06..0.1).contains(&share), "{share}");
    let never = world(0.0);
    assert!(columns(&never, early, names)[..] == columns(&never, late, names)[..before.len()]);
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
