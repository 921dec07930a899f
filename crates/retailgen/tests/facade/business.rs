//! The rules of trade: days and hours, channels, payment, currencies, prices, discounts and tax.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::LazyLock,
};

use crate::support::{
    self, batches, datasets, date, files, gazetteer,
    rows::{Customer, Line, Order, Product, Store},
    scenario, whole_life, world, world_of,
};
use jiff::{Timestamp, tz::TimeZone};
use retailgen::{Dataset, Date, Table, Window};
use retailgen_synth::calendar::{
    Weekday,
    holiday::{self, Holiday, State},
};

/// Orders with their customer and store.
struct Sales {
    orders: Vec<Order>,
    customers: Vec<Customer>,
    stores: Vec<Store>,
}

impl Sales {
    fn of(dataset: &Dataset) -> Self {
        Self {
            orders: Order::read(&batches(dataset, Table::OrdersHeader)),
            customers: Customer::read(&batches(dataset, Table::Customers)),
            stores: Store::read(&batches(dataset, Table::Stores)),
        }
    }

    fn store(&self, order: &Order) -> &Store {
        &self.stores[order.store_id as usize - 1]
    }

    fn country(&self, order: &Order) -> &str {
        &Customer::find(&self.customers, order.customer_id).unwrap().country_code
    }
}

fn all_sales() -> &'static [Sales] {
    static SALES: LazyLock<Vec<Sales>> = LazyLock::new(|| datasets().iter().map(Sales::of).collect());
    &SALES
}

/// The zones that stores keep: their capital's, but for Broken Hill, which keeps Adelaide's time.
struct Zones {
    by_state: HashMap<&'static str, TimeZone>,
    broken_hill: (gazetteer::Place, TimeZone),
}

impl Zones {
    fn load() -> Self {
        let zone = |city: &str| TimeZone::get(&format!("Australia/{city}")).unwrap();
        let capitals = [
            ("NSW", "Sydney"),
            ("VIC", "Melbourne"),
            ("QLD", "Brisbane"),
            ("WA", "Perth"),
            ("SA", "Adelaide"),
            ("TAS", "Hobart"),
            ("ACT", "Sydney"),
            ("NT", "Darwin"),
        ];
        let broken_hill = gazetteer::places().into_iter().find(|place| place.name == "Broken Hill").unwrap();
        Self {
            by_state: capitals.into_iter().map(|(state, city)| (state, zone(city))).collect(),
            broken_hill: (broken_hill, zone("Broken_Hill")),
        }
    }

    fn of(&self, store: &Store) -> &TimeZone {
        let (place, zone) = &self.broken_hill;
        if place.is_near(store.latitude, store.longitude, 0.1) { zone } else { &self.by_state[store.state.as_str()] }
    }

    /// Local date and hour of an order at its store.
    fn local(&self, order: &Order, store: &Store) -> (Date, i8) {
        let instant = Timestamp::from_microsecond(order.order_ts.0).unwrap();
        let local = self.of(store).to_datetime(instant);
        (Date::new(local.year().into(), local.month() as u32, local.day() as u32), local.hour())
    }
}

#[test]
fn an_orders_date_is_that_of_its_partition() {
    for dataset in datasets() {
        for file in files(&world_of(dataset), dataset.scenario().window(), Table::OrdersHeader) {
            let day = file.date().days();
            assert!(Order::read(&file.batches).iter().all(|order| order.order_dt_local.0 == day), "{}", file.path);
        }
    }
}

#[test]
fn an_orders_date_is_the_stores_own_or_utcs_on_the_web() {
    let zones = Zones::load();
    let mut other_than_utc = 0;
    for sales in all_sales() {
        for order in &sales.orders {
            if order.channel == "web" {
                assert_eq!(order.order_dt_local, order.order_ts.day(), "{order:?}");
                continue;
            }
            let store = sales.store(order);
            assert_eq!(order.order_dt_local.0, zones.local(order, store).0.days(), "{order:?} at {store:?}");
            other_than_utc += usize::from(order.order_dt_local != order.order_ts.day());
        }
    }
    assert!(other_than_utc > 100, "mornings in Australia are the evening before in UTC");
}

