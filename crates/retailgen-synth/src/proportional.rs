//! Endless sequences in which every class appears in proportion, with a count and a search that need no memory.

use crate::key::Key;

/// How many places a sequence by weights has before it repeats.
const PERIOD: u64 = 1_000;

/// A repeating sequence of classes, each as often as its weight says, evenly mixed.
///
/// Entities numbered 0, 1, 2, ... get their class from the sequence, so that any first `n` of them hold every class in
/// proportion, and "the k-th of class c" or "how many of class c are among the first n" take no search through them.
///
/// ```
/// use retailgen_synth::{Seed, proportional::ProportionalSequence};
///
/// let sequence = ProportionalSequence::new(Seed(1).key("mix"), &[3.0, 1.0]);
/// assert_eq!(sequence.count_before(0, 4_000), 3_000);
/// let third = sequence.nth(1, 2);
/// assert_eq!((sequence.class_of(third), sequence.count_before(1, third)), (1, 2));
/// ```
#[derive(Debug, Clone)]
pub struct ProportionalSequence {
    classes: Vec<u16>,
    /// Per class, its places within one period, in order.
    places: Vec<Vec<u16>>,
}

impl ProportionalSequence {
    /// The sequence for the given weights; each class gets at least one place in a thousand.
    ///
    /// # Panics
    /// Where there are more than a thousand classes or none: classes are the model's.
    #[must_use]
    pub fn new(key: Key, weights: &[f64]) -> Self {
        assert!((1..=PERIOD as usize).contains(&weights.len()), "{} classes", weights.len());
        let total: f64 = weights.iter().sum();
        let floor = total / PERIOD as f64;
        // Sainte-Laguë's rule: the next place goes to the class that is furthest behind its share, its weight over twice
        // the places it has and one more.
        let mut behind: Vec<f64> = weights.iter().map(|weight| weight.max(floor)).collect();
        let mut counts = vec![0_u32; weights.len()];
        let mut order: Vec<(f64, u16)> = Vec::with_capacity(PERIOD as usize);
        for place in 0..PERIOD {
            let mut next = 0;
            for (class, &class_behind) in behind.iter().enumerate() {
                if class_behind > behind[next] {
                    next = class;
                }
            }
            counts[next] += 1;
            behind[next] = weights[next].max(floor) / f64::from(2 * counts[next] + 1);
            // A little disorder, so that the same class does not come round like clockwork.
            order.push((place as f64 + 12.0 * key.unit(place), next as u16));
        }
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self::of(order.into_iter().map(|(_, class)| class).collect(), weights.len())
    }

    /// The same sequence with `class` moved to its beginning, for a first entity that must be of that class.
    #[must_use]
    pub fn starting_with(mut self, class: usize) -> Self {
        let len = self.places.len();
        if let Some(&place) = self.places[class].first() {
            self.classes.swap(0, usize::from(place));
        }
        Self::of(self.classes, len)
    }

    /// The sequence that repeats `classes`, each below `len`.
    ///
    /// ```
    /// use retailgen_synth::proportional::ProportionalSequence;
    ///
    /// let sequence = ProportionalSequence::of(vec![0, 1, 0], 2);
    /// assert_eq!((sequence.class_of(4), sequence.nth(0, 3), sequence.count_before(1, 6)), (1, 5, 2));
    /// ```
    #[must_use]
    pub fn of(classes: Vec<u16>, len: usize) -> Self {
        let mut places = vec![Vec::new(); len];
        for (place, &class) in classes.iter().enumerate() {
            places[usize::from(class)].push(place as u16);
        }
        Self { classes, places }
    }

    /// How many classes there are.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.places.len()
    }

    /// How many places it has before it repeats.
    fn period(&self) -> u64 {
        self.classes.len() as u64
    }

    /// The class of entity `index`.
    #[must_use]
    #[inline]
    pub fn class_of(&self, index: u64) -> usize {
        usize::from(self.classes[(index % self.period()) as usize])
    }

    /// How many of the first `len` entities are of `class`.
    #[must_use]
    #[inline]
    pub fn count_before(&self, class: usize, len: u64) -> u64 {
        let places = &self.places[class];
        let rest = (len % self.period()) as u16;
        len / self.period() * places.len() as u64 + places.partition_point(|&place| place < rest) as u64
    }

    /// The entity that is number `rank` (from 0) of `class`.
    ///
    /// # Panics
    /// Where the class has no place at all, which happens only to weights far below a thousandth of the total.
    #[must_use]
    #[inline]
    pub fn nth(&self, class: usize, rank: u64) -> u64 {
        let places = &self.places[class];
        let len = places.len() as u64;
        rank / len * self.period() + u64::from(places[(rank % len) as usize])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Seed;

    proptest! {
        #[test]
        fn counts_and_search_agree(
            seed: u64, weights in prop::collection::vec(0.01_f64..1.0, 1..40), len in 0_u64..5_000
        ) {
            let first = seed as usize % weights.len();
            let sequence = ProportionalSequence::new(Seed(seed).key("s"), &weights).starting_with(first);
            prop_assert_eq!(sequence.class_of(0), first);
            let mut counts = vec![0_u64; weights.len()];
            for index in 0..len {
                let class = sequence.class_of(index);
                prop_assert_eq!(sequence.nth(class, counts[class]), index);
                counts[class] += 1;
            }
            for (class, count) in counts.into_iter().enumerate() {
                prop_assert_eq!(sequence.count_before(class, len), count);
            }
        }
    }

    #[test]
    fn every_beginning_is_in_proportion() {
        let sequence = ProportionalSequence::new(Seed(1).key("s"), &[0.5, 0.3, 0.2]);
        for len in [50, 100, 777, 12_345] {
            for (class, share) in [0.5, 0.3, 0.2].into_iter().enumerate() {
                let count = sequence.count_before(class, len) as f64;
                assert!((count - share * len as f64).abs() < 8.0, "{class} of {len}: {count}");
            }
        }
    }
}
