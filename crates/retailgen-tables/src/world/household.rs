//! Households: which customers live together, and how often they have moved.

use retailgen_synth::{Key, calendar::Date};

use super::revisions::Revisions;
use crate::parameters;

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
    moves: Revisions,
    keys: Keys,
}

#[derive(Debug)]
struct Keys {
    shuffle: Key,
    kind: Key,
}

impl Households {
    /// The households of all customers that there will `ever` be.
    pub fn new(key: Key, ever: u64, parameters: &parameters::Households) -> Self {
        let [two, three, four] = parameters.shares;
        let trios = three * SEATS as f64 / 3.0;
        Self {
            bits: (ever / APART).max(2 * SEATS).ilog2(),
            kinds: [four, four + trios, four + trios + two],
            moves: Revisions::new(key.key("moves"), parameters.moves_a_year),
            keys: Keys { shuffle: key.key("shuffle"), kind: key.key("kind") },
        }
    }

    /// The household that a customer belongs to, for good.
    #[inline]
    pub fn of(&self, customer: u64) -> HouseholdId {
        let (group, seat, size) = self.seated(customer);
        group * SEATS + seat / size * size
    }

    /// Whether a customer is the only one of the household.
    #[inline]
    pub fn is_alone(&self, customer: u64) -> bool {
        let (_, seat, size) = self.seated(customer);
        // The fourth seat of three and one.
        size == 1 || (size == 3 && seat == 3)
    }

    /// The group, the seat in it, and how many seats its households have, the last one maybe fewer.
    #[inline]
    fn seated(&self, customer: u64) -> (u64, u64, u64) {
        let place = self.shuffled(customer);
        let (group, seat) = (place / SEATS, place % SEATS);
        let chance = self.keys.kind.unit(group);
        let size = match self.kinds.iter().position(|&until| chance < until) {
            Some(0) => SEATS,
            Some(1) => 3,
            Some(_) => 2,
            None => 1,
        };
        (group, seat, size)
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
        self.moves.by(household, date)
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
        let households = households(1 << 12, &parameters);
        let mut members: BTreeMap<HouseholdId, Vec<u64>> = BTreeMap::new();
        (0..1 << 12).for_each(|customer| members.entry(households.of(customer)).or_default().push(customer));
        for customers in members.values() {
            assert!(customers.iter().all(|&customer| households.is_alone(customer) == (customers.len() == 1)));
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
}
