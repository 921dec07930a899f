//! Batteries: a voltage that falls over months and jumps back when somebody changes the cell.

use retailgen_synth::{Key, calendar::Date, distribution::normal};

use crate::parameters::Battery as Parameters;

/// The cells of one sensor, one after the other.
#[derive(Debug)]
pub struct Battery {
    /// The day on which the first cell was put in, since 1970-01-01.
    first: i64,
    life_days: f64,
    /// Days from one change to the next, on average.
    period: i64,
    key: Key,
    parameters: Parameters,
    /// What the cold of the shelf takes from the voltage, in mV.
    cold: f64,
}

/// One cell in use.
struct Cell {
    /// When it was put in, in hours since 1970-01-01.
    from: i64,
    fresh_mv: f64,
}

impl Battery {
    /// The battery of a sensor with a key of its own, on a shelf of `level_c` °C, put up on `since`; `aged` where it
    /// was already there then.
    pub fn new(key: Key, parameters: &Parameters, level_c: f64, since: Date, aged: bool) -> Self {
        let (shortest, longest) = parameters.life_days;
        let cold = 20.0 - level_c;
        let at_20 = shortest + key.below(0, u64::from(longest - shortest + 1)) as u32;
        let life = (f64::from(at_20) * (1.0 - parameters.cold_life * cold)).max(1.0) as u32;
        let period = i64::from(life + parameters.wait_days);
        let age = if aged { key.below(1, period as u64) as i64 } else { 0 };
        Self {
            first: i64::from(since.days()) - age,
            life_days: f64::from(life),
            period,
            key: key.key("cell"),
            cold: parameters.cold_mv * cold,
            parameters: parameters.clone(),
        }
    }

    /// The voltage in mV at the hours of `date`, before noise and the weather on the shelf.
    pub fn voltages(&self, date: Date) -> [f64; 24] {
        let used = i64::from(date.days()) - self.first;
        let (number, day) = (used.div_euclid(self.period), used.rem_euclid(self.period));
        let now = self.cell(number);
        // A cell is put in a day early or late at most, so most days know of no other.
        let before = (day <= 1 && number > 0).then(|| self.cell(number - 1));
        let next = (day + 1 >= self.period).then(|| self.cell(number + 1));
        let start = i64::from(date.days()) * 24;
        std::array::from_fn(|hour| {
            let at = start + hour as i64;
            let next = next.as_ref().filter(|next| next.from <= at);
            let before = before.as_ref().filter(|_| at < now.from);
            self.voltage(next.or(before).unwrap_or(&now), at)
        })
    }

    /// Cell number `number`; all but the first are put in during the day, one day early or late at most.
    fn cell(&self, number: i64) -> Cell {
        let mut stream = self.key.stream(number as u64);
        let (mean, sd) = self.parameters.fresh_mv;
        let fresh_mv = mean + sd * normal::quantile(stream.unit()).clamp(-2.5, 2.5);
        let day = self.first + number * self.period;
        if number <= 0 {
            return Cell { from: day * 24, fresh_mv };
        }
        // From 0:00 to 6:00 UTC is working time all over Australia.
        Cell { from: (day + stream.below(3) as i64 - 1) * 24 + stream.below(7) as i64, fresh_mv }
    }

    fn voltage(&self, cell: &Cell, at: i64) -> f64 {
        let used = (at - cell.from) as f64 / 24.0 / self.life_days;
        // Quick at first, then slow, and quick again towards the end, as lithium cells do; 1 after a life.
        let spent = used * (1.6 + used * (-1.8 + used * 1.2));
        let full = cell.fresh_mv - self.cold;
        full - (full - self.parameters.low_mv) * spent
    }
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn falls_until_low_and_is_replaced_within_days() {
        let parameters = crate::Parameters::default().sensors.battery;
        let since = Date::new(2016, 5, 1);
        for sensor in 0..40 {
            let (aged, level) = (sensor % 2 == 0, [3.0, -18.0, 20.0][sensor as usize % 3]);
            let battery = Battery::new(Seed(1).key("battery").nth(sensor), &parameters, level, since, aged);
            let series: Vec<f64> = (0..3_200).flat_map(|day| battery.voltages(since.plus_days(day))).collect();
            let mut lows = 0;
            let mut changes = Vec::new();
            for (hour, pair) in series.windows(2).enumerate() {
                if pair[1] > pair[0] {
                    assert!(pair[0] < parameters.low_mv && pair[1] > 3_450.0, "{pair:?}");
                    // Wait of 4 days, two more or less, and the hours of the day.
                    assert!((24..=7 * 24).contains(&lows), "{lows}");
                    changes.push(hour);
                }
                lows = if pair[1] < parameters.low_mv { lows + 1 } else { 0 };
            }
            assert!(changes.len() >= 4, "{changes:?}");
            // 1.1 % of a life for each °C below 20.
            let (shortest, longest) = [(294, 595), (210, 427), (362, 735)][sensor as usize % 3];
            for lives in changes.windows(2) {
                let days = (lives[1] - lives[0]) / 24;
                assert!((shortest - 8..=longest).contains(&days), "{days} at {level}");
            }
        }
    }

    #[test]
    fn the_cold_shortens_lives_as_much_as_it_is_told_to() {
        let usual = crate::Parameters::default().sensors.battery;
        let lives = |cold_life, level| {
            let parameters = Parameters { cold_life, ..usual.clone() };
            let battery =
                |n| Battery::new(Seed(1).key("battery").nth(n), &parameters, level, Date::new(2020, 1, 1), false);
            (0..100).map(|n| battery(n).life_days).sum::<f64>()
        };
        let (frozen, ambient) = (lives(usual.cold_life, -18.0), lives(usual.cold_life, 20.0));
        assert!((0.57..0.59).contains(&(frozen / ambient)), "{frozen} {ambient}");
        assert!((lives(0.0, -18.0) / ambient - 1.0).abs() < 0.01);
    }
}