#[test]
fn stores_sell_only_within_their_opening_hours() {
    let zones = Zones::load();
    let trade = world(0, "0.0001").parameters().trade.clone();
    let mut anzac = 0;
    // Anzac Day comes once a year, so those days are looked at on their own.
    let anzac_days =
        (2015..=2039).map(|year| scenario(5, "0.02", Window::new(Date::new(year, 4, 25), 1).unwrap()).dataset());
    let anzac_sales: Vec<Sales> = anzac_days.map(|dataset| Sales::of(&dataset)).collect();
    for sales in all_sales().iter().chain(&anzac_sales) {
        for order in sales.orders.iter().filter(|order| order.channel == "pos") {
            let store = sales.store(order);
            let (date, hour) = zones.local(order, store);
            let state = State::from_abbreviation(&store.state).unwrap();
            let [weekday, saturday, sunday] = trade.opening_hours[state as usize];
            let (opens, closes) = match holiday::australian(date, state) {
                Some(Holiday::Anzac) => {
                    anzac += 1;
                    assert!(hour >= 13, "{order:?}: shops may not trade earlier on Anzac Day");
                    trade.anzac_opening
                }
                Some(_) => sunday,
                None if date.weekday() == Weekday::Sunday => sunday,
                None if date.weekday() == Weekday::Saturday => saturday,
                None => weekday,
            };
            assert!((opens..closes).contains(&(hour as u32)), "{order:?} at {store:?} is at {hour} h on {date}");
        }
    }
    assert!(anzac > 100, "{anzac}");
}

#[test]
fn no_store_sells_on_christmas_day_or_good_friday() {
    let world = world(11, "0.02");
    for year in 2015..=2039 {
        let good_friday = holiday::easter(year).plus_days(-2);
        for (day, is_closed) in [
            (Date::new(year, 12, 25), true),
            (good_friday, true),
            (Date::new(year, 12, 26), false),
            (good_friday.plus_days(5), false),
        ] {
            let files = files(&world, Window::new(day, 1).unwrap(), Table::OrdersHeader);
            let orders = Order::read(&files[0].batches);
            assert!(orders.iter().any(|order| order.channel == "web"), "{day}");
            assert_eq!(orders.iter().all(|order| order.channel == "web"), is_closed, "{day}");
        }
    }
}

#[test]
fn three_orders_in_four_are_web_orders() {
    for sales in all_sales().iter().filter(|sales| sales.orders.len() > 5_000) {
        let web = sales.orders.iter().filter(|order| order.channel == "web").count();
        let share = web as f64 / sales.orders.len() as f64;
        assert!((0.70..0.85).contains(&share), "{share}");
    }
}

#[test]
fn stores_take_cash_and_charge_no_delivery() {
    for sales in all_sales() {
        let (stores, web): (Vec<&Order>, Vec<&Order>) = sales.orders.iter().partition(|order| order.channel == "pos");
        assert!(stores.iter().all(|order| order.shipping_fee == 0));
        assert!(web.iter().any(|order| order.shipping_fee > 0) && web.iter().any(|order| order.shipping_fee == 0));
        assert!(web.iter().all(|order| order.payment_method != "cash"));
        assert!(stores.iter().any(|order| order.payment_method == "cash"));
    }
}

#[test]
fn currencies_follow_channel_and_country() {
    let mut seen = BTreeSet::new();
    for sales in all_sales() {
        for order in &sales.orders {
            let country = sales.country(order);
            let allowed: &[&str] = match (order.channel.as_str(), country) {
                ("pos", _) | (_, "AU") => &["AUD"],
                (_, "NZ") => &["NZD"],
                (_, "SG") => &["SGD"],
                (_, "GB") => &["GBP"],
                (_, "US") => &["USD"],
                _ => &["EUR", "USD"],
            };
            assert!(allowed.contains(&order.currency.as_str()), "{order:?} from {country}");
            seen.insert((country.to_owned(), order.currency.clone()));
        }
    }
    let countries: BTreeSet<&String> = seen.iter().map(|(country, _)| country).collect();
    assert!(countries.len() >= 9, "{seen:?}");
    assert_eq!(seen.len(), countries.len(), "a country has one currency: {seen:?}");
}

#[test]
fn coupons_are_rare_and_take_off_what_they_say() {
    for dataset in datasets() {
        let orders = Order::read(&batches(dataset, Table::OrdersHeader));
        let mut best: HashMap<i64, i128> = HashMap::new();
        for line in Line::read(&batches(dataset, Table::OrdersLines)) {
            let discount = best.entry(line.order_id).or_default();
            *discount = line.line_discount_pct.max(*discount);
        }
        let mut coupons = 0;
        for order in &orders {
            let Some(code) = &order.coupon_code else { continue };
            let percent: i128 = code.trim_start_matches(|letter: char| !letter.is_ascii_digit()).parse().unwrap();
            assert!((1..100).contains(&percent), "{code}");
            assert!(best[&order.order_id] >= percent * 100, "{order:?}");
            coupons += 1;
        }
        // The more, the more of the customers are new.
        let share = f64::from(coupons) / orders.len() as f64;
        assert!((0.03..0.13).contains(&share), "{share}");
    }
}

