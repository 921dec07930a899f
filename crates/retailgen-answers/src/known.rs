//! What is known of the rows that others refer to: the right side of the questions' joins.
//!
//! A row that is the same in every edition is kept once, so this grows with the orders and hardly with the faults.

use std::collections::{HashMap, hash_map::Entry};

use crate::{
    edition::{Edition, Editions},
    record::{Order, Record},
};

/// Rows by a key that several may share.
#[derive(Debug)]
struct ByKey<V> {
    first: HashMap<i64, (Editions, V)>,
    /// Those whose key another row has as well: few.
    more: HashMap<i64, Vec<(Editions, V)>>,
}

impl<V> Default for ByKey<V> {
    fn default() -> Self {
        Self { first: HashMap::new(), more: HashMap::new() }
    }
}

impl<V> ByKey<V> {
    fn add(&mut self, key: i64, editions: Editions, value: V) {
        match self.first.entry(key) {
            Entry::Occupied(_) => self.more.entry(key).or_default().push((editions, value)),
            Entry::Vacant(place) => drop(place.insert((editions, value))),
        }
    }

    fn get(&self, key: Option<i64>, edition: Edition) -> impl Iterator<Item = &V> {
        let first = key.and_then(|key| self.first.get(&key)).into_iter();
        let more = key.and_then(|key| self.more.get(&key)).into_iter().flatten();
        first.chain(more).filter(move |(editions, _)| editions.has(edition)).map(|(_, value)| value)
    }
}

/// What is known of a product.
#[derive(Debug)]
pub(crate) struct Product {
    pub sku: Option<Box<str>>,
    pub name: Option<Box<str>>,
    pub category: Option<Box<str>>,
}

/// What is known of a store.
#[derive(Debug)]
pub(crate) struct Store {
    pub id: i64,
    pub name: Option<Box<str>>,
    pub state: Option<Box<str>>,
}

/// What is known of an order, in few bytes: there are more of them than of anything else that is kept. The least number of a
/// type stands for nothing.
#[derive(Debug)]
pub(crate) struct KnownOrder {
    placed: i64,
    store_id: i64,
    day: i32,
    /// Numbers of codes.
    channel: i32,
    currency: i32,
}

impl KnownOrder {
    pub fn placed(&self) -> Option<i64> {
        (self.placed != i64::MIN).then_some(self.placed)
    }

    pub fn store_id(&self) -> Option<i64> {
        (self.store_id != i64::MIN).then_some(self.store_id)
    }

    fn day(&self) -> Option<i32> {
        (self.day != i32::MIN).then_some(self.day)
    }
}

/// A rate, none where it is null.
type Rate = (Editions, Option<i64>);

/// The rows that others refer to.
#[derive(Debug, Default)]
pub(crate) struct Known {
    products: ByKey<Product>,
    stores: ByKey<Store>,
    orders: ByKey<KnownOrder>,
    /// By day and number of the currency.
    rates: HashMap<(i32, i32), Vec<Rate>>,
    /// Codes that many rows repeat, by number.
    codes: Vec<Box<str>>,
    numbers: HashMap<Box<str>, i32>,
}

impl Known {
    /// Keeps what others may ask of a row.
    pub fn add(&mut self, record: &Record, editions: Editions) {
        let own = |text: Option<&str>| text.map(Box::from);
        match *record {
            Record::Product { product_id: Some(id), sku, name, category } => {
                self.products.add(id, editions, Product { sku: own(sku), name: own(name), category: own(category) });
            }
            Record::Store { store_id: Some(id), name, state } => {
                self.stores.add(id, editions, Store { id, name: own(name), state: own(state) });
            }
            Record::Rate { day: Some(day), currency: Some(currency), rate } => {
                let currency = self.number(currency);
                self.rates.entry((day, currency)).or_default().push((editions, rate));
            }
            Record::Order(Order { order_id: Some(id), placed, day, store_id, channel, currency, .. }) => {
                let [channel, currency] =
                    [channel, currency].map(|code| code.map_or(i32::MIN, |code| self.number(code)));
                let [placed, store_id] = [placed, store_id].map(|value| value.unwrap_or(i64::MIN));
                let day = day.unwrap_or(i32::MIN);
                self.orders.add(id, editions, KnownOrder { placed, store_id, day, channel, currency });
            }
            _ => {}
        }
    }

    fn number(&mut self, code: &str) -> i32 {
        if let Some(number) = self.numbers.get(code) {
            return *number;
        }
        let number = self.codes.len() as i32;
        self.codes.push(code.into());
        self.numbers.insert(code.into(), number);
        number
    }

    /// What one edition has of it.
    pub fn of(&self, edition: Edition) -> KnownRows<'_> {
        KnownRows { known: self, edition }
    }
}

/// The rows that others refer to, in one edition. Rows that share a key come all, as a join would have them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KnownRows<'k> {
    known: &'k Known,
    edition: Edition,
}

impl<'k> KnownRows<'k> {
    pub fn products(self, id: Option<i64>) -> impl Iterator<Item = &'k Product> {
        self.known.products.get(id, self.edition)
    }

    pub fn stores(self, id: Option<i64>) -> impl Iterator<Item = &'k Store> {
        self.known.stores.get(id, self.edition)
    }

    pub fn orders(self, id: Option<i64>) -> impl Iterator<Item = &'k KnownOrder> {
        self.known.orders.get(id, self.edition)
    }

    /// The rates of a currency on a day, none for a rate that is null.
    pub fn rates(self, day: Option<i32>, currency: Option<&str>) -> impl Iterator<Item = Option<i64>> {
        self.rates_of(day, currency.and_then(|code| self.known.numbers.get(code).copied()))
    }

    /// The rates that an order is converted at.
    pub fn rates_of_order(self, order: &KnownOrder) -> impl Iterator<Item = Option<i64>> {
        self.rates_of(order.day(), Some(order.currency))
    }

    fn rates_of(self, day: Option<i32>, currency: Option<i32>) -> impl Iterator<Item = Option<i64>> {
        let rates = day.zip(currency).and_then(|key| self.known.rates.get(&key)).into_iter().flatten();
        rates.filter(move |(editions, _)| editions.has(self.edition)).map(|(_, rate)| *rate)
    }

    pub fn channel(self, order: &KnownOrder) -> Option<&'k str> {
        self.code(order.channel)
    }

    pub fn currency(self, order: &KnownOrder) -> Option<&'k str> {
        self.code(order.currency)
    }

    fn code(self, number: i32) -> Option<&'k str> {
        Some(&**self.known.codes.get(usize::try_from(number).ok()?)?)
    }
}
