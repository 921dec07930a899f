//! Exchange rates: every day of three years, carried over weekends, and those that orders were priced at.

use std::collections::{BTreeMap, HashMap};

use crate::support::{
    batches, datasets, date,
    rows::{Day, Line, Order, Product, Rate},
    scenario,
};
use retailgen::{Date, Table, Window};
use retailgen_synth::calendar::Weekday;

const CURRENCIES: [&str; 7] = ["AUD", "EUR", "GBP", "JPY", "NZD", "SGD", "USD"];

#[test]
fn every_day_of_the_three_years_has_every_currency() {
    for dataset in datasets() {
        let window = dataset.scenario().window();
        let rates = Rate::read(&batches(dataset, Table::ExchangeRates));
        let first = rates[0].date.0;
        for (number, rate) in rates.iter().enumerate() {
            assert_eq!(rate.date, Day(first + (number / 7) as i32));
            assert_eq!(rate.currency, CURRENCIES[number % 7]);
        }
        assert_eq!(rates[rates.len() - 1].date.0, window.last().days());
        let (year, month, day) = window.last().civil();
        let three_years = Date::new(year - 3, month, day).plus_days(1);
        assert_eq!(first, three_years.min(window.first()).days());
    }
}

#[test]
fn the_australian_dollar_is_one_and_weekends_keep_fridays_rate() {
    for dataset in datasets() {
        let rates = Rate::read(&batches(dataset, Table::ExchangeRates));
        let mut moved = 0;
        for (before, rate) in rates.iter().zip(&rates[7..]) {
            assert!(rate.rate_to_aud > 0);
            assert!(rate.currency != "AUD" || rate.rate_to_aud == 100_000_000, "{rate:?}");
            let weekend = matches!(Date::from_days(rate.date.0).weekday(), Weekday::Saturday | Weekday::Sunday);
            assert!(!weekend || rate.rate_to_aud == before.rate_to_aud, "{before:?}, then {rate:?}");
            moved += usize::from(rate.rate_to_aud != before.rate_to_aud);
        }
        // Five days in seven, of six currencies in seven.
        assert!(moved * 100 > rates.len() * 55, "{moved} of {}", rates.len());
    }
}

#[test]
fn foreign_lists_follow_the_rates() {
    let mut checked = 0;
    for day in ["2016-05-04", "2021-11-26", "2024-11-30"] {
        let dataset = scenario(13, "0.1", Window::new(date(day), 1).unwrap()).dataset();
        let orders = Order::read(&batches(&dataset, Table::OrdersHeader));
        let currency: HashMap<i64, &str> = orders.iter().map(|order| (order.order_id, &*order.currency)).collect();
        let listed: BTreeMap<String, f64> = Rate::read(&batches(&dataset, Table::ExchangeRates))
            .into_iter()
            .filter(|rate| rate.date.0 == date(day).days())
            .map(|rate| (rate.currency, rate.rate_to_aud as f64 / 1e8))
            .collect();
        let products = Product::read(&batches(&dataset, Table::Products));
        for line in Line::read(&batches(&dataset, Table::OrdersLines)) {
            let (aud, rate) = (products[line.product_id as usize - 1].current_price, listed[currency[&line.order_id]]);
            if currency[&line.order_id] == "AUD" {
                assert_eq!(line.unit_price, aud, "{line:?}");
                continue;
            }
            // A list keeps its prices for months, in which a rate moves; and each is rounded to its price points.
            let against = line.unit_price as f64 / (aud as f64 / rate);
            assert!((0.7..1.4).contains(&against) || aud < 20_000, "{line:?} at {rate} for {aud}");
            checked += 1;
        }
    }
    assert!(checked > 100, "{checked}");
}
