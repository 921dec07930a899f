//! Orders: the day of trade, its customers, stores and times.

use retailgen_synth::{
    Key, Seed,
    calendar::{DAY, Date, holiday::State},
    key::Stream,
};

use super::{
    World,
    customer::{CountryId, CustomerIndex},
    hours::Hours,
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
    hours: Hours,
}

impl OrderBook {
    /// The book that belongs to `seed`.
    pub fn new(seed: Seed, trade: &Trade) -> Self {
        Self { key: seed.key("orders_header"), hours: Hours::new(trade) }
    }

    /// A key for one purpose of orders; made once, not per order.
    pub fn purpose(&self, name: &str) -> Purpose {
        Purpose(self.key.key(name))
    }

    /// All orders of `date`, in the order of their ids. The `newcomers`' first ones come with their customers; the others
    /// are drawn.
    pub fn day(&self, world: &World, date: Date, newcomers: Vec<Order>) -> Vec<Order> {
        let web = world.demand.web_on(date);
        let stores = world.demand.stores_on(date);
        let states = world.demand.states_on(date);
        let key = self.key.key("day").nth(date.days() as u64);
        let (mut orders, mut of_stores): (Vec<Order>, Vec<Order>) =
            newcomers.into_iter().partition(|order| order.channel == Channel::Web);
        orders.reserve_exact((web + stores) as usize);
        // Where a day has more newcomers than orders, as at the smallest scales, the last of them leave with nothing.
        orders.truncate(web as usize);
        of_stores.truncate(stores as usize);
        let number = |orders: &[Order]| orders.len() as u64;
        orders.extend((number(&orders)..web).map(|slot| self.web_order(world, date, slot, &mut key.stream(slot))));
        let drawn = number(&of_stores)..stores;
        orders.append(&mut of_stores);
        orders
            .extend(drawn.map(|slot| self.store_order(world, date, web + slot, &states, &mut key.stream(web + slot))));
        for (order, slot) in orders.iter_mut().zip(0..) {
            order.slot = slot;
        }
        orders.sort_unstable_by_key(|order| (order.placed, order.slot));
        let first = world.demand.before(date) + 1;
        for (order, id) in orders.iter_mut().zip(first..) {
            order.id = id;
        }
        orders
    }

    /// Somebody who has joined before `today` and will order on the web on `date`: the customer of the order at which the
    /// `share` of the day's is reached; none where that is somebody else.
    pub fn will_buy(&self, world: &World, date: Date, share: f64, today: Date) -> Option<CustomerIndex> {
        // Newcomers have the first slots.
        let slot = (world.demand.web_on(date) as f64 * (1.0 - 0.5 * share)) as u64;
        let slot = slot.checked_sub(1)?;
        let mut stream = self.key.key("day").nth(date.days() as u64).stream(slot);
        let time = stream.unit();
        // Who has joined long ago is not refused the order.
        let customer = world.customers.buyer(date, time, &mut stream);
        (customer < world.customers.growth().before(today)).then_some(customer)
    }

    fn web_order(&self, world: &World, date: Date, slot: u64, stream: &mut Stream) -> Order {
        let time = stream.unit();
        let local = self.hours.web(date).time_at(time);
        let midnight = date.midnight_utc();
        placed_by_one(world, date, time, stream, |world, customer, stream| {
            let (country, home) = world.customers.country_and_home(customer, &world.geography);
            let zone = world.geography.place(home.place).zone;
            // The business day is UTC's, so the customer's evening may lie on either side of it: the local hour is
            // kept, the date gives way.
            let placed = midnight + (local - zone.offset_at(midnight + DAY / 2)).rem_euclid(DAY);
            let store = world.stores.storefront(customer, date, stream);
            Some(Order { id: 0, slot, placed, date, customer, country, store, channel: Channel::Web })
        })
    }

    fn store_order(&self, world: &World, date: Date, slot: u64, states: &[f64; 8], stream: &mut Stream) -> Order {
        let time = stream.unit();
        let busiest = states.iter().copied().fold(0.0, f64::max);
        placed_by_one(world, date, time, stream, |world, customer, stream| {
            // The cheapest question first.
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
            let hours = self.hours.stores(date, state)?;
            let placed = place.zone.instant_of(date.midnight_utc() + hours.time_at(time));
            let country = world.customers.country_of(household);
            Some(Order { id: 0, slot, placed, date, customer, country, store, channel: Channel::Pos })
        })
    }

    /// A time on `date` at which customers are in `store`, hours as likely as for sales; none on a day on which shops of
    /// its state are shut.
    pub fn time_in_store(&self, world: &World, store: StoreIndex, date: Date, stream: &mut Stream) -> Option<i64> {
        let place = world.geography.place(world.stores.place(store, &world.geography));
        let hours = self.hours.stores(date, State::from_abbreviation(place.region)?)?;
        Some(place.zone.instant_of(date.midnight_utc() + hours.time_at(stream.unit())))
    }

    /// A time on `date` at which customers are in the shop on the web, by their own clocks: microseconds after midnight by
    /// which the share `time` of the day's trade has happened.
    pub fn time_on_web(&self, date: Date, time: f64) -> i64 {
        self.hours.web(date).time_at(time)
    }

    /// What is drawn about a customer's order on joining.
    pub fn first_order(&self, customer: CustomerIndex) -> Stream {
        self.key.key("first").stream(customer)
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
fn placed_by_one(
    world: &World,
    date: Date,
    time: f64,
    stream: &mut Stream,
    place: impl Fn(&World, CustomerIndex, &mut Stream) -> Option<Order>,
) -> Order {
    // Stores' mornings lie on the UTC day before, on which a customer may join later than that.
    let surely_joined = world.customers.growth().before(date.plus_days(-1));
    // Nearly all draws succeed on the web and half of them in stores, so the founding members are never reached in
    // practice; they only make sure that the loop ends.
    let members = world.customers.growth().before(crate::window::FIRST_DAY);
    for _ in 0..200 {
        let customer = world.customers.buyer(date, time, stream);
        if let Some(order) = place(world, customer, stream)
            && (customer < surely_joined || world.customers.joined(customer) < order.placed)
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
