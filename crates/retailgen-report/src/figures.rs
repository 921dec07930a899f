//! What is counted while the files are read: sums of whole numbers, so that the order of reading does not matter.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicU32, AtomicU64},
};

use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

use crate::read::Rate;

/// The two ways of buying, by their place in pairs of figures.
pub const CHANNELS: [&str; 2] = ["web", "pos"];

/// Parts of an Australian dollar that amounts of money are counted in.
pub const MONEY: i64 = 10_000;

/// The most lines of an order and the most orders of a customer that are told apart.
pub const MOST_LINES: usize = 12;
/// Tenths of a day that parcels are sorted by, up to thirty days.
pub const TENTHS: usize = 300;

/// A day of trade, as its files tell it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Day {
    /// Orders by channel.
    pub orders: [u64; 2],
    /// What was paid for goods, by channel.
    pub revenue: [i128; 2],
    /// Lines that were read.
    pub lines: u64,
    /// Lines with a discount.
    pub discounted: u64,
    /// Visits to the online shop.
    pub visits: u64,
}

/// What is known of the parcels of a carrier.
#[derive(Debug, Clone, PartialEq)]
pub struct Carrier {
    /// Parcels by tenths of a day from leaving to arriving; the last place is for all that took longer.
    pub tenths: Vec<u64>,
    /// Parcels without an arrival.
    pub open: u64,
    /// Parcels whose cost is known, and what they cost in cents.
    pub costs: (u64, i64),
}

impl Default for Carrier {
    fn default() -> Self {
        Self { tenths: vec![0; TENTHS + 1], open: 0, costs: (0, 0) }
    }
}

/// How far visits came.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Funnel {
    /// All visits.
    pub visits: u64,
    /// With a product looked at, a product put into the cart, a checkout begun, an order placed.
    pub steps: [u64; 4],
}

/// The rows that hang on the orders of one incident, by table.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Followed {
    /// Lines of the orders.
    pub lines: u64,
    /// What they came to.
    pub revenue: i128,
    /// Parcels of the orders.
    pub parcels: u64,
    /// Visits that ended in one of them.
    pub purchases: u64,
    /// Returned goods of the orders.
    pub returns: u64,
}

/// All sums.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// By day.
    pub days: BTreeMap<Date, Day>,
    /// Orders by channel, weekday and hour in Sydney.
    pub hours: [[[u64; 24]; 7]; 2],
    /// Orders by payment method and channel.
    pub payments: BTreeMap<String, [u64; 2]>,
    /// Orders by currency.
    pub currencies: BTreeMap<String, u64>,
    /// Orders with a coupon.
    pub coupons: u64,
    /// Orders whose customer is not among the customers.
    pub unknown_customers: u64,
    /// Orders by their number of lines, from 1.
    pub baskets: [u64; MOST_LINES],
    /// Pieces sold by category and month of the year.
    pub seasons: Vec<[u64; 12]>,
    /// Lines that are left out of what was paid: negative pieces, a discount above all, an unknown order or currency.
    pub left_out: u64,
    /// Visits.
    pub funnel: Funnel,
    /// Events by hour in Sydney.
    pub event_hours: [u64; 24],
    /// Page views by device.
    pub devices: BTreeMap<String, u64>,
    /// Parcels by carrier.
    pub carriers: BTreeMap<String, Carrier>,
    /// Returns by reason.
    pub reasons: BTreeMap<String, u64>,
    /// Returns by category.
    pub returned: Vec<u64>,
    /// Lines sold by category.
    pub sold: Vec<u64>,
    /// Returns by month, as the number of months since year 0.
    pub return_months: BTreeMap<i32, u64>,
    /// What hangs on the incident that is told.
    pub followed: Followed,
    /// Cells that are not in the form of their type, and rows that are none, by table and column.
    pub unreadable: BTreeMap<(Table, &'static str), u64>,
}

/// What stands for a whole row among the columns of [`Figures::unreadable`].
pub const WHOLE_ROW: &str = "the whole row";

impl Figures {
    /// Counts a cell that cannot be read.
    pub fn refuse(&mut self, table: Table, column: &'static str) {
        *self.unreadable.entry((table, column)).or_default() += 1;
    }

