//! The rules of the table, as a reader of its lines sees them.

use std::collections::{BTreeMap, BTreeSet};

use arrow_array::cast::AsArray;
use retailgen_synth::{Seed, calendar::DAY};
use serde_json::{Map, Value};

use super::*;
use crate::{Parameters, parts, position, world::order::Channel};

fn world(seed: u64, scale: &str) -> World {
    World::new(Seed(seed), scale.parse().unwrap())
}

fn window(year: i32, month: u32, day: u32, days: u32) -> Window {
    Window::new(Date::new(year, month, day), days).unwrap()
}

fn lines(world: &World, part: &Part) -> Vec<String> {
    let rows = open(world, part);
    let text = |block| {
        let batch = rows.batch(block);
        batch.column(0).as_string::<i32>().iter().map(|line| line.unwrap().to_owned()).collect::<Vec<_>>()
    };
    (0..part.blocks).flat_map(text).collect()
}

/// The lines of every day of a window, read back.
fn read(world: &World, window: Window) -> Vec<(Date, Vec<Value>)> {
    let day = |part: &Part| {
        let events = lines(world, part).iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        (day_of(part), events)
    };
    parts(world, window, Table::Events).iter().map(day).collect()
}

fn sessions(events: &[Value]) -> BTreeMap<&str, Vec<&Value>> {
    let mut sessions = BTreeMap::<&str, Vec<&Value>>::new();
    for event in events {
        sessions.entry(event["session_id"].as_str().unwrap()).or_default().push(event);
    }
    sessions
}

fn is(event: &Value, kind: &str) -> bool {
    event["event_type"] == kind
}

fn product(event: &Value) -> u64 {
    event["payload"]["product_id"].as_u64().unwrap()
}

/// Microseconds UTC.
fn time(date: Date, event: &Value) -> i64 {
    let text = event["event_ts"].as_str().unwrap();
    let rest = text.strip_prefix(&date.to_string()).expect("on its day");
    let digits: Vec<i64> =
        rest[1..].trim_end_matches('Z').split([':', '.']).map(|part| part.parse().unwrap()).collect();
    assert_eq!((rest.len(), digits.len()), (17, 4), "{text}");
    date.midnight_utc() + ((digits[0] * 60 + digits[1]) * 60 + digits[2]) * 1_000_000 + digits[3]
}

/// Walks a session as a shopper's basket would be, and checks every step; returns what is in the cart at the end.
fn cart_of(session: &[&Value]) -> BTreeMap<u64, u64> {
    let (mut viewed, mut cart) = (BTreeSet::new(), BTreeMap::<u64, u64>::new());
    let mut at_checkout = false;
    for (number, event) in session.iter().enumerate() {
        let payload = &event["payload"];
        match event["event_type"].as_str().unwrap() {
            "product_view" => {
                viewed.insert(product(event));
            }
            "add_to_cart" => {
                assert!(viewed.contains(&product(event)) && payload["qty"].as_u64() > Some(0));
                *cart.entry(product(event)).or_default() += payload["qty"].as_u64().unwrap();
            }
            "remove_from_cart" => {
                let held = cart.get_mut(&product(event)).expect("it is in the cart");
                let qty = payload["qty"].as_u64().filter(|&qty| qty > 0).unwrap();
                *held = held.checked_sub(qty).expect("as many are in the cart");
                cart.retain(|_, &mut held| held > 0);
            }
            "checkout_start" => {
                assert_eq!(payload["cart_lines"].as_u64(), Some(cart.len() as u64));
                assert!(!cart.is_empty());
                at_checkout = true;
            }
            "purchase" => assert!(at_checkout && number + 1 == session.len()),
            _ => {}
        }
    }
    cart
}

#[test]
fn lines_have_the_schemas_keys_in_order_and_its_types() {
    let document = Table::Events.definition().document.unwrap();
    let check = |object: &Map<String, Value>, fields: &[retailgen_schema::JsonField], text: &str| {
        let mut from = 0;
        for field in fields {
            let value = &object[field.name];
            let typed = match field.field_type {
                retailgen_schema::FieldType::String => value.is_string(),
                _ => value.as_u64().is_some(),
            };
            assert!(typed || (value.is_null() && !field.required), "{text}");
            let accepted = field.accepted;
            assert!(accepted.is_empty() || accepted.iter().any(|known| value == known), "{text}");
            let key = format!("\"{}\":", field.name);
            from += text[from..].find(&key).unwrap_or_else(|| panic!("{key} in its place: {text}"));
        }
    };
    let world = world(11, "0.01");
    let mut seen = BTreeSet::new();
    for part in &parts(&world, window(2024, 11, 1, 60), Table::Events) {
        for line in lines(&world, part) {
            let event: Value = serde_json::from_str(&line).unwrap();
            let object = event.as_object().unwrap();
            assert_eq!(object.len(), document.envelope.len() + 1);
            let (envelope, payload) = line.split_once(",\"payload\":").unwrap();
            check(object, document.envelope, envelope);
            let entry = document.event_types.iter().find(|entry| event["event_type"] == entry.name).unwrap();
            let fields = event["payload"].as_object().unwrap();
            assert_eq!(fields.len(), entry.payload.len());
            check(fields, entry.payload, payload);
            // One line without a space outside texts: written again as compactly, it has the same length.
            assert_eq!(event.to_string().len(), line.len(), "{line}");
            seen.insert(entry.name);
        }
    }
    assert_eq!(seen.len(), document.event_types.len(), "{seen:?}");
}

