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
/// How much the square of the daily cycle's cosine counts: the air of a shop follows the sun by day and walls by night.
const PEAKEDNESS: f64 = 0.45;
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
    drift_hours: u32,
    drift: SmoothNoise,
    /// Half of the range of the outdoor daily cycle, and what is hot as a distance from the neutral temperature.
    day_c: f64,
    hot_c: f64,
    /// Trade of each local hour against the busiest.
    hours: [f64; 24],
    trade: Trade,
}

/// The surroundings at the full hours of one UTC day, 24:00 included.
#[derive(Debug)]
pub struct Conditions {
    /// Outdoor temperature without its daily cycle, as a distance from the neutral one, in °C.
    pub outdoors: [f64; 25],
    /// By how much it is too hot outdoors at that hour, in °C; 0 on most days.
    pub heat: [f64; 25],
    /// The shop's daily cycle around 0: a peak in the afternoon and a long night.
    pub day: [f64; 25],
    /// Trade as the cabinets feel it, from 0 to 1: with a memory of some hours.
    pub trade: [f64; 25],
    /// What all shelves of the store have in common beyond that, at the readings of each hour; standard deviation 1.
    pub drift: [f64; 24],
}

impl Climate {
    /// The surroundings of `store`; below `key` weather is drawn, the same for all stores of an area, and the store's own
    /// drift.
    pub fn new(world: &World, key: Key, store: StoreIndex) -> Self {
        let place = world.geography.place(world.stores.place(store, &world.geography));
        let area = match world.stores.site(store) {
            Site::Area(area) => area as u64,
            Site::Web => u64::MAX,
        };
        let Outdoors {
            north_c,
            per_degree_c,
            season_c,
            season_per_degree_c,
            season_cap_c,
            weather_c,
            weather_days,
            day_c,
            hot_c,
        } = world.parameters().sensors.outdoors;
        let drift_hours = world.parameters().sensors.drift_hours;
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
            drift_hours,
            drift: SmoothNoise::new(key.key("store").nth(store), f64::from(drift_hours)),
            day_c,
            hot_c: hot_c - NEUTRAL_C,
            hours: trade.store_hours.map(|share| share / busiest),
            trade: trade.clone(),
        }
    }

    /// The conditions of a UTC day.
    pub fn on(&self, date: Date) -> Conditions {
        let midnight = date.midnight_utc();
        let offset = |hour: i64| self.zone.offset_at(midnight + hour * HOUR);
        // Clocks are changed on two days of the year; on others one offset does for all hours.
        let (first, last) = (offset(-(HOURS_BACK as i64)), offset(24));
        let local = |hour: i64| midnight + hour * HOUR + if first == last { first } else { offset(hour) };
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
        let outdoors: [f64; 25] = std::array::from_fn(|hour| {
            let days = f64::from(date.days()) + hour as f64 / 24.0;
            let of_the_year = (days - f64::from(FIRST_DAY.days()) - WARMEST_DAY) / 365.25;
            let season = self.season_c * libm::cos(TAU * of_the_year);
            self.mean_c + season + self.weather_c * self.weather.at(days) - NEUTRAL_C
        });
        let cycle: [f64; 25] = std::array::from_fn(|hour| {
            let hours = local(hour as i64).rem_euclid(DAY) as f64 / HOUR as f64;
            libm::cos(TAU * (hours - WARMEST_HOUR) / 24.0)
        });
        let heat = std::array::from_fn(|hour| (outdoors[hour] + self.day_c * cycle[hour] - self.hot_c).max(0.0));
        let drift = day_of_noise(&self.drift, self.drift_hours, date);
        Conditions { outdoors, heat, day: cycle.map(peaked), trade, drift }
    }

    /// The offset of the store's clock on `date`, in hours.
    pub fn hours_east(&self, date: Date) -> f64 {
        self.zone.offset_at(date.midnight_utc()) as f64 / HOUR as f64
    }

    /// The hours in which the store trades on a local date.
    fn opening(&self, date: Date) -> (u32, u32) {
        self.state.and_then(|state| self.trade.opening_on(date, state)).unwrap_or_default()
    }
}

/// A cosine with its peak drawn up and its trough flattened; mean 0, and as wide as the cosine.
fn peaked(cosine: f64) -> f64 {
    // The square of a cosine has mean 1/2. Below one half, the weight leaves the range from trough to peak as it is.
    cosine + (cosine * cosine - 0.5) * PEAKEDNESS
}

impl Conditions {
    /// One of the curves at `within` (a share of the hour) past `hour`.
    #[inline]
    pub fn at(curve: &[f64; 25], hour: usize, within: f64) -> f64 {
        curve[hour] + (curve[hour + 1] - curve[hour]) * within
    }
}

/// The noise at the full hours of a day: read at its knots only, and joined as [`SmoothNoise`] joins them.
///
/// `spacing` hours, which divide the day, lie between two knots; reading every hour on its own would take most of the
/// table's time.
pub fn day_of_noise(noise: &SmoothNoise, spacing: u32, date: Date) -> [f64; 24] {
    let mut hours = [0.0; 24];
    let mut knot = i64::from(date.days()) * i64::from(24 / spacing);
    let mut value = noise.knot(knot);
    for hours in hours.chunks_mut(spacing as usize) {
        knot += 1;
        let next = noise.knot(knot);
        for (hour, out) in (0_u32..).zip(hours) {
            let within = f64::from(hour) / f64::from(spacing);
            *out = value + (next - value) * within * within * (3.0 - 2.0 * within);
        }
        value = next;
    }
    hours
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn a_day_of_noise_is_the_noise_at_its_hours() {
        let noise = SmoothNoise::new(Seed(1).key("noise"), 6.0);
        let date = Date::new(2024, 5, 17);
        for (hour, value) in day_of_noise(&noise, 6, date).into_iter().enumerate() {
            let at = noise.at(f64::from(date.days()) * 24.0 + hour as f64);
            // Hours since 1970 leave ten digits for the place between two knots.
            assert!((at - value).abs() < 1e-9, "{hour}: {at} {value}");
        }
    }
}
