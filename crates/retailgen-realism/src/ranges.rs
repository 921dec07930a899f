//! The range of products: styles, names, staples, price endings and changes, and foreign lists.

use std::collections::{BTreeMap, BTreeSet};

use retailgen::Date;

use crate::{
    Facts, Figure, Line,
    sample::{mean, sd, share, slope},
};

const SUBJECT: &str = "The range and its prices";
const HOUSE_BRAND: &str = "Marrabee ";
const SUPERMARKET: [&str; 4] = ["Fresh Food", "Pantry", "Dairy and Frozen", "Drinks"];
const FASHION: [&str; 2] = ["Clothing", "Footwear"];
/// What sells most where people shop.
const STAPLES: [(&str, &str); 8] = [
    ("Fruit", "Bananas"),
    ("Vegetables", "Potatoes"),
    ("Milk", "Full Cream Milk"),
    ("Bread and Rolls", "Sandwich Loaf"),
    ("Eggs", "Large Eggs"),
    ("Pasta and Noodles", "Spaghetti"),
    ("Beef and Lamb", "Beef Mince"),
    ("Poultry", "Chicken Breast"),
];

/// The figures of the range.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let of_subject = Figure::of(SUBJECT);
    let figure = |what: &str, target, (low, high), measured| of_subject(what, target, low..=high, measured);
    let products = &facts.products;
    let names: BTreeSet<&str> = products.iter().map(|product| product.name.as_str()).collect();
    let endings = |categories: &[&str], list: &[i64]| {
        share(products, |product| categories.contains(&product.category.as_str()), |p| list.contains(&(p.cents % 100)))
    };
    let of = |line: &Line| &products[line.product];
    let styles = styles(facts);
    let again = (0..products.len() - 1_000).collect::<Vec<usize>>();
    let (changes, spread) = price_changes(facts);
    vec![
        figure(
            "products with a name of their own",
            "all (logic)",
            (1.0, 1.0),
            names.len() as f64 / products.len() as f64,
        ),
        figure(
            "products a style of several sizes",
            "two and more (logic)",
            (2.2, 3.2),
            mean(styles.values().map(|style| style.len() as f64)),
        ),
        figure(
            "price over pack size within a style, log slope",
            ".2 to 1 (logic); .45 (model)",
            (0.38, 0.52),
            pack_slope(&styles),
        ),
        figure("clothing sizes that cost what others of their style do", "all (logic)", (1.0, 1.0), same_price(facts)),
        figure(
            "own brand, share of lines",
            ".1 to .4 (published)",
            (0.12, 0.25),
            share(facts.lines(), |_| true, |line| of(line).name.starts_with(HOUSE_BRAND)),
        ),
        figure(
            "staples that sell most of their subcategory, of eight",
            "nearly all (logic)",
            (6.0, 8.0),
            staples(facts),
        ),
        figure(
            "products whose subcategory comes again after 1,000 numbers",
            "chance: about .015",
            (0.005, 0.025),
            share(again, |_| true, |&n| products[n].subcategory == products[n + 1_000].subcategory),
        ),
        figure(
            "supermarket: prices that end in .00 or .50",
            "above others (model)",
            (0.38, 0.52),
            endings(&SUPERMARKET, &[0, 50]),
        ),
        figure(
            "fashion: prices that end in .95 or .99",
            "above others (model)",
            (0.8, 0.92),
            endings(&FASHION, &[95, 99]),
        ),
        figure(
            "price changes that are cuts",
            ".2 to .5 (N&S: a third)",
            (0.22, 0.36),
            share(&changes, |_| true, |change| **change < 0),
        ),
        figure(
            "price changes by whole dollars",
            "few (logic)",
            (0.12, 0.28),
            share(&changes, |_| true, |change| **change % 100 == 0),
        ),
        figure(
            "shelf price within a product over the year, standard deviation of the log",
            ".017 (CJ)",
            (0.010, 0.022),
            spread,
        ),
        figure("foreign prices of one product, day and currency, most", "one (contract)", (1.0, 1.0), foreign(facts).0),
        figure("foreign prices that are price points", "all (logic)", (0.99, 1.0), foreign(facts).1),
    ]
}

/// A name without its pack, and how much that holds, such as `500 g`.
fn pack(name: &str) -> Option<(&str, &str, f64)> {
    let (rest, unit) = name.rsplit_once(' ')?;
    let (style, number) = rest.rsplit_once(' ')?;
    let (unit, factor) = match unit {
        "kg" => ("g", 1_000.0),
        "L" => ("mL", 1_000.0),
        "g" | "mL" | "pack" => (unit, 1.0),
        _ => return None,
    };
    Some((style, unit, factor * number.parse::<f64>().ok()?))
}

