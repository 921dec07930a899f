//! Tracked orders: the web orders whose visit is on record.

use std::collections::BTreeMap;

use retailgen_synth::calendar::SECOND;

use super::Visits;
use crate::world::{
    World,
    order::{Channel, Order},
    trading_day::TradingDay,
};

/// A web order with a visit, and the room there is for it.
#[derive(Debug, Clone, Copy)]
pub struct Tracked {
    /// The order's place among the orders of its day.
    pub place: u32,
    /// The earliest time of the visit's first event, microseconds UTC.
    pub earliest: i64,
}

impl Visits {
    /// The tracked orders of a day, in the order of time.
    ///
    /// Chance picks them; left out are those placed so soon after midnight, after joining or after the customer's last
    /// tracked visit that there is no time for a visit before.
    pub fn tracked(&self, world: &World, day: &TradingDay) -> Vec<Tracked> {
        let chance = self.keys.is_tracked.nth(day.date().days() as u64);
        let mut ends = BTreeMap::new();
        let is_picked = |(place, order): (usize, &Order)| {
            let picked = order.channel == Channel::Web && chance.chance(order.slot, self.parameters.tracked_share);
            picked.then_some((place as u32, *order))
        };
        let picked = day.orders().iter().enumerate().filter_map(is_picked);
        let has_room = |(place, order): (u32, Order)| {
            let joined = world.customers.joined(order.customer) + SECOND;
            let idle = self.idle();
            let last = ends.get(&order.customer).map_or(i64::MIN, |end| end + idle);
            let earliest = day.date().midnight_utc().max(joined).max(last);
            let has_room = order.placed - earliest >= i64::from(self.parameters.shortest_tracked) * SECOND;
            has_room.then(|| {
                ends.insert(order.customer, order.placed);
                Tracked { place, earliest }
            })
        };
        picked.filter_map(has_room).collect()
    }

    /// Microseconds without an event that end a session.
    pub fn idle(&self) -> i64 {
        i64::from(self.parameters.idle_minutes) * 60 * SECOND
    }
}
