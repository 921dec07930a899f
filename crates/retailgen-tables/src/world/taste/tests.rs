//! Tests that each figure of tastes and habits moves what customers buy.

use std::collections::BTreeMap;

use retailgen_synth::{Seed, calendar::Date};

use crate::{
    Parameters,
    reference::{catalogue::CATALOGUE, companies::COMPANIES},
    world::{
        World,
        basket::Line,
        checkout::Coupon,
        order::{Channel, Order},
        product::PRICE_UNIT,
    },
};

/// An order as sold.
type Sale = (Order, Vec<Line>, Option<Coupon>);

/// Two months of a small company, changed by `change`.
fn sales(change: impl Fn(&mut Parameters)) -> (World, Vec<Sale>) {
    let mut parameters = Parameters::default();
    change(&mut parameters);
    let world = World::with_parameters(Seed(5), "0.05".parse().unwrap(), parameters);
    let days = (0..60).map(|day| world.trading_day(Date::new(2024, 3, 1).plus_days(day)));
    let of_day = |day: std::sync::Arc<crate::world::trading_day::TradingDay>| -> Vec<Sale> {
        let sale = |order: &Order| {
            let mut lines = Vec::new();
            let coupon = day.sale(&world, order, &mut lines);
            (*order, lines, coupon)
        };
        day.orders().iter().map(sale).collect()
    };
    let sales = days.flat_map(of_day).collect();
    (world, sales)
}

/// The share of pairs of lines from a customer's consecutive orders that are alike.
fn again(sales: &[Sale], alike: impl Fn(&Line, &Line) -> bool) -> f64 {
    let mut last: BTreeMap<u64, &[Line]> = BTreeMap::new();
    let (mut same, mut all) = (0, 0);
    for (order, lines, _) in sales {
        for earlier in last.insert(order.customer, lines).into_iter().flatten() {
            same += lines.iter().filter(|line| alike(earlier, line)).count();
            all += lines.len();
        }
    }
    same as f64 / all as f64
}

fn same_product(a: &Line, b: &Line) -> bool {
    a.product == b.product
}

fn same_subcategory(a: &Line, b: &Line) -> bool {
    a.subcategory == b.subcategory
}

/// The share of orders that `keep`.
fn share(sales: &[Sale], keep: impl Fn(&Sale) -> bool) -> f64 {
    sales.iter().filter(|sale| keep(sale)).count() as f64 / sales.len() as f64
}

#[test]
fn customers_buy_again_what_they_like() {
    let product_again = |change: fn(&mut Parameters)| again(&sales(change).1, same_product);
    let usual = product_again(|_| {});
    for (change, least) in [
        ((|parameters| parameters.tastes.own_share = 0.0) as fn(&mut Parameters), 1.8),
        (|parameters| parameters.tastes.again_share = 0.1, 1.15),
        (|parameters| parameters.tastes.likings = 500, 1.4),
        (|parameters| parameters.tastes.likings_skew = 1, 1.15),
        (|parameters| parameters.tastes.likings_days = (2, 5), 1.3),
    ] {
        let changed = product_again(change);
        assert!(usual > least * changed, "{usual} {changed} {least}");
    }
}

#[test]
fn keen_customers_take_what_is_on_offer() {
    let discounted = |change: fn(&mut Parameters)| {
        let (_, sales) = sales(change);
        let lines: Vec<Line> = sales.into_iter().flat_map(|(_, lines, _)| lines).collect();
        let discounted = lines.iter().filter(|line| line.discount > 0).count();
        discounted as f64 / (lines.len() - discounted) as f64
    };
    let (usual, regardless) = (discounted(|_| {}), discounted(|parameters| parameters.tastes.stock_up = 0.0));
    assert!(usual > 1.05 * regardless, "{usual} {regardless}");
}

#[test]
fn clothes_are_bought_in_the_own_size() {
    let same_size = |change: fn(&mut Parameters)| {
        let (world, sales) = sales(change);
        let size = |line: &Line| world.products.article(line.product);
        let is_worn = |line: &Line| world.products.entry(line.subcategory).1.is_worn();
        let alike = |a: &Line, b: &Line| is_worn(a) && same_subcategory(a, b) && a.product != b.product;
        again(&sales, |a, b| alike(a, b) && size(a) == size(b)) / again(&sales, alike)
    };
    let (usual, any) = (same_size(|_| {}), same_size(|parameters| parameters.tastes.for_others = 1.0));
    assert!(usual > 1.3 * any, "{usual} {any}");
}

