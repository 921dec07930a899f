//! Defrosts: the warm peaks of a cabinet whose coils are freed from ice.

use retailgen_synth::{Key, calendar::Date, key::unit};

use crate::parameters::Cooling;

/// Hours over which a defrost warms the probe.
const RISE: f64 = 0.4;
/// Hours by which one begins late at most: the controller waits for the compressor, and its clock is a plain one.
const LATEST: f64 = 1.0;
/// Hours after the peak from which nothing is felt any more: of the highest peak a thousandth is left.
const FELT: f64 = 5.0;
/// Peaks in °C below which a probe shows nothing.
const LEAST: f64 = 0.02;

/// The defrosts of one cabinet: every so many hours, by a controller that knows no daylight saving.
#[derive(Debug)]
pub struct Defrosts {
    every: f64,
    /// When number 0 is due, in hours since 1970.
    due: f64,
    most_c: f64,
    ice: u32,
    key: Key,
}

impl Defrosts {
    /// The defrosts of the cabinet with a key of its own.
    pub fn new(key: Key, cooling: &Cooling) -> Self {
        let every = cooling.defrost_every_hours;
        Self {
            every,
            due: every * key.key("due").unit(0),
            most_c: cooling.defrost_c,
            ice: cooling.ice,
            key: key.key("ice"),
        }
    }

    /// Adds the warmth at the readings of `date`, which are taken `within` of an hour past each full one.
    pub fn warm(&self, date: Date, within: f64, readings: &mut [f64; 24]) {
        let first_reading = f64::from(date.days()) * 24.0 + within;
        let due = |number: i64| self.due + self.every * number as f64;
        let mut number = ((first_reading - RISE - FELT - LATEST - self.due) / self.every).ceil() as i64;
        while due(number) < first_reading + 23.0 {
            let bits = self.key.bits(number as u64);
            // How much ice and how late: two draws from the halves of one.
            let ice = unit(bits);
            let height = (0..self.ice).fold(self.most_c, |height, _| height * ice);
            if height >= LEAST {
                let begins = due(number) + LATEST * unit(bits << 32);
                rise_and_fall(height, first_reading - begins, readings);
            }
            number += 1;
        }
    }
}

/// Adds a defrost to the readings of a day, the first of which is taken `since` hours after it began.
fn rise_and_fall(height: f64, since: f64, readings: &mut [f64; 24]) {
    let mut hour = (-since).ceil().max(0.0);
    let after = since + hour;
    let mut readings = readings.iter_mut().skip(hour as usize);
    if after < RISE {
        if let Some(reading) = readings.next() {
            *reading += height * after / RISE;
        }
        hour += 1.0;
    }
    // A quarter is left after each hour.
    let mut left = height * libm::exp2(2.0 * (RISE - since - hour));
    for reading in readings {
        if left < LEAST / 4.0 {
            break;
        }
        *reading += left;
        left *= 0.25;
    }
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;
    use crate::Parameters;

    /// The warmth of 400 days of hourly readings.
    fn year(cooling: &Cooling) -> Vec<f64> {
        let defrosts = Defrosts::new(Seed(1).key("defrosts"), cooling);
        let day = |day| {
            let mut readings = [0.0; 24];
            defrosts.warm(Date::new(2024, 1, 1).plus_days(day), 0.3, &mut readings);
            readings
        };
        (0..400).flat_map(day).collect()
    }

    /// The share of readings that stand by a degree above both neighbours.
    fn peaks(cooling: &Cooling) -> f64 {
        let year = year(cooling);
        let is_peak = |near: &&[f64]| near[1] - near[0].max(near[2]) >= 1.0;
        year.windows(3).filter(is_peak).count() as f64 / year.len() as f64
    }

    fn chilled() -> Cooling {
        Parameters::default().sensors.chilled.cooling.unwrap()
    }

    #[test]
    fn warmth_comes_at_once_and_goes_over_midnight_as_over_any_hour() {
        let year = year(&Cooling { defrost_every_hours: 11.0, ..chilled() });
        let fall = |pair: &[f64]| pair[1] / pair[0];
        // A high peak falls to a quarter unless the next defrost has begun.
        let falls: Vec<(usize, f64)> =
            (0..year.len() - 1).filter(|&hour| year[hour] > 1.0).map(|hour| (hour, fall(&year[hour..]))).collect();
        let quarters = |hours: &dyn Fn(usize) -> bool| {
            let of = || falls.iter().filter(|(hour, _)| hours(*hour));
            of().filter(|(_, fall)| (fall - 0.25).abs() < 1e-9).count() as f64 / of().count() as f64
        };
        assert!(quarters(&|_| true) > 0.6 && quarters(&|hour| hour % 24 == 23) > 0.5, "{falls:?}");
        assert!(year.iter().all(|&warmth| (0.0..6.1).contains(&warmth)));
    }

    #[test]
    fn more_defrosts_and_more_ice_make_more_peaks() {
        let usual = peaks(&chilled());
        assert!((0.005..0.03).contains(&usual), "{usual}");
        let often = peaks(&Cooling { defrost_every_hours: 4.0, ..chilled() });
        assert!((1.5..2.6).contains(&(often / usual)), "{often} {usual}");
        assert!(peaks(&Cooling { ice: 3, ..chilled() }) > 1.8 * usual);
        assert!(peaks(&Cooling { defrost_c: 2.0, ..chilled() }) < 0.6 * usual);
    }
}
