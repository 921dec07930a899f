//! The laws of parcels, and the figures they are to come out at.

use std::sync::LazyLock;

use retailgen_synth::{
    Seed,
    calendar::{DAY, HOUR, Weekday, holiday},
};

use super::{
    destination::{Destination, Lane},
    *,
};
use crate::window::Window;

/// A parcel with what it hangs on.
struct Seen {
    order: Order,
    parcel: Parcel,
    destination: Destination,
    express: bool,
    /// The first parcel of its order, with goods that lay where they should.
    is_plain: bool,
}

static WORLD: LazyLock<World> = LazyLock::new(|| World::new(Seed(7), "0.05".parse().unwrap()));

/// The parcels of all orders of 2024 at scale .05, whenever they left.
static PARCELS: LazyLock<Vec<Seen>> = LazyLock::new(|| {
    let world = &*WORLD;
    let (mut lines, mut parcels, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    for date in Window::default().dates() {
        let day = world.trading_day(date);
        for order in day.orders() {
            day.sale(world, order, &mut lines);
            world.deliveries.fill(world, order, &lines, &mut parcels);
            assert_eq!(parcels.is_empty(), order.channel == Channel::Pos);
            for line in 0..lines.len() {
                let holding = parcels.iter().filter(|parcel| parcel.holds(line)).count();
                assert_eq!(holding, usize::from(order.channel == Channel::Web), "line {line} of {order:?}");
            }
            let home = world.customers.home(order.customer, &world.geography);
            let destination = world.deliveries.destinations.of(order.country, home, &world.geography);
            let groups = world.deliveries.groups(order, &lines);
            seen.extend(parcels.iter().map(|&parcel| Seen {
                order: *order,
                parcel,
                destination,
                express: world.checkout.is_express(order),
                is_plain: parcel.lines == groups[0].lines,
            }));
        }
    }
    seen
});

fn chosen(keep: impl Fn(&Seen) -> bool) -> Vec<&'static Seen> {
    PARCELS.iter().filter(|seen| keep(seen)).collect()
}

fn share(of: &[&Seen], is: impl Fn(&Seen) -> bool) -> f64 {
    of.iter().filter(|seen| is(seen)).count() as f64 / of.len() as f64
}

/// The date at a parcel's destination at an instant.
fn local_date(seen: &Seen, instant: i64) -> Date {
    Date::from_days((instant + seen.destination.zone.offset_at(instant)).div_euclid(DAY) as i32)
}

/// Business days from despatch to arrival, sorted; an arrival on a Saturday counts as the day before it.
fn business_days(of: &[&Seen]) -> Vec<u32> {
    let mut days: Vec<u32> = of
        .iter()
        .filter_map(|seen| {
            let arrived = local_date(seen, seen.parcel.arrival?);
            let left = WORLD.deliveries.despatch.local_date(seen.parcel.shipped_at);
            let until = |count| workdays::business_day_after(left, count, seen.destination.holidays);
            (0..=60).rev().find(|&count| until(count) <= arrived)
        })
        .collect();
    days.sort_unstable();
    days
}

#[test]
fn parcels_are_numbered_from_one_and_come_after_their_order() {
    for pair in PARCELS.windows(2) {
        let (one, next) = (&pair[0], &pair[1]);
        let expected = if one.order.id == next.order.id { one.parcel.number + 1 } else { 1 };
        assert_eq!(next.parcel.number, expected);
    }
    for Seen { order, parcel, .. } in PARCELS.iter() {
        assert!(parcel.number <= 3);
        assert!(order.placed < parcel.shipped_at && parcel.shipped_at < parcel.promised_by);
        assert!(parcel.arrival.is_none_or(|arrival| parcel.shipped_at < arrival));
        assert!(parcel.cost > 0 && parcel.cost % 5 == 0);
    }
}

#[test]
fn parcels_an_order_are_as_many_as_plans_say() {
    let orders = chosen(|seen| seen.parcel.number == 1).len() as f64;
    let mean = PARCELS.len() as f64 / orders;
    // Three standard errors of 45,000 orders with a standard deviation of .34.
    assert!((mean - WORLD.deliveries.parcels_an_order()).abs() < 0.005, "{mean}");
    let third = chosen(|seen| seen.parcel.number == 3).len() as f64 / orders;
    assert!((0.001..0.01).contains(&third), "{third}");
}

#[test]
fn nothing_is_delivered_at_night_on_sundays_or_on_holidays_of_the_state() {
    for seen in PARCELS.iter() {
        let Some(arrival) = seen.parcel.arrival else { continue };
        let date = local_date(seen, arrival);
        let time = arrival + seen.destination.zone.offset_at(arrival) - date.midnight_utc();
        assert!((7 * HOUR..21 * HOUR).contains(&time), "{time}");
        assert_ne!(date.weekday(), Weekday::Sunday);
        let home = WORLD.customers.home(seen.order.customer, &WORLD.geography);
        if let Some(area) = home.area {
            let state = WORLD.geography.areas()[area].state;
            assert_eq!(holiday::australian(date, state), None, "{date} in {state:?}");
        } else {
            assert!(!date.weekday().is_weekend());
        }
    }
}

