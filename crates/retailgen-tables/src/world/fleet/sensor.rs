//! A sensor: the shelf it is fixed to, its own errors, and what it reads.

use std::ops::Range;

use retailgen_synth::{
    Key,
    calendar::{Date, HOUR, SECOND},
    distribution::normal,
    noise::SmoothNoise,
    permutation::Permutation,
};

use super::{
    battery::Battery,
    climate::{Conditions, day_of_noise},
    clock::{Clock, MOST_IN_STORE},
    defrost::Defrosts,
    mishap::{Cabinet, InStore},
};
use crate::{
    parameters::{Sensors as Parameters, Shelf},
    text::push_padded,
    window::FIRST_DAY,
};

/// One reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// When, in microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Temperature in hundredths of a °C.
    pub temperature: i64,
    /// Relative humidity in hundredths of a per cent.
    pub humidity: i64,
    /// Voltage of the battery in mV.
    pub battery: i32,
}

/// A sensor with all that stays the same in its life.
#[derive(Debug)]
pub struct Sensor {
    /// Number among all sensors that there could be.
    pub number: u64,
    /// Place among its store's sensors, in the order in which they were put up.
    pub place: u64,
    /// Name of the shelf: its kind and a number within the store, `CH-01`.
    pub shelf_id: String,
    kind: Shelf,
    clock: Clock,
    /// By how much it is early or late at most, in microseconds.
    jitter: f64,
    /// When in the hour it sends by a clock just set, as a share of the hour.
    within: f64,
    bias_c: f64,
    bias_pct: f64,
    noise: (f64, f64),
    /// How strongly it feels trade and the daily cycle.
    exposure: f64,
    /// The cabinet, where the shelf is in one, and its defrosts.
    cabinet: Option<(Cabinet, Defrosts)>,
    drift_hours: u32,
    /// How much of the drift is its own, and how much the store's.
    own_drift: f64,
    store_drift: f64,
    drift: SmoothNoise,
    humidity_drift: SmoothNoise,
    battery: Battery,
    battery_parameters: (f64, f64, Range<f64>),
    readings: Key,
}

/// The keys of the sensors' properties.
#[derive(Debug)]
pub struct Keys {
    kind: Key,
    slot: Key,
    traits: Key,
    defrosts: Key,
    drift: Key,
    humidity_drift: Key,
    battery: Key,
    readings: Key,
}

impl Keys {
    /// Those below `key`.
    pub fn new(key: Key) -> Self {
        Self {
            kind: key.key("shelf_id"),
            slot: key.key("slot"),
            traits: key.key("traits"),
            defrosts: key.key("defrosts"),
            drift: key.key("temperature_c"),
            humidity_drift: key.key("humidity_pct"),
            battery: key.key("battery_mv"),
            readings: key.key("reading"),
        }
    }

    /// The sensors of `store` that were put up on the days `since`, in the order in which they send within an hour.
    pub fn sensors(&self, parameters: &Parameters, store: u64, since: &[Date]) -> Vec<Sensor> {
        let kinds = [&parameters.chilled, &parameters.frozen, &parameters.ambient];
        let slots = Permutation::new(self.slot.nth(store), MOST_IN_STORE);
        let mut of_kind = [0; 3];
        let mut sensors: Vec<Sensor> = (0..)
            .zip(since)
            .zip(self.kinds(&kinds, store))
            .map(|((place, &since), kind)| {
                let number = store * MOST_IN_STORE + place;
                of_kind[kind] += 1;
                let slot = slots.at(place) as i64;
                self.sensor(parameters, kinds[kind], (number, place), of_kind[kind], slot, since)
            })
            .collect();
        sensors.sort_unstable_by_key(|sensor| sensor.clock.when_set());
        sensors
    }

