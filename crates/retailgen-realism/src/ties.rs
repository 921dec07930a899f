//! What ties lines and orders of one customer together: how much more alike they are than strangers'.

use std::collections::BTreeMap;

use retailgen::Date;
use retailgen_synth::calendar::DAY;

use crate::{Action, Customer, Facts, Figure, Line, Order, Visit, sample::mean};

const SUBJECT: &str = "Ties between a customer's orders";
/// First names of women and of men, common in all cohorts of birth, as an analyst would tell the sexes.
const WOMEN: [&str; 10] =
    ["Emma", "Sarah", "Jessica", "Elizabeth", "Susan", "Margaret", "Jennifer", "Michelle", "Olivia", "Patricia"];
const MEN: [&str; 10] =
    ["John", "David", "Michael", "James", "Robert", "Peter", "Andrew", "Daniel", "William", "Thomas"];

/// The figures of ties.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let figure = Figure::of(SUBJECT);
    let pairs = Pairs::of(facts);
    let subcategory = |line: &Line| facts.products[line.product].subcategory.as_str();
    let brand = |line: &Line| facts.products[line.product].name.split(' ').next();
    let same_subcategory = |a: &Line, b: &Line| subcategory(a) == subcategory(b);
    let within = lines_within(facts);
    let strangers = pairs.strangers.iter().flat_map(lines_of);
    let strangers_share = share(strangers, same_subcategory);
    let women = |women: bool| {
        let names = if women { WOMEN } else { MEN };
        let wear = ["Women's Tops", "Dresses", "Women's Pants and Skirts", "Women's Shoes"];
        let share = share_of_lines(facts, &|customer, _| names.contains(&customer.first_name.as_str()), &wear);
        share / (1.0 - share)
    };
    let nappies = |from: i32, to: i32| {
        let of_age = |customer: &Customer, order: &Order| {
            (from..to).contains(&((order.date.days() - customer.born.days()) * 4 / 1_461))
        };
        share_of_lines(facts, &of_age, &["Nappies"])
    };
    vec![
        figure("same product again, against strangers", "7.3 (CJ)", 3.0..=20.0, {
            pairs.lift(|a, b| a.product == b.product)
        }),
        figure("same subcategory again, against strangers", "1.8 (CJ)", 1.4..=3.0, pairs.lift(same_subcategory)),
        figure("same brand within a subcategory again, against strangers", "1.56 (CJ)", 1.2..=4.0, {
            let same = |pairs: &[Pair<'_>]| {
                let alike = pairs.iter().flat_map(lines_of).filter(|(a, b)| same_subcategory(a, b));
                share(alike, |a, b| brand(a) == brand(b))
            };
            same(&pairs.own) / same(&pairs.strangers)
        }),
        figure("two lines of an order share the subcategory, against strangers", "3.07 (CJ)", 1.8..=5.0, {
            share(within, same_subcategory) / strangers_share
        }),
        figure("log of order value: share of the variance between customers", ".13 to .45 (CJ)", 0.13..=0.45, {
            between_customers(facts, |order| vec![libm::log(order.total().max(0.01))])
        }),
        figure("discounted or not: share of the variance over lines between customers", ".035 (CJ)", 0.01..=0.15, {
            between_customers(facts, |order| {
                order.lines.iter().map(|line| f64::from(u8::from(line.discount > 0.0))).collect()
            })
        }),
        figure("clothes of one kind in the same size again, against strangers", "at least 1.6 (model)", 1.6..=5.0, {
            let size = |line: &Line| facts.products[line.product].name.rsplit(' ').next();
            let is_worn = |line: &Line| facts.products[line.product].category == "Clothing";
            let same = |pairs: &[Pair<'_>]| {
                let alike = pairs.iter().flat_map(lines_of);
                let alike = alike.filter(|(a, b)| is_worn(a) && same_subcategory(a, b) && a.product != b.product);
                share(alike, |a, b| size(a) == size(b))
            };
            same(&pairs.own) / same(&pairs.strangers)
        }),
        figure("coupon again, against any order", "2.1 (CJ)", 1.5..=3.0, {
            let again = pairs.own.iter().filter(|(a, _)| a.coupon);
            mean(again.map(|(_, b)| f64::from(u8::from(b.coupon))))
                / mean(facts.orders.iter().map(|order| f64::from(u8::from(order.coupon))))
        }),
        figure(
            "same payment method again, against strangers",
            "1.25 to 4 (model)",
            1.5..=3.0,
            pairs.lift_of_orders(|a, b| a.payment == b.payment),
        ),
        figure("visits signed in: same device again, against strangers", "1.25 to 4 (model)", 1.25..=2.2, {
            let mut last: BTreeMap<usize, &Visit> = BTreeMap::new();
            let signed_in = || facts.visits.iter().filter_map(|visit| Some((visit.customer?, visit)));
            let same = |(a, b): (&Visit, &Visit)| f64::from(u8::from(a.device == b.device));
            let own = signed_in().filter_map(|(customer, visit)| Some((last.insert(customer, visit)?, visit)));
            mean(own.map(same)) / mean(signed_in().zip(signed_in().skip(1)).map(|((_, a), (_, b))| same((a, b))))
        }),
        figure(
            "visits in the week before a web order, against weeks 4 to 7 before",
            "at least 1.8 (model)",
            1.8..=4.0,
            visits_before_orders(facts),
        ),
        figure("nappies, of lines of ages 25 to 39 against 60 to 74", "at least 1.8 (model)", 2.5..=12.0, {
            nappies(25, 40) / nappies(60, 75)
        }),
        figure("women's wear, odds of women over men", "at least 3 (model)", 3.0..=12.0, women(true) / women(false)),
    ]
}

