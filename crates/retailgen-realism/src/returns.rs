//! Returns: which goods come back, how soon, how many units and why.

use std::collections::BTreeMap;

use retailgen_synth::calendar::DAY;

use crate::{
    Facts, Figure, Line, Returned,
    sample::{mean, sd},
};

const SUBJECT: &str = "Returns";
/// Categories against clothing, by the middle of their ranges.
const AGAINST_CLOTHING: [(&str, &str, Band); 4] = [
    ("Footwear", "35 to 45 % against 25 to 40 (published)", (1.1, 1.4)),
    ("Electronics", "8 to 15 % against 25 to 40 (published)", (0.3, 0.42)),
    ("Home and Kitchen", "5 to 10 % against 25 to 40 (published)", (0.21, 0.26)),
    ("Health and Beauty", "5 to 12 % against 25 to 40 (published)", (0.17, 0.25)),
];
const GROCERIES: [&str; 4] = ["Fresh Food", "Pantry", "Dairy and Frozen", "Drinks"];
const WORN: [&str; 2] = ["Clothing", "Footwear"];
/// Reasons over all returns. Five standard deviations of a share of 26,000 are .015 at most.
const REASONS: [(&str, &str, Band); 6] = [
    ("wrong size", ".35 (published)", (0.335, 0.365)),
    ("changed mind", ".23 (published)", (0.217, 0.243)),
    ("not as described", ".18 (published)", (0.168, 0.192)),
    ("defective", ".15 (published)", (0.139, 0.161)),
    ("wrong item", ".05 (published)", (0.043, 0.057)),
    ("other", ".04 (published)", (0.034, 0.046)),
];

type Band = (f64, f64);

/// The figures of returns.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let sold = |keep: &dyn Fn(bool, &str) -> bool| {
        let lines = facts.orders.iter().flat_map(|order| order.lines.iter().map(move |line| (order.web, line)));
        lines.filter(|(web, line)| keep(*web, category(facts, line))).count() as f64
    };
    let returned = |keep: &dyn Fn(bool, &str) -> bool| {
        let lines = facts.returns.iter().map(|found| (facts.orders[found.order].web, line_of(facts, found)));
        lines.filter(|(web, line)| keep(*web, category(facts, line))).count() as f64
    };
    let rate = |keep: &dyn Fn(bool, &str) -> bool| returned(keep) / sold(keep);
    let clothing = rate(&|_, category| category == "Clothing");
    let mut figures = vec![
        figure("lines returned".to_owned(), "about .03 (contract)", (0.027, 0.031), rate(&|_, _| true)),
        figure(
            "lines returned, web against stores".to_owned(),
            "17 to 20 % against 9 (published)",
            (1.8, 2.3),
            rate(&|web, _| web) / rate(&|web, _| !web),
        ),
    ];
    for (name, target, band) in AGAINST_CLOTHING {
        let measured = rate(&|_, category| category == name) / clothing;
        figures.push(figure(format!("{name} returned, against clothing"), target, band, measured));
    }
    figures.push(figure(
        "groceries returned, against clothing".to_owned(),
        "near 0 (published)",
        (0.0, 0.02),
        rate(&|_, category| GROCERIES.contains(&category)) / clothing,
    ));
    figures.extend(reasons(facts));
    figures.extend(waits(facts));
    figures.push(figure(
        "all units come back, of lines with several".to_owned(),
        ".8 (model)",
        (0.78, 0.82),
        share(&facts.returns, |found| {
            let sold = line_of(facts, found).units;
            (sold > 1).then_some(found.units == sold)
        }),
    ));
    figures
}

fn reasons(facts: &Facts) -> Vec<Figure> {
    let mut figures: Vec<Figure> = REASONS
        .into_iter()
        .map(|(reason, target, band)| {
            let measured = share(&facts.returns, |found| Some(found.reason == reason));
            figure(format!("reason: {reason}"), target, band, measured)
        })
        .collect();
    let wrong_size = |worn: bool| {
        share(&facts.returns, |found| {
            let is_worn = WORN.contains(&category(facts, line_of(facts, found)));
            (is_worn == worn).then_some(found.reason == "wrong size")
        })
    };
    figures.push(figure("wrong size, of clothes and shoes".to_owned(), "most (model)", (0.56, 0.62), wrong_size(true)));
    figures.push(figure("wrong size, of other goods".to_owned(), "few (model)", (0.02, 0.04), wrong_size(false)));
    figures
}

/// How long goods stay with customers: from the sale in a store, or from delivery where the order was one parcel, so that
/// the data says which one held the line.
fn waits(facts: &Facts) -> Vec<Figure> {
    let mut arrivals: BTreeMap<usize, Vec<Option<i64>>> = BTreeMap::new();
    for parcel in &facts.parcels {
        arrivals.entry(parcel.order).or_default().push(parcel.delivered);
    }
    let wait = |found: &Returned| {
        let order = &facts.orders[found.order];
        let from = match arrivals.get(&found.order).map(Vec::as_slice) {
            Some(&[arrival]) => arrival,
            Some(_) => None,
            None => Some(order.placed),
        };
        from.map(|from| (order.web, (found.booked - from) as f64 / DAY as f64))
    };
    let all: Vec<(bool, f64)> = facts.returns.iter().filter_map(wait).collect();
    let of = |web: bool| all.iter().filter(move |wait| wait.0 == web).map(|wait| wait.1);
    let delivered: Vec<f64> = of(true).collect();
    let within = |from: f64, to: f64| delivered.iter().filter(|days| (from..to).contains(*days)).count() as f64;
    let (centre, spread) = (mean(of(true)), sd(&delivered));
    vec![
        figure("web: mean days from delivery".to_owned(), "8 to 12 (published)", (8.0, 12.0), centre),
        figure("stores: mean days from sale".to_owned(), "8 to 12 (published)", (8.0, 12.0), mean(of(false))),
        figure(
            "web: mean over standard deviation of those days, squared".to_owned(),
            "about 2: a gamma's shape (published)",
            (1.7, 2.4),
            (centre / spread) * (centre / spread),
        ),
        figure(
            "web: booked within 30 days of delivery".to_owned(),
            "all but those held up by a weekend (model)",
            (0.98, 1.0),
            within(0.0, 30.0) / delivered.len() as f64,
        ),
        figure(
            "web: days 27 to 30 against days 23 to 26".to_owned(),
            "a small rush (published)",
            (1.1, 3.0),
            within(26.0, 30.0) / within(22.0, 26.0),
        ),
    ]
}

fn line_of<'f>(facts: &'f Facts, found: &Returned) -> &'f Line {
    &facts.orders[found.order].lines[found.line]
}

fn category<'f>(facts: &'f Facts, line: &Line) -> &'f str {
    &facts.products[line.product].category
}

/// The share of those for which `is` says yes, of those for which it says anything.
fn share(returns: &[Returned], is: impl Fn(&Returned) -> Option<bool>) -> f64 {
    mean(returns.iter().filter_map(is).map(f64::from))
}

fn figure(what: String, target: &'static str, (low, high): Band, measured: f64) -> Figure {
    Figure { subject: SUBJECT, what, target, allowed: low..=high, measured }
}
