//! The facts of a dataset that the figures are computed from, read from its record batches.

mod parcels;
mod places;
mod rates;
mod returns;
mod sensors;
mod visits;

use std::collections::BTreeMap;

use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{Date32Type, Decimal128Type, Int32Type, Int64Type, TimestampMicrosecondType},
};
use retailgen::{Dataset, Date, FIRST_DAY, LAST_DAY, Scenario, Table, Window};

pub use parcels::Parcel;
pub use places::{Places, Point, Resident, Store};
pub use rates::Rates;
pub use returns::Returned;
pub use sensors::{Reading, Sensor};
pub use visits::{Action, Event, Visit};

/// Charges for express delivery by currency, in hundredths: the only sign of it in the data.
const EXPRESS_FEES: [(&str, i128); 6] =
    [("AUD", 1_495), ("NZD", 2_495), ("GBP", 2_495), ("SGD", 2_795), ("USD", 3_495), ("EUR", 2_995)];
/// Days after the year that its last parcels are given to arrive, and its last goods to come back: more than the longest
/// wait and the longest way, and than customers may take.
const SETTLING: u32 = 90;

/// An order, with its lines.
#[derive(Debug, Clone)]
pub struct Order {
    /// The local date.
    pub date: Date,
    /// Microseconds UTC.
    pub placed: i64,
    /// Row of the customer in [`Facts::customers`].
    pub customer: usize,
    /// `store_id`.
    pub store: i64,
    /// Whether it was placed on the web.
    pub web: bool,
    /// `currency`.
    pub currency: String,
    /// `payment_method`.
    pub payment: String,
    /// Whether express delivery was paid for.
    pub express: bool,
    /// Whether it has a coupon.
    pub coupon: bool,
    /// What was bought.
    pub lines: Vec<Line>,
}

impl Order {
    /// What its lines come to, in its currency.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.lines.iter().map(|line| line.price * f64::from(line.units) * (1.0 - line.discount)).sum()
    }
}

/// A line of an order.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Row of the product in [`Facts::products`].
    pub product: usize,
    /// Units bought.
    pub units: i32,
    /// Price of one, in the order's currency.
    pub price: f64,
    /// Discount, 0 to 1.
    pub discount: f64,
}

/// A customer.
#[derive(Debug, Clone)]
pub struct Customer {
    /// `country_code`.
    pub country: String,
    /// `state_region`.
    pub state: String,
    /// `is_vip`.
    pub vip: bool,
    /// `first_name`.
    pub first_name: String,
    /// `join_ts`, microseconds UTC.
    pub joined: i64,
    /// `last_name`.
    pub surname: String,
    /// `birth_date`.
    pub born: Date,
}

/// A product.
#[derive(Debug, Clone)]
pub struct Product {
    /// `subcategory`.
    pub subcategory: String,
    /// `category`.
    pub category: String,
    /// `name`.
    pub name: String,
    /// `current_price` in cents.
    pub cents: i64,
    /// `introduced_dt`.
    pub introduced: Date,
    /// `discontinued_dt`.
    pub discontinued: Option<Date>,
}

/// What the figures are computed from.
#[derive(Debug)]
pub struct Facts {
    /// All orders in the order of their ids.
    pub orders: Vec<Order>,
    /// All customers in the order of their ids, which have gaps.
    pub customers: Vec<Customer>,
    /// All products in the order of their ids.
    pub products: Vec<Product>,
    /// `state` of each store by `store_id`.
    pub store_states: BTreeMap<i64, String>,
    /// `open_dt` of each store, by `store_id`.
    pub store_openings: Vec<Date>,
    /// Homes and stores.
    pub places: Places,
    /// All parcels of these orders.
    pub parcels: Vec<Parcel>,
    /// All goods of these orders that came back, as the latest version has them.
    pub returns: Vec<Returned>,
    /// All visits to the online shop.
    pub visits: Vec<Visit>,
    /// All sensors, by store and shelf.
    pub sensors: Vec<Sensor>,
    /// Rates of the company's whole life: the tails of three years are too short to measure.
    pub rates: Rates,
}

