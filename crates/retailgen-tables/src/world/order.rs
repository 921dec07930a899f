//! Orders: the day of trade, its customers, stores and times.

use retailgen_synth::{
    Key, Seed,
    calendar::{
        DAY, Date, HOUR, Weekday,
        holiday::{self, Holiday, State},
    },
    distribution::alias::AliasTable,
    key::Stream,
};

use super::{
    World,
    customer::{CountryId, CustomerIndex},
    store::StoreIndex,
};
use crate::parameters::Trade;

/// Where an order was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Online.
    Web,
    /// At a store's point of sale.
    Pos,
}

impl Channel {
    /// As it stands in the data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Pos => "pos",
        }
    }
}

/// An order: who, where and when. What is in it follows from its key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order {
    /// `order_id`.
    pub id: u64,
    /// Number among the day's draws, which keys everything else about the order: unlike the id, it does not depend on
    /// how the day sorts.
    pub slot: u64,
    /// Microseconds UTC.
    pub placed: i64,
    /// The local date at the store, or the UTC date on the web.
    pub date: Date,
    pub customer: CustomerIndex,
    pub country: CountryId,
    pub store: StoreIndex,
    pub channel: Channel,
}

/// Draws the orders of a day.
#[derive(Debug)]
pub struct OrderBook {
    key: Key,
    web_hours: AliasTable,
    weekday_hours: AliasTable,
    weekend_hours: AliasTable,
    anzac_hours: AliasTable,
}

impl OrderBook {
    /// The book that belongs to `seed`.
    pub fn new(seed: Seed, trade: &Trade) -> Self {
        let within = |(from, to): (u32, u32)| {
            AliasTable::new(
                trade.store_hours.iter().enumerate().map(
                    |(hour, &share)| {
                        if (from..to).contains(&(hour as u32)) { share } else { 0.0 }
                    },
                ),
            )
        };
        Self {
            key: seed.key("orders_header"),
            web_hours: AliasTable::new(trade.web_hours),
            weekday_hours: within(trade.weekday_opening),
            weekend_hours: within(trade.weekend_opening),
            anzac_hours: within(trade.anzac_opening),
        }
    }

    /// A key for one purpose of orders; made once, not per order.
    pub fn purpose(&self, name: &str) -> Purpose {
        Purpose(self.key.key(name))
    }

    /// All orders of `date`, in the order of their ids.
    pub fn day(&self, world: &World, date: Date) -> Vec<Order> {
        let web = world.demand.web_on(date);
        let stores = world.demand.stores_on(date);
        let states = world.demand.states_on(date);
        let key = self.key.key("day").nth(date.days() as u64);
        let mut orders: Vec<Order> = (0..web)
            .map(|slot| self.web_order(world, date, slot, &mut key.stream(slot)))
            .chain((web..web + stores).map(|slot| self.store_order(world, date, slot, &states, &mut key.stream(slot))))
            .collect();
        orders.sort_unstable_by_key(|order| (order.placed, order.slot));
        let first = world.demand.before(date) + 1;
        for (order, id) in orders.iter_mut().zip(first..) {
            order.id = id;
        }
        orders
    }

    fn web_order(&self, world: &World, date: Date, slot: u64, stream: &mut Stream) -> Order {
        let local = local_time(&self.web_hours, stream);
        let midnight = date.midnight_utc();
        joined_before(world, date, stream, |world, customer, stream| {
            let home = world.customers.home(customer, &world.geography);
            let zone = world.geography.place(home.place).zone;
            // The business day is UTC's, so the customer's evening may lie on either side of it: the local hour is
            // kept, the date gives way.
            let placed = midnight + (local - zone.offset_at(midnight + DAY / 2)).rem_euclid(DAY);
            let store = world.stores.storefront(customer, date, stream);
            let country = world.customers.country(customer);
            Some(Order { id: 0, slot, placed, date, customer, country, store, channel: Channel::Web })
        })
    }

