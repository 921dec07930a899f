//! Households: which customers live together, and how often they have moved.

use retailgen_synth::{Key, calendar::Date};

use super::growth::FOUNDED;
use crate::{parameters, window::LAST_DAY};

/// Number of a household; the numbers have gaps.
pub type HouseholdId = u64;

/// Customers who live together joined within this share of all there will ever be, about a year.
const APART: u64 = 32;
/// Seats in a group, which is one household or several.
const SEATS: u64 = 4;

/// Who lives with whom.
///
/// Customers of one run of numbers, a power of two, are shuffled and cut into groups of four seats; a group is one household,
/// or three and one, two and two, or four of one.
#[derive(Debug)]
pub struct Households {
    /// Binary logarithm of the length of a run.
    bits: u32,
    /// Up to which chance a group is one household, three seats and one, and two and two.
    kinds: [f64; 3],
    /// By day since the company was founded: the chance to have stayed until then.
    stayed: Vec<f64>,
    keys: Keys,
}

#[derive(Debug)]
struct Keys {
    shuffle: Key,
    kind: Key,
    moves: Key,
}

impl Households {
    /// The households of all customers that there will `ever` be.
    pub fn new(key: Key, ever: u64, parameters: &parameters::Households) -> Self {
        let [two, three, four] = parameters.shares;
        let trios = three * SEATS as f64 / 3.0;
        let day = libm::exp(-parameters.moves_a_year / 365.25);
        let days = (LAST_DAY.days() - FOUNDED.days() + 1) as usize;
        Self {
            bits: (ever / APART).max(2 * SEATS).ilog2(),
            kinds: [four, four + trios, four + trios + two],
            stayed: std::iter::successors(Some(1.0), |stayed| Some(stayed * day)).take(days).collect(),
            keys: Keys { shuffle: key.key("shuffle"), kind: key.key("kind"), moves: key.key("moves") },
        }
    }

    /// The household that a customer belongs to, for good.
    #[inline]
    pub fn of(&self, customer: u64) -> HouseholdId {
        let place = self.shuffled(customer);
        let (group, seat) = (place / SEATS, place % SEATS);
        let chance = self.keys.kind.unit(group);
        let first = match self.kinds.iter().position(|&until| chance < until) {
            Some(0) => 0,
            Some(1) => seat / 3 * 3,
            Some(_) => seat / 2 * 2,
            None => seat,
        };
        group * SEATS + first
    }

    /// The place of a customer among the run's. All lengths are powers of two, so two multiplications shuffle well enough.
    #[inline]
    fn shuffled(&self, customer: u64) -> u64 {
        let mask = (1 << self.bits) - 1;
        let run = customer & !mask;
        let key = self.keys.shuffle.bits(run);
        let mut within = customer & mask;
        for factor in [key, key >> 29] {
            within = (within.wrapping_add(factor >> 7)).wrapping_mul(factor | 1) & mask;
            within ^= within >> (self.bits / 2 + 1);
        }
        run | within
    }

    /// How often a household had moved by `date`.
    #[inline]
    pub fn moves(&self, household: HouseholdId, date: Date) -> u64 {
        let day = (date.days() - FOUNDED.days()).clamp(0, self.stayed.len() as i32 - 1);
        let stayed = self.stayed[day as usize];
        let mut stream = self.keys.moves.stream(household);
        // Intervals between moves are exponential, so it is their product that is compared.
        let mut product = 1.0 - stream.unit();
        let mut moves = 0;
        while product > stayed {
            product *= 1.0 - stream.unit();
            moves += 1;
        }
        moves
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use retailgen_synth::Seed;

    use super::*;

    fn households(ever: u64, parameters: &parameters::Households) -> Households {
        Households::new(Seed(4).key("households"), ever, parameters)
    }

    /// The share of customers who live in households of one, two, three and four.
    fn sizes(ever: u64, parameters: &parameters::Households) -> [f64; 4] {
        let households = households(ever, parameters);
        let mut members: BTreeMap<HouseholdId, usize> = BTreeMap::new();
        (0..ever).for_each(|customer| *members.entry(households.of(customer)).or_default() += 1);
        let mut shares = [0.0; 4];
        for size in members.into_values() {
            shares[size - 1] += size as f64 / ever as f64;
        }
        shares
    }

    #[test]
    fn households_have_the_sizes_that_are_asked_for() {
        let mut parameters = parameters::Households::default();
        let [_, two, three, four] = sizes(1 << 18, &parameters);
        for (size, wanted) in [two, three, four].into_iter().zip(parameters.shares) {
            assert!((size - wanted).abs() < 0.01, "{size} instead of {wanted}");
        }
        parameters.shares = [0.6, 0.0, 0.0];
        let [one, two, ..] = sizes(1 << 18, &parameters);
        assert!((one - 0.4).abs() < 0.01 && (two - 0.6).abs() < 0.01, "{one} {two}");
    }

    #[test]
    fn even_twenty_customers_have_households() {
        let [one, ..] = sizes(85, &parameters::Households { shares: [0.9, 0.0, 0.0], ..Default::default() });
        assert!(one < 0.5, "{one}");
    }

    #[test]
    fn moves_come_at_the_rate_that_is_asked_for_and_never_fewer_with_time() {
        for moves_a_year in [0.05, 0.2] {
            let parameters = parameters::Households { moves_a_year, ..Default::default() };
            let households = households(10_000, &parameters);
            let total = |date| (0..10_000).map(|household| households.moves(household, date)).sum::<u64>() as f64;
            let years = |date: Date| f64::from(date.days() - FOUNDED.days()) / 365.25;
            for date in [Date::new(2018, 3, 1), Date::new(2024, 12, 31)] {
                let expected = 10_000.0 * years(date) * moves_a_year;
                assert!((total(date) / expected - 1.0).abs() < 0.05, "{} of {expected}", total(date));
            }
            let dates = (0..40).map(|quarter| FOUNDED.plus_days(91 * quarter));
            assert!(dates.map(|date| households.moves(17, date)).is_sorted());
        }
    }
}
