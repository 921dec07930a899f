//! Revisions: how often something about an entity had changed by a date, each a pure function of the entity's number.

use retailgen_synth::{Key, calendar::Date};

use super::growth::FOUNDED;
use crate::window::LAST_DAY;

/// Changes that come by chance at a steady rate, from the company's founding on.
#[derive(Debug)]
pub struct Revisions {
    key: Key,
    /// By day since the company was founded: the chance that there has been none.
    none_yet: Vec<f64>,
}

impl Revisions {
    /// So many changes an entity and year.
    pub fn new(key: Key, a_year: f64) -> Self {
        let day = libm::exp(-a_year / 365.25);
        let days = (LAST_DAY.days() - FOUNDED.days() + 1) as usize;
        Self { key, none_yet: std::iter::successors(Some(1.0), |none_yet| Some(none_yet * day)).take(days).collect() }
    }

    /// How many an entity has had by `date`; this never falls.
    #[inline]
    pub fn by(&self, entity: u64, date: Date) -> u64 {
        let day = (date.days() - FOUNDED.days()).clamp(0, self.none_yet.len() as i32 - 1);
        let none_yet = self.none_yet[day as usize];
        let mut stream = self.key.stream(entity);
        // Intervals are exponential, so it is their product that is compared.
        let mut product = 1.0 - stream.unit();
        let mut revisions = 0;
        while product > none_yet {
            product *= 1.0 - stream.unit();
            revisions += 1;
        }
        revisions
    }

    /// How many an entity that came on `start` has had since, by `date`.
    pub fn since(&self, start: Date, entity: u64, date: Date) -> u64 {
        self.by(entity, date) - self.by(entity, start.min(date))
    }
}

/// The key of a value after so many revisions: the first one keeps its own.
#[inline]
pub fn revised(key: Key, revisions: u64) -> Key {
    if revisions == 0 { key } else { key.nth(revisions) }
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn they_come_at_the_rate_that_is_asked_for_and_never_fewer_with_time() {
        for a_year in [0.05, 0.2] {
            let revisions = Revisions::new(Seed(4).key("changes"), a_year);
            let total = |date| (0..10_000).map(|entity| revisions.by(entity, date)).sum::<u64>() as f64;
            let years = |date: Date| f64::from(date.days() - FOUNDED.days()) / 365.25;
            for date in [Date::new(2018, 3, 1), Date::new(2024, 12, 31)] {
                let expected = 10_000.0 * years(date) * a_year;
                assert!((total(date) / expected - 1.0).abs() < 0.05, "{} of {expected}", total(date));
            }
            let dates = (0..9_000).map(|day| FOUNDED.plus_days(day));
            assert!(dates.map(|date| revisions.by(17, date)).is_sorted());
        }
    }
}
