//! When goods come back: how long customers wait, and on which day and hour a return is booked.

use retailgen_synth::{
    calendar::{DAY, Date, HOUR, Zone},
    key::Stream,
};

use crate::{
    parameters::Returns as Parameters,
    world::{World, delivery::despatches_on, order::Order},
};

/// Most days in a row on which neither a warehouse nor a state's stores are open, with room for the clocks of zones.
const LONGEST_CLOSURE: i32 = 6;
/// Draws for a wait within the time allowed; one in ninety does not succeed.
const TRIES: u32 = 16;

/// Decides when returns are booked.
#[derive(Debug)]
pub struct Timing {
    /// That of the warehouses.
    zone: Zone,
    /// Share of the returns of web and of store orders that are booked so many days after the order's date began.
    booked_after: Vec<(f64, f64)>,
    parameters: Parameters,
}

impl Timing {
    /// The timing that `parameters` describe.
    pub fn new(parameters: &Parameters) -> Self {
        let mut timing = Self {
            zone: Zone::named("Australia/Sydney").expect("the calendar's tests name it"),
            booked_after: Vec::new(),
            parameters: parameters.clone(),
        };
        timing.booked_after = (0..=timing.longest_wait()).map(|days| timing.tabulated(f64::from(days))).collect();
        timing
    }

    /// Days from an order's date by the end of which its returns are booked.
    pub fn longest_wait(&self) -> i32 {
        self.parameters.latest_delivery_days + self.parameters.window_days.ceil() as i32 + LONGEST_CLOSURE
    }

    /// The share of a day's returns that are booked by so many days after the day began; an estimate for plans.
    pub fn share_booked_after(&self, days: i32, web_share: f64) -> f64 {
        let at = usize::try_from(days).unwrap_or(0).min(self.booked_after.len() - 1);
        let (web, stores) = self.booked_after[at];
        web_share * web + (1.0 - web_share) * stores
    }

    /// When what a store sold is booked: in the hours of a later day on which the state's stores are open.
    pub fn booked_in_store(&self, world: &World, order: &Order, stream: &mut Stream) -> Option<i64> {
        let back = order.placed + self.wait(stream);
        let zone = world.geography.place(world.stores.place(order.store, &world.geography)).zone;
        let first = local_date(zone, back).max(order.date.plus_days(1));
        (0..LONGEST_CLOSURE)
            .find_map(|days| world.orders.time_in_store(world, order.store, first.plus_days(days), stream))
    }

    /// When what a parcel brought at `arrival` is booked: in the hours of a later working day at the warehouse. Parcels
    /// that took too long bring nothing back.
    pub fn booked_in_warehouse(&self, order: &Order, arrival: i64, stream: &mut Stream) -> Option<i64> {
        if arrival >= order.date.plus_days(self.parameters.latest_delivery_days).midnight_utc() {
            return None;
        }
        let back = arrival + self.wait(stream);
        let first = local_date(self.zone, back).max(local_date(self.zone, arrival).plus_days(1));
        let date = (0..LONGEST_CLOSURE).map(|days| first.plus_days(days)).find(|&date| despatches_on(date))?;
        let (opens, closes) = self.parameters.warehouse_hours;
        let milliseconds = stream.below(((closes - opens) * HOUR / 1_000) as u64) as i64;
        Some(self.zone.instant_of(date.midnight_utc() + opens * HOUR + milliseconds * 1_000))
    }

    /// How long goods stay with the customer, microseconds.
    fn wait(&self, stream: &mut Stream) -> i64 {
        let Parameters { lag_days, window_days, rush_share, rush_days, .. } = self.parameters;
        let days = if stream.chance(rush_share) {
            window_days - rush_days * (1.0 - stream.unit())
        } else {
            // A gamma distribution of shape 2 is the sum of two exponential ones.
            let mut draw = || -libm::log((1.0 - stream.unit()) * (1.0 - stream.unit())) * lag_days / 2.0;
            (0..TRIES).map(|_| draw()).find(|&days| days < window_days).unwrap_or(lag_days)
        };
        (days * DAY as f64) as i64
    }

    /// The share of waits that are shorter than so many days.
    fn waits_shorter(&self, days: f64) -> f64 {
        let Parameters { lag_days, window_days, rush_share, rush_days, .. } = self.parameters;
        let gamma = |days: f64| {
            let x = (2.0 * days / lag_days).max(0.0);
            1.0 - (1.0 + x) * libm::exp(-x)
        };
        let rush = ((days - window_days + rush_days) / rush_days).clamp(0.0, 1.0);
        (1.0 - rush_share) * gamma(days.min(window_days)) / gamma(window_days) + rush_share * rush
    }

    /// The shares of web and store returns that are booked by so many days after the order's date began.
    fn tabulated(&self, days: f64) -> (f64, f64) {
        let shares = self.parameters.days_to_door.iter().enumerate();
        let web = shares.map(|(door, share)| share * self.waits_shorter(days - door as f64 - WAREHOUSE_DELAY)).sum();
        // Nothing comes back on the day of the sale.
        let stores = if days < 2.0 { 0.0 } else { self.waits_shorter(days - STORE_DELAY) };
        (web, stores)
    }
}

/// Days by which bookings at the warehouse lag behind the wait counted from the beginning of the day of arrival: the
/// hour of arrival, and Sundays (measured).
const WAREHOUSE_DELAY: f64 = 0.7;
/// The same in stores: the hour of the sale (measured).
const STORE_DELAY: f64 = 0.35;

fn local_date(zone: Zone, instant: i64) -> Date {
    Date::from_days((instant + zone.offset_at(instant)).div_euclid(DAY) as i32)
}