/// Styles that come in several packs of one unit, each with the logarithms of what its products hold and cost.
fn styles(facts: &Facts) -> BTreeMap<(&str, &str), Vec<(f64, f64)>> {
    let mut styles: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for product in facts.products.iter().filter(|product| product.cents > 1) {
        if let Some((style, unit, holds)) = pack(&product.name) {
            styles.entry((style, unit)).or_default().push((libm::log(holds), libm::log(product.cents as f64)));
        }
    }
    styles.retain(|_, products| products.len() > 1);
    styles
}

/// The slope over all styles, each centred.
fn pack_slope(styles: &BTreeMap<(&str, &str), Vec<(f64, f64)>>) -> f64 {
    let centred = styles.values().flat_map(|products| {
        let (x, y) = (mean(products.iter().map(|one| one.0)), mean(products.iter().map(|one| one.1)));
        products.iter().map(move |one| (one.0 - x, one.1 - y))
    });
    slope(&centred.collect::<Vec<_>>())
}

/// The share of clothes that cost what the first of their style does: the same name but for the last word.
fn same_price(facts: &Facts) -> f64 {
    let mut styles: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for product in facts.products.iter().filter(|product| product.category == "Clothing" && product.cents > 1) {
        let style = product.name.rsplit_once(' ').map_or("", |(style, _)| style);
        styles.entry(style).or_default().push(product.cents);
    }
    share(styles.values().flat_map(|prices| prices.iter().map(|price| (price, prices[0]))), |_| true, |(a, b)| *a == b)
}

/// How many staples are what sells most in their subcategory.
fn staples(facts: &Facts) -> f64 {
    let mut sold = vec![0_u32; facts.products.len()];
    facts.lines().for_each(|line| sold[line.product] += 1);
    let best = |subcategory: &str| {
        let here = facts.products.iter().zip(&sold).filter(|(product, _)| product.subcategory == subcategory);
        here.max_by_key(|(_, sold)| **sold).map_or("", |(product, _)| product.name.as_str())
    };
    STAPLES.iter().filter(|(subcategory, staple)| best(subcategory).contains(staple)).count() as f64
}

/// All changes of shelf prices in cents, as seen from one sale to the next; and the mean spread within a product.
fn price_changes(facts: &Facts) -> (Vec<i64>, f64) {
    let mut seen: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for order in facts.orders.iter().filter(|order| order.currency == "AUD") {
        for line in &order.lines {
            seen.entry(line.product).or_default().push(line.price);
        }
    }
    let cents = |price: f64| libm::round(price * 100.0) as i64;
    let step = |pair: &[f64]| cents(pair[1]) - cents(pair[0]);
    let changes = seen.values().flat_map(|prices| prices.windows(2).map(step)).filter(|change| *change != 0).collect();
    let often = seen.values().filter(|prices| prices.len() >= 50);
    let spreads = often.map(|prices| sd(&prices.iter().map(|&price| libm::log(price)).collect::<Vec<f64>>()));
    (changes, mean(spreads))
}

/// Of orders in foreign currencies: the most prices of one product, day and currency, and the share of price points.
fn foreign(facts: &Facts) -> (f64, f64) {
    let mut prices: BTreeMap<(usize, Date, &str), BTreeSet<i64>> = BTreeMap::new();
    let orders = facts.orders.iter().filter(|order| order.currency != "AUD");
    for (order, line) in orders.flat_map(|order| order.lines.iter().map(move |line| (order, line))) {
        let price = libm::round(line.price * 10_000.0) as i64;
        prices.entry((line.product, order.date, &order.currency)).or_default().insert(price);
    }
    let most = prices.values().map(BTreeSet::len).max().unwrap_or(0);
    let is_point = |&((_, _, currency), price): &((usize, Date, &str), i64)| match currency {
        "SGD" => price % 1_000 == 0,
        "EUR" => price % 1_000 == 500,
        _ => price % 1_000 == 900,
    };
    let all = prices.iter().flat_map(|(key, prices)| prices.iter().map(|price| (*key, *price)));
    (most as f64, share(all, |_| true, is_point))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_are_read_from_names() {
        assert_eq!(pack("Salt Jetty Loose Bananas 1.5 kg"), Some(("Salt Jetty Loose Bananas", "g", 1_500.0)));
        assert_eq!(pack("Sudsworth Toilet Paper 12 pack"), Some(("Sudsworth Toilet Paper", "pack", 12.0)));
        assert_eq!([pack("Velvet Galah Black Briefs M"), pack("Bread")], [None, None]);
    }
}
