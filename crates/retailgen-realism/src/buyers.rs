//! Who buys: how unevenly, how often, where they live and what they are called.

use std::collections::BTreeMap;

use retailgen::Date;

use crate::{
    Customer, Facts, Figure,
    sample::{mean, top_share},
};

const SUBJECT: &str = "Who buys";
/// Customers with fewer store trips than this say nothing about a favourite store.
const FEWEST_TRIPS: u32 = 10;

/// The figures of customers.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let figure = Figure::of(SUBJECT);
    let mut orders = vec![0.0; facts.customers.len()];
    let mut revenue = vec![0.0; facts.customers.len()];
    for order in &facts.orders {
        orders[order.customer] += 1.0;
        revenue[order.customer] += order.total();
    }
    let buyers = |values: &[f64]| -> Vec<f64> { values.iter().copied().filter(|&value| value > 0.0).collect() };
    let (orders_of, revenue_of) = (buyers(&orders), buyers(&revenue));
    let once = orders_of.iter().filter(|&&count| count < 1.5).count() as f64 / orders_of.len() as f64;
    let orders_where = |vip: bool| {
        mean(facts.customers.iter().zip(&orders).filter(|(customer, _)| customer.vip == vip).map(|(_, &count)| count))
    };
    let australians: Vec<&Customer> = facts.customers.iter().filter(|customer| customer.country == "AU").collect();
    let of_australians = |keep: &dyn Fn(&Customer) -> bool| {
        australians.iter().filter(|customer| keep(customer)).count() as f64 / australians.len() as f64
    };
    let rank = |name: &str| surname_rank(&australians, name);
    let mut quarters = vec![[0.0; 2]; facts.customers.len()];
    for order in facts.orders.iter().filter(|order| order.date.month() <= 6) {
        quarters[order.customer][usize::from(order.date.month() > 3)] += 1.0;
    }
    let settled = |customer: &Customer| customer.joined < Date::new(2023, 7, 1).midnight_utc();
    let often = facts.customers.iter().zip(&quarters).filter(|(customer, of)| settled(customer) && of[0] >= 12.0);
    let [first, second] = often.fold([0.0, 0.0], |sum, (_, of)| [sum[0] + of[0], sum[1] + of[1]]);
    vec![
        figure(
            "settled customers with 12 orders or more in a quarter: orders in the next, against it",
            "fewer: people travel and drift away (model)",
            0.85..=0.97,
            second / first,
        ),
        figure(
            "top 20 % of buyers, share of revenue",
            ".60 to .75 (published)",
            0.60..=0.75,
            top_share(&revenue_of, 0.2),
        ),
        figure(
            "top 20 % of buyers, share of orders",
            "gamma of shape .55: about .62, and more with the lapsed",
            0.57..=0.68,
            top_share(&orders_of, 0.2),
        ),
        figure("buyers with one order in the year", "about .10 (CD, at this level of orders)", 0.07..=0.13, once),
        figure(
            "orders of a VIP against others'",
            "about 10: some of the top of that gamma, against all others and the lapsed",
            8.0..=14.0,
            orders_where(true) / orders_where(false),
        ),
        figure(
            "chance that a VIP has spent more in the year than another customer",
            ".75 to .985: status lags behind (model)",
            0.88..=0.975,
            vip_chance(facts, &revenue),
        ),
        figure("store trips to the favourite store", ".75 (CJ)", 0.70..=0.80, favourite_share(facts)),
        figure("Australians in NSW", ".312 (ABS)", 0.302..=0.322, of_australians(&|c| c.state == "NSW")),
        figure("Australians in TAS", ".021 (ABS)", 0.017..=0.025, of_australians(&|c| c.state == "TAS")),
        figure(
            "surname Smith, share of Australians",
            ".012 (registers)",
            0.010..=0.014,
            of_australians(&|c| c.surname == "Smith"),
        ),
        figure("rank of the surname Nguyen", "among the ten commonest", 2.0..=10.0, rank("Nguyen")),
        figure("rank of the surname Singh", "among the ten commonest", 2.0..=10.0, rank("Singh")),
    ]
}

/// The chance that a VIP has spent more than another customer, ties counted half: the area under the curve.
fn vip_chance(facts: &Facts, spent: &[f64]) -> f64 {
    let of = |vip: bool| -> Vec<f64> {
        let mut spent: Vec<f64> = facts
            .customers
            .iter()
            .zip(spent)
            .filter(|(customer, _)| customer.vip == vip)
            .map(|(_, &spent)| spent)
            .collect();
        spent.sort_by(f64::total_cmp);
        spent
    };
    let others = of(false);
    let beaten = |spent: f64| {
        let (below, equal) = (others.partition_point(|&other| other < spent), others.partition_point(|&o| o <= spent));
        (below + equal) as f64 / 2.0 / others.len() as f64
    };
    mean(of(true).into_iter().map(beaten))
}

fn surname_rank(customers: &[&Customer], name: &str) -> f64 {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for customer in customers {
        *counts.entry(&customer.surname).or_default() += 1;
    }
    let own = counts.get(name).copied().unwrap_or_default();
    1.0 + counts.values().filter(|&&count| count > own).count() as f64
}

/// The share of trips that go to each customer's commonest store, over customers with enough trips.
fn favourite_share(facts: &Facts) -> f64 {
    let mut trips: BTreeMap<usize, BTreeMap<i64, u32>> = BTreeMap::new();
    for order in facts.orders.iter().filter(|order| !order.web) {
        *trips.entry(order.customer).or_default().entry(order.store).or_default() += 1;
    }
    let enough = trips.values().filter(|stores| stores.values().sum::<u32>() >= FEWEST_TRIPS);
    let (favourite, all) = enough.fold((0, 0), |(favourite, all), stores| {
        (favourite + stores.values().max().copied().unwrap_or_default(), all + stores.values().sum::<u32>())
    });
    f64::from(favourite) / f64::from(all)
}
