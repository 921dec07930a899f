//! A sensor: the shelf it is fixed to, its own errors, and what it reads.

use std::ops::Range;

use retailgen_synth::{
    Key,
    calendar::{Date, HOUR, SECOND},
    distribution::normal,
    noise::SmoothNoise,
    permutation::Permutation,
};

use super::{battery::Battery, climate::Conditions};
use crate::{
    parameters::{Sensors as Parameters, Shelf},
    text::push_padded,
    window::FIRST_DAY,
};

/// Most sensors a store can have. Each has a twelfth of the hour to itself, so that none can overtake another.
pub const MOST_IN_STORE: u64 = 12;
/// Length of that twelfth.
const SLOT: i64 = HOUR / MOST_IN_STORE as i64;
/// Defrosts of a cabinet a day, evenly spaced by its controller, which knows no daylight saving.
const DEFROSTS_A_DAY: u32 = 2;
/// Hours over which a defrost warms the probe, and over which the warmth then falls to a share of 1/e.
const DEFROST: (f64, f64) = (0.7, 1.9);

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
    /// When in the hour it sends, in microseconds.
    offset: i64,
    jitter: f64,
    /// The same as a share of the hour.
    within: f64,
    bias_c: f64,
    bias_pct: f64,
    noise: (f64, f64),
    /// How strongly it feels trade and the daily cycle.
    exposure: f64,
    /// What defrosts add at each hour's reading, in °C.
    defrost: [f64; 24],
    drift_hours: u32,
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
        sensors.sort_unstable_by_key(|sensor| sensor.offset);
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
        let jitter = i64::from(parameters.jitter_seconds) * SECOND;
        // The margin of the jitter, and a second more, keeps neighbours apart.
        let margin = jitter + SECOND;
        let offset = slot * SLOT + margin + traits.below((SLOT - 2 * margin) as u64) as i64;
        let within = offset as f64 / HOUR as f64;
        let mut error = |sd: f64| sd * normal::quantile(traits.unit()).clamp(-2.5, 2.5);
        let (bias_c, bias_pct) = (error(parameters.bias_c), error(parameters.bias_pct));
        let exposure = 0.7 + 0.6 * traits.unit();
        let height = kind.defrost_c * (0.75 + 0.5 * traits.unit());
        let every = 24.0 / f64::from(DEFROSTS_A_DAY);
        let starts = every * traits.unit();
        let mut shelf_id = format!("{}-", kind.prefix);
        push_padded(&mut shelf_id, of_kind, 2);
        let battery = &parameters.battery;
        Sensor {
            number,
            place,
            shelf_id,
            offset,
            jitter: jitter as f64,
            within,
            bias_c,
            bias_pct,
            noise: parameters.reading_noise,
            exposure,
            defrost: std::array::from_fn(|hour| {
                height * defrost_warmth((hour as f64 + within - starts).rem_euclid(every))
            }),
            drift_hours: parameters.drift_hours,
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
    pub fn day(&self, date: Date, conditions: &Conditions) -> [Reading; 24] {
        let kind = &self.kind;
        let drift = day_of_noise(&self.drift, self.drift_hours, date);
        let humidity_drift = day_of_noise(&self.humidity_drift, self.drift_hours, date);
        let voltages = self.battery.voltages(date);
        let (cold_mv, noise_mv, limits_mv) = &self.battery_parameters;
        let midnight = date.midnight_utc();
        let first_hour = date.days() as u64 * 24;
        std::array::from_fn(|hour| {
            let curve = |curve: &[f64; 25]| Conditions::at(curve, hour, self.within);
            let errors = Errors::new(self.readings.bits(first_hour + hour as u64));
            // What the shelf's air has above its level.
            let above = self.exposure * (kind.trade_c * curve(&conditions.trade) + kind.day_c * curve(&conditions.day))
                + kind.outdoor_share * curve(&conditions.outdoors)
                + kind.drift_c * drift[hour]
                + self.defrost[hour]
                + self.noise.0 * errors.temperature;
            let temperature = (kind.level_c + self.bias_c + above).clamp(kind.limits_c.0, kind.limits_c.1);
            let humidity = kind.humidity_pct + self.bias_pct - kind.drying_pct * above
                + kind.drift_pct * humidity_drift[hour]
                + self.noise.1 * errors.humidity;
            let humidity = humidity.clamp(kind.limits_pct.0, kind.limits_pct.1);
            let voltage = voltages[hour] + cold_mv * above + noise_mv * errors.voltage;
            Reading {
                at: midnight + hour as i64 * HOUR + self.offset + (self.jitter * errors.time) as i64,
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

/// The noise at the full hours of a day: read at its knots only, and joined as [`SmoothNoise`] joins them.
///
/// `spacing` hours, which divide the day, lie between two knots; reading every hour on its own would take most of the
/// table's time.
fn day_of_noise(noise: &SmoothNoise, spacing: u32, date: Date) -> [f64; 24] {
    let mut hours = [0.0; 24];
    let mut knot = f64::from(date.days()) * 24.0;
    let mut value = noise.at(knot);
    for hours in hours.chunks_mut(spacing as usize) {
        knot += f64::from(spacing);
        let next = noise.at(knot);
        for (hour, out) in (0_u32..).zip(hours) {
            let within = f64::from(hour) / f64::from(spacing);
            *out = value + (next - value) * within * within * (3.0 - 2.0 * within);
        }
        value = next;
    }
    hours
}

/// What is left of a defrost, as a share of its height, `hours` after it began.
fn defrost_warmth(hours: f64) -> f64 {
    let (rise, fall) = DEFROST;
    if hours < rise { hours / rise } else { libm::exp((rise - hours) / fall) }
}

fn hundredths(value: f64) -> i64 {
    (value * 100.0 + 0.5).floor() as i64
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

    #[test]
    fn shelves_of_a_store_have_names_and_times_of_their_own() {
        let keys = Keys::new(Seed(2).key("sensors"));
        let parameters = Parameters::default();
        for store in 0..50 {
            let sensors = keys.sensors(&parameters, store, &[FIRST_DAY; MOST_IN_STORE as usize]);
            for (sensor, next) in sensors.iter().zip(&sensors[1..]) {
                assert!(next.offset - sensor.offset > 10 * SECOND);
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
            assert_eq!((&same.shelf_id, same.offset), (&sensor.shelf_id, sensor.offset));
        }
    }
}