    /// The value, counted where it cannot be read.
    pub fn readable<T>(&mut self, table: Table, column: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.refuse(table, column);
        }
        value
    }

    /// Adds what another thread has counted.
    pub fn add(&mut self, other: Self) {
        for (date, day) in other.days {
            let sum = self.days.entry(date).or_default();
            for channel in 0..2 {
                sum.orders[channel] += day.orders[channel];
                sum.revenue[channel] += day.revenue[channel];
            }
            sum.lines += day.lines;
            sum.discounted += day.discounted;
            sum.visits += day.visits;
        }
        let hours = self.hours.iter_mut().flatten().flatten();
        hours.zip(other.hours.iter().flatten().flatten()).for_each(|(sum, number)| *sum += number);
        for (method, numbers) in other.payments {
            add_all(self.payments.entry(method).or_default(), &numbers);
        }
        add_counts(&mut self.currencies, other.currencies);
        self.coupons += other.coupons;
        self.unknown_customers += other.unknown_customers;
        add_all(&mut self.baskets, &other.baskets);
        if self.seasons.len() < other.seasons.len() {
            self.seasons.resize(other.seasons.len(), [0; 12]);
        }
        self.seasons.iter_mut().zip(&other.seasons).for_each(|(sum, months)| add_all(sum, months));
        self.left_out += other.left_out;
        self.funnel.visits += other.funnel.visits;
        add_all(&mut self.funnel.steps, &other.funnel.steps);
        add_all(&mut self.event_hours, &other.event_hours);
        add_counts(&mut self.devices, other.devices);
        for (name, carrier) in other.carriers {
            let sum = self.carriers.entry(name).or_default();
            add_all(&mut sum.tenths, &carrier.tenths);
            sum.open += carrier.open;
            sum.costs = (sum.costs.0 + carrier.costs.0, sum.costs.1 + carrier.costs.1);
        }
        add_counts(&mut self.reasons, other.reasons);
        for (sums, numbers) in [(&mut self.returned, &other.returned), (&mut self.sold, &other.sold)] {
            sums.resize(sums.len().max(numbers.len()), 0);
            add_all(sums, numbers);
        }
        add_counts(&mut self.return_months, other.return_months);
        self.followed.lines += other.followed.lines;
        self.followed.revenue += other.followed.revenue;
        self.followed.parcels += other.followed.parcels;
        self.followed.purchases += other.followed.purchases;
        self.followed.returns += other.followed.returns;
        add_counts(&mut self.unreadable, other.unreadable);
    }
}

fn add_all(sums: &mut [u64], numbers: &[u64]) {
    sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
}

fn add_counts<K: Ord>(sums: &mut BTreeMap<K, u64>, counts: BTreeMap<K, u64>) {
    for (key, count) in counts {
        *sums.entry(key).or_default() += count;
    }
}

/// What the small tables say, read before the large ones.
#[derive(Debug, Default)]
pub struct Masters {
    /// The names of the categories, in order.
    pub categories: Vec<String>,
    /// The category of each product by its number, as a place among the categories; 255 where it is not known.
    pub category_of: Vec<u8>,
    /// Shelf prices that were read, in [`MONEY`].
    pub prices: Vec<i64>,
    /// Products that are on sale, and all.
    pub on_sale: (u64, u64),
    /// Customers by state in Australia, and by country elsewhere.
    pub homes: BTreeMap<String, u64>,
    /// Customers who joined, by year.
    pub joined: BTreeMap<i32, u64>,
    /// Members of the loyalty scheme's heavy buyers, those who consent to marketing, and all.
    pub customers: (u64, u64, u64),
    /// Customers by squares of the map of Australia.
    pub squares: BTreeMap<(u8, u8), u64>,
    /// Shops on the map.
    pub shops: BTreeSet<(u8, u8)>,
    /// Stores by channel, and how many of them have closed.
    pub stores: [u64; 2],
    /// Closed ones.
    pub closed: u64,
    /// Suppliers by country: how many, and the sum of their lead times.
    pub suppliers: BTreeMap<String, (u64, i64)>,
    /// The rows of the workbook.
    pub rates: Vec<Rate>,
    /// The price of a currency on a day, in hundred millionths of an Australian dollar.
    pub rate_on: BTreeMap<(Date, String), i64>,
}

/// What all threads count into: one place each customer and product.
#[derive(Debug, Default)]
pub struct Shared {
    /// Orders of each customer, by number.
    pub orders_of: Vec<AtomicU32>,
    /// What was paid for each product, by number, in [`MONEY`].
    pub revenue_of: Vec<AtomicU64>,
}
