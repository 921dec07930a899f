//! The range of products: styles and names, price endings and changes, foreign lists, launches, clearances and promotions.

use std::collections::{BTreeMap, BTreeSet};

use retailgen::Date;

use crate::{
    Facts, Figure, Line, Order,
    sample::{mean, sd, slope},
};

const SUBJECT: &str = "The range, its prices and promotions";
/// Products with fewer lines say too little about single weeks.
const FEWEST_LINES: u32 = 200;
/// Days before the end in which goods are sold off.
const CLEARANCE: i32 = 45;
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

/// What is sold of one product in one week of promotions.
#[derive(Default, Clone, Copy)]
struct Week {
    lines: u32,
    discounted: u32,
    discount: f64,
}

/// The figures of the range.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let figure = |what: &str, target, (low, high): (f64, f64), measured| Figure {
        subject: SUBJECT,
        what: what.to_owned(),
        target,
        allowed: low..=high,
        measured,
    };
    let products = &facts.products;
    let names: BTreeSet<&str> = products.iter().map(|product| product.name.as_str()).collect();
    let endings = |categories: &[&str], list: &[i64]| {
        share(products, |product| categories.contains(&product.category.as_str()), |p| list.contains(&(p.cents % 100)))
    };
    let lines: Vec<(&Order, &Line)> =
        facts.orders.iter().flat_map(|order| order.lines.iter().map(move |line| (order, line))).collect();
    let of = |line: &Line| &products[line.product];
    let styles = styles(facts);
    let again = (0..products.len() - 1_000).collect::<Vec<usize>>();
    let (changes, spread) = price_changes(facts);
    let (uplift, by_depth, after) = promotions(facts);
    let units = |discounted: bool| {
        mean(facts.lines().filter(|line| (line.discount > 0.0) == discounted).map(|line| f64::from(line.units)))
    };
    let left = |(order, line): &(&Order, &Line)| of(line).discontinued.map(|end| end.days() - order.date.days());
    let cleared = |keep: &dyn Fn(i32) -> bool| {
        share(&lines, |line| left(line).is_some_and(keep), |(_, line)| line.discount > 0.0)
    };
    let month = |number: i32| {
        let age = |(order, line): &&(&Order, &Line)| order.date.days() - of(line).introduced.days();
        // Launched in the first half of the year, so that all are seen for half a year.
        let seen = |line: &&(&Order, &Line)| {
            let day = of(line.1).introduced;
            day.year() == 2024 && day.month() < 6 && of(line.1).discontinued.is_none()
        };
        lines.iter().filter(|line| seen(line) && age(line) / 30 == number).count() as f64
    };
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
        figure(
            "products launched a week, variance over mean",
            "above 1: launched in batches (logic)",
            (1.8, 12.0),
            launches(facts),
        ),
        figure(
            "newcomers: lines of their first month against the sixth",
            "builds up (logic)",
            (0.3, 0.7),
            month(0) / month(5),
        ),
        figure(
            "discounted lines in the last 45 days against before",
            "1.2 to 10 (logic)",
            (2.0, 3.2),
            cleared(&|left| left <= CLEARANCE) / cleared(&|left| left > CLEARANCE),
        ),
        figure("orders of a product in its weeks on promotion against others", "1.85 (CJ)", (1.6, 2.1), uplift),
        figure("at half price against a tenth off", "rises with depth (logic)", (1.2, 2.0), by_depth),
        figure("in the week after a promotion against others", "a dip (model)", (0.8, 0.97), after),
        figure(
            "units of a discounted line against others",
            "1.03 to 1.5 (logic)",
            (1.04, 1.2),
            units(true) / units(false),
        ),
    ]
}

/// Among those of `of` that count, the share of which `is` holds.
fn share<T>(of: impl IntoIterator<Item = T>, counts: impl Fn(&T) -> bool, is: impl Fn(&T) -> bool) -> f64 {
    mean(of.into_iter().filter(counts).map(|one| f64::from(u8::from(is(&one)))))
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

/// Variance over mean of the products launched a week, from 2015 to 2024.
fn launches(facts: &Facts) -> f64 {
    let first = Date::new(2015, 1, 5).days();
    let weeks = (Date::new(2024, 12, 30).days() - first) / 7;
    let mut launched = vec![0.0; weeks as usize];
    for product in &facts.products {
        if let Some(count) = usize::try_from((product.introduced.days() - first).div_euclid(7))
            .ok()
            .and_then(|week| launched.get_mut(week))
        {
            *count += 1.0;
        }
    }
    sd(&launched) * sd(&launched) / mean(launched.iter().copied())
}

/// Of a product's weekly lines: weeks on promotion against others, at half price against a tenth off, and the week after a
/// promotion against others without one. Each product counts once.
fn promotions(facts: &Facts) -> (f64, f64, f64) {
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
    let is_on = |week: &Week| week.discounted * 2 > week.lines;
    let depth = |week: &Week| week.discount / f64::from(week.discounted);
    let of = |weeks: &BTreeMap<i32, Week>, keep: &dyn Fn(i32, &Week) -> bool| {
        let kept = weeks.iter().filter(|(number, week)| keep(**number, week)).map(|(_, week)| f64::from(week.lines));
        let kept: Vec<f64> = kept.collect();
        (kept.len() >= 3).then(|| mean(kept))
    };
    let ratio = |above: &dyn Fn(&BTreeMap<i32, Week>, i32, &Week) -> bool,
                 below: &dyn Fn(&BTreeMap<i32, Week>, i32, &Week) -> bool| {
        let ratios = products.values().filter_map(|weeks| {
            Some(
                of(weeks, &|number, week| above(weeks, number, week))?
                    / of(weeks, &|number, week| below(weeks, number, week))?,
            )
        });
        mean(ratios)
    };
    let after = |weeks: &BTreeMap<i32, Week>, number: i32| weeks.get(&(number - 1)).is_some_and(is_on);
    (
        ratio(&|_, _, week| is_on(week), &|_, _, week| !is_on(week)),
        ratio(&|_, _, week| is_on(week) && depth(week) > 0.45, &|_, _, week| !is_on(week))
            / ratio(&|_, _, week| is_on(week) && depth(week) < 0.12, &|_, _, week| !is_on(week)),
        ratio(&|weeks, number, week| !is_on(week) && after(weeks, number), &|weeks, number, week| {
            !is_on(week) && !after(weeks, number)
        }),
    )
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