#[test]
fn sessions_are_funnels_of_one_visitor_on_one_day() {
    let idle = 30 * 60 * 1_000_000;
    for (seed, scale) in [(1, "0.02"), (2, "0.0137"), (3, "0.1")] {
        let world = world(seed, scale);
        let (mut ids, mut all) = (BTreeSet::new(), BTreeSet::new());
        for (date, events) in read(&world, window(2024, 5, 28, 14)) {
            let times: Vec<i64> = events.iter().map(|event| time(date, event)).collect();
            assert!(times.is_sorted());
            assert!(events.iter().all(|event| ids.insert(event["event_id"].as_str().unwrap().to_owned())));
            let mut stays = BTreeMap::<u64, Vec<(i64, i64)>>::new();
            for (id, session) in sessions(&events) {
                assert!(all.insert(id.to_owned()), "a session of two days");
                let first = session[0];
                assert!(is(first, "page_view"));
                assert!(session.iter().all(|event| event["user_id"] == first["user_id"]));
                let device = |event: &&&Value| is(event, "page_view");
                assert!(
                    session
                        .iter()
                        .filter(device)
                        .all(|event| { event["payload"]["device"] == first["payload"]["device"] })
                );
                let times: Vec<i64> = session.iter().map(|event| time(date, event)).collect();
                assert!(times.windows(2).all(|pair| pair[0] < pair[1] && pair[1] - pair[0] < idle));
                cart_of(&session);
                if let Some(user) = first["user_id"].as_u64() {
                    assert!(world.customers.joined(user - 1) < times[0]);
                    stays.entry(user).or_default().push((times[0], times[times.len() - 1]));
                }
                for event in session.iter().filter(|event| event["payload"]["product_id"].is_u64()) {
                    assert!(world.products.is_on_sale(product(event) - 1, date));
                }
            }
            for stays in stays.values_mut() {
                stays.sort_unstable();
                assert!(stays.windows(2).all(|pair| pair[1].0 - pair[0].1 >= idle));
            }
        }
    }
}

/// Checks that the purchases of a window and the tracked orders are the same; returns how many there are.
fn purchases_agree(world: &World, window: Window) -> (usize, usize) {
    let (mut purchases, mut web) = (0, 0);
    for (date, events) in read(world, window) {
        let day = world.trading_day(date);
        let mut bought = BTreeSet::new();
        for session in sessions(&events).values() {
            let Some(purchase) = session.iter().find(|event| is(event, "purchase")) else { continue };
            let id = purchase["payload"]["order_id"].as_u64().unwrap();
            let order = day.orders()[(id - world.demand.before(date) - 1) as usize];
            assert_eq!((order.id, order.channel), (id, Channel::Web));
            assert_eq!(purchase["user_id"].as_u64(), Some(order.customer + 1));
            assert_eq!(time(date, purchase), order.placed);
            let mut lines = Vec::new();
            day.sale(world, &order, &mut lines);
            let lines: BTreeMap<u64, u64> = lines.iter().map(|l| (l.product + 1, l.quantity as u64)).collect();
            assert_eq!(cart_of(session), lines);
            assert!(bought.insert(id), "bought twice");
        }
        let id = |place: u32| day.orders()[place as usize].id;
        let tracked: BTreeSet<u64> = world.visits().tracked(world, &day).iter().map(|order| id(order.place)).collect();
        assert_eq!(bought, tracked);
        purchases += bought.len();
        web += day.orders().iter().filter(|order| order.channel == Channel::Web).count();
    }
    (purchases, web)
}

