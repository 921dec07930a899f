//! Climate: what the weather, the clock and the customers do to the shelves of one store.

use core::f64::consts::TAU;

use retailgen_synth::{
    Key,
    calendar::{DAY, Date, HOUR, Zone, holiday::State},
    noise::SmoothNoise,
};

use crate::{
    parameters::{Outdoors, Trade},
    window::FIRST_DAY,
    world::{World, store::Site, store::StoreIndex},
};

/// Latitude of the parameters' yearly mean, in degrees south: Darwin's.
const NORTH: f64 = 12.5;
/// The warmest day of the year, counted from 1 January: the oceans lag the sun by a month.
const WARMEST_DAY: f64 = 19.0;
/// The warmest hour of the day inside a shop, local time.
const WARMEST_HOUR: f64 = 16.0;
/// Outdoor temperature in °C at which a shop is neither heated nor cooled.
const NEUTRAL_C: f64 = 18.0;
/// Share of a cabinet's warming that is left after an hour, and how many hours back are worth summing.
const MEMORY: f64 = 0.5;
const HOURS_BACK: usize = 5;

/// The surroundings of one store's shelves.
#[derive(Debug)]
pub struct Climate {
    zone: Zone,
    state: Option<State>,
    mean_c: f64,
    season_c: f64,
    weather_c: f64,
    weather: SmoothNoise,
    /// Trade of each local hour against the busiest.
    hours: [f64; 24],
    trade: Trade,
}

/// The surroundings at the full hours of one UTC day, 24:00 included.
#[derive(Debug)]
pub struct Conditions {
    /// Outdoor temperature without its daily cycle, as a distance from the neutral one, in °C.
    pub outdoors: [f64; 25],
    /// The shop's daily cycle, from -1 to 1.
    pub day: [f64; 25],
    /// Trade as the cabinets feel it, from 0 to 1: with a memory of some hours.
    pub trade: [f64; 25],
}

impl Climate {
    /// The surroundings of `store`; weather is drawn below `key`, the same for all stores of an area.
    pub fn new(world: &World, key: Key, store: StoreIndex) -> Self {
        let place = world.geography.place(world.stores.place(store, &world.geography));
        let area = match world.stores.site(store) {
            Site::Area(area) => area as u64,
            Site::Web => u64::MAX,
        };
        let Outdoors { north_c, per_degree_c, season_c, season_per_degree_c, season_cap_c, weather_c, weather_days } =
            world.parameters().sensors.outdoors;
        let trade: &Trade = &world.parameters().trade;
        let southwards = -place.latitude - NORTH;
        let busiest = trade.store_hours.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        Self {
            zone: place.zone,
            state: State::from_abbreviation(place.region),
            mean_c: north_c - per_degree_c * southwards,
            season_c: (season_c + season_per_degree_c * southwards).min(season_cap_c),
            weather_c,
            weather: SmoothNoise::new(key.nth(area), weather_days),
            hours: trade.store_hours.map(|share| share / busiest),
            trade: trade.clone(),
        }
    }

    /// The conditions of a UTC day.
    pub fn on(&self, date: Date) -> Conditions {
        let midnight = date.midnight_utc();
        let local = |hour: i64| {
            let instant = midnight + hour * HOUR;
            instant + self.zone.offset_at(instant)
        };
        // The local days that the UTC day and the hours before it touch.
        let days: [(Date, (u32, u32)); 3] = [-1, 0, 1].map(|day| {
            let day = date.plus_days(day);
            (day, self.opening(day))
        });
        let trade_at = |hour: i64| {
            let local = local(hour);
            let today = Date::from_days(local.div_euclid(DAY) as i32);
            let hour = (local.rem_euclid(DAY) / HOUR) as u32;
            let open = days.iter().any(|(day, (from, to))| *day == today && (*from..*to).contains(&hour));
            if open { self.hours[hour as usize] } else { 0.0 }
        };
        let mut felt = (-(HOURS_BACK as i64)..0).fold(0.0, |felt, hour| felt * MEMORY + trade_at(hour));
        let trade = std::array::from_fn(|hour| {
            felt = felt * MEMORY + trade_at(hour as i64);
            felt * (1.0 - MEMORY)
        });
        let outdoors = std::array::from_fn(|hour| {
            let days = f64::from(date.days()) + hour as f64 / 24.0;
            let of_the_year = (days - f64::from(FIRST_DAY.days()) - WARMEST_DAY) / 365.25;
            let season = self.season_c * libm::cos(TAU * of_the_year);
            self.mean_c + season + self.weather_c * self.weather.at(days) - NEUTRAL_C
        });
        let day = std::array::from_fn(|hour| {
            let hours = local(hour as i64).rem_euclid(DAY) as f64 / HOUR as f64;
            libm::cos(TAU * (hours - WARMEST_HOUR) / 24.0)
        });
        Conditions { outdoors, day, trade }
    }

    /// The hours in which the store trades on a local date.
    fn opening(&self, date: Date) -> (u32, u32) {
        self.state.and_then(|state| self.trade.opening_on(date, state)).unwrap_or_default()
    }
}

impl Conditions {
    /// One of the curves at `within` (a share of the hour) past `hour`.
    #[inline]
    pub fn at(curve: &[f64; 25], hour: usize, within: f64) -> f64 {
        curve[hour] + (curve[hour + 1] - curve[hour]) * within
    }
}