    fn store_order(&self, world: &World, date: Date, slot: u64, states: &[f64; 8], stream: &mut Stream) -> Order {
        let busiest = states.iter().copied().fold(0.0, f64::max);
        joined_before(world, date, stream, |world, customer, stream| {
            if world.customers.is_online_only(customer) {
                return None;
            }
            let household = world.customers.household(customer);
            let (home, _) = world.customers.home_on(household, date, &world.geography);
            let goes =
                home.area.is_some() && stream.chance(world.stores.goes_shopping(home.place, date, &world.geography));
            if !goes {
                return None;
            }
            let store = world.stores.visited(household, home, date, &world.geography, stream);
            let place = world.geography.place(world.stores.place(store, &world.geography));
            let state = State::from_abbreviation(place.region)?;
            if !stream.chance(states[state as usize] / busiest) {
                return None;
            }
            let hours = self.store_hours(date, Some(state));
            let placed = place.zone.instant_of(midnight_local(date) + local_time(hours, stream));
            let country = world.customers.country(customer);
            Some(Order { id: 0, slot, placed, date, customer, country, store, channel: Channel::Pos })
        })
    }

    /// A time on `date` at which customers are in `store`, hours as likely as for sales; none on a day on which shops of
    /// its state are shut.
    pub fn time_in_store(&self, world: &World, store: StoreIndex, date: Date, stream: &mut Stream) -> Option<i64> {
        let place = world.geography.place(world.stores.place(store, &world.geography));
        let state = State::from_abbreviation(place.region);
        if state.and_then(|state| holiday::australian(date, state)) == Some(Holiday::Closed) {
            return None;
        }
        let hours = self.store_hours(date, state);
        Some(place.zone.instant_of(midnight_local(date) + local_time(hours, stream)))
    }

    fn store_hours(&self, date: Date, state: Option<State>) -> &AliasTable {
        match state.and_then(|state| holiday::australian(date, state)) {
            Some(Holiday::Anzac) => &self.anzac_hours,
            Some(_) => &self.weekend_hours,
            None if matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) => &self.weekend_hours,
            None => &self.weekday_hours,
        }
    }
}

/// What a stream of an order is for; see [`OrderBook::purpose`].
#[derive(Debug, Clone, Copy)]
pub struct Purpose(Key);

impl Purpose {
    /// The purpose that `key` stands for.
    pub fn new(key: Key) -> Self {
        Self(key)
    }

    /// The stream of this purpose for an order.
    pub fn stream(self, order: &Order) -> Stream {
        self.0.nth(order.date.days() as u64).stream(order.slot)
    }

    /// The stream of this purpose for line number `line`, from 0, of an order.
    pub fn stream_of_line(self, order: &Order, line: usize) -> Stream {
        self.0.nth(order.date.days() as u64).nth(order.slot).stream(line as u64)
    }
}

/// Draws customers until one who had joined by then can place the order that `place` makes of them.
fn joined_before(
    world: &World,
    date: Date,
    stream: &mut Stream,
    place: impl Fn(&World, CustomerIndex, &mut Stream) -> Option<Order>,
) -> Order {
    // Two thirds of draws succeed on the web and one third in stores, so the founding members are never reached in
    // practice; they only make sure that the loop ends.
    let members = world.customers.growth().before(crate::window::FIRST_DAY);
    for _ in 0..200 {
        let customer = world.customers.buyer(date, stream);
        if let Some(order) = place(world, customer, stream)
            && world.customers.joined(customer) < order.placed
        {
            return order;
        }
    }
    (0..members)
        .cycle()
        .skip(stream.below(members) as usize)
        .find_map(|customer| place(world, customer, stream))
        .expect("some founding member lives in Australia and visits stores")
}

/// Microseconds of a local day that has no zone yet.
fn midnight_local(date: Date) -> i64 {
    date.midnight_utc()
}

/// A local time of day, to the millisecond, with hours as likely as `hours` says.
fn local_time(hours: &AliasTable, stream: &mut Stream) -> i64 {
    let hour = hours.pick(stream.bits()) as i64;
    let milliseconds = stream.below((HOUR / 1_000) as u64) as i64;
    hour * HOUR + milliseconds * 1_000
}
