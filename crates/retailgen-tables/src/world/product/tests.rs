//! Tests of the range: its life, its names, its prices, and what sells; each figure moves what it should.

use std::collections::BTreeSet;

use super::*;
use crate::{Parameters, world::growth::Stock};

const START: Date = Date::new(2023, 1, 2);

fn products_with(total: u64, change: impl FnOnce(&mut parameters::Products)) -> Products {
    let mut parameters = Parameters::default().products;
    change(&mut parameters);
    let stock = Stock { total, floor: 60, opening_share: 0.35 };
    let growth = GrowthCurve::of_products(Seed(1).key("growth"), stock, &Parameters::default().growth);
    Products::new(Seed(1), growth, total, &parameters)
}

fn products(total: u64) -> Products {
    products_with(total, |_| ())
}

/// Every style of which `products` knows the first article at the end of 2024.
fn styles(products: &Products) -> Vec<Style> {
    let known = products.known_by(Date::new(2024, 12, 31));
    let firsts = (0..known).filter(|&product| products.style(product).first == product);
    firsts.map(|first| products.style(first)).collect()
}

/// The share of `of` of which `is` holds.
fn share<T>(of: impl IntoIterator<Item = T>, is: impl Fn(&T) -> bool) -> f64 {
    let (hits, all) = of.into_iter().fold((0, 0), |(hits, all), one| (hits + u32::from(is(&one)), all + 1));
    f64::from(hits) / f64::from(all)
}

/// What `sales` draws in every subcategory give on each of `days` from `START` on.
fn sales(products: &Products, days: std::ops::Range<i32>, sales: u64) -> Vec<(Date, ProductIndex)> {
    let key = Seed(2).key("sales");
    let days = days.map(|day| START.plus_days(day));
    let draws = days.flat_map(|date| (0..products.subcategories()).map(move |subcategory| (date, subcategory)));
    let sold = draws.flat_map(|(date, subcategory)| {
        let mut stream = key.nth(date.days() as u64).stream(subcategory as u64);
        (0..sales).filter_map(move |_| {
            Some((date, products.sold_in(subcategory, date, &Chooser::ANYBODY, &mut stream)?.product))
        })
    });
    sold.collect()
}

#[test]
fn numbers_are_exact_at_the_end_of_2024_and_rise_with_the_day() {
    for total in [60, 250, 6_250, 25_000] {
        let products = products(total);
        assert_eq!(products.known_by(Date::new(2024, 12, 31)), total);
        let mut known = 0;
        for date in (0..9_131).map(|day| crate::window::FIRST_DAY.plus_days(day)) {
            let now = products.known_by(date);
            assert!(now >= known.max(60) && now <= products.growth.ever());
            assert!((known..now).all(|product| products.introduced(product) <= date));
            assert!(now == products.growth.ever() || products.introduced(now) > date, "{date}: {now}");
            known = now;
        }
        assert!(
            (0..known)
                .all(|product| products.discontinued(product).is_none_or(|end| products.introduced(product) < end))
        );
    }
}

#[test]
fn styles_come_in_launches_on_weekdays() {
    let days = |styles_a_launch| {
        let products = products_with(6_250, |parameters| parameters.styles_a_launch = styles_a_launch);
        let days: BTreeSet<i32> = (2_500..6_250).map(|product| products.introduced(product).days()).collect();
        assert!(days.iter().all(|&day| !Date::from_days(day).weekday().is_weekend()));
        days.len()
    };
    assert!(days(8) < days(3) && days(3) < days(1) && days(1) < 1_700, "{} {} {}", days(1), days(3), days(8));
}

#[test]
fn styles_come_in_several_sizes() {
    let articles = |sizes_a_style| {
        let products = products_with(6_250, |parameters| parameters.sizes_a_style = sizes_a_style);
        let styles = styles(&products);
        styles.iter().map(|style| style.articles).sum::<u64>() as f64 / styles.len() as f64
    };
    assert!(
        (1.0..1.1).contains(&articles(0.1)) && (2.5..4.0).contains(&articles(0.65)) && articles(0.9) > articles(0.65)
    );
}

