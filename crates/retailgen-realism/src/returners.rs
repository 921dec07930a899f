//! Returns, beyond what goods and channels explain: orders, customers and products that stand out, prices, late parcels.

use std::collections::BTreeMap;

use crate::{
    Facts, Figure,
    deliveries::is_late,
    lanes::ServiceLevels,
    sample::{mean, quantile},
};

const SUBJECT: &str = "Who returns and what";

type Band = (f64, f64);

/// A line that was sold.
struct Sold {
    order: usize,
    product: usize,
    /// Chance of a return by its subcategory and channel.
    expected: f64,
    returned: bool,
    /// Price against the median of its subcategory's lines, in AUD; none in other currencies.
    dearness: Option<f64>,
    /// Whether its parcel was late, where the order had one.
    late: Option<bool>,
}

/// The figures of those who return.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let sold = sold(facts);
    let (observed, expected) = pairs(&sold);
    let dear = |keep: &dyn Fn(f64) -> bool| against_expected(&sold, |one| one.dearness.is_some_and(keep));
    let late = |late: bool| against_expected(&sold, |one| one.late == Some(late));
    let together = {
        let mut booked: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
        for found in &facts.returns {
            booked.entry(found.order).or_default().push(found.booked);
        }
        let several = booked.values().filter(|times| times.len() > 1);
        mean(several.map(|times| f64::from(u8::from(times.windows(2).all(|pair| pair[0] == pair[1])))))
    };
    vec![
        figure(
            "pairs of returned lines in an order, over those by chance",
            "1.5 to 50 (logic): several lines go back together",
            (1.7, 2.9),
            observed / expected,
        ),
        figure("orders with several returns that book them at once", "most (model)", (0.7, 0.95), together),
        figure(
            "returns of a customer: variance over that by chance",
            "above 1 (logic): serial returners",
            (3.0, 7.0),
            dispersion(&sold, |one| facts.orders[one.order].customer),
        ),
        figure(
            "returns of a product: variance over that by chance",
            "above 1.25 (logic): some fit badly",
            (4.0, 10.0),
            dispersion(&sold, |one| one.product),
        ),
        figure(
            "lines above their subcategory's median price returned, against those below",
            "above 1 (logic)",
            (1.1, 1.45),
            dear(&|dearness| dearness > 1.0) / dear(&|dearness| dearness < 1.0),
        ),
        figure("lines in late parcels returned, against others", "1.6 (model)", (1.3, 1.8), late(true) / late(false)),
    ]
}

/// Every line of the year, with what its goods and channel let expect.
fn sold(facts: &Facts) -> Vec<Sold> {
    let mut returned = vec![0_u64; facts.orders.len()];
    for found in &facts.returns {
        returned[found.order] |= 1 << found.line;
    }
    let levels = ServiceLevels::new();
    let mut late: BTreeMap<usize, Vec<Option<bool>>> = BTreeMap::new();
    for parcel in &facts.parcels {
        late.entry(parcel.order).or_default().push(is_late(facts, &levels, parcel));
    }
    let mut kinds: BTreeMap<(&str, bool), (f64, f64, Vec<f64>)> = BTreeMap::new();
    for (number, order) in facts.orders.iter().enumerate() {
        for (place, line) in order.lines.iter().enumerate() {
            let kind = kinds.entry((&facts.products[line.product].subcategory, order.web)).or_default();
            kind.0 += (returned[number] >> place & 1) as f64;
            kind.1 += 1.0;
            if order.currency == "AUD" {
                kind.2.push(line.price);
            }
        }
    }
    let medians: BTreeMap<(&str, bool), f64> = kinds
        .iter()
        .filter(|(_, (.., prices))| !prices.is_empty())
        .map(|(kind, (.., prices))| (*kind, quantile(prices, 0.5)))
        .collect();
    let mut sold = Vec::new();
    for (number, order) in facts.orders.iter().enumerate() {
        let late = late.get(&number).and_then(|parcels| if let [one] = parcels.as_slice() { *one } else { None });
        for (place, line) in order.lines.iter().enumerate() {
            let kind = (facts.products[line.product].subcategory.as_str(), order.web);
            let (returns, lines, _) = &kinds[&kind];
            sold.push(Sold {
                order: number,
                product: line.product,
                expected: returns / lines,
                returned: returned[number] >> place & 1 == 1,
                dearness: medians.get(&kind).filter(|_| order.currency == "AUD").map(|median| line.price / median),
                late,
            });
        }
    }
    sold
}

/// Pairs of returned lines of one order, and as many as there would be by chance.
fn pairs(sold: &[Sold]) -> (f64, f64) {
    let of_order = |lines: &[Sold]| {
        // The pairs of a sum are half of its square less the squares.
        let half = |of: &dyn Fn(&Sold) -> f64| {
            let (sum, squares) = lines.iter().fold((0.0, 0.0), |(sum, squares), one| {
                let value = of(one);
                (sum + value, squares + value * value)
            });
            (sum * sum - squares) / 2.0
        };
        (half(&|one| f64::from(u8::from(one.returned))), half(&|one| one.expected))
    };
    let orders = sold.chunk_by(|one, next| one.order == next.order).map(of_order);
    orders.fold((0.0, 0.0), |(observed, expected), pair| (observed + pair.0, expected + pair.1))
}

/// How far the returns of groups scatter around what goods and channels let expect, against chance.
fn dispersion(sold: &[Sold], group: impl Fn(&Sold) -> usize) -> f64 {
    let mut groups: BTreeMap<usize, (f64, f64, f64)> = BTreeMap::new();
    for one in sold {
        let (observed, expected, variance) = groups.entry(group(one)).or_default();
        *observed += f64::from(u8::from(one.returned));
        *expected += one.expected;
        *variance += one.expected * (1.0 - one.expected);
    }
    let sum = |of: &dyn Fn(&(f64, f64, f64)) -> f64| groups.values().map(of).sum::<f64>();
    sum(&|(observed, expected, _)| (observed - expected) * (observed - expected)) / sum(&|(.., variance)| *variance)
}

/// Returns of some lines, against what goods and channels let expect.
fn against_expected(sold: &[Sold], keep: impl Fn(&Sold) -> bool) -> f64 {
    let kept = || sold.iter().filter(|one| keep(one));
    kept().filter(|one| one.returned).count() as f64 / kept().map(|one| one.expected).sum::<f64>()
}

fn figure(what: &str, target: &'static str, (low, high): Band, measured: f64) -> Figure {
    Figure { subject: SUBJECT, what: what.to_owned(), target, allowed: low..=high, measured }
}
