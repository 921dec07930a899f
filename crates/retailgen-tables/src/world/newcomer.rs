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
    if !stream.chance(figures.first_order_share) || !world.customers.may_buy(customer) {
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
    let household = world.customers.household(customer);
    let (home, _) = world.customers.home_on(household, date, &world.geography);
    home.area?;
    let store = world.stores.visited(household, home, date, &world.geography, stream);
    let place = world.geography.place(world.stores.place(store, &world.geography));
    let state = State::from_abbreviation(place.region)?;
    let (opens, closes) = world.parameters().trade.opening_on(date, state)?;
    let local = placed + place.zone.offset_at(placed) - date.midnight_utc();
    let is_open = (i64::from(opens) * HOUR..i64::from(closes) * HOUR).contains(&local);
    let country = world.customers.country(customer);
    is_open.then_some(Order { id: 0, slot: 0, placed, date, customer, country, store, channel: Channel::Pos })
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;
    use crate::Parameters;

    /// The first orders of a hundred days, and how many accounts were opened in them.
    fn of_a_hundred_days(parameters: Parameters) -> (World, Vec<Order>, f64) {
        let world = World::with_parameters(Seed(8), "0.1".parse().unwrap(), parameters);
        let start = Date::new(2024, 3, 1);
        let orders = (0..100).flat_map(|day| first_orders(&world, start.plus_days(day))).collect();
        let growth = world.customers.growth();
        let accounts = growth.before(start.plus_days(100)) - growth.before(start);
        (world, orders, accounts as f64)
    }

    fn share_in_stores(orders: &[Order]) -> f64 {
        orders.iter().filter(|order| order.channel == Channel::Pos).count() as f64 / orders.len() as f64
    }

    #[test]
    fn newcomers_order_where_and_when_their_figures_say() {
        let usual = Parameters::default();
        let (world, orders, accounts) = of_a_hundred_days(usual.clone());
        assert!((0.55..0.75).contains(&(orders.len() as f64 / accounts)), "{} of {accounts}", orders.len());
        let waits = |world: &World, orders: &[Order]| {
            let mut waits: Vec<i64> =
                orders.iter().map(|order| order.placed - world.customers.joined(order.customer)).collect();
            waits.sort_unstable();
            assert!(waits[0] > 0);
            waits[waits.len() / 2] as f64 / 60e6
        };
        let median = waits(&world, &orders);
        assert!((3.0..5.0).contains(&median), "{median}");
        assert!((0.05..0.25).contains(&share_in_stores(&orders)), "{}", share_in_stores(&orders));

        let mut other = usual.clone();
        other.customers.first_order_share = 0.3;
        assert!(of_a_hundred_days(other).1.len() as f64 / accounts < 0.4);
        let mut other = usual.clone();
        other.customers.first_in_store = 0.9;
        assert!(share_in_stores(&of_a_hundred_days(other).1) > 0.3);
        let mut other = usual;
        other.customers.first_order_minutes = (30.0, 0.5);
        let (world, orders, _) = of_a_hundred_days(other);
        assert!(waits(&world, &orders) > 20.0);
    }

    #[test]
    fn a_day_begins_its_slots_with_its_newcomers() {
        let world = World::new(Seed(8), "0.1".parse().unwrap());
        let date = Date::new(2024, 3, 9);
        let first = first_orders(&world, date);
        let day = world.trading_day(date);
        assert!(!first.is_empty());
        for order in &first {
            let found = day.orders().iter().filter(|found| found.customer == order.customer).min_by_key(|o| o.placed);
            let found = found.expect("it is among the day's orders");
            assert_eq!((found.placed, found.channel, found.store), (order.placed, order.channel, order.store));
        }
    }
}
