//! Shelves: temperature, humidity and batteries, sensor by sensor.

use std::collections::BTreeMap;

use retailgen::Date;
use retailgen_synth::calendar::{DAY, HOUR, holiday::State};

use crate::{
    Facts, Figure, Reading, Sensor,
    lanes::zone_of,
    sample::{correlation, mean, quantile, sd},
};

const SUBJECT: &str = "Shelves of the stores";
/// Sensors with fewer readings, about 100 days', say nothing about a year.
const FEWEST_READINGS: usize = 2_400;
/// A rise of the voltage that only a new battery brings, in mV.
const NEW_BATTERY: i32 = 300;
const HOURS_A_WEEK: i64 = 168;

type Band = (f64, f64);

/// What is aimed at on a kind of shelf.
struct Kind {
    name: &'static str,
    prefix: &'static str,
    level: (&'static str, Band),
    spread: (&'static str, Band),
    humidity: (&'static str, Band),
    cycle: (&'static str, Band),
    season: (&'static str, Band),
}

const KINDS: [Kind; 3] = [
    Kind {
        name: "chilled",
        prefix: "CH",
        level: ("at or below 5 (published)", (2.5, 4.5)),
        spread: ("three quarters of a degree (model)", (0.6, 0.8)),
        humidity: ("about 80 (model)", (77.0, 84.0)),
        cycle: ("follows trade (model)", (0.5, 1.4)),
        season: ("little: cabinets are cooled (model)", (0.0, 0.5)),
    },
    Kind {
        name: "frozen",
        prefix: "FR",
        level: ("-18 (published)", (-18.6, -17.4)),
        spread: ("about a degree (model)", (0.8, 1.2)),
        humidity: ("below chilled (model)", (64.0, 70.0)),
        cycle: ("follows trade (model)", (0.7, 2.0)),
        season: ("little: cabinets are cooled (model)", (0.0, 0.5)),
    },
    Kind {
        name: "ambient",
        prefix: "AM",
        level: ("20 (published)", (19.5, 21.0)),
        spread: ("about a degree (model)", (0.7, 1.6)),
        humidity: ("60 (published)", (57.0, 62.0)),
        cycle: ("warmer in the afternoon (model)", (1.8, 3.2)),
        season: ("warmer in January (model)", (1.0, 2.2)),
    },
];

/// The figures of sensors.
#[must_use]
pub fn figures(facts: &Facts) -> Vec<Figure> {
    let long: Vec<&Sensor> = facts.sensors.iter().filter(|sensor| sensor.readings.len() >= FEWEST_READINGS).collect();
    let mut figures: Vec<Figure> = KINDS.iter().flat_map(|kind| of_kind(facts, &long, kind)).collect();
    let chilled = || long.iter().filter(|sensor| sensor.shelf.starts_with("CH")).flat_map(|sensor| &sensor.readings);
    let hours: i64 = long.iter().map(|sensor| hour(sensor.readings.last()) - hour(sensor.readings.first()) + 1).sum();
    let readings: usize = long.iter().map(|sensor| sensor.readings.len()).sum();
    let pairs = || long.iter().flat_map(|sensor| sensor.readings.windows(2));
    let rise = |pair: &[Reading]| pair[1].millivolts - pair[0].millivolts;
    let changes = pairs().filter(|pair| rise(pair) > NEW_BATTERY).count();
    let fall: i32 = pairs().map(rise).filter(|rise| *rise <= NEW_BATTERY).sum();
    figures.extend([
        figure(
            "chilled: readings at or below 5 °C".to_owned(),
            "nearly all (published)",
            (0.95, 1.0),
            mean(chilled().map(|one| f64::from(u8::from(one.celsius <= 5.0)))),
        ),
        figure(
            "hours without a reading".to_owned(),
            ".005: .004 of sensors, .001 of hubs (model)",
            (0.004, 0.006),
            1.0 - readings as f64 / hours as f64,
        ),
        figure(
            "battery: mV lost a day".to_owned(),
            "2.3: from 3,600 to 2,700 in 7 to 24 months (model)",
            (2.0, 2.5),
            -f64::from(fall) / (hours as f64 / 24.0),
        ),
        figure(
            "battery: replacements a sensor and year".to_owned(),
            ".92: every 7 to 24 months (model)",
            (0.8, 1.05),
            changes as f64 / (hours as f64 / 24.0 / 366.0),
        ),
    ]);
    figures.extend(of_cabinets(facts, &long));
    figures
}

/// What happens to cabinets now and then: defrosts, goods brought in, doors left open, failures; and to the sensors in
/// them.
fn of_cabinets(facts: &Facts, long: &[&Sensor]) -> Vec<Figure> {
    let of = |prefix: &str| long.iter().copied().filter(|sensor| sensor.shelf.starts_with(prefix)).collect::<Vec<_>>();
    let (chilled, frozen, ambient) = (of("CH"), of("FR"), of("AM"));
    let cabinets = [chilled.as_slice(), &frozen].concat();
    let peaks = |celsius: f64| {
        let threes = || cabinets.iter().flat_map(|sensor| sensor.readings.windows(3));
        let rise = |near: &[Reading]| near[1].celsius - near[0].celsius.max(near[2].celsius);
        mean(threes().map(|near| f64::from(u8::from(rise(near) >= celsius))))
    };
    let skews: Vec<f64> = cabinets.iter().map(|sensor| skew(sensor)).collect();
    let above = |celsius: f64| {
        let readings = chilled.iter().flat_map(|sensor| &sensor.readings);
        mean(readings.map(|one| f64::from(u8::from(one.celsius > celsius))))
    };
    let changes_a_sensor = |sensors: &[&Sensor]| {
        let changes = |sensor: &Sensor| {
            let is_new = |pair: &&[Reading]| pair[1].millivolts - pair[0].millivolts > NEW_BATTERY;
            sensor.readings.windows(2).filter(is_new).count() as f64
        };
        sensors.iter().map(|sensor| changes(sensor)).sum::<f64>()
            / sensors.iter().map(|sensor| sensor.readings.len() as f64).sum::<f64>()
    };
    let wanderings: Vec<f64> = long.iter().map(|sensor| wandering(sensor)).collect();
    let (within, between) = shared(facts, &cabinets);
    vec![
        figure(
            "cabinets: readings 1 °C above those before and after".to_owned(),
            "defrosts: two or three a day, few of them felt (model)",
            (0.008, 0.015),
            peaks(1.0),
        ),
        figure("cabinets: readings 2 °C above them".to_owned(), "a third of those (model)", (0.003, 0.006), peaks(2.0)),
        figure(
            "cabinets: skew of a sensor's readings, median".to_owned(),
            "above .4: warmth comes in strokes (logic)",
            (0.5, 0.9),
            quantile(&skews, 0.5),
        ),
        figure(
            "chilled: readings above 8 °C, of a thousand".to_owned(),
            "rare: failures (model)",
            (0.1, 1.2),
            1_000.0 * above(8.0),
        ),
        figure(
            "cabinets: correlation of the temperatures of two of a store, the hour's usual one taken off".to_owned(),
            "they share busy hours, deliveries, power cuts (logic)",
            (0.2, 0.4),
            within,
        ),
        figure(
            "cabinets: the same, with another store of the state".to_owned(),
            "near 0 (logic)",
            (-0.03, 0.06),
            between,
        ),
        figure(
            "sensors: seconds over which the time of sending wanders in its hour, median".to_owned(),
            "50: jitter, and up to 3 seconds a day for four weeks (model)",
            (40.0, 60.0),
            quantile(&wanderings, 0.5),
        ),
        figure(
            "battery: replacements in frozen cabinets against ambient shelves".to_owned(),
            "1.7: a life shorter by 1.1 % a degree (model)",
            (1.4, 2.2),
            changes_a_sensor(&frozen) / changes_a_sensor(&ambient),
        ),
    ]
}

/// The third central moment of a sensor's temperatures over the cube of their standard deviation.
fn skew(sensor: &Sensor) -> f64 {
    let values: Vec<f64> = sensor.readings.iter().map(|one| one.celsius).collect();
    let (centre, spread) = (mean(values.iter().copied()), sd(&values));
    mean(values.iter().map(|value| {
        let distance = (value - centre) / spread;
        distance * distance * distance
    }))
}

/// The range of the seconds of the hour at which a sensor sends.
fn wandering(sensor: &Sensor) -> f64 {
    let seconds = sensor.readings.iter().map(|one| one.at.rem_euclid(HOUR) as f64 / 1e6);
    let (first, last) = seconds.fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
    last - first
}

/// How temperatures go together, the usual one of the hour of the week taken off: in pairs of cabinets of one store, and
/// in pairs of neighbouring stores of a state.
fn shared(facts: &Facts, cabinets: &[&Sensor]) -> (f64, f64) {
    let unusual: Vec<BTreeMap<i64, f64>> = cabinets.iter().map(|sensor| unusual(sensor)).collect();
    let together = |one: usize, other: usize| {
        let both = unusual[one].iter().filter_map(|(hour, here)| Some((*here, *unusual[other].get(hour)?)));
        correlation(&both.collect::<Vec<_>>())
    };
    let state = |sensor: usize| &facts.store_states[&cabinets[sensor].store];
    let is_same_store = |one: usize, other: usize| cabinets[one].store == cabinets[other].store;
    let within = (1..cabinets.len()).map(|other| (other - 1, other)).filter(|&(one, other)| is_same_store(one, other));
    let next_store = |one: usize| {
        let of_state =
            (one + 1..cabinets.len()).find(|&other| !is_same_store(one, other) && state(one) == state(other));
        of_state.map(|other| (one, other))
    };
    let between = (0..cabinets.len()).filter_map(next_store);
    (mean(within.map(|(one, other)| together(one, other))), mean(between.map(|(one, other)| together(one, other))))
}

/// A sensor's temperatures by hour, less the mean of that hour of the week.
fn unusual(sensor: &Sensor) -> BTreeMap<i64, f64> {
    let of_week = |at: i64| (at.div_euclid(HOUR) % HOURS_A_WEEK) as usize;
    let mut usual = vec![(0.0, 0.0); HOURS_A_WEEK as usize];
    for one in &sensor.readings {
        let (sum, count) = &mut usual[of_week(one.at)];
        (*sum, *count) = (*sum + one.celsius, *count + 1.0);
    }
    let distance = |one: &Reading| {
        let (sum, count) = usual[of_week(one.at)];
        (one.at.div_euclid(HOUR), one.celsius - sum / count)
    };
    sensor.readings.iter().map(distance).collect()
}

/// The figures of one kind of shelf.
fn of_kind(facts: &Facts, long: &[&Sensor], kind: &Kind) -> Vec<Figure> {
    let sensors: Vec<&Sensor> = long.iter().copied().filter(|sensor| sensor.shelf.starts_with(kind.prefix)).collect();
    let name = kind.name;
    let readings = || sensors.iter().flat_map(|sensor| &sensor.readings);
    let means: Vec<f64> = sensors.iter().map(|sensor| mean(sensor.readings.iter().map(|one| one.celsius))).collect();
    let spreads = sensors.iter().map(|sensor| {
        let values: Vec<f64> = sensor.readings.iter().map(|one| one.celsius).collect();
        sd(&values)
    });
    let of_air = |one: &Reading| (one.celsius, one.humidity);
    let airs = sensors.iter().map(|sensor| correlation(&sensor.readings.iter().map(of_air).collect::<Vec<_>>()));
    let month = |month: u32| {
        let here = readings().filter(|one| Date::from_days(one.at.div_euclid(DAY) as i32).month() == month);
        mean(here.map(|one| one.celsius))
    };
    let mut figures = vec![
        figure(format!("{name}: mean temperature, °C"), kind.level.0, kind.level.1, mean(means.iter().copied())),
        figure(
            format!("{name}: standard deviation of a sensor's readings, °C"),
            kind.spread.0,
            kind.spread.1,
            mean(spreads),
        ),
        figure(
            format!("{name}: lag-1 correlation of the hourly temperature, lowest sensor"),
            "above .8 (published)",
            (0.8, 0.99),
            sensors.iter().map(|sensor| lag_one(sensor)).fold(1.0, f64::min),
        ),
        figure(
            format!("{name}: warmest against coldest local hour, °C"),
            kind.cycle.0,
            kind.cycle.1,
            daily_range(facts, &sensors),
        ),
        figure(format!("{name}: January against July, °C"), kind.season.0, kind.season.1, month(1) - month(7)),
        figure(
            format!("{name}: mean humidity, %"),
            kind.humidity.0,
            kind.humidity.1,
            mean(readings().map(|one| one.humidity)),
        ),
        figure(
            format!("{name}: correlation of temperature and humidity, weakest sensor"),
            "negative (published)",
            (-0.99, -0.6),
            airs.fold(-1.0, f64::max),
        ),
    ];
    // Shop air differs from place to place by more than a sensor's error; cabinets keep their temperature.
    if kind.prefix != "AM" {
        figures.push(figure(
            format!("{name}: standard deviation of the sensors' own means, °C"),
            ".2 to .5 (published)",
            (0.2, 0.5),
            sd(&means),
        ));
    }
    figures
}

fn figure(what: String, target: &'static str, (low, high): Band, measured: f64) -> Figure {
    Figure { subject: SUBJECT, what, target, allowed: low..=high, measured }
}

fn hour(reading: Option<&Reading>) -> i64 {
    reading.map_or(0, |one| one.at.div_euclid(HOUR))
}

/// The correlation of each reading with the next hour's reading.
fn lag_one(sensor: &Sensor) -> f64 {
    let next = |pair: &&[Reading]| hour(pair.last()) - hour(pair.first()) == 1;
    let pairs: Vec<(f64, f64)> =
        sensor.readings.windows(2).filter(next).map(|pair| (pair[0].celsius, pair[1].celsius)).collect();
    correlation(&pairs)
}

/// The mean of the warmest local hour less the mean of the coldest.
fn daily_range(facts: &Facts, sensors: &[&Sensor]) -> f64 {
    let mut sums = [(0.0, 0.0); 24];
    for sensor in sensors {
        let state = State::from_abbreviation(&facts.store_states[&sensor.store]);
        let zone = zone_of(state.expect("stores are in states of Australia"));
        for one in &sensor.readings {
            let (sum, count) = &mut sums[((one.at + zone.offset_at(one.at)).rem_euclid(DAY) / HOUR) as usize];
            *sum += one.celsius;
            *count += 1.0;
        }
    }
    let means = sums.map(|(sum, count)| sum / count);
    means.into_iter().fold(f64::MIN, f64::max) - means.into_iter().fold(f64::MAX, f64::min)
}
