//! Newcomers: customers who open an account to place an order, and that order.

use retailgen_synth::{
    calendar::{DAY, Date, HOUR, holiday::State},
    distribution::normal,
    key::Stream,
};

use super::{
    World,
    customer::CustomerIndex,
    order::{Channel, Order},
};

/// Milliseconds in a minute.
const MINUTE: f64 = 60_000.0;

/// The first orders that customers place on the day on which they join, `date`, in the order of joining; their ids and
/// slots are still to be given.
///
/// The accounts of a day come first and bring their orders along: so an account is as old as its first order, and that
/// order has the time at which its customer came.
pub fn first_orders(world: &World, date: Date) -> Vec<Order> {
    let growth = world.customers.growth();
    (growth.before(date)..growth.by(date)).filter_map(|customer| first_order(world, date, customer)).collect()
}

/// The order that a customer who joins on `date` places on joining; none where there is none that day.
fn first_order(world: &World, date: Date, customer: CustomerIndex) -> Option<Order> {
    let figures = &world.parameters().customers;
    let mut stream = world.orders.first_order(customer);
    if !stream.chance(figures.first_order_share) {
        return None;
    }
    let (median, log_sd) = figures.first_order_minutes;
    let minutes = normal::log_normal_quantile(stream.unit(), median, log_sd);
    // Never at once: who orders has joined.
    let placed = world.customers.joined(customer) + ((minutes * MINUTE) as i64 + 1) * 1_000;
    if stream.chance(figures.first_in_store)
        && let Some(order) = at_the_till(world, date, customer, placed, &mut stream)
    {
        return Some(order);
    }
    let country = world.customers.country(customer);
    let store = world.stores.storefront(customer, date, &mut stream);
    let is_that_day = placed < date.midnight_utc() + DAY;
    is_that_day.then_some(Order { id: 0, slot: 0, placed, date, customer, country, store, channel: Channel::Web })
}

/// The same, placed in a store: if the customer goes to stores, it is that date there, and the store is open.
fn at_the_till(world: &World, date: Date, customer: CustomerIndex, placed: i64, stream: &mut Stream) -> Option<Order> {
    if world.customers.is_online_only(customer) {
        return None;
    }
    let (home, _) = world.customers.home_on(customer, date, &world.geography);
    home.area?;
    let household = world.customers.household(customer);
    let store = world.stores.visited(household, home, date, &world.geography, stream);
    let place = world.geography.place(world.stores.place(store, &world.geography));
    let state = State::from_abbreviation(place.region)?;
    let (opens, closes) = world.parameters().trade.opening_on(date, state)?;
    let local = placed + place.zone.offset_at(placed) - date.midnight_utc();
    let is_open = (i64::from(opens) * HOUR..i64::from(closes) * HOUR).contains(&local);
    let country = world.customers.country(customer);
    is_open.then_some(Order { id: 0, slot: 0, placed, date, customer, country, store, channel: Channel::Pos })
}
