//! Tests of what changes in the dimensions over time: how often, of which rows, and what stays.

use std::collections::{BTreeMap, BTreeSet};

use arrow_array::{
    Array,
    cast::AsArray,
    types::{Date32Type, Decimal128Type, Int64Type},
};

use super::*;
use crate::Parameters;

/// A tenth of the company, with changed parameters.
fn world(change: impl Fn(&mut Parameters)) -> World {
    let mut parameters = Parameters::default();
    change(&mut parameters);
    World::with_parameters(Seed(3), "0.1".parse().unwrap(), parameters)
}

/// The text of a value of a dimension, nothing for null.
fn text_of(column: &dyn Array, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    let text = column.as_string_opt::<i32>().map(|texts| texts.value(row).to_owned());
    let flag = || Some(column.as_boolean_opt()?.value(row).to_string());
    let date = || Some(column.as_primitive_opt::<Date32Type>()?.value(row).to_string());
    let price = || Some(column.as_primitive_opt::<Decimal128Type>()?.value(row).to_string());
    text.or_else(flag).or_else(date).or_else(price).unwrap()
}

/// The texts of some columns of a dimension's snapshot, by key.
fn snapshot<const N: usize>(world: &World, table: Table, date: Date, columns: [&str; N]) -> BTreeMap<i64, [String; N]> {
    let window = Window::new(date, 1).unwrap();
    let part = &parts(world, window, table)[0];
    let source = open(world, window, part);
    let mut rows = BTreeMap::new();
    for batch in (0..part.blocks).map(|block| source.batch(block)) {
        let keys = batch.column(0).as_primitive::<Int64Type>();
        let text = |name: &str, row| text_of(batch.column_by_name(name).unwrap(), row);
        rows.extend((0..batch.num_rows()).map(|row| (keys.value(row), columns.map(|name| text(name, row)))));
    }
    assert_eq!(part.rows, Rows::Exact(rows.len() as u64));
    rows
}

/// How many of the rows in two snapshots differ, and how many there are.
struct Differing {
    changed: usize,
    of: usize,
}

impl Differing {
    fn share(&self) -> f64 {
        self.changed as f64 / self.of as f64
    }

    /// Whether as many have changed in two years as are due at a rate, to within five standard deviations.
    fn is_due(&self, a_year: f64) -> bool {
        let due = 1.0 - libm::exp(-2.0 * a_year);
        (self.share() - due).abs() <= 5.0 * (due * (1.0 - due) / self.of as f64).sqrt()
    }
}

/// The rows in two snapshots that differ in a column.
fn changed<const N: usize>(
    before: &BTreeMap<i64, [String; N]>,
    after: &BTreeMap<i64, [String; N]>,
    column: usize,
) -> Differing {
    let in_both = || before.iter().filter_map(|(key, row)| Some((row, after.get(key)?)));
    let changed = in_both().filter(|(before, after)| before[column] != after[column]).count();
    Differing { changed, of: in_both().count() }
}

const EARLY: Date = Date::new(2022, 1, 1);
const LATE: Date = Date::new(2024, 1, 1);

#[test]
fn prices_end_with_the_sale() {
    let world = world(|_| {});
    let prices = |date| snapshot(&world, Table::Products, date, ["is_discontinued", "current_price"]);
    let (before, after) = (prices(Date::new(2023, 1, 1)), prices(Date::new(2024, 12, 1)));
    let (ended, sold): (BTreeMap<_, _>, BTreeMap<_, _>) = before.into_iter().partition(|(_, row)| row[0] == "true");
    let after_the_end = changed(&ended, &after, 1);
    assert!(after_the_end.of > 100 && after_the_end.changed == 0, "{} of {}", after_the_end.changed, after_the_end.of);
    assert!(changed(&sold, &after, 1).share() > 0.5);
}

/// Women who marry take another name, and keep their address at the provider; nobody else does.
#[test]
fn surnames_change_with_marriages_alone() {
    let with = |a_year: f64| {
        world(|parameters| {
            parameters.customers.new_surname_a_year = a_year;
            parameters.customers.new_email_a_year = 0.0;
        })
    };
    let columns = |world: &World, date| snapshot(world, Table::Customers, date, ["first_name", "last_name", "email"]);
    let usual = with(0.05);
    let (before, after) = (columns(&usual, EARLY), columns(&usual, LATE));
    assert_eq!((changed(&before, &after, 0).changed, changed(&before, &after, 2).changed), (0, 0));
    let is_woman = |key: i64| usual.people.is_woman(key as u64 - 1);
    let (women, men): (BTreeMap<_, _>, BTreeMap<_, _>) = before.into_iter().partition(|(key, _)| is_woman(*key));
    assert_eq!(changed(&men, &after, 1).changed, 0);
    // A tenth of the women in two years, but for those who share a name with others of their household.
    let share = changed(&women, &after, 1).share();
    assert!((0.06..0.1).contains(&share), "{share}");
    let never = with(0.0);
    assert_eq!(changed(&columns(&never, EARLY), &columns(&never, LATE), 1).changed, 0);
}

#[test]
fn customers_change_their_mailbox_and_nobody_gets_anothers() {
    for a_year in [0.0, 0.03, 0.1] {
        let world = world(|parameters| parameters.customers.new_email_a_year = a_year);
        let emails = |date| snapshot(&world, Table::Customers, date, ["email"]);
        let (before, after) = (emails(EARLY), emails(LATE));
        let elsewhere = changed(&before, &after, 0);
        assert!(elsewhere.is_due(a_year), "{}", elsewhere.share());
        let distinct: BTreeSet<&String> = after.values().map(|[email]| email).collect();
        assert_eq!(distinct.len(), after.len());
        let local = |email: &str| email.split_once('@').map(|(local, _)| local.to_owned());
        assert!(before.iter().all(|(key, [email])| after.get(key).is_none_or(|[now]| local(email) == local(now))));
    }
}

