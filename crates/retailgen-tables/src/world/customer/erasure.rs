//! Erasure: customers who look round, buy nothing and ask for their data to be erased. No later snapshot has a row of theirs.

use std::ops::Range;

use retailgen_synth::{Key, Seed, calendar::Date};

use super::CustomerIndex;
use crate::parameters;

/// The day in December by which each year's requests have been dealt with: `customers` has the size that its scale asks for when a
/// year ends.
const DEALT_WITH_BY: u32 = 30;

/// Who asks for erasure, and when the data goes.
#[derive(Debug)]
pub struct Erasures {
    /// One customer in each run of so many asks.
    one_in: u64,
    mean_days: f64,
    place: Key,
    days: Key,
}

impl Erasures {
    /// Those of the world of `seed`.
    pub fn new(seed: Seed, parameters: &parameters::Customers) -> Self {
        let key = seed.key("customers").key("erasure");
        Self {
            one_in: parameters.erased_one_in.max(2),
            mean_days: parameters.erased_after_days,
            place: key.key("place"),
            days: key.key("days"),
        }
    }

    /// Whether a customer asks for erasure at some time.
    #[inline]
    pub fn asks(&self, customer: CustomerIndex) -> bool {
        customer % self.one_in == self.place_in(customer / self.one_in)
    }

    /// The place in a run of who asks; the first customer never does.
    fn place_in(&self, run: u64) -> u64 {
        1 + self.place.below(run, self.one_in - 1)
    }

    /// How many of the first so many customers ask.
    pub fn among(&self, customers: u64) -> u64 {
        let run = customers / self.one_in;
        run + u64::from(customers % self.one_in > self.place_in(run))
    }

    /// How many customers it takes for so many who never ask.
    pub fn customers_for(&self, staying: u64) -> u64 {
        let (run, rest) = (staying / (self.one_in - 1), staying % (self.one_in - 1));
        run * self.one_in + rest + u64::from(rest > self.place_in(run))
    }

    /// Those who ask, of some customers in a row.
    pub fn of(&self, customers: Range<u64>) -> impl Iterator<Item = CustomerIndex> {
        let runs = customers.start / self.one_in..customers.end.div_ceil(self.one_in);
        runs.map(|run| run * self.one_in + self.place_in(run)).filter(move |customer| customers.contains(customer))
    }

    /// The day from which there is no row of a customer who asks, and joined on a day.
    pub fn date(&self, customer: CustomerIndex, joined: Date) -> Date {
        let days = 1.0 - libm::log(1.0 - self.days.unit(customer)) * self.mean_days;
        // Who joins on the last days of a year comes and goes between two snapshots.
        joined.plus_days(days.min(366.0) as i32).min(Date::new(joined.year(), 12, DEALT_WITH_BY)).max(joined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn erasures(erased_one_in: u64, erased_after_days: f64) -> Erasures {
        let parameters = parameters::Customers { erased_one_in, erased_after_days, ..Default::default() };
        Erasures::new(Seed(4), &parameters)
    }

    #[test]
    fn those_who_stay_are_counted_to_the_last() {
        for one_in in [2, 3, 100] {
            let erasures = erasures(one_in, 30.0);
            let mut asked = 0;
            for customers in 0..2_000 {
                assert_eq!(erasures.among(customers), asked);
                asked += u64::from(erasures.asks(customers));
            }
            for staying in 0..1_000 {
                let customers = erasures.customers_for(staying);
                assert_eq!(customers - erasures.among(customers), staying);
            }
            let listed: Vec<u64> = erasures.of(37..1_203).collect();
            assert_eq!(listed, (37..1_203).filter(|&one| erasures.asks(one)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn all_are_gone_when_their_year_ends() {
        let (soon, late) = (erasures(100, 5.0), erasures(100, 200.0));
        let mut later = 0;
        for customer in 0..1_000 {
            let joined = Date::new(2024, 1, 1).plus_days((customer % 366) as i32);
            let (first, second) = (soon.date(customer, joined), late.date(customer, joined));
            assert!(first >= joined && first <= second && second <= Date::new(2024, 12, 31));
            assert!(second < Date::new(2024, 12, 31) || second == joined);
            later += u32::from(first < second);
        }
        assert!(later > 800, "{later}");
    }
}