#[test]
fn discounts_are_fractions_of_some_lines() {
    for dataset in datasets() {
        let lines = Line::read(&batches(dataset, Table::OrdersLines));
        assert!(lines.iter().all(|line| (0..=10_000).contains(&line.line_discount_pct)));
        let discounted = lines.iter().filter(|line| line.line_discount_pct > 0).count();
        assert!((lines.len() / 20..lines.len() / 2).contains(&discounted), "{discounted} of {}", lines.len());
    }
}

#[test]
fn prices_are_those_of_the_day() {
    let mut checked = 0;
    for day in ["2015-01-01", "2019-02-28", "2023-11-24", "2024-06-30", "2024-12-31", "2039-12-31"] {
        // The as-of date is the order date, so the snapshot shows the price that was charged.
        let dataset = scenario(9, "0.05", Window::new(date(day), 1).unwrap()).dataset();
        let currency = currencies(&dataset);
        let products = Product::read(&batches(&dataset, Table::Products));
        for line in Line::read(&batches(&dataset, Table::OrdersLines)) {
            if currency[&line.order_id] == "AUD" {
                let product = &products[line.product_id as usize - 1];
                assert_eq!(line.unit_price, product.current_price, "{day}: {line:?} of {product:?}");
                checked += 1;
            }
        }
    }
    assert!(checked > 2_000, "{checked}");
}

#[test]
fn prices_change_over_the_years() {
    let prices = |day: &str| {
        let dataset = scenario(9, "0.01", Window::new(date(day), 1).unwrap()).dataset();
        Product::read(&batches(&dataset, Table::Products))
    };
    let (earlier, later) = (prices("2022-12-31"), prices("2024-12-31"));
    let changed = earlier.iter().zip(&later).filter(|(a, b)| a.current_price != b.current_price).count();
    assert!(changed > earlier.len() / 4, "{changed} of {}", earlier.len());
}

#[test]
fn foreign_lists_have_one_price_a_product_and_day_near_the_rate() {
    let mut lists = 0;
    for day in ["2016-05-04", "2021-11-26", "2024-11-29"] {
        let dataset = scenario(13, "0.3", Window::new(date(day), 1).unwrap()).dataset();
        let currency = currencies(&dataset);
        let products = Product::read(&batches(&dataset, Table::Products));
        let mut prices: BTreeMap<&str, BTreeMap<i64, i128>> = BTreeMap::new();
        for line in Line::read(&batches(&dataset, Table::OrdersLines)) {
            let list = prices.entry(&currency[&line.order_id]).or_default();
            assert_eq!(*list.entry(line.product_id).or_insert(line.unit_price), line.unit_price, "{day}: {line:?}");
        }
        for (currency, list) in prices {
            // AUD for one unit since 2015, and the price points: the last digit of the cents.
            let (lowest, highest, ending) = match currency {
                "AUD" => continue,
                "NZD" => (0.85, 1.0, 9),
                "SGD" => (0.9, 1.25, 0),
                "USD" => (1.1, 1.8, 9),
                "EUR" => (1.3, 1.9, 5),
                "GBP" => (1.6, 2.2, 9),
                other => panic!("{other}"),
            };
            let mut ratios: Vec<f64> = Vec::new();
            for (product, price) in list {
                let aud = products[product as usize - 1].current_price;
                // What costs a cent at home costs less abroad.
                if aud > 100 {
                    assert_eq!(price % 1_000, ending * 100, "{day}: {product} at {price} {currency}");
                    ratios.push(aud as f64 / price as f64);
                }
            }
            ratios.sort_by(f64::total_cmp);
            let median = ratios[ratios.len() / 2];
            assert!((lowest..highest).contains(&median), "{day}: {currency} at {median}");
            lists += 1;
        }
    }
    assert!(lists > 9, "{lists}");
}

/// The currency of each order.
fn currencies(dataset: &Dataset) -> HashMap<i64, String> {
    let orders = Order::read(&batches(dataset, Table::OrdersHeader));
    orders.into_iter().map(|order| (order.order_id, order.currency)).collect()
}