#[test]
fn who_is_erased_was_there_for_a_while_and_has_bought_nothing() {
    let world = world(|_| {});
    let keys = |date| snapshot(&world, Table::Customers, date, []).into_keys().collect::<BTreeSet<i64>>();
    let after = keys(Date::new(2024, 12, 31));
    assert_eq!(after.len(), 8_000);
    let before: BTreeSet<i64> = (1..=12).flat_map(|month| keys(Date::new(2024, month, 15))).collect();
    let gone: Vec<i64> = before.difference(&after).copied().collect();
    assert!((2..20).contains(&gone.len()), "{gone:?}");
    let may_buy = |key: i64| world.customers.may_buy(key as u64 - 1);
    assert!(gone.iter().all(|&key| !may_buy(key)));
    for day in 0..40 {
        let date = Date::new(2024, 7, 1).plus_days(day * 7);
        assert!(world.trading_day(date).orders().iter().all(|order| world.customers.may_buy(order.customer)));
    }
    // In no year does more than one number in a hundred go, and none comes back.
    let last = keys(Date::new(2026, 6, 30));
    let highest = *last.last().unwrap();
    let missing = (1..=highest).filter(|key| !last.contains(key)).count() as f64;
    assert!((0.005..0.0101).contains(&(missing / highest as f64)), "{missing} of {highest}");
    assert!(gone.iter().all(|key| !last.contains(key)));
}

#[test]
fn erasures_follow_their_figures() {
    let gone = |one_in: u64, days: f64| {
        let world = world(|parameters| {
            parameters.customers.erased_one_in = one_in;
            parameters.customers.erased_after_days = days;
        });
        let date = Date::new(2024, 11, 1);
        (snapshot(&world, Table::Customers, date, []).len() as u64, world.customers.growth().by(date))
    };
    let (rows, known) = gone(u64::MAX, 60.0);
    assert_eq!(rows, known);
    let of = |(rows, known): (u64, u64)| known - rows;
    assert!(of(gone(20, 60.0)) > 3 * of(gone(100, 60.0)));
    assert!(of(gone(20, 3.0)) > of(gone(20, 200.0)));
}

#[test]
fn shops_are_renamed_while_they_are_open() {
    for a_year in [0.0, 0.03, 0.1] {
        let world = world(|parameters| parameters.stores.renamed_a_year = a_year);
        let stores = |date| snapshot(&world, Table::Stores, date, ["channel", "close_dt", "name"]);
        let (before, after) = (stores(EARLY), stores(LATE));
        let distinct: BTreeSet<&String> = after.values().map(|[.., name]| name).collect();
        assert_eq!(distinct.len(), after.len());
        let of = |wanted: fn(&[String; 3]) -> bool| -> BTreeMap<_, _> {
            before.clone().into_iter().filter(|(_, row)| wanted(row)).collect()
        };
        let open = of(|[channel, closed, _]| channel == "pos" && closed.is_empty());
        let renamed = changed(&open, &after, 2);
        assert!(renamed.is_due(a_year), "{} of {}", renamed.changed, renamed.of);
        let others = of(|[channel, closed, _]| channel == "web" || !closed.is_empty());
        assert_eq!(changed(&others, &after, 2).changed, 0);
    }
}

#[test]
fn goods_are_relaunched_and_listed_elsewhere() {
    for a_year in [0.0, 0.1] {
        let world = world(|parameters| {
            parameters.products.relaunched_a_year = a_year;
            parameters.products.reclassified_a_year = a_year;
        });
        let products =
            |date| snapshot(&world, Table::Products, date, ["is_discontinued", "category", "subcategory", "name"]);
        let (before, after) = (products(EARLY), products(LATE));
        let distinct: BTreeSet<&String> = after.values().map(|[.., name]| name).collect();
        assert_eq!(distinct.len(), after.len());
        assert_eq!(changed(&before, &after, 1).changed, 0);
        let (ended, sold): (BTreeMap<_, _>, BTreeMap<_, _>) = before.into_iter().partition(|(_, row)| row[0] == "true");
        assert_eq!((changed(&ended, &after, 2).changed, changed(&ended, &after, 3).changed), (0, 0));
        let (packaged, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
            sold.clone().into_iter().partition(|(_, row)| ["Pantry", "Drinks", "Household"].contains(&&*row[1]));
        let (clothes, _): (BTreeMap<_, _>, BTreeMap<_, _>) =
            others.into_iter().partition(|(_, row)| row[1] == "Clothing");
        assert_eq!(changed(&clothes, &after, 3).changed, 0);
        let (relaunched, elsewhere) = (changed(&packaged, &after, 3), changed(&sold, &after, 2));
        // Styles with several articles change as one, and a tenth of the subcategories have another one, so the shares are rough.
        let fits = |found: &Differing, most: f64| match found.changed {
            0 => a_year <= 0.0,
            _ => (most / 3.0..most * 1.5).contains(&found.share()),
        };
        let shares = (relaunched.share(), elsewhere.share());
        assert!(fits(&relaunched, 0.18) && fits(&elsewhere, 0.02), "{shares:?}");
    }
}
