//! What sells: popularity and prices of products, and sizes of stores.

use std::collections::BTreeMap;

use crate::{
    Facts, Figure,
    sample::{log_sd, slope, top_share},
};

const SUBJECT: &str = "Products and stores";

/// The figures of products and stores.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let figure = Figure::of(SUBJECT);
    let mut sold: Vec<f64> = vec![0.0; facts.products.len()];
    facts.lines().for_each(|line| sold[line.product] += 1.0);
    sold.sort_by(|a, b| b.total_cmp(a));
    let listed = facts.products.len() as f64;
    // Ranks are among the contract's 25,000 products; at another scale the same shares of the list.
    let points = |from: f64, to: f64| -> Vec<(f64, f64)> {
        let rank = |rank: f64| (rank / 25_000.0 * listed) as usize;
        let ranks = rank(from).max(1)..rank(to);
        ranks.filter(|&r| sold[r - 1] > 0.0).map(|r| (libm::log(r as f64), libm::log(sold[r - 1]))).collect()
    };
    let prices: Vec<f64> = facts.products.iter().map(|product| product.cents as f64).collect();
    let ending = |keep: &dyn Fn(i64) -> bool| {
        facts.products.iter().filter(|product| keep(product.cents)).count() as f64 / listed
    };
    vec![
        figure("top 1 % of products, share of lines", ".25 to .30 (CJ)", 0.23..=0.31, top_share(&sold, 0.01)),
        figure("top 20 % of products, share of lines", ".70 to .80 (CJ)", 0.70..=0.81, top_share(&sold, 0.20)),
        figure(
            "slope of sales over rank, ranks 10 to 1,000",
            "-.65 (CJ)",
            -0.75..=-0.55,
            slope(&points(10.0, 1_000.0)),
        ),
        figure("slope beyond, to rank 15,000", "-1.10 (CJ)", -1.40..=-0.90, slope(&points(1_000.0, 15_000.0))),
        figure("price over products, standard deviation of the log", ".82 (CJ)", 0.78..=0.86, log_sd(&prices)),
        figure("prices with a 9 in the last digit", ".74 to .79 (CJ)", 0.73..=0.80, ending(&|cents| cents % 10 == 9)),
        figure("prices that end in .99", ".34 (CJ)", 0.32..=0.36, ending(&|cents| cents % 100 == 99)),
        figure(
            "store orders by store, standard deviation of the log",
            ".53 (published)",
            0.45..=0.70,
            store_sizes(facts),
        ),
    ]
}

/// The spread of store sizes, over the stores of New South Wales with enough orders for their count to show the size.
fn store_sizes(facts: &Facts) -> f64 {
    let mut counts: BTreeMap<i64, f64> = BTreeMap::new();
    for order in facts.orders.iter().filter(|order| !order.web && facts.store_states[&order.store] == "NSW") {
        *counts.entry(order.store).or_default() += 1.0;
    }
    log_sd(&counts.into_values().filter(|&count| count >= 15.0).collect::<Vec<f64>>())
}
