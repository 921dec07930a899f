//! Habits of time: whether people come back on the same weekday and at the same hours, and how weekends differ.

use std::collections::BTreeMap;

use retailgen_synth::calendar::{DAY, HOUR};

use crate::{Facts, Figure, Order};

const SUBJECT: &str = "Habits of time";

/// The figures of habits.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let figure = Figure::of(SUBJECT);
    let web: Vec<&Order> = facts.orders.iter().filter(|order| order.web).collect();
    let stores: Vec<&Order> = facts.orders.iter().filter(|order| !order.web).collect();
    let weekday = |order: &Order| order.date.weekday() as usize;
    let band = |order: &Order| hour(order) / 6;
    vec![
        figure(
            "two web orders of a customer share the weekday, against any two",
            "1.25 or more (model)",
            1.3..=1.65,
            lift(&web, weekday),
        ),
        figure("two store orders likewise", "1.25 or more (model)", 1.3..=1.65, lift(&stores, weekday)),
        figure(
            "two web orders of a customer share a quarter of the day, against any two",
            "1.25 or more (model)",
            1.25..=1.7,
            lift(&web, band),
        ),
        figure(
            "two store orders of a customer share the hour, against any two",
            "1.25 or more (model)",
            1.4..=2.0,
            lift(&stores, hour),
        ),
        figure(
            "web: hours of weekends and weekdays, total variation",
            ".03 to .15 (model)",
            0.03..=0.08,
            weekend_distance(&web),
        ),
        figure("stores: the same", ".03 to .15 (opening hours)", 0.06..=0.15, weekend_distance(&stores)),
    ]
}

/// The hour of the day, UTC.
fn hour(order: &Order) -> usize {
    (order.placed.rem_euclid(DAY) / HOUR) as usize
}

/// How much oftener two orders of one customer share a class than two of anybody.
fn lift(orders: &[&Order], class: impl Fn(&Order) -> usize) -> f64 {
    let mut by_customer: BTreeMap<usize, [f64; 24]> = BTreeMap::new();
    let mut all = [0.0; 24];
    for order in orders {
        by_customer.entry(order.customer).or_insert([0.0; 24])[class(order)] += 1.0;
        all[class(order)] += 1.0;
    }
    let pairs = |counts: &[f64; 24]| counts.iter().map(|count| count * (count - 1.0)).sum::<f64>();
    let of = |counts: &[f64; 24]| {
        let total: f64 = counts.iter().sum();
        (pairs(counts), total * (total - 1.0))
    };
    let (same, both) = by_customer.values().map(of).fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let (of_any, any) = of(&all);
    (same / both) / (of_any / any)
}

/// Half the sum of differences between the shares of the hours at weekends and on weekdays.
fn weekend_distance(orders: &[&Order]) -> f64 {
    let shares = |weekend: bool| {
        let mut shares = [0.0; 24];
        let those: Vec<&&Order> = orders.iter().filter(|order| order.date.weekday().is_weekend() == weekend).collect();
        for order in &those {
            shares[hour(order)] += 1.0 / those.len() as f64;
        }
        shares
    };
    shares(true).iter().zip(shares(false)).map(|(a, b)| (a - b).abs()).sum::<f64>() / 2.0
}