#[test]
fn names_are_unique_and_the_own_brand_has_its_share() {
    let products = products(100_000);
    let names: BTreeSet<String> = (0..100_000).map(|product| products.name_words(product).to_string()).collect();
    assert_eq!(names.len(), 100_000);
    let own = share(&names, |name| name.starts_with("Marrabee "));
    assert!((0.12..0.2).contains(&own), "{own}");
    let resolved = share(&names, |name| name.contains(" Series "));
    assert!(resolved < 0.25, "{resolved}");
    let small = products_with(6_250, |_| ());
    assert!((0..6_250).all(|product| small.name_words(product).edition == 1));
}

#[test]
fn best_sellers_are_staples() {
    let products = products(25_000);
    let best = |name: &str| {
        let subcategory = (0..products.subcategories()).find(|&n| products.entry(n).1.name == name).unwrap();
        let best = products.scales[subcategory].style_at(0, 50);
        products.name_words(products.assortment.style(subcategory, best).first).stem
    };
    assert_eq!([best("Fruit"), best("Milk"), best("Bread and Rolls")], ["Bananas", "Full Cream Milk", "Sandwich Loaf"]);
}

#[test]
fn best_sellers_stay_longer() {
    let ended = |best_seller_ends| {
        let products = products_with(6_250, |parameters| parameters.best_seller_ends = best_seller_ends);
        let styles = styles(&products);
        let best = styles.iter().filter(|style| products.point(**style) < 1 << 29);
        share(best, |style| products.is_on_sale(style.first, Date::new(2024, 12, 31)))
    };
    assert!(ended(0.1) > ended(1.0) + 0.08, "{} {}", ended(0.1), ended(1.0));
}

#[test]
fn larger_packs_cost_more_and_clothes_of_all_sizes_the_same() {
    let price_over_size = |pack_price_slope| {
        let products = products_with(6_250, |parameters| parameters.pack_price_slope = pack_price_slope);
        let (mut up, mut across) = (0.0, 0.0);
        for style in styles(&products) {
            let sizes = products.entry(style.subcategory).1.sizes;
            let last = style.first + style.articles - 1;
            let price = |product| products.price(product, START) as f64;
            if sizes.is_empty() || style.articles == 1 || price(style.first) <= 100.0 || price(last) <= 100.0 {
                continue;
            }
            let holds = |product| sizes[products.article(product)].1;
            let size = libm::log(holds(last) / holds(style.first));
            if size == 0.0 {
                assert_eq!(products.price(last, START), products.price(style.first, START));
            } else {
                assert!(pack_price_slope == 0.0 || price(last) >= price(style.first), "{}", products.name_words(last));
                up += libm::log(price(last) / price(style.first)) * size;
                across += size * size;
            }
        }
        up / across
    };
    assert!((price_over_size(0.5) - 0.5).abs() < 0.05, "{}", price_over_size(0.5));
    assert!(price_over_size(0.0).abs() < 1e-12);
}

#[test]
fn the_own_brand_is_cheaper() {
    let against_others = |house_price| {
        let products = products_with(6_250, |parameters| parameters.house_price = house_price);
        let mean = |own: bool| {
            let of = (0..6_250).filter(|&n| (products.name_words(n).brand == "Marrabee") == own);
            let logs: Vec<f64> = of.map(|n| libm::log(products.price(n, START) as f64)).collect();
            logs.iter().sum::<f64>() / logs.len() as f64
        };
        mean(true) - mean(false)
    };
    let ratio = against_others(0.6) - against_others(1.0);
    assert!((ratio - libm::log(0.6)).abs() < 0.05, "{ratio}");
}

