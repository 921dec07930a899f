//! Numbers of what hangs on a day's orders, parcels and returns: a number tells its day and no more.

use retailgen_synth::{Key, calendar::Date, permutation::Permutation};

/// The numbers of one day, dealt out in an order of their own.
#[derive(Debug)]
pub struct DayNumbers {
    first: u64,
    deal: Permutation,
}

impl DayNumbers {
    /// Those of `date`: the `on` numbers that follow the `before` of all earlier days, from 1.
    pub fn new(key: Key, date: Date, before: u64, on: u64) -> Self {
        Self { first: before + 1, deal: Permutation::new(key.nth(date.days() as u64), on) }
    }

    /// The number of the one at `place` of the day, from 0.
    pub fn of(&self, place: u64) -> u64 {
        self.first + self.deal.at(place)
    }
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn days_follow_each_other_and_within_one_nothing_does() {
        let key = Seed(1).key("numbers");
        let counts = [500_u64, 0, 1, 2_000];
        let mut before = 0;
        for (day, on) in (0..).zip(counts) {
            let numbers = DayNumbers::new(key, Date::new(2024, 5, 1).plus_days(day), before, on);
            let dealt: Vec<u64> = (0..on).map(|place| numbers.of(place)).collect();
            let mut sorted = dealt.clone();
            sorted.sort_unstable();
            assert!(sorted.into_iter().eq(before + 1..=before + on));
            let rising = dealt.windows(2).filter(|pair| pair[0] < pair[1]).count() as u64;
            assert!(on < 2 || (on * 4 / 10..on * 6 / 10).contains(&rising), "{rising} of {on}");
            before += on;
        }
    }
}
