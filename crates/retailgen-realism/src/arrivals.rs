//! Arrivals: when accounts, products and stores appear, and what newcomers do next.

use std::collections::{BTreeMap, BTreeSet};

use retailgen::Date;
use retailgen_synth::calendar::DAY;

use crate::{
    Facts, Figure,
    sample::{dispersion, mean, sd},
};

const SUBJECT: &str = "Arrivals";
const NEW_YEAR: Date = Date::new(2024, 1, 1);

/// The figures of arrivals.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let figure = Figure::of(SUBJECT);
    let joined: Vec<i64> =
        facts.customers.iter().map(|c| c.joined).filter(|&joined| joined >= NEW_YEAR.midnight_utc()).collect();
    let of_days = counts(joined.iter().map(|joined| (joined - NEW_YEAR.midnight_utc()).div_euclid(DAY)), 366);
    let gaps: Vec<f64> = joined.windows(2).map(|pair| (pair[1] - pair[0]) as f64).collect();
    let times: BTreeSet<i64> = facts.customers.iter().map(|customer| customer.joined.rem_euclid(DAY)).collect();
    let in_month = |month: u32| {
        let date = |joined: &i64| Date::from_days(joined.div_euclid(DAY) as i32);
        joined.iter().filter(|joined| date(joined).month() == month).count() as f64
    };
    let newcomers = newcomers(facts);
    let share = |keep: &dyn Fn(&Newcomer) -> bool| {
        newcomers.values().filter(|newcomer| keep(newcomer)).count() as f64 / newcomers.len() as f64
    };
    let first_monday = Date::new(2015, 1, 5);
    let weeks_of = |date: Date, days: i32| i64::from((date.days() - first_monday.days()).div_euclid(days));
    let launches = counts(facts.products.iter().map(|product| weeks_of(product.introduced, 7)), 521);
    let openings = counts(facts.store_openings.iter().map(|&opened| weeks_of(opened, 91)), 40);
    let same_day = facts.store_openings.chunk_by(|a, b| a == b).map(<[Date]>::len).max().unwrap_or_default();
    vec![
        figure(
            "accounts a day, variance over mean",
            "above 1: they come in bursts (model)",
            1.6..=3.6,
            dispersion(&of_days),
        ),
        figure(
            "time between accounts, coefficient of variation",
            "1 or more, as for events (model)",
            1.05..=1.45,
            sd(&gaps) / mean(gaps.iter().copied()),
        ),
        figure(
            "different times of day at which accounts are opened, against accounts",
            "nearly 1 (model)",
            0.995..=1.0,
            times.len() as f64 / facts.customers.len() as f64,
        ),
        figure(
            "accounts in November against October",
            "1.2 to 4: sales bring strangers (model)",
            1.2..=1.7,
            in_month(11) / in_month(10),
        ),
        figure(
            "first order within a day of joining, share of new buyers",
            ".35 to .95 (CD: buyers join with an order)",
            0.70..=0.88,
            share(&|newcomer| newcomer.waited < DAY),
        ),
        figure(
            "new buyers who never came back",
            ".2 to .65 (CD .51 in 18 months)",
            0.22..=0.45,
            share(&|n| n.orders == 1),
        ),
        figure(
            "orders of days 151 to 210 after joining, against days 31 to 90",
            ".5 to .9: buying fades (CD)",
            0.62..=0.86,
            fading(facts),
        ),
        figure(
            "products launched a week, variance over mean",
            "far above 1: ranges (model)",
            5.0..=40.0,
            dispersion(&launches),
        ),
        figure(
            "stores opened a quarter, variance over mean",
            "far above 1: waves (model)",
            6.0..=60.0,
            dispersion(&openings),
        ),
        figure(
            "most stores opened on one day, share of all",
            "a few (model)",
            0.0..=0.03,
            same_day as f64 / facts.store_openings.len() as f64,
        ),
    ]
}

/// How many fall on each of so many days, weeks or quarters.
fn counts(places: impl Iterator<Item = i64>, len: usize) -> Vec<f64> {
    let mut counts = vec![0.0; len];
    for place in places {
        if let Some(count) = usize::try_from(place).ok().and_then(|place| counts.get_mut(place)) {
            *count += 1.0;
        }
    }
    counts
}

/// A customer who joined in the year and bought.
struct Newcomer {
    orders: u32,
    /// Microseconds from joining to the first order.
    waited: i64,
}

fn newcomers(facts: &Facts) -> BTreeMap<usize, Newcomer> {
    let mut newcomers = BTreeMap::new();
    for order in &facts.orders {
        let waited = order.placed - facts.customers[order.customer].joined;
        if facts.customers[order.customer].joined >= NEW_YEAR.midnight_utc() {
            let newcomer = newcomers.entry(order.customer).or_insert(Newcomer { orders: 0, waited });
            newcomer.orders += 1;
            newcomer.waited = newcomer.waited.min(waited);
        }
    }
    newcomers
}

/// Of those who joined by the end of May, whose first 210 days lie in the year.
fn fading(facts: &Facts) -> f64 {
    let joined_early = NEW_YEAR.midnight_utc()..Date::new(2024, 6, 1).midnight_utc();
    let ages = facts.orders.iter().filter_map(|order| {
        let joined = facts.customers[order.customer].joined;
        joined_early.contains(&joined).then(|| (order.placed - joined) / DAY)
    });
    let (early, late) = ages.fold((0.0, 0.0), |(early, late), age| match age {
        30..90 => (early + 1.0, late),
        150..210 => (early, late + 1.0),
        _ => (early, late),
    });
    late / early
}