    /// The kind of each place in a store: one of each first, then from an urn, so that no store is all freezers.
    fn kinds(&self, kinds: &[&Shelf; 3], store: u64) -> impl Iterator<Item = usize> + use<> {
        let urn: Vec<usize> = (0..kinds.len()).flat_map(|kind| vec![kind; kinds[kind].in_urn as usize]).collect();
        let order = Permutation::new(self.kind.nth(store), urn.len() as u64);
        (0..kinds.len()).chain((0..order.len()).cycle().map(move |draw| urn[order.at(draw) as usize]))
    }

    fn sensor(
        &self,
        parameters: &Parameters,
        kind: &Shelf,
        (number, place): (u64, u64),
        of_kind: u64,
        slot: i64,
        since: Date,
    ) -> Sensor {
        let mut traits = self.traits.stream(number);
        let clock = Clock::new(parameters, slot, &mut traits);
        let within = clock.when_set() as f64 / HOUR as f64;
        let mut error = |sd: f64| sd * normal::quantile(traits.unit()).clamp(-2.5, 2.5);
        let (bias_c, bias_pct) = (error(parameters.bias_c), error(parameters.bias_pct));
        let exposure = 0.7 + 0.6 * traits.unit();
        let cabinet = kind.cooling.as_ref().map(|cooling| {
            let below_shop_c = parameters.ambient.level_c - kind.level_c;
            let defrosts = Defrosts::new(self.defrosts.nth(number), cooling);
            (Cabinet { number, exposure, cooling: cooling.clone(), below_shop_c }, defrosts)
        });
        let mut shelf_id = format!("{}-", kind.prefix);
        push_padded(&mut shelf_id, of_kind, 2);
        let battery = &parameters.battery;
        Sensor {
            number,
            place,
            shelf_id,
            clock,
            jitter: (i64::from(parameters.jitter_seconds) * SECOND) as f64,
            within,
            bias_c,
            bias_pct,
            noise: parameters.reading_noise,
            exposure,
            cabinet,
            drift_hours: parameters.drift_hours,
            own_drift: (1.0 - parameters.drift_shared).sqrt(),
            store_drift: parameters.drift_shared.sqrt(),
            drift: SmoothNoise::new(self.drift.nth(number), f64::from(parameters.drift_hours)),
            humidity_drift: SmoothNoise::new(self.humidity_drift.nth(number), f64::from(parameters.drift_hours)),
            battery: Battery::new(self.battery.nth(number), battery, kind.level_c, since, since <= FIRST_DAY),
            battery_parameters: (battery.cold_mv, battery.noise_mv, battery.limits_mv.0..battery.limits_mv.1),
            readings: self.readings.nth(number),
            kind: kind.clone(),
        }
    }
}

impl Sensor {
    /// The readings of the hours of `date` (UTC), as if none were lost.
    pub fn day(&self, date: Date, conditions: &Conditions, in_store: &InStore) -> [Reading; 24] {
        let kind = &self.kind;
        let mut warmth = [0.0; 24];
        if let Some((cabinet, defrosts)) = &self.cabinet {
            defrosts.warm(date, self.within, &mut warmth);
            in_store.warm(cabinet, self.within, &mut warmth);
        }
        let drift = day_of_noise(&self.drift, self.drift_hours, date);
        let humidity_drift = day_of_noise(&self.humidity_drift, self.drift_hours, date);
        let voltages = self.battery.voltages(date);
        let (cold_mv, noise_mv, limits_mv) = &self.battery_parameters;
        let midnight = date.midnight_utc();
        let first_hour = date.days() as u64 * 24;
        let offsets = self.clock.offsets(date);
        std::array::from_fn(|hour| {
            let curve = |curve: &[f64; 25]| Conditions::at(curve, hour, self.within);
            let errors = Errors::new(self.readings.bits(first_hour + hour as u64));
            // What the shelf's air has above its level.
            let above = self.exposure * (kind.trade_c * curve(&conditions.trade) + kind.day_c * curve(&conditions.day))
                + kind.outdoor_share * curve(&conditions.outdoors)
                + kind.heat_share * curve(&conditions.heat)
                + kind.drift_c * (self.own_drift * drift[hour] + self.store_drift * conditions.drift[hour])
                + warmth[hour]
                + self.noise.0 * errors.temperature;
            let temperature = (kind.level_c + self.bias_c + above).clamp(kind.limits_c.0, kind.limits_c.1);
            let humidity = kind.humidity_pct + self.bias_pct - kind.drying_pct * above
                + kind.drift_pct * humidity_drift[hour]
                + self.noise.1 * errors.humidity;
            let humidity = humidity.clamp(kind.limits_pct.0, kind.limits_pct.1);
            let voltage = voltages[hour] + cold_mv * above + noise_mv * errors.voltage;
            Reading {
                at: midnight + hour as i64 * HOUR + offsets[hour] + (self.jitter * errors.time) as i64,
                temperature: hundredths(temperature),
                humidity: hundredths(humidity),
                battery: (voltage.clamp(limits_mv.start, limits_mv.end) + 0.5) as i32,
            }
        })
    }
}

