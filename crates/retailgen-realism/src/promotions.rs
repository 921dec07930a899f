//! How products come, sell and go: launches, promotions and clearances.

use std::collections::BTreeMap;

use retailgen::Date;

use crate::{
    Facts, Figure, Line, Order, Product,
    sample::{mean, sd, share},
};

const SUBJECT: &str = "Launches, promotions and clearances";
/// Products with fewer lines say too little about single weeks.
const FEWEST_LINES: u32 = 200;
/// Days before the end in which goods are sold off.
const CLEARANCE: i32 = 45;

/// What is sold of one product in one week of promotions.
#[derive(Default)]
struct Week {
    lines: u32,
    discounted: u32,
    discount: f64,
    /// Whether the product was on promotion in the week before.
    follows: bool,
}

impl Week {
    /// Coupons alone hit fewer.
    fn is_on(&self) -> bool {
        self.discounted * 2 > self.lines
    }

    fn depth(&self) -> f64 {
        self.discount / f64::from(self.discounted)
    }
}

/// The figures of launches, promotions and clearances.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let of_subject = Figure::of(SUBJECT);
    let figure = |what: &str, target, (low, high), measured| of_subject(what, target, low..=high, measured);
    let sold: Vec<(&Order, &Line, &Product)> = facts
        .orders
        .iter()
        .flat_map(|order| order.lines.iter().map(move |line| (order, line, &facts.products[line.product])))
        .collect();
    let cleared = |keep: &dyn Fn(i32) -> bool| {
        let counts = |(order, _, product): &(&Order, &Line, &Product)| {
            product.discontinued.is_some_and(|end| keep(end.days() - order.date.days()))
        };
        share(sold.iter().copied(), counts, |(_, line, _)| line.discount > 0.0)
    };
    // Launched in the first five months and kept, so that all are seen for half a year.
    let is_new = |product: &Product| {
        product.introduced.year() == 2024 && product.introduced.month() < 6 && product.discontinued.is_none()
    };
    let month = |number: i32| {
        let age = |order: &Order, product: &Product| (order.date.days() - product.introduced.days()) / 30;
        sold.iter().filter(|(order, _, product)| is_new(product) && age(order, product) == number).count() as f64
    };
    let units = |discounted: bool| {
        mean(facts.lines().filter(|line| (line.discount > 0.0) == discounted).map(|line| f64::from(line.units)))
    };
    let weeks = weeks(facts);
    let usual = |week: &Week| !week.is_on();
    let deep = ratio(&weeks, |week| week.is_on() && week.depth() > 0.45, usual);
    let shallow = ratio(&weeks, |week| week.is_on() && week.depth() < 0.12, usual);
    vec![
        figure(
            "products launched a week, variance over mean",
            "above 1: launched in batches (logic)",
            (1.8, 12.0),
            launches(facts),
        ),
        figure(
            "newcomers: lines of their first month against the sixth",
            "builds up (logic)",
            (0.25, 0.6),
            month(0) / month(5),
        ),
        figure(
            "orders of a product in its weeks on promotion against others",
            "1.85 (CJ)",
            (1.6, 2.1),
            ratio(&weeks, Week::is_on, usual),
        ),
        figure("the same, at half price against a tenth off", "rises with depth (logic)", (1.3, 2.1), deep / shallow),
        figure(
            "the week after a promotion against others without one",
            "a dip (model)",
            (0.88, 0.97),
            ratio(&weeks, |week| !week.is_on() && week.follows, |week| !week.is_on() && !week.follows),
        ),
        figure(
            "units of a discounted line against others",
            "1.03 to 1.5 (logic)",
            (1.04, 1.2),
            units(true) / units(false),
        ),
        figure(
            "discounted lines in the last 45 days against before",
            "1.2 to 10 (logic)",
            (2.0, 3.2),
            cleared(&|left| left <= CLEARANCE) / cleared(&|left| left > CLEARANCE),
        ),
    ]
}

/// Variance over mean of the products launched a week, from 2015 to 2024.
fn launches(facts: &Facts) -> f64 {
    let first = Date::new(2015, 1, 5).days();
    let mut launched = vec![0.0; ((Date::new(2024, 12, 30).days() - first) / 7) as usize];
    let weeks = facts.products.iter().map(|product| (product.introduced.days() - first).div_euclid(7));
    for week in weeks.filter_map(|week| usize::try_from(week).ok()) {
        if let Some(count) = launched.get_mut(week) {
            *count += 1.0;
        }
    }
    sd(&launched) * sd(&launched) / mean(launched.iter().copied())
}

/// By product that sells often, its weeks with sales.
fn weeks(facts: &Facts) -> Vec<Vec<Week>> {
    let mut products: BTreeMap<usize, BTreeMap<i32, Week>> = BTreeMap::new();
    for order in &facts.orders {
        // Promotions change on Wednesdays; 1970-01-07 was one.
        let number = (order.date.days() - 6).div_euclid(7);
        for line in &order.lines {
            let week = products.entry(line.product).or_default().entry(number).or_default();
            week.lines += 1;
            if line.discount > 0.0 {
                week.discounted += 1;
                week.discount += line.discount;
            }
        }
    }
    products.retain(|_, weeks| weeks.values().map(|week| week.lines).sum::<u32>() > FEWEST_LINES);
    let in_turn = |weeks: BTreeMap<i32, Week>| {
        let mut on = None;
        let turns = weeks.into_iter().map(|(number, week)| {
            let follows = on == Some(number - 1);
            if week.is_on() {
                on = Some(number);
            }
            Week { follows, ..week }
        });
        turns.collect()
    };
    products.into_values().map(in_turn).collect()
}

/// Lines a week in some weeks of a product against others, each product counted once.
fn ratio(products: &[Vec<Week>], some: impl Fn(&Week) -> bool, others: impl Fn(&Week) -> bool) -> f64 {
    let lines = |weeks: &[Week], keep: &dyn Fn(&Week) -> bool| {
        let kept: Vec<f64> = weeks.iter().filter(|week| keep(week)).map(|week| f64::from(week.lines)).collect();
        (kept.len() >= 3).then(|| mean(kept))
    };
    mean(products.iter().filter_map(|weeks| Some(lines(weeks, &some)? / lines(weeks, &others)?)))
}