/// Changes of prices over four years: the share of cuts, the share by whole dollars, and the mean size.
fn changes(products: &Products) -> (f64, f64, f64) {
    let mut changes = Vec::new();
    for product in (0..4_000).step_by(3) {
        let prices: Vec<i64> =
            (0..1_461).step_by(3).map(|day| products.price(product, START.plus_days(day - 730))).collect();
        assert!(prices.iter().all(|&price| price > 0 && price % CENT == 0));
        let own: Vec<f64> = prices.windows(2).filter(|w| w[0] != w[1]).map(|w| w[1] as f64 / w[0] as f64).collect();
        assert!(own.len() <= 1_461 / 150 + 1, "{}", own.len());
        changes.extend(
            prices.windows(2).filter(|w| w[0] != w[1]).map(|w| (w[1] - w[0], (w[1] - w[0]) as f64 / w[0] as f64)),
        );
    }
    (
        share(&changes, |change| change.0 < 0),
        share(&changes, |change| change.0 % PRICE_UNIT == 0),
        changes.iter().map(|change| change.1.abs()).sum::<f64>() / changes.len() as f64,
    )
}

#[test]
fn prices_stand_for_months_and_some_changes_are_cuts() {
    let (cuts, whole, size) = changes(&products(6_250));
    assert!((0.2..0.5).contains(&cuts) && whole < 0.5 && size < 0.08, "{cuts} {whole} {size}");
    let kept = changes(&products_with(6_250, |parameters| parameters.kept_ending = 1.0));
    assert!(kept.1 > whole + 0.1, "{kept:?} {whole}");
    let exact = changes(&products_with(6_250, |parameters| parameters.ending_tolerance = 0.01));
    assert!(exact.2 < size - 0.005, "{exact:?} {size}");
    let wild = changes(&products_with(6_250, |parameters| parameters.revision_log_sd = 0.1));
    assert!(wild.0 > cuts + 0.03, "{wild:?} {cuts}");
}

#[test]
fn sells_only_what_is_on_sale() {
    let products = products(60);
    let key = Seed(2).key("sales");
    for date in [crate::window::FIRST_DAY, Date::new(2024, 6, 1), crate::window::LAST_DAY] {
        for sale in 0..500 {
            let mut stream = key.stream(sale);
            let subcategory = stream.below(products.subcategories() as u64) as usize;
            if let Some(Taken { product, discount }) =
                products.sold_in(subcategory, date, &Chooser::ANYBODY, &mut stream)
            {
                assert_eq!(discount, products.discount(product, date));
                assert!(products.is_on_sale(product, date) && products.introduced(product) <= date);
                assert_eq!(products.subcategory(product), subcategory);
            }
            assert!(products.is_on_sale(products.any_on_sale(date, &mut stream), date));
        }
    }
    let products = self::products(6_250);
    for (date, product) in sales(&products, 725..740, 20) {
        assert!(products.is_on_sale(product, date), "{date}: {product}");
    }
}

#[test]
fn few_draws_hit_what_is_no_longer_on_sale() {
    let products = products(6_250);
    for (date, most) in [(Date::new(2024, 6, 1), 0.2), (LAST_DAY, 0.25)] {
        let (today, key) = (products.day(date), Seed(4).key("draws"));
        let draws = (0..products.subcategories()).flat_map(|subcategory| (0..200).map(move |draw| (subcategory, draw)));
        let missed = share(draws, |&(subcategory, draw)| {
            let point = (products.popularity.quantile(key.nth(subcategory as u64).unit(draw)) * 4_294_967_296.0) as u32;
            let number = products.scales[subcategory].style_at(point, today.styles[subcategory]);
            !products.is_on_sale(products.assortment.style(subcategory, number).first, date)
        });
        assert!(missed < most, "{date}: {missed}");
    }
}

/// What is on discount, of the sales and of the range, over four weeks.
fn promoted(change: impl FnOnce(&mut parameters::Products)) -> (f64, f64) {
    let products = products_with(6_250, change);
    let known = products.known_by(START);
    let on_sale = (0..known).filter(|&product| products.is_on_sale(product, START));
    let of_range = share(on_sale, |&product| products.discount(product, START) > 0);
    (share(sales(&products, 0..7, 30), |&(date, product)| products.discount(product, date) > 0), of_range)
}

