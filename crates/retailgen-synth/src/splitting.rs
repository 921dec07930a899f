//! A keyed splitting tree: a total dealt to halves, their halves and so on, until every one of it has its place.
//!
//! What comes out is a point process given its total: counts of cells are multinomial, places in a cell are
//! drawn by chance, and yet the total is exact and any place is found without a look at the others.

use std::ops::Range;

use crate::{
    distribution::binomial,
    key::{Key, unit},
};

/// From this number on a stretch is halved; fewer are drawn and sorted.
const FEW: usize = 8;

/// Deals `total` to the cells of `counts`, cell `i` having the weight `sums[i + 1] - sums[i]`.
///
/// Each half gets a keyed binomial of what the whole has, so a count varies as a draw does; a cell without weight gets
/// nothing.
///
/// # Panics
/// Where there are no weights for the cells, or all are 0.
pub(crate) fn deal(key: Key, sums: &[u64], total: u64, counts: &mut [u64]) {
    assert!(sums.len() == counts.len() + 1 && sums[0] < sums[counts.len()], "cells need weights");
    halve(key, 1, sums, total, counts);
}

fn halve(key: Key, node: u64, sums: &[u64], total: u64, counts: &mut [u64]) {
    match counts {
        _ if total == 0 => counts.fill(0),
        [count] => *count = total,
        _ => {
            let middle = counts.len() / 2;
            let chance = (sums[middle] - sums[0]) as f64 / (sums[counts.len()] - sums[0]) as f64;
            let left = binomial::quantile(key.unit(node), total, chance);
            let (before, after) = counts.split_at_mut(middle);
            halve(key, 2 * node, &sums[..=middle], left, before);
            halve(key, 2 * node + 1, &sums[middle..], total - left, after);
        }
    }
}

/// The place in `[0, 1)` of number `rank` in order among `of` draws: they are as if drawn one by one and sorted, at the
/// cost of the logarithm of their number.
///
/// ```
/// use retailgen_synth::{Seed, splitting::place};
///
/// let key = Seed(1).key("arrivals");
/// let places: Vec<f64> = (0..1_000).map(|rank| place(key, 1_000, rank)).collect();
/// assert!(places.is_sorted() && 0.0 <= places[0] && places[999] < 1.0);
/// ```
///
/// # Panics
/// Where `rank` is not below `of`.
#[must_use]
pub fn place(key: Key, of: u64, rank: u64) -> f64 {
    assert!(rank < of, "number {rank} of {of}");
    let (mut node, mut of, mut rank) = (1_u64, of, rank);
    let (mut from, mut width) = (0.0, 1.0);
    while of > FEW as u64 {
        let left = binomial::heads(key.bits(node), of);
        width /= 2.0;
        node *= 2;
        if rank < left {
            of = left;
        } else {
            rank -= left;
            of -= left;
            from += width;
            node += 1;
        }
    }
    let mut draws = [u64::MAX; FEW];
    let mut stream = key.stream(node);
    let draws = &mut draws[..of as usize];
    draws.fill_with(|| stream.bits());
    draws.sort_unstable();
    // The sum of a dyadic fraction and a smaller one may round up to the next stretch.
    let end = from + width;
    (from + width * unit(draws[rank as usize])).min(end - end * f64::EPSILON)
}

/// How many of `of` draws lie before the place `share`, by the same places as [`place`].
///
/// ```
/// use retailgen_synth::{
///     Seed,
///     splitting::{before, place},
/// };
///
/// let key = Seed(1).key("arrivals");
/// assert_eq!(before(key, 1_000, place(key, 1_000, 123)), 123);
/// assert_eq!((before(key, 1_000, 0.0), before(key, 1_000, 1.0)), (0, 1_000));
/// ```
#[must_use]
pub fn before(key: Key, of: u64, share: f64) -> u64 {
    Stretch::whole(of).before(key, share)
}

/// How many of `of` draws lie in `shares`, its start included: what [`before`] gives for its ends, subtracted, for half the work
/// where they are close.
///
/// ```
/// use retailgen_synth::{
///     Seed,
///     splitting::{before, between},
/// };
///
/// let key = Seed(1).key("arrivals");
/// assert_eq!(between(key, 1_000, 0.2..0.21), before(key, 1_000, 0.21) - before(key, 1_000, 0.2));
/// ```
#[must_use]
pub fn between(key: Key, of: u64, shares: Range<f64>) -> u64 {
    let mut stretch = Stretch::whole(of);
    while stretch.of > FEW as u64 && shares.end < 1.0 {
        let (left, right) = stretch.halves(key);
        if shares.end < right.from {
            stretch = left;
        } else if shares.start >= right.from {
            stretch = right;
        } else {
            return left.of - left.before(key, shares.start) + right.before(key, shares.end);
        }
    }
    stretch.before(key, shares.end) - stretch.before(key, shares.start)
}

