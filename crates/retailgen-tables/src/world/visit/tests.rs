//! The funnel, and who comes when: figures measured on many visits.

use std::collections::BTreeMap;

use retailgen_synth::{
    Seed,
    calendar::{Date, HOUR},
};

use super::event::{Action, Device, Event, Referrer};
use crate::{
    Window, World,
    parameters::{self, Parameters},
};

/// Sessions with the events in order, of three months at a tenth of the full scale.
fn sessions() -> Vec<(Device, Option<u64>, Vec<Event>)> {
    let world = World::new(Seed(21), "0.1".parse().unwrap());
    let window = Window::new(Date::new(2024, 8, 1), 92).unwrap();
    window
        .dates()
        .flat_map(|date| {
            let day = world.visits().day(&world, date);
            let mut events = BTreeMap::<u32, Vec<Event>>::new();
            for event in &day.events {
                events.entry(event.session).or_default().push(*event);
            }
            let who = |session: u32| day.sessions[session as usize];
            events.into_iter().map(|(n, events)| (who(n).device, who(n).user, events)).collect::<Vec<_>>()
        })
        .collect()
}

/// Whether the rhythm of a session is a robot's, as an analyst would tell.
fn is_even(events: &[Event]) -> bool {
    let pauses: Vec<i64> = events.windows(2).skip(1).map(|pair| pair[1].at - pair[0].at).collect();
    let (Some(least), Some(most)) = (pauses.iter().min(), pauses.iter().max()) else { return false };
    pauses.len() >= 5 && (*most as f64) < 1.1 * *least as f64
}

fn share(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

#[test]
fn the_funnel_narrows_as_it_should() {
    let (robots, people): (Vec<_>, Vec<_>) = sessions().into_iter().partition(|(_, _, events)| is_even(events));
    let with = |kind: usize, device: Option<Device>| {
        let of = |&&(on, _, _): &&(Device, Option<u64>, Vec<Event>)| device.is_none_or(|device| device == on);
        let sessions = people.iter().filter(of);
        let has = sessions.clone().filter(|(_, _, events)| events.iter().any(|event| event.action.kind() == kind));
        share(has.count(), sessions.count())
    };
    let [views, carts, checkouts, purchases] = [2, 3, 5, 6].map(|kind| with(kind, None));
    // The realism figures; about 19,000 sessions, so that one standard deviation is .2, .13 and .11 points.
    assert!((60.0..72.0).contains(&views), "{views}");
    assert!((7.0..8.5).contains(&carts), "{carts}");
    assert!((3.0..4.0).contains(&checkouts), "{checkouts}");
    assert!((2.0..2.8).contains(&purchases), "{purchases}");
    let abandoned = 100.0 * (1.0 - purchases / carts);
    assert!((66.0..74.0).contains(&abandoned), "{abandoned}");
    let on = |device| with(6, Some(device));
    assert!(on(Device::Mobile) * 1.5 < on(Device::Desktop));
    let mobile = share(people.iter().filter(|(device, ..)| *device == Device::Mobile).count(), people.len());
    assert!((60.0..65.0).contains(&mobile), "{mobile}");
    // Robots are 1.5 % of sessions, and look at products only.
    let robots_share = share(robots.len(), robots.len() + people.len());
    assert!((1.1..1.9).contains(&robots_share), "{robots_share}");
    for (_, user, events) in &robots {
        assert!(user.is_none() && events[1..].iter().all(|event| matches!(event.action, Action::ProductView(_))));
    }
}

#[test]
fn people_come_at_their_own_daytime_from_where_the_data_says() {
    let sessions = sessions();
    let mut hours = [0_usize; 24];
    for (_, _, events) in &sessions {
        hours[(events[0].at / HOUR) as usize] += 1;
    }
    // Midday in Sydney is 2:00 UTC, the small hours are 16:00 to 19:00 UTC.
    assert!(hours[2..6].iter().sum::<usize>() > 2 * hours[16..20].iter().sum::<usize>(), "{hours:?}");
    let landing = |events: &Vec<Event>| match events[0].action {
        Action::PageView { from, .. } => from,
        other => panic!("a session begins with {other:?}"),
    };
    let direct = sessions.iter().filter(|(_, _, events)| landing(events) == Referrer::Direct).count();
    // The source without an address has .29, and robots come that way besides.
    assert!((28.0..32.5).contains(&share(direct, sessions.len())), "{direct}");
    let signed_in = sessions.iter().filter(|(_, user, _)| user.is_some()).count();
    assert!((29.0..37.0).contains(&share(signed_in, sessions.len())), "{signed_in}");
}

/// Visits of September that are signed in, with the days until the visitor orders again on the web, if that is within 14.
fn signed_in(change: fn(&mut parameters::Visits)) -> Vec<(u64, Device, Option<i32>)> {
    let mut parameters = Parameters::default();
    change(&mut parameters.visits);
    let world = World::with_parameters(Seed(21), "0.05".parse().unwrap(), parameters);
    let start = Date::new(2024, 9, 1);
    let mut bought = BTreeMap::<u64, Vec<i32>>::new();
    for day in 0..44 {
        let trading = world.trading_day(start.plus_days(day));
        trading.orders().iter().for_each(|order| bought.entry(order.customer).or_default().push(day));
    }
    (0..30)
        .flat_map(|day| {
            let sessions = world.visits().day(&world, start.plus_days(day)).sessions;
            sessions.into_iter().map(move |session| (day, session))
        })
        .filter_map(|(day, session)| {
            let user = session.user?;
            let next = bought.get(&user).and_then(|days| days.iter().map(|on| on - day).find(|ahead| *ahead > 0));
            Some((user, session.device, next.filter(|ahead| *ahead <= 14)))
        })
        .collect()
}

/// The shares of visits, in %, that an order follows within two days and within a week.
fn followed(change: fn(&mut parameters::Visits)) -> (f64, f64) {
    let visits = signed_in(change);
    let within = |most| visits.iter().filter(|(_, _, next)| next.is_some_and(|days| days <= most)).count();
    (share(within(2), visits.len()), share(within(7), visits.len()))
}

#[test]
fn who_means_to_buy_looks_around_and_signs_in() {
    let usual = followed(|_| ());
    // The best customers, who visit most, often order within a week without meaning to.
    let nobody = followed(|visits| visits.before_purchase = 0.0);
    assert!(100.0 - usual.1 < 0.5 * (100.0 - nobody.1), "{usual:?} {nobody:?}");
    let at_once = followed(|visits| visits.purchase_days = 2);
    assert!(at_once.0 > 1.3 * usual.0, "{at_once:?} {usual:?}");
    let alike = followed(|visits| visits.signs_in = (0.9, 0.9));
    assert!(100.0 - usual.1 < 0.7 * (100.0 - alike.1), "{usual:?} {alike:?}");
}

#[test]
fn visitors_have_a_usual_device() {
    let same_again = |change| {
        let mut last = BTreeMap::new();
        let again: Vec<bool> = signed_in(change)
            .into_iter()
            .filter_map(|(user, device, _)| last.insert(user, device).map(|before| before == device))
            .collect();
        share(again.iter().filter(|same| **same).count(), again.len())
    };
    let (usual, any) = (same_again(|_| ()), same_again(|visits| visits.device_habit = 0.0));
    assert!(usual > any + 15.0, "{usual} {any}");
}