/// The errors that are new in one reading, all from one draw of 64 bits.
struct Errors {
    /// From -1 to 1, even.
    time: f64,
    /// Standard deviation 1, triangular.
    temperature: f64,
    /// Standard deviation 1, even.
    humidity: f64,
    /// From -1 to 1, even.
    voltage: f64,
}

impl Errors {
    /// A time to the microsecond takes 23 bits; a thousand steps do for each of the others.
    #[inline]
    fn new(bits: u64) -> Self {
        let even = |bits: u64, width: u32| {
            let steps = 1_u64 << width;
            ((bits & (steps - 1)) as f64 + 0.5) / steps as f64 * 2.0 - 1.0
        };
        // Even and triangular numbers on -1 to 1 have variances 1/3 and 1/6.
        Self {
            time: even(bits, 23),
            temperature: f64::midpoint(even(bits >> 23, 10), even(bits >> 33, 10)) * 2.449_489_742_783_178,
            humidity: even(bits >> 43, 10) * 1.732_050_807_568_877_2,
            voltage: even(bits >> 53, 11),
        }
    }
}

fn hundredths(value: f64) -> i64 {
    let rounded_up = value * 100.0 + 0.5;
    // `floor` is a call, and a conversion cuts towards zero.
    let cut = rounded_up as i64;
    cut - i64::from(rounded_up < cut as f64)
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn shelves_of_a_store_have_names_and_times_of_their_own() {
        let keys = Keys::new(Seed(2).key("sensors"));
        let parameters = Parameters::default();
        for store in 0..50 {
            let sensors = keys.sensors(&parameters, store, &[FIRST_DAY; MOST_IN_STORE as usize]);
            for (sensor, next) in sensors.iter().zip(&sensors[1..]) {
                let apart = |day| {
                    let date = FIRST_DAY.plus_days(day);
                    next.clock.offsets(date).iter().zip(sensor.clock.offsets(date)).all(|(n, s)| n - s >= 10 * SECOND)
                };
                assert!((0..60).all(apart));
            }
            let mut names: Vec<&str> = sensors.iter().map(|sensor| sensor.shelf_id.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), sensors.len());
            for kind in ["AM-01", "CH-01", "FR-01"] {
                assert!(names.contains(&kind), "{names:?}");
            }
        }
    }

    #[test]
    fn a_sensor_stays_the_same_when_others_join_it() {
        let keys = Keys::new(Seed(3).key("sensors"));
        let parameters = Parameters::default();
        let all = keys.sensors(&parameters, 9, &[FIRST_DAY; 11]);
        for sensor in keys.sensors(&parameters, 9, &[FIRST_DAY; 5]) {
            let same = all.iter().find(|other| other.number == sensor.number).unwrap();
            assert_eq!((&same.shelf_id, &same.clock), (&sensor.shelf_id, &sensor.clock));
        }
    }
}