/// A node of the tree: a stretch of the whole with the draws in it.
#[derive(Clone, Copy)]
struct Stretch {
    node: u64,
    of: u64,
    from: f64,
    width: f64,
}

impl Stretch {
    fn whole(of: u64) -> Self {
        Self { node: 1, of, from: 0.0, width: 1.0 }
    }

    fn halves(self, key: Key) -> (Self, Self) {
        let (of, width, node) = (binomial::heads(key.bits(self.node), self.of), self.width / 2.0, 2 * self.node);
        let left = Self { node, of, from: self.from, width };
        (left, Self { node: node + 1, of: self.of - of, from: self.from + width, width })
    }

    /// How many of its draws lie before a place.
    fn before(self, key: Key, share: f64) -> u64 {
        if share >= 1.0 {
            return self.of;
        }
        let (mut stretch, mut found) = (self, 0);
        while stretch.of > FEW as u64 {
            let (left, right) = stretch.halves(key);
            if share < right.from {
                stretch = left;
            } else {
                found += left.of;
                stretch = right;
            }
        }
        let Self { node, of, from, width } = stretch;
        let mut stream = key.stream(node);
        let end = from + width;
        let is_before = |bits: u64| (from + width * unit(bits)).min(end - end * f64::EPSILON) < share;
        found + (0..of).filter(|_| is_before(stream.bits())).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Seed;

    fn sums_of(weights: &[u64]) -> Vec<u64> {
        std::iter::once(0)
            .chain(weights.iter().scan(0, |sum, weight| {
                *sum += weight;
                Some(*sum)
            }))
            .collect()
    }

    proptest! {
        #[test]
        fn deals_all_and_nothing_without_weight(
            seed: u64, weights in prop::collection::vec(0_u64..1_000, 1..60), total in 0_u64..1_000_000
        ) {
            prop_assume!(weights.iter().sum::<u64>() > 0);
            let mut counts = vec![u64::MAX; weights.len()];
            deal(Seed(seed).key("deal"), &sums_of(&weights), total, &mut counts);
            prop_assert_eq!(counts.iter().sum::<u64>(), total);
            prop_assert!(counts.iter().zip(&weights).all(|(&count, &weight)| weight > 0 || count == 0));
        }

        #[test]
        fn places_rise_within_the_whole(seed: u64, of in 1_u64..3_000) {
            let key = Seed(seed).key("places");
            let places: Vec<f64> = (0..of).map(|rank| place(key, of, rank)).collect();
            prop_assert!(places.is_sorted() && places[0] >= 0.0 && places[places.len() - 1] < 1.0);
        }

        #[test]
        fn counts_are_counts_of_places(seed: u64, of in 0_u64..3_000, share in 0.0_f64..1.1) {
            let key = Seed(seed).key("places");
            let counted = (0..of).filter(|&rank| place(key, of, rank) < share).count() as u64;
            prop_assert_eq!(before(key, of, share), counted);
            for start in [0.0, share / 3.0, share * 0.999, share] {
                prop_assert_eq!(between(key, of, start..share), counted - before(key, of, start));
            }
        }
    }

    #[test]
    fn a_cells_count_varies_as_a_binomial() {
        let sums = sums_of(&[5, 1, 0, 3, 1, 2, 8]);
        let draws: Vec<f64> = (0..20_000)
            .map(|n| {
                let mut counts = [0; 7];
                deal(Seed(1).key("deal").nth(n), &sums, 50, &mut counts);
                counts[3] as f64
            })
            .collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|count| (count - mean) * (count - mean)).sum::<f64>() / 20_000.0;
        assert!((mean - 7.5).abs() < 0.1, "{mean}");
        assert!((variance - 50.0 * 0.15 * 0.85).abs() < 0.35, "{variance}");
    }

    #[test]
    fn places_are_those_of_draws_by_chance() {
        // Kolmogorov and Smirnov's distance, and the gaps, whose coefficient of variation is 1 for draws by chance.
        let places: Vec<f64> = (0..20_000).map(|rank| place(Seed(2).key("places"), 20_000, rank)).collect();
        let distance =
            places.iter().zip(0..).map(|(place, n)| (place - f64::from(n) / 20_000.0).abs()).fold(0.0, f64::max);
        assert!(distance < 1.949 / 20_000_f64.sqrt(), "{distance}");
        let gaps: Vec<f64> = places.windows(2).map(|pair| (pair[1] - pair[0]) * 20_000.0).collect();
        let square = gaps.iter().map(|gap| gap * gap).sum::<f64>() / gaps.len() as f64;
        assert!((square - 2.0).abs() < 0.15, "{square}");
    }
}