/// Two orders.
type Pair<'f> = (&'f Order, &'f Order);

/// Pairs of orders of one customer, one after the other, and of two customers, placed one after the other.
struct Pairs<'f> {
    own: Vec<Pair<'f>>,
    strangers: Vec<Pair<'f>>,
}

impl<'f> Pairs<'f> {
    fn of(facts: &'f Facts) -> Self {
        let mut last: BTreeMap<usize, &Order> = BTreeMap::new();
        let own = facts.orders.iter().filter_map(|order| Some((last.insert(order.customer, order)?, order))).collect();
        let strangers = facts.orders.windows(2).map(|pair| (&pair[0], &pair[1]));
        Self { own, strangers: strangers.filter(|(a, b)| a.customer != b.customer).collect() }
    }

    /// How much more often lines of two orders are alike if one customer placed both, on the same channel.
    fn lift(&self, alike: impl Fn(&Line, &Line) -> bool) -> f64 {
        let of = |pairs: &[Pair<'_>]| share(pairs.iter().flat_map(lines_of), &alike);
        of(&self.own) / of(&self.strangers)
    }

    fn lift_of_orders(&self, alike: impl Fn(&Order, &Order) -> bool) -> f64 {
        let of = |pairs: &[Pair<'_>]| {
            mean(pairs.iter().filter(|(a, b)| a.web == b.web).map(|(a, b)| f64::from(u8::from(alike(a, b)))))
        };
        of(&self.own) / of(&self.strangers)
    }
}

/// Each line of the one order with each of the other.
fn lines_of<'f>((a, b): &Pair<'f>) -> impl Iterator<Item = (&'f Line, &'f Line)> + use<'f> {
    let (a, b) = (&a.lines, &b.lines);
    a.iter().flat_map(move |one| b.iter().map(move |other| (one, other)))
}

/// Each pair of lines of each order.
fn lines_within(facts: &Facts) -> impl Iterator<Item = (&Line, &Line)> {
    facts.orders.iter().flat_map(|order| {
        let lines = &order.lines;
        (0..lines.len()).flat_map(move |first| lines[first + 1..].iter().map(move |second| (&lines[first], second)))
    })
}

fn share<'f>(pairs: impl Iterator<Item = (&'f Line, &'f Line)>, alike: impl Fn(&Line, &Line) -> bool) -> f64 {
    mean(pairs.map(|(a, b)| f64::from(u8::from(alike(a, b)))))
}

/// How many visits a week there are in the week before an order on the web, against the fourth to seventh before it. Visits
/// of the purchase do not count, and a customer's orders together count once: who orders every week comes every week.
fn visits_before_orders(facts: &Facts) -> f64 {
    let mut visits: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
    for visit in facts.visits.iter().filter(|visit| !visit.has(Action::Purchase)) {
        visits.entry(visit.customer.unwrap_or(usize::MAX)).or_default().push(visit.events[0].at);
    }
    // The year's first orders have no seven weeks before them.
    let mut orders: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
    for order in facts.orders.iter().filter(|order| order.web && order.date >= Date::new(2024, 3, 1)) {
        orders.entry(order.customer).or_default().push(order.placed);
    }
    let (mut week, mut before) = (0.0, 0.0);
    for (customer, placed) in orders.iter().flat_map(|(customer, orders)| orders.iter().map(move |at| (customer, at))) {
        let weight = 1.0 / orders[customer].len() as f64;
        let weeks = visits.get(customer).into_iter().flatten().map(|at| (placed - at).div_euclid(7 * DAY));
        for weeks in weeks {
            week += weight * f64::from(u8::from(weeks == 0));
            before += weight * f64::from(u8::from((3..7).contains(&weeks)));
        }
    }
    week / (before / 4.0)
}

/// The share of lines in certain subcategories, of those orders for which `keep` holds.
fn share_of_lines(facts: &Facts, keep: &dyn Fn(&Customer, &Order) -> bool, subcategories: &[&str]) -> f64 {
    let kept = facts.orders.iter().filter(|order| keep(&facts.customers[order.customer], order));
    let is_in = |line: &Line| subcategories.contains(&facts.products[line.product].subcategory.as_str());
    mean(kept.flat_map(|order| &order.lines).map(|line| f64::from(u8::from(is_in(line)))))
}

/// The share of a variance that lies between customers, by the analysis of variance of the `values` of their orders.
fn between_customers(facts: &Facts, values: impl Fn(&Order) -> Vec<f64>) -> f64 {
    let mut groups: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for order in &facts.orders {
        groups.entry(order.customer).or_default().extend(values(order));
    }
    let several: Vec<Vec<f64>> = groups.into_values().filter(|values| values.len() > 1).collect();
    let count = several.iter().map(Vec::len).sum::<usize>() as f64;
    let square = |value: f64| value * value;
    let centre = mean(several.iter().flatten().copied());
    let of_group = |values: &Vec<f64>| mean(values.iter().copied());
    let between: f64 = several.iter().map(|values| values.len() as f64 * square(of_group(values) - centre)).sum();
    let within: f64 = several
        .iter()
        .map(|values| {
            let own = of_group(values);
            values.iter().map(|&value| square(value - own)).sum::<f64>()
        })
        .sum();
    let groups = several.len() as f64;
    let squares: f64 = several.iter().map(|values| square(values.len() as f64)).sum();
    let size = (count - squares / count) / (groups - 1.0);
    let (between, within) = (between / (groups - 1.0), within / (count - groups));
    let own = (between - within) / size;
    own / (own + within)
}