#[test]
fn every_tracked_order_has_one_purchase_and_no_other_has() {
    let (purchases, web) = purchases_agree(&world(4, "0.3"), window(2024, 3, 1, 31));
    // One in a hundred, within four standard deviations; one or two in a thousand of these come too early to count.
    let (expected, found) = (0.01 * web as f64, purchases as f64);
    assert!((found - expected).abs() < 4.0 * expected.sqrt(), "{purchases} of {web}");
    // With most orders tracked, customers who buy twice within the hour or right after joining come up as well.
    let mut parameters = Parameters::default();
    parameters.visits.tracked_share = 0.95;
    let scale = "0.004".parse().unwrap();
    let crowded = World::with_parameters(Seed(5), scale, parameters);
    let (purchases, web) = purchases_agree(&crowded, window(2024, 11, 1, 61));
    assert!(purchases * 100 > web * 85 && purchases * 100 < web * 95, "{purchases} of {web}");
}

#[test]
fn visits_fit_between_midnight_or_joining_and_the_order() {
    let mut parameters = Parameters::default();
    parameters.visits.tracked_share = 1.0;
    let world = World::with_parameters(Seed(6), "0.05".parse().unwrap(), parameters);
    let (mut pressed, mut left_out) = (0, 0);
    for date in window(2024, 6, 1, 30).dates() {
        let (day, visits) = (world.trading_day(date), world.visits().day(&world, date));
        let tracked = world.visits().tracked(&world, &day);
        assert!(visits.events.iter().all(|event| (0..DAY).contains(&event.at)));
        for (order, session) in tracked.iter().zip(0..) {
            let first = visits.events.iter().find(|event| event.session == session).unwrap();
            assert!(first.at + date.midnight_utc() >= order.earliest);
            let room = day.orders()[order.place as usize].placed - order.earliest;
            pressed += u32::from(room < 600_000_000);
        }
        left_out += day.orders().iter().filter(|order| order.channel == Channel::Web).count() - tracked.len();
    }
    assert!(pressed > 5 && left_out > 5, "{pressed} {left_out}");
}

#[test]
fn the_year_2024_has_its_events_at_any_scale() {
    for (seed, scale, rows) in [(1, "0.01", 20_000), (2, "0.0137", 27_400), (3, "0.1", 200_000)] {
        let world = world(seed, scale);
        let files = parts(&world, Window::default(), Table::Events);
        assert_eq!(files.len(), 366);
        let planned: u64 = files.iter().map(|part| part.rows.count()).sum();
        let made: usize = files.iter().map(|part| world.visits().day(&world, day_of(part)).events.len()).sum();
        assert_eq!(planned, rows);
        // Only where the tracked visits alone are more than a small day's events does a day have more.
        assert!((made as f64 / rows as f64 - 1.0).abs() < 0.02 && made as u64 >= rows, "{made}");
        let ends = [Date::new(2024, 1, 1), Date::new(2025, 1, 1)].map(|date| super::rows_before(&world, date));
        assert!((ends[1] - ends[0] - rows as f64).abs() < 0.5);
    }
}

#[test]
fn the_smallest_scale_has_no_empty_file_and_misses_no_purchase() {
    let mut parameters = Parameters::default();
    parameters.visits.tracked_share = 0.3;
    let world = World::with_parameters(Seed(8), "0.0001".parse().unwrap(), parameters);
    let window = Window::default();
    let files = parts(&world, window, Table::Events);
    let mut firsts = BTreeSet::new();
    for part in &files {
        assert!(!lines(&world, part).is_empty());
        assert!((0..part.blocks).all(|block| firsts.insert(position(&world, window, part, block).first)));
    }
    let tracked: usize =
        window.dates().map(|date| world.visits().tracked(&world, &world.trading_day(date)).len()).sum();
    let purchases: usize =
        files.iter().flat_map(|part| lines(&world, part)).filter(|l| l.contains("\"purchase\"")).count();
    assert_eq!(purchases, tracked);
    assert!(tracked > 15 && files.iter().any(|part| world.visits().events_on(day_of(part)) == 0));
}

#[test]
fn a_day_is_the_same_in_any_window_and_any_block_can_be_made_alone() {
    let world = world(9, "2");
    let date = Date::new(2024, 7, 10);
    let of = |window| parts(&world, window, Table::Events).into_iter().find(|part| day_of(part) == date).unwrap();
    let (alone, later) = (of(window(2024, 7, 10, 1)), of(window(2024, 7, 8, 4)));
    assert_eq!(alone, later);
    assert!(alone.blocks >= 2);
    let whole = lines(&world, &alone);
    assert_eq!(whole.len() as u64, alone.rows.count());
    let second = open(&world, &later).batch(1);
    let second: Vec<&str> = second.column(0).as_string::<i32>().iter().flatten().collect();
    let from = BLOCK as usize;
    assert_eq!(second, whole[from..from + second.len()]);
    let spans: Vec<_> = (0..alone.blocks).map(|block| super::position(&world, &alone, block).span).collect();
    assert!((spans[0].start - super::rows_before(&world, date)).abs() < 0.5);
    assert!((spans[1].end - super::rows_before(&world, date.plus_days(1))).abs() < 0.5);
}
