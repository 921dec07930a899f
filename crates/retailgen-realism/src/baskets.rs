//! What is in an order: lines, units, spend, discounts, and what goes together.

use std::collections::BTreeMap;

use crate::{
    Facts, Figure,
    sample::{correlation, log_sd, mean},
};

const SUBJECT: &str = "Baskets";
/// Pairs of subcategories rarer than this are too few to judge their lift.
const FEWEST_TOGETHER: u32 = 150;

/// The figures of baskets and checkout.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let figure = Figure::of(SUBJECT);
    let orders = &facts.orders;
    let of_orders = |keep: &dyn Fn(&crate::Order) -> bool| {
        orders.iter().filter(|order| keep(order)).count() as f64 / orders.len() as f64
    };
    let lines = || facts.lines();
    let count = lines().count() as f64;
    let of_lines = |keep: &dyn Fn(&crate::Line) -> bool| lines().filter(|line| keep(line)).count() as f64 / count;
    let mean_lines = count / orders.len() as f64;
    let spread = mean(orders.iter().map(|order| (order.lines.len() as f64 - mean_lines).squared()));
    let dispersion = (mean_lines - 1.0).squared() / (spread - (mean_lines - 1.0));
    // An order with a discount of 100 % comes to nothing and has no logarithm.
    let spend: Vec<f64> = orders
        .iter()
        .filter(|order| order.currency == "AUD")
        .map(crate::Order::total)
        .filter(|&total| total > 0.0)
        .collect();
    let price_and_units: Vec<(f64, f64)> = lines().map(|line| (libm::log(line.price), f64::from(line.units))).collect();
    let lifts = lifts(facts);
    let pays = |web: bool, methods: &[&str]| {
        let channel: Vec<_> = orders.iter().filter(|order| order.web == web).collect();
        channel.iter().filter(|order| methods.contains(&order.payment.as_str())).count() as f64 / channel.len() as f64
    };
    vec![
        figure("mean lines an order", "2.83 to 3.33 (contract)", 2.95..=3.2, mean_lines),
        figure("orders of a single line", ".35 to .45 (CJ)", 0.35..=0.45, of_orders(&|order| order.lines.len() == 1)),
        figure("dispersion r of the lines beyond the first", ".66 (CJ)", 0.5..=0.8, dispersion),
        figure("lines of 1 unit", ".80 (CJ)", 0.77..=0.83, of_lines(&|line| line.units == 1)),
        figure("lines of 2 units", ".147 (CJ)", 0.13..=0.17, of_lines(&|line| line.units == 2)),
        figure("lines of 3 units", ".026 (CJ)", 0.02..=0.033, of_lines(&|line| line.units == 3)),
        figure("log price against units, correlation", "-.29 (CJ)", -0.33..=-0.24, correlation(&price_and_units)),
        figure("spend an order, standard deviation of the log", ".74 (CJ) to 1.27 (CD)", 1.1..=1.4, log_sd(&spend)),
        figure("discounted lines", "less than grocery's .50 (CJ)", 0.3..=0.5, of_lines(&|line| line.discount > 0.0)),
        figure(
            "mean depth of a discount",
            ".27 (CJ)",
            0.25..=0.29,
            mean(lines().map(|line| line.discount).filter(|&discount| discount > 0.0)),
        ),
        figure("orders with a coupon", ".057 (CJ)", 0.054..=0.060, of_orders(&|order| order.coupon)),
        figure("pairs of subcategories with a lift above 4", "at least ten, 4 to 10 (CJ)", 10.0..=45.0, lifts),
        figure("stores: cash", ".16 (RBA)", 0.15..=0.17, pays(false, &["cash"])),
        figure("stores: debit cards over credit cards", "above 1 (RBA)", 1.2..=2.5, {
            pays(false, &["debit_card"]) / pays(false, &["credit_card"])
        }),
        figure("web: buy now, pay later", ".11 (published)", 0.09..=0.13, pays(true, &["bnpl"])),
    ]
}

/// Squares, without the platform's `powi`.
trait Square {
    fn squared(self) -> f64;
}

impl Square for f64 {
    fn squared(self) -> f64 {
        self * self
    }
}

/// How many pairs of subcategories are bought together more than four times as often as chance would have it.
fn lifts(facts: &Facts) -> f64 {
    let mut alone: BTreeMap<&str, u32> = BTreeMap::new();
    let mut together: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for order in &facts.orders {
        let mut names: Vec<&str> =
            order.lines.iter().map(|line| facts.products[line.product].subcategory.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for (position, &name) in names.iter().enumerate() {
            *alone.entry(name).or_default() += 1;
            for &other in &names[position + 1..] {
                *together.entry((name, other)).or_default() += 1;
            }
        }
    }
    let orders = facts.orders.len() as f64;
    let lift = |(&(a, b), &count): (&(&str, &str), &u32)| {
        f64::from(count) * orders / (f64::from(alone[a]) * f64::from(alone[b]))
    };
    let strong = together.iter().filter(|(_, count)| **count >= FEWEST_TOGETHER).filter(|pair| lift(*pair) > 4.0);
    strong.count() as f64
}
