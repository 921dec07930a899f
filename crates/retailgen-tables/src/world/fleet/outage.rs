//! Outages: the hours of which no reading came in.

use std::ops::Range;

use retailgen_synth::{Key, calendar::Date};

use crate::parameters::{Outages as Law, Sensors as Parameters};

/// The silences of sensors and of whole stores.
#[derive(Debug)]
pub struct Outages {
    sensors: Law,
    hubs: Law,
    keys: (Key, Key),
}

impl Outages {
    /// Those below `key`.
    pub fn new(key: Key, parameters: &Parameters) -> Self {
        Self {
            sensors: parameters.sensor_outages.clone(),
            hubs: parameters.hub_outages.clone(),
            keys: (key.key("sensor"), key.key("hub")),
        }
    }

    /// The hours (UTC) of `date` in which a whole store is silent; often none.
    pub fn of_hub(&self, store: u64, date: Date) -> Range<usize> {
        silence(&self.hubs, self.keys.1, store, date)
    }

    /// The hours (UTC) of `date` in which a sensor is silent, where its store's hub fails in the hours `hub`.
    ///
    /// On the day of a hub's failure nothing else fails. With outages that stay below a day this leaves every sensor a
    /// reading on every day, so no file is ever empty.
    pub fn of_sensor(&self, sensor: u64, date: Date, hub: &Range<usize>) -> Range<usize> {
        if hub.is_empty() { silence(&self.sensors, self.keys.0, sensor, date) } else { hub.clone() }
    }

    /// The share of readings that are expected to be lost.
    pub fn expected_loss(&self) -> f64 {
        let a_day = |law: &Law| law.chance / f64::from(law.span_days);
        let hubs = a_day(&self.hubs) * mean_hours(&self.hubs);
        let sensors = a_day(&self.sensors) * mean_hours(&self.sensors) * (1.0 - a_day(&self.hubs));
        (hubs + sensors) / 24.0
    }
}

fn silence(law: &Law, key: Key, entity: u64, date: Date) -> Range<usize> {
    let days = date.days() as u64;
    let span = u64::from(law.span_days);
    let mut stream = key.nth(days / span).stream(entity);
    if stream.below(span) != days % span || !stream.chance(law.chance) {
        return 0..0;
    }
    let (shortest, longest) = law.hours;
    let u = stream.unit();
    let hours = u64::from(shortest) + (f64::from(longest - shortest + 1) * u * u) as u64;
    let start = stream.below(24 - hours + 1);
    start as usize..(start + hours) as usize
}

/// The mean of `shortest + floor(n u²)` for an even `u`.
fn mean_hours(law: &Law) -> f64 {
    let (shortest, longest) = law.hours;
    let n = longest - shortest + 1;
    // The mean of a count is the sum over k of the chance to reach k.
    let beyond: f64 = (1..n).map(|k| 1.0 - (f64::from(k) / f64::from(n)).sqrt()).sum();
    f64::from(shortest) + beyond
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn lose_the_expected_share_and_never_a_whole_day() {
        let outages = Outages::new(Seed(1).key("outages"), &Parameters::default());
        let first = Date::new(2024, 1, 1);
        let (sensors, days) = (2_000, 366);
        let mut lost = 0;
        for sensor in 0..sensors {
            for date in (0..days).map(|day| first.plus_days(day)) {
                let hours = outages.of_sensor(sensor, date, &outages.of_hub(sensor / 8, date));
                assert!(hours.end <= 24 && hours.len() < 24);
                lost += hours.len();
            }
        }
        let share = lost as f64 / (sensors * days as u64 * 24) as f64;
        // Hubs make most of the noise: 250 stores with .7 failures of 11 ± 4 hours a year, so 7 % of a fifth.
        assert!((share / outages.expected_loss() - 1.0).abs() < 0.06, "{share} {}", outages.expected_loss());
        assert!((0.004..0.006).contains(&share), "{share}");
    }
}
