//! The laws of returns.

use std::{collections::BTreeSet, sync::LazyLock};

use proptest::prelude::*;
use retailgen_synth::calendar::{DAY, HOUR, Zone};

use super::*;
use crate::{
    reference::catalogue::CATALOGUE,
    window::Window,
    world::{delivery::despatches_on, order::Channel, trading_day::SLICE},
};

/// A return with the order line that it belongs to.
struct Seen {
    found: Return,
    order: Order,
    line: Line,
    /// When the parcel with the line arrived; none of a store's sale.
    arrival: Option<i64>,
    is_late: bool,
}

static WORLD: LazyLock<World> = LazyLock::new(|| World::new(Seed(7), "0.1".parse().unwrap()));

/// The returns of all orders of 2024 at scale .1, whenever they are booked.
static RETURNS: LazyLock<Vec<Seen>> =
    LazyLock::new(|| Window::default().dates().flat_map(|date| returns_on(&WORLD, date)).collect());

/// The returns of a day's orders.
fn returns_on(world: &World, date: Date) -> Vec<Seen> {
    let day = world.trading_day(date);
    let (mut lines, mut parcels, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    let orders = day.orders().len() as u64;
    assert!(orders <= SLICE);
    world.returns().for_each(world, &day, 0..orders, &mut Workspace::default(), |found, _| {
        let order = day.orders()[(found.order_id - day.orders()[0].id) as usize];
        let line = found.line_number as usize - 1;
        day.sale(world, &order, &mut lines);
        world.deliveries.fill(world, &order, &lines, &mut parcels);
        let parcel = parcels.iter().find(|parcel| parcel.holds(line));
        let (arrival, is_late) = (parcel.and_then(|parcel| parcel.arrival), parcel.is_some_and(Parcel::is_late));
        seen.push(Seen { found: *found, order, line: lines[line], arrival, is_late });
    });
    seen
}

/// The share of returns on a channel that are booked by so many days after their order's date began.
fn booked_after(days: i32, channel: Channel) -> f64 {
    let all: Vec<&Seen> = RETURNS.iter().filter(|seen| seen.order.channel == channel).collect();
    let by_then = |seen: &&&Seen| seen.found.booked_at < seen.order.date.plus_days(days).midnight_utc();
    all.iter().filter(by_then).count() as f64 / all.len() as f64
}

#[test]
fn every_category_has_its_figures() {
    let names: Vec<&str> = CATALOGUE.category.iter().map(|category| category.name).collect();
    assert_eq!(Parameters::default().categories.map(|(name, ..)| name).as_slice(), names);
    assert_eq!(REASON_ACCEPTED.len(), Parameters::default().reasons[0].len());
    assert_eq!(RETURN_REASON_CODE_ACCEPTED.len(), REASON_ACCEPTED.len());
}

#[test]
fn a_return_is_of_a_line_and_no_line_comes_back_twice() {
    let mut ids = BTreeSet::new();
    for Seen { found, order, line, .. } in &*RETURNS {
        assert_eq!((found.order_id, found.product), (order.id, line.product));
        assert!((1..=line.quantity).contains(&found.claim.quantity), "{found:?} of {line:?}");
        assert!(ids.insert(found.id), "{found:?}");
    }
    let tiny = World::new(Seed(3), retailgen_synth::Scale::MIN);
    let seen: Vec<Seen> = Window::default().dates().flat_map(|date| returns_on(&tiny, date)).collect();
    let ids: BTreeSet<u64> = seen.iter().map(|seen| seen.found.id).collect();
    assert!(!seen.is_empty() && ids.len() == seen.len(), "{ids:?}");
}

#[test]
fn numbers_tell_the_day_of_the_order_and_no_more() {
    for Seen { found, order, .. } in &*RETURNS {
        let first = WORLD.returns().counts.before(index(order.date)) + 1;
        let next = WORLD.returns().counts.before(index(order.date.plus_days(1))) + 1;
        assert!((first..next).contains(&found.id), "{found:?}");
    }
    let pairs = || RETURNS.windows(2).filter(|pair| pair[0].order.date == pair[1].order.date);
    let rising = pairs().filter(|pair| pair[0].found.id < pair[1].found.id).count() as f64 / pairs().count() as f64;
    // Ten thousand pairs.
    assert!((0.47..0.53).contains(&rising), "{rising}");
}

#[test]
fn goods_come_back_after_they_were_had_and_in_hours_of_work() {
    let warehouse = Zone::named("Australia/Sydney").unwrap();
    for Seen { found, order, arrival, .. } in &*RETURNS {
        assert_eq!(found.booked_at % 1_000, 0);
        let latest = order.date.plus_days(WORLD.returns().longest_wait()).midnight_utc();
        assert!(order.date.midnight_utc() <= found.booked_at && found.booked_at < latest, "{found:?} of {order:?}");
        let had = arrival.unwrap_or(order.placed);
        assert_eq!(arrival.is_some(), order.channel == Channel::Web);
        // The time allowed, and what a weekend or a row of holidays adds.
        assert!(had < found.booked_at && found.booked_at < had + 36 * DAY, "{found:?} of {order:?}");
        let place = WORLD.geography.place(WORLD.stores.place(order.store, &WORLD.geography));
        let zone = if order.channel == Channel::Web { warehouse } else { place.zone };
        let local = found.booked_at + zone.offset_at(found.booked_at);
        let (date, time) = (Date::from_days(local.div_euclid(DAY) as i32), local.rem_euclid(DAY));
        if order.channel == Channel::Web {
            assert!(despatches_on(date) && (9 * HOUR..17 * HOUR).contains(&time), "{found:?}");
        } else {
            assert!(date > order.date && (7 * HOUR..21 * HOUR).contains(&time), "{found:?}");
            assert!(!matches!((date.month(), date.day()), (12, 25)) && date != Date::new(2024, 3, 29), "{found:?}");
        }
    }
}

#[test]
fn days_have_their_numbers_and_nothing_comes_back_that_never_arrived() {
    let planned = WORLD.returns().between(Date::new(2024, 1, 1), Date::new(2025, 1, 1));
    assert_eq!(RETURNS.len() as u64, planned);
    let lost = |seen: &&Seen| seen.order.channel == Channel::Web && seen.arrival.is_none();
    assert_eq!(RETURNS.iter().filter(lost).count(), 0);
}

/// What of a year's returns at scale .05 its parameters leave their mark on.
struct Marks {
    /// Pairs of returned lines of one order, of a thousand returns.
    pairs: f64,
    /// Share of the returns that the tenth of customers with most of them have.
    of_top_customers: f64,
    /// The same of products.
    of_top_products: f64,
    /// Mean price against the usual one of the subcategory.
    dearness: f64,
    /// Share of web returns that came late.
    late: f64,
    /// Share of the pairs that are booked at the same time.
    together: f64,
}

fn marks(change: impl FnOnce(&mut Parameters)) -> Marks {
    let mut parameters = crate::Parameters::default();
    change(&mut parameters.returns);
    let world = World::with_parameters(Seed(7), "0.05".parse().unwrap(), parameters);
    let seen: Vec<Seen> = Window::default().dates().flat_map(|date| returns_on(&world, date)).collect();
    let pairs = || seen.windows(2).filter(|pair| pair[0].order.id == pair[1].order.id);
    let of_top = |of: &dyn Fn(&Seen) -> u64| {
        let mut counts = std::collections::BTreeMap::new();
        for one in &seen {
            *counts.entry(of(one)).or_insert(0) += 1;
        }
        let mut counts: Vec<i32> = counts.into_values().collect();
        counts.sort_unstable();
        f64::from(counts[counts.len() * 9 / 10..].iter().sum::<i32>()) / seen.len() as f64
    };
    let usual = |line: &Line| world.returns().sampler.usual_price(line.subcategory);
    let dearness = seen.iter().map(|one| one.line.price_aud as f64 / usual(&one.line)).sum::<f64>() / seen.len() as f64;
    let web: Vec<&Seen> = seen.iter().filter(|one| one.order.channel == Channel::Web).collect();
    Marks {
        pairs: 1_000.0 * pairs().count() as f64 / seen.len() as f64,
        of_top_customers: of_top(&|one| one.order.customer),
        of_top_products: of_top(&|one| one.line.product),
        dearness,
        late: web.iter().filter(|one| one.is_late).count() as f64 / web.len() as f64,
        together: pairs().filter(|pair| pair[0].found.booked_at == pair[1].found.booked_at).count() as f64
            / pairs().count() as f64,
    }
}

#[test]
fn every_weight_leaves_its_mark() {
    let usual = marks(|_| {});
    let orders = marks(|parameters| parameters.order_log_sd = 0.0);
    assert!(usual.pairs > 1.3 * orders.pairs, "{} {}", usual.pairs, orders.pairs);
    // Whoever buys much returns much, and what sells well comes back often, whatever the shares of one's own.
    let [alike, unlike] = [0.0, 1.5].map(|sd| marks(|parameters| parameters.customer_log_sd = sd).of_top_customers);
    assert!(alike < usual.of_top_customers && unlike > 1.2 * alike, "{alike} {} {unlike}", usual.of_top_customers);
    let [alike, unlike] = [0.0, 1.5].map(|sd| marks(|parameters| parameters.product_log_sd = sd).of_top_products);
    assert!(alike < usual.of_top_products && unlike > 1.1 * alike, "{alike} {} {unlike}", usual.of_top_products);
    let prices = marks(|parameters| parameters.price_share = 0.0);
    assert!(usual.dearness > 1.03 * prices.dearness, "{} {}", usual.dearness, prices.dearness);
    let capped = marks(|parameters| parameters.price_cap = 1.0);
    assert!(usual.dearness > 1.01 * capped.dearness, "{} {}", usual.dearness, capped.dearness);
    let punctual = marks(|parameters| parameters.late_factor = 1.0);
    assert!(usual.late > 1.3 * punctual.late, "{} {}", usual.late, punctual.late);
    let apart = marks(|parameters| parameters.together_share = 0.0);
    assert!(usual.together > 0.5 && apart.together < 0.05, "{} {}", usual.together, apart.together);
}

#[test]
fn a_correction_changes_the_units_or_else_the_reason() {
    let mut both = [0, 0];
    for Seen { found, line, .. } in &*RETURNS {
        let Some(correction) = found.correction else { continue };
        let (booked, several) = (found.claim, line.quantity > 1);
        both[usize::from(several)] += 1;
        assert!((1..=line.quantity).contains(&correction.quantity));
        assert_eq!(correction.quantity != booked.quantity, several, "{found:?}");
        assert_eq!(correction.reason != booked.reason, !several, "{found:?}");
    }
    assert!(both[0] > 1_000 && both[1] > 300, "{both:?}");
}

#[test]
fn plans_know_when_returns_are_booked() {
    for days in 0..=WORLD.returns().longest_wait() {
        for (channel, web_share, off) in [(Channel::Web, 1.0, 0.025), (Channel::Pos, 0.0, 0.05)] {
            let (planned, found) = (WORLD.returns().share_booked_after(days, web_share), booked_after(days, channel));
            // Sampling accounts for .02 and .05 (Kolmogorov-Smirnov at 99.9 %, 9,100 and 1,500 returns).
            assert!((planned - found).abs() < off, "{channel:?} after {days} days: planned {planned}, found {found}");
        }
    }
}

#[test]
fn mean_delays_are_those_that_plans_go_by() {
    // The area between the curves is the difference of the means, in days. Delays have a standard deviation of seven days:
    // three of the mean are .22 for 9,100 returns and .55 for 1,500.
    for (channel, web_share, off) in [(Channel::Web, 1.0, 0.22), (Channel::Pos, 0.0, 0.55)] {
        let differs = |days| WORLD.returns().share_booked_after(days, web_share) - booked_after(days, channel);
        let days: f64 = (0..=WORLD.returns().longest_wait()).map(differs).sum();
        assert!(days.abs() < off, "{channel:?}: {days}");
    }
}

proptest! {
    #[test]
    fn slices_share_out_a_days_returns(day in 0_i32..9_131, orders in 1_u64..1_000_000, slice in 1_u64..100_000) {
        let date = FIRST_DAY.plus_days(day);
        let starts = (0..orders.div_ceil(slice)).map(|number| number * slice);
        let slices = starts.map(|start| start..(start + slice).min(orders));
        let sum: u64 = slices.map(|places| WORLD.returns().in_slice(date, orders, &places)).sum();
        prop_assert_eq!(sum, WORLD.returns().between(date, date.plus_days(1)));
    }
}
