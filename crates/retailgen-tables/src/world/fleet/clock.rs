//! Clocks: when in the hour a sensor sends, and how that shifts until its clock is set again.

use retailgen_synth::{
    calendar::{Date, HOUR, SECOND},
    key::Stream,
};

use crate::parameters::Sensors as Parameters;

/// Most sensors a store can have. Each has a twelfth of the hour to itself, so that none can overtake another.
pub const MOST_IN_STORE: u64 = 12;
/// Length of that twelfth.
const SLOT: i64 = HOUR / MOST_IN_STORE as i64;

/// When in the hour a sensor sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Just after the clock was set, in microseconds.
    offset: i64,
    /// What an hour adds to it until the clock is set again.
    gains: i64,
    /// Hours from one setting to the next.
    every: i64,
    /// An hour since 1970 in which it is set.
    set: i64,
}

impl Clock {
    /// The clock of the sensor that has the slot number `slot` of each hour.
    pub fn new(parameters: &Parameters, slot: i64, draws: &mut Stream) -> Self {
        let clock = &parameters.clock;
        let every = i64::from(clock.set_every_days) * 24;
        let fastest = clock.seconds_a_day * SECOND as f64 / 24.0;
        let gains = (fastest * (2.0 * draws.unit() - 1.0)) as i64;
        // The margin of the jitter, and a second more, keeps neighbours apart however far a clock has gone.
        let margin = i64::from(parameters.jitter_seconds) * SECOND + SECOND;
        let gone = gains * every;
        let (first, last) = (margin + (-gone).max(0), SLOT - margin - gone.max(0));
        let offset = slot * SLOT + first + draws.below((last - first).max(1) as u64) as i64;
        Self { offset, gains, every, set: draws.below(every as u64) as i64 }
    }

    /// When it sends in each hour of `date` (UTC), in microseconds from the hour's beginning.
    pub fn offsets(&self, date: Date) -> [i64; 24] {
        let since_set = (i64::from(date.days()) * 24 - self.set).rem_euclid(self.every);
        std::array::from_fn(|hour| {
            let hours = since_set + hour as i64;
            self.offset + self.gains * if hours < self.every { hours } else { hours - self.every }
        })
    }

    /// The same just after it was set, in microseconds.
    pub fn when_set(&self) -> i64 {
        self.offset
    }
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;
    use crate::Parameters as All;

    /// The offsets of a sensor over ten weeks.
    fn offsets(seconds_a_day: f64, sensor: u64) -> Vec<i64> {
        let mut parameters = All::default().sensors;
        parameters.clock.seconds_a_day = seconds_a_day;
        let clock = Clock::new(&parameters, 3, &mut Seed(1).key("clock").stream(sensor));
        (0..70).flat_map(|day| clock.offsets(Date::new(2024, 1, 1).plus_days(day))).collect()
    }

    fn range(offsets: &[i64]) -> i64 {
        offsets.iter().max().unwrap() - offsets.iter().min().unwrap()
    }

    #[test]
    fn clocks_run_on_evenly_are_set_and_stay_in_their_slots() {
        for sensor in 0..200 {
            let offsets = offsets(3.0, sensor);
            let room = 3 * SLOT + 5 * SECOND..=4 * SLOT - 5 * SECOND;
            assert!(offsets.iter().all(|offset| room.contains(offset)), "{sensor}");
            let mut steps: Vec<i64> = offsets.windows(2).map(|pair| pair[1] - pair[0]).collect();
            steps.sort_unstable();
            steps.dedup();
            // What an hour adds, and the setting, which takes back four weeks.
            assert!(steps.len() <= 2 && steps.iter().all(|step| step.abs() <= 28 * 3 * SECOND), "{steps:?}");
        }
    }

    #[test]
    fn worse_clocks_go_further_astray() {
        let mean = |seconds_a_day| (0..200).map(|sensor| range(&offsets(seconds_a_day, sensor))).sum::<i64>() / 200;
        // Half of the worst on average, over 28 days.
        assert!((37 * SECOND..47 * SECOND).contains(&mean(3.0)), "{}", mean(3.0));
        assert!(mean(0.0) == 0 && mean(1.0) < 16 * SECOND);
    }
}