#[test]
fn levels_of_price_part_customers() {
    let spread = |change: fn(&mut Parameters)| {
        let (_, sales) = sales(change);
        let mut prices: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
        for (order, lines, _) in &sales {
            prices.entry(order.customer).or_default().extend(lines.iter().map(|line| libm::log(line.price_aud as f64)));
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let means: Vec<f64> = prices.values().filter(|prices| prices.len() >= 8).map(|prices| mean(prices)).collect();
        let centre = mean(&means);
        mean(&means.iter().map(|value| (value - centre) * (value - centre)).collect::<Vec<_>>())
    };
    let (usual, alike) = (spread(|_| {}), spread(|parameters| parameters.tastes.level_spread = 0.0));
    assert!(usual > 1.1 * alike, "{usual} {alike}");
}

#[test]
fn lines_of_an_order_hang_together() {
    let within = |change: fn(&mut Parameters)| {
        let (_, sales) = sales(change);
        let pairs = sales.iter().flat_map(|(_, lines, _)| {
            (0..lines.len()).flat_map(move |a| lines[a + 1..].iter().map(move |b| (&lines[a], b)))
        });
        let (mut same, mut all) = (0, 0);
        for (a, b) in pairs {
            same += usize::from(same_subcategory(a, b));
            all += 1;
        }
        same as f64 / f64::from(all)
    };
    let (usual, loose) = (within(|_| {}), within(|parameters| parameters.tastes.same_subcategory = 0.0));
    assert!(usual > 1.2 * loose, "{usual} {loose}");
}

#[test]
fn habits_of_payment_and_coupons_last() {
    let paid = |world: &World, (order, lines, _): &Sale| {
        let total = lines.iter().map(Line::total_aud).sum();
        world.checkout.payment_method(order, total)
    };
    let alike = |change: fn(&mut Parameters)| {
        let (world, sales) = sales(change);
        let mut last: BTreeMap<(u64, bool), &str> = BTreeMap::new();
        let (mut same, mut all) = (0, 0);
        for sale in &sales {
            let method = paid(&world, sale);
            if let Some(before) = last.insert((sale.0.customer, sale.0.channel == Channel::Web), method) {
                same += usize::from(before == method);
                all += 1;
            }
        }
        same as f64 / f64::from(all)
    };
    let (usual, moody) = (alike(|_| {}), alike(|parameters| parameters.checkout.payment_habit = 0.0));
    assert!(usual > 1.7 * moody, "{usual} {moody}");

    let coupons = |change: fn(&mut Parameters)| share(&sales(change).1, |(_, _, coupon)| coupon.is_some());
    let usual = coupons(|_| {});
    assert!(usual > 1.5 * coupons(|parameters| parameters.checkout.coupon_share = 0.02));
    let codes_a_month = |change: fn(&mut Parameters)| {
        let (_, sales) = sales(change);
        let coupons = sales.iter().filter_map(|(order, _, coupon)| Some((order.date.month(), coupon.as_ref()?)));
        let listed = coupons.filter(|(_, coupon)| coupon.campaign != "WELCOME");
        let mut counts: BTreeMap<(u32, i64), u32> = BTreeMap::new();
        listed.for_each(|(month, coupon)| *counts.entry((month, coupon.percent)).or_default() += 1);
        f64::from(counts.values().copied().max().unwrap_or(0)) / f64::from(counts.values().sum::<u32>())
    };
    let (usual, own) = (codes_a_month(|_| {}), codes_a_month(|parameters| parameters.checkout.personal_share = 1.0));
    assert!(usual > 2.0 * own, "{usual} {own}");

    let welcomes = |change: fn(&mut Parameters)| {
        share(&sales(change).1, |(_, _, coupon)| coupon.is_some_and(|coupon| coupon.campaign == "WELCOME"))
    };
    assert!(welcomes(|parameters| parameters.checkout.welcome_share = 1.0) > welcomes(|_| {}));
}

#[test]
fn orders_are_raised_to_free_delivery() {
    let above = |change: fn(&mut Parameters)| {
        let (_, sales) = sales(change);
        let total = |lines: &[Line]| lines.iter().map(Line::total_aud).sum::<i64>() / PRICE_UNIT;
        let within = |from: i64, to: i64| {
            share(&sales, |(order, lines, _)| order.channel == Channel::Web && (from..to).contains(&total(lines)))
        };
        within(75, 85) / within(65, 75)
    };
    let (usual, without) = (above(|_| {}), above(|parameters| parameters.checkout.free_shipping_pull = 0.0));
    assert!(usual > 1.1 * without, "{usual} {without}");
}

#[test]
fn storefronts_sell_what_they_are_named_after() {
    let of_name = |change: fn(&mut Parameters)| {
        let (world, sales) = sales(change);
        let lines = sales.iter().filter_map(|(order, lines, _)| Some((world.stores.specialist(order.store)?, lines)));
        let (mut own, mut all) = (0, 0);
        for (specialist, lines) in lines {
            let categories = COMPANIES.specialist[specialist].categories;
            let is_own = |line: &&Line| categories.contains(&world.products.entry(line.subcategory).0.name);
            own += lines.iter().filter(is_own).count();
            all += lines.len();
        }
        (own as f64 / all as f64, all as f64)
    };
    let everywhere = |parameters: &mut Parameters| parameters.stores.web_share = 0.2;
    let (usual, size) = of_name(everywhere);
    assert!(usual > 0.5, "{usual}");
    let (any, _) = of_name(|parameters| (parameters.stores.web_share, parameters.stores.specialist_share) = (0.2, 0.0));
    assert!(any < 0.3, "{any}");
    let (_, large) =
        of_name(|parameters| (parameters.stores.web_share, parameters.stores.specialist_size) = (0.2, 1.0));
    assert!(large > 2.0 * size, "{large} {size}");
}

#[test]
fn an_errand_stays_in_its_department() {
    let (world, sales) = sales(|_| {});
    let department = |line: &Line| world.mixes.department(line.subcategory);
    let of = |lines: &mut dyn Iterator<Item = &Line>, wanted| {
        let lines: Vec<bool> = lines.map(|line| department(line) == wanted).collect();
        lines.iter().filter(|is| **is).count() as f64 / lines.len() as f64
    };
    for (number, errand) in CATALOGUE.department.iter().enumerate() {
        let begun = sales.iter().filter(|(_, lines, _)| department(&lines[0]) == number);
        let mut further =
            begun.flat_map(|(_, lines, _)| lines[1..].iter().filter(|line| line.subcategory != lines[0].subcategory));
        let stays = of(&mut further, number);
        let any = of(&mut sales.iter().flat_map(|(_, lines, _)| lines), number);
        // What would not stay is by chance of the same department, and partners may lead elsewhere.
        let expected = any + 0.5 * errand.mission * (1.0 - any);
        assert!(stays > expected, "department {number}: {stays} stay, {any} of all lines, {expected} expected");
    }
}