#[test]
fn promotions_sell() {
    let (sold, listed) = promoted(|_| ());
    let odds = |share: f64| share / (1.0 - share);
    let lift = odds(sold) / odds(listed);
    assert!((1.4..3.0).contains(&lift), "{lift}");
    let blind = promoted(|parameters| parameters.promotion_looks = 0.0);
    assert!((odds(blind.0) / odds(blind.1) - 1.0).abs() < 0.25, "{blind:?}");
    let keen = promoted(|parameters| parameters.promotion_looks = 4.0);
    assert!(keen.0 > sold + 0.03, "{keen:?} {sold}");
    let cool = promoted(|parameters| parameters.half_price_appeal = 0.3);
    assert!(cool.0 < sold - 0.03, "{cool:?} {sold}");
}

#[test]
fn the_week_after_a_promotion_sells_less() {
    let after = |dip| {
        let products = products_with(6_250, |parameters| parameters.dip_after_promotion = dip);
        let was = |date: Date, product| products.discount(product, date.plus_days(-7)) > 0;
        let full: Vec<_> =
            sales(&products, 14..28, 25).into_iter().filter(|&(d, p)| products.discount(p, d) == 0).collect();
        share(full, |&(date, product)| was(date, product))
    };
    assert!(after(0.9) < after(0.0) * 0.8, "{} {}", after(0.9), after(0.0));
}

#[test]
fn newcomers_build_up() {
    let young = |change: fn(&mut parameters::Products)| {
        let products = products_with(6_250, change);
        share(sales(&products, 0..50, 20), |&(date, product)| date.days() - products.introduced(product).days() < 30)
    };
    let usual = young(|_| ());
    assert!(usual < 0.75 * young(|parameters| parameters.build_up_from = 1.0), "{usual}");
    assert!(usual > 1.3 * young(|parameters| parameters.build_up_from = 0.0), "{usual}");
    assert!(usual > 1.1 * young(|parameters| parameters.build_up_days = 400), "{usual}");
}

#[test]
fn what_ends_is_sold_off() {
    let cleared = |change: fn(&mut parameters::Products)| {
        let products = products_with(6_250, change);
        let ending = (0..products.known_by(START)).filter_map(|product| {
            let end = products.discontinued(product)?;
            (START < end && end < LAST_DAY).then_some((product, end))
        });
        let discounts: Vec<i64> = ending.map(|(product, end)| products.discount(product, end.plus_days(-40))).collect();
        let cut = share(&discounts, |discount| **discount > 0);
        (cut, discounts.iter().sum::<i64>() as f64 / discounts.len() as f64 / cut / 10_000.0)
    };
    let (share, depth) = cleared(|_| ());
    assert!((0.8..0.9).contains(&share) && (0.33..0.45).contains(&depth), "{share} {depth}");
    assert!(cleared(|parameters| parameters.clearance_share = 0.2).0 < share - 0.3);
    assert!(cleared(|parameters| parameters.clearance_days = 30).0 < share - 0.3);
    assert!(cleared(|parameters| parameters.clearance_depths = [(0.7, 1.0), (0.8, 0.0), (0.9, 0.0)]).1 > depth + 0.2);
}

#[test]
fn foreign_lists_stand_as_long_as_shelf_prices_and_have_their_own_points() {
    let (products, rates) = (products(6_250), Rates::new(Seed(1), Parameters::default().rates));
    for product in (0..3_000).step_by(7) {
        let mut last = None;
        for date in (0..700).map(|day| START.plus_days(day)) {
            let shelf = products.price(product, date);
            let listed = |currency| products.listed(product, shelf, date, currency, &rates);
            assert_eq!(listed(Currency::Aud), shelf);
            let (dollars, yen) = (listed(Currency::Usd), listed(Currency::Jpy));
            if shelf > CENT {
                assert!(dollars % (10 * CENT) == 9 * CENT && yen % (10 * PRICE_UNIT) == 0, "{dollars} {yen}");
                let rate = shelf as f64 / dollars as f64;
                assert!((1.1..2.0).contains(&rate) || shelf < 10_000, "{shelf} {dollars}");
            }
            let now = (shelf, dollars, yen);
            let stands = last.is_none_or(|last: (i64, i64, i64)| last == now);
            // Another price on a list comes with a revision, after which the shelf price may be what it was.
            let revised = products.prices.is_revised_on(products.style(product).first, date);
            assert!(stands || revised, "{last:?} {now:?}");
            last = Some(now);
        }
    }
}