impl Facts {
    /// The facts of the measured dataset: [`crate::SEED`] at [`crate::SCALE`] over 2024.
    ///
    /// # Panics
    /// Where a column is missing or mistyped, which the schema's own tests exclude.
    #[must_use]
    pub fn collect() -> Self {
        let scale = crate::SCALE.parse().expect("the scale is a constant");
        let scenario = Scenario::new(crate::SEED).with_scale(scale);
        let dataset = scenario.dataset();
        let within = |first, days| {
            scenario.clone().with_window(Window::new(first, days).expect("the company lives then")).dataset()
        };
        let (mut ids, mut customers) = (Vec::new(), Vec::new());
        each(&dataset, Table::Customers, |batch| {
            let (country, state) = (text(batch, "country_code"), text(batch, "state_region"));
            let (surname, vip) =
                (text(batch, "last_name"), batch.column_by_name("is_vip").expect("is_vip").as_boolean());
            let (first_name, born) = (text(batch, "first_name"), column::<Date32Type>(batch, "birth_date"));
            let joined = column::<TimestampMicrosecondType>(batch, "join_ts");
            ids.extend_from_slice(column::<Int64Type>(batch, "customer_id").values());
            customers.extend((0..batch.num_rows()).map(|row| Customer {
                first_name: first_name.value(row).to_owned(),
                born: Date::from_days(born.value(row)),
                country: country.value(row).to_owned(),
                state: state.value(row).to_owned(),
                surname: surname.value(row).to_owned(),
                vip: vip.value(row),
                joined: joined.value(row),
            }));
        });
        let mut products = Vec::new();
        each(&dataset, Table::Products, |batch| {
            let (category, subcategory) = (text(batch, "category"), text(batch, "subcategory"));
            let price = column::<Decimal128Type>(batch, "current_price");
            let (begins, ends) =
                (column::<Date32Type>(batch, "introduced_dt"), column::<Date32Type>(batch, "discontinued_dt"));
            let name = text(batch, "name");
            products.extend((0..batch.num_rows()).map(|row| Product {
                category: category.value(row).to_owned(),
                subcategory: subcategory.value(row).to_owned(),
                name: name.value(row).to_owned(),
                cents: (price.value(row) / 100) as i64,
                introduced: Date::from_days(begins.value(row)),
                discontinued: ends.is_valid(row).then(|| Date::from_days(ends.value(row))),
            }));
        });
        let mut store_states = BTreeMap::new();
        let mut store_openings = Vec::new();
        each(&dataset, Table::Stores, |batch| {
            let (id, state) = (column::<Int64Type>(batch, "store_id"), text(batch, "state"));
            let opened = column::<Date32Type>(batch, "open_dt");
            store_openings.extend(opened.values().iter().copied().map(Date::from_days));
            store_states.extend((0..batch.num_rows()).map(|row| (id.value(row), state.value(row).to_owned())));
        });
        // Ids have gaps, where customers have been erased.
        let row_of = |id: i64| ids.binary_search(&id).expect("orders and visits are of customers");
        let (orders, first_order) = orders(&dataset, row_of);
        let settled = within(scenario.window().first(), scenario.window().days() + SETTLING);
        let life = within(FIRST_DAY, (LAST_DAY.days() - FIRST_DAY.days() + 1) as u32);
        Self {
            places: places::read(&dataset),
            parcels: parcels::read(&settled, first_order, orders.len()),
            returns: returns::read(&settled, first_order, &orders),
            visits: visits::read(&dataset, row_of),
            sensors: sensors::read(&dataset),
            rates: rates::read(&life),
            orders,
            customers,
            products,
            store_states,
            store_openings,
        }
    }

    /// All lines of all orders.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.orders.iter().flat_map(|order| &order.lines)
    }
}

/// All orders with their lines, and the id of the first; `row_of` is the row of a customer.
fn orders(dataset: &Dataset, row_of: impl Fn(i64) -> usize) -> (Vec<Order>, i64) {
    let mut orders: Vec<Order> = Vec::new();
    let mut first_id = None;
    each(dataset, Table::OrdersHeader, |batch| {
        let (id, placed) =
            (column::<Int64Type>(batch, "order_id"), column::<TimestampMicrosecondType>(batch, "order_ts"));
        let (date, customer) =
            (column::<Date32Type>(batch, "order_dt_local"), column::<Int64Type>(batch, "customer_id"));
        let (store, channel) = (column::<Int64Type>(batch, "store_id"), text(batch, "channel"));
        let (payment, currency) = (text(batch, "payment_method"), text(batch, "currency"));
        let (coupon, fee) = (text(batch, "coupon_code"), column::<Decimal128Type>(batch, "shipping_fee"));
        first_id.get_or_insert(id.value(0));
        orders.extend((0..batch.num_rows()).map(|row| Order {
            date: Date::from_days(date.value(row)),
            placed: placed.value(row),
            customer: row_of(customer.value(row)),
            store: store.value(row),
            web: channel.value(row) == "web",
            currency: currency.value(row).to_owned(),
            payment: payment.value(row).to_owned(),
            express: EXPRESS_FEES.contains(&(currency.value(row), fee.value(row))),
            coupon: coupon.is_valid(row),
            lines: Vec::new(),
        }));
    });
    let first_id = first_id.unwrap_or_default();
    each(dataset, Table::OrdersLines, |batch| {
        let (order, product) = (column::<Int64Type>(batch, "order_id"), column::<Int64Type>(batch, "product_id"));
        let (units, price) = (column::<Int32Type>(batch, "qty"), column::<Decimal128Type>(batch, "unit_price"));
        let discount = column::<Decimal128Type>(batch, "line_discount_pct");
        for row in 0..batch.num_rows() {
            orders[(order.value(row) - first_id) as usize].lines.push(Line {
                product: product.value(row) as usize - 1,
                units: units.value(row),
                price: price.value(row) as f64 / 1e4,
                discount: discount.value(row) as f64 / 1e4,
            });
        }
    });
    (orders, first_id)
}

fn each(dataset: &Dataset, table: Table, mut take: impl FnMut(&RecordBatch)) {
    for batch in dataset.batches(table) {
        take(&batch.expect("generated batches are never errors"));
    }
}

fn text<'b>(batch: &'b RecordBatch, name: &str) -> &'b arrow_array::StringArray {
    batch.column_by_name(name).unwrap_or_else(|| panic!("no column {name}")).as_string()
}

fn column<'b, T: arrow_array::types::ArrowPrimitiveType>(
    batch: &'b RecordBatch,
    name: &str,
) -> &'b arrow_array::PrimitiveArray<T> {
    batch.column_by_name(name).unwrap_or_else(|| panic!("no column {name}")).as_primitive()
}