/// Sales tax on basic food and on other goods, in units of 10⁻⁴, as the law of each country has had it since 2015.
fn statutory_tax(country: &str, day: Date) -> (i128, i128) {
    let between = |from: &str, to: &str| (date(from)..=date(to)).contains(&day);
    match country {
        "AU" => (0, 1_000),
        "NZ" => (1_500, 1_500),
        "SG" if day < date("2023-01-01") => (700, 700),
        "SG" if day < date("2024-01-01") => (800, 800),
        "SG" => (900, 900),
        "GB" => (0, 2_000),
        "IE" if between("2020-09-01", "2021-02-28") => (0, 2_100),
        "IE" => (0, 2_300),
        "DE" if between("2020-07-01", "2020-12-31") => (500, 1_600),
        "DE" => (700, 1_900),
        "FR" => (550, 2_000),
        // The company is not registered for sales tax in North America.
        "US" | "CA" => (0, 0),
        other => panic!("no customers live in {other}"),
    }
}

#[test]
fn tax_is_the_customers_countrys_for_the_category() {
    // Some months with trade enough in every country, on both sides of changes in the law, besides the usual datasets.
    let changes = scenario(17, "0.05", support::window("2020-06-15", 240)).dataset();
    let mut seen = BTreeSet::new();
    for dataset in datasets().iter().chain([&changes]) {
        let sales = Sales::of(dataset);
        let order: HashMap<i64, &Order> = sales.orders.iter().map(|order| (order.order_id, order)).collect();
        let products = Product::read(&batches(dataset, Table::Products));
        let mut is_food: HashMap<&str, bool> = HashMap::new();
        for line in Line::read(&batches(dataset, Table::OrdersLines)) {
            let order = order[&line.order_id];
            let country = sales.country(order);
            let (food, other) = statutory_tax(country, Date::from_days(order.order_dt_local.0));
            assert!([food, other].contains(&line.tax_pct), "{line:?} in {country}");
            seen.insert((country.to_owned(), line.tax_pct));
            if food != other {
                // What is basic food in one country is so in all, and through a whole subcategory.
                let subcategory = products[line.product_id as usize - 1].subcategory.as_str();
                let food = line.tax_pct == food;
                assert_eq!(*is_food.entry(subcategory).or_insert(food), food, "{subcategory} in {country}");
            }
        }
        assert!(is_food.values().any(|&food| food) && is_food.values().any(|&food| !food));
    }
    for expected in [("AU", 0), ("AU", 1_000), ("SG", 700), ("SG", 900), ("GB", 0), ("DE", 1_600), ("IE", 2_100)] {
        assert!(seen.contains(&(expected.0.to_owned(), expected.1)), "{expected:?} is not among {seen:?}");
    }
}

#[test]
fn products_end_after_they_begin_and_stores_close_after_they_open() {
    for (seed, end) in [(1, "2015-01-01"), (2, "2024-12-31"), (3, "2039-12-31")] {
        let dataset = scenario(seed, "0.2", Window::new(date(end), 1).unwrap()).dataset();
        let products = Product::read(&batches(&dataset, Table::Products));
        for product in &products {
            assert_eq!(product.is_discontinued, product.discontinued_dt.is_some(), "{product:?}");
            let ends_in_time = |day: i32| product.introduced_dt.0 < day && day <= date(end).days();
            assert!(product.discontinued_dt.is_none_or(|day| ends_in_time(day.0)), "{product:?}");
        }
        let stores = Store::read(&batches(&dataset, Table::Stores));
        for store in &stores {
            let ends_in_time = |day: i32| store.open_dt.0 < day && day <= date(end).days();
            assert!(store.close_dt.is_none_or(|day| ends_in_time(day.0)), "{store:?}");
        }
        if end != "2015-01-01" {
            assert!(products.iter().any(|product| product.is_discontinued));
            assert!(stores.iter().any(|store| store.close_dt.is_some()));
        }
        assert!(stores.iter().any(|store| store.channel == "web" && store.close_dt.is_none()));
    }
}

#[test]
fn every_day_of_the_companys_life_can_be_made() {
    let dataset = scenario(23, "0.0003", whole_life()).dataset();
    let orders = Order::read(&batches(&dataset, Table::OrdersHeader));
    let (first, last) = (orders.first().unwrap(), orders.last().unwrap());
    assert!(first.order_dt_local.0 < date("2015-01-31").days());
    assert!(last.order_dt_local.0 > date("2039-12-01").days());
}