#[test]
fn medians_and_spreads_differ_by_distance_and_service() {
    let figures = |lane: Lane, is_large_centre: bool, express: bool| {
        let here = chosen(|seen| {
            let place = (seen.destination.lane, seen.destination.is_large_centre);
            place == (lane, is_large_centre) && seen.express == express && seen.is_plain
        });
        let days = business_days(&here);
        let at = |percent: usize| days[days.len() * percent / 100];
        (at(10), at(50), at(90))
    };
    let standard = |lane, is_large_centre| figures(lane, is_large_centre, false);
    assert_eq!(standard(Lane::Near, true), (2, 2, 4));
    assert_eq!(standard(Lane::Near, false), (2, 3, 5));
    assert_eq!(standard(Lane::Interstate, true), (2, 3, 5));
    assert_eq!(standard(Lane::Interstate, false), (3, 4, 6));
    assert_eq!(standard(Lane::Far, true), (3, 4, 7));
    assert_eq!(standard(Lane::Far, false), (3, 5, 8));
    assert_eq!(standard(Lane::NewZealand, true), (3, 5, 7));
    assert_eq!(standard(Lane::Singapore, true), (3, 5, 7));
    // Overseas parcels are few, and some figures are near the edge of two days.
    assert!(matches!(standard(Lane::NorthAmerica, true), (4, 6 | 7, 10)));
    assert!(matches!(standard(Lane::Europe, true), (4 | 5, 7, 10)));
    // The next business day in most cases, where it is a matter of large centres in the east.
    for lane in [Lane::Near, Lane::Interstate] {
        let here = chosen(|seen| seen.destination.lane == lane && seen.destination.is_large_centre && seen.express);
        let days = business_days(&here);
        let next_day = days.partition_point(|&days| days <= 1) as f64 / days.len() as f64;
        assert!((0.8..0.95).contains(&next_day), "{lane:?}: {next_day}");
    }
    assert_eq!(figures(Lane::Far, false, true), (1, 2, 4));
    // Some forty parcels.
    let express = figures(Lane::Europe, true, true);
    assert!(matches!(express, (1..=2, 3..=4, 4..=6)), "{express:?}");
}

#[test]
fn carriers_miss_their_service_levels_as_often_as_they_do() {
    let arrives = |seen: &Seen| !seen.parcel.is_lost();
    let calm = |seen: &Seen| !matches!(local_date(seen, seen.parcel.shipped_at).month(), 12 | 1);
    for carrier in Carrier::ALL {
        let late = share(&chosen(|seen| arrives(seen) && calm(seen) && seen.parcel.carrier == carrier), |seen| {
            seen.parcel.is_late()
        });
        assert!((0.05..0.10).contains(&late), "{carrier:?}: {late}");
    }
    let usual = share(&chosen(|seen| arrives(seen) && calm(seen)), |seen| seen.parcel.is_late());
    let december = chosen(|seen| arrives(seen) && local_date(seen, seen.parcel.shipped_at).month() == 12);
    let ratio = share(&december, |seen| seen.parcel.is_late()) / usual;
    assert!((1.5..2.1).contains(&ratio), "{ratio}");
    let lost = share(&chosen(|_| true), |seen| seen.parcel.is_lost());
    // .2 % of 50,000, five standard deviations.
    assert!((0.001..0.003).contains(&lost), "{lost}");
}

#[test]
fn express_is_packed_first_and_agrees_with_the_fee() {
    let wait = |express: bool| {
        let mut hours: Vec<i64> = chosen(|seen| seen.express == express)
            .iter()
            .map(|seen| (seen.parcel.shipped_at - seen.order.placed) / HOUR)
            .collect();
        hours.sort_unstable();
        (hours[hours.len() / 2], hours[hours.len() * 99 / 100])
    };
    let ((express, _), (standard, tail)) = (wait(true), wait(false));
    assert!(express < standard, "{express} {standard}");
    // A tail of what was out of stock, and no longer than that.
    assert!((72..24 * i64::from(LONGEST_WAIT)).contains(&tail), "{tail}");
    for seen in PARCELS.iter().step_by(97) {
        // Far above the limit of free delivery, so that only express costs anything.
        let fee = WORLD.checkout.shipping_fee(&WORLD, &seen.order, 100_000_000);
        assert_eq!(fee > 0, seen.express);
    }
}

#[test]
fn what_is_known_depends_on_when() {
    let parcel = Parcel { shipped_at: 10, arrival: Some(20), promised_by: 20, ..PARCELS[0].parcel };
    assert!(!parcel.has_left(10) && parcel.has_left(11));
    assert!(parcel.is_in_transit(20) && !parcel.is_in_transit(21) && !parcel.is_in_transit(10));
    assert_eq!((parcel.delivered_at(20), parcel.delivered_at(21)), (None, Some(20)));
    assert!(parcel.is_late() && !Parcel { promised_by: 21, ..parcel }.is_late());
    let lost = Parcel { arrival: None, ..parcel };
    assert!(lost.is_lost() && !lost.is_late() && !lost.is_in_transit(99) && lost.delivered_at(99).is_none());
}

#[test]
fn charges_are_those_of_a_rate_card() {
    let middle = |keep: &dyn Fn(&Seen) -> bool| {
        let mut cents: Vec<i64> = chosen(keep).iter().map(|seen| seen.parcel.cost).collect();
        cents.sort_unstable();
        (cents[cents.len() / 20], cents[cents.len() / 2], cents[cents.len() * 19 / 20])
    };
    let (low, at_home, high) = middle(&|seen| !seen.destination.lane.is_abroad());
    assert!(low >= 650 && (900..1_400).contains(&at_home) && high < 2_700, "{low} {at_home} {high}");
    let (low, abroad, high) = middle(&|seen| seen.destination.lane.is_abroad());
    assert!(low >= 2_200 && (3_500..6_000).contains(&abroad) && high < 12_000, "{low} {abroad} {high}");
    let (_, far, _) = middle(&|seen| seen.destination.lane == Lane::Far);
    let (_, near, _) = middle(&|seen| seen.destination.lane == Lane::Near);
    let (_, express, _) = middle(&|seen| seen.destination.lane == Lane::Near && seen.express);
    assert!(near < far && near < express, "{near} {far} {express}");
}
