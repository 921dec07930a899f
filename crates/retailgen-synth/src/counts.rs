//! Exact counts along a curve: how many of something there are by each day, when the total is fixed.

use std::ops::Range;

use crate::{Key, splitting};

/// Cumulative counts over consecutive days that follow given weights and meet an exact total over an anchor span.
///
/// A day's count does not depend on which days are asked for. It is within one of the day's share where the counts
/// are [rounded](Self::new), and varies about it by chance where they are [drawn](Self::drawn).
///
/// ```
/// use retailgen_synth::counts::CumulativeCounts;
///
/// let counts = CumulativeCounts::new(&[1.0, 2.0, 1.0, 4.0], 1..3, 10);
/// assert_eq!((1..3).map(|day| counts.on(day)).sum::<u64>(), 10);
/// assert_eq!(counts.before(1) + 10, counts.before(3));
/// ```
#[derive(Debug, Clone)]
pub struct CumulativeCounts {
    /// The count before each day, and before the day after the last.
    before: Vec<u64>,
}

impl CumulativeCounts {
    /// Counts for days `0..weights.len()`, with exactly `total` over the days of `anchor`: with weight `W(d)` summed to
    /// the end of day `d`, the count is `total x W(d) / W(anchor)`, rounded half up from the start of the anchor span.
    ///
    /// # Panics
    /// Where the anchor is not within the days or has no weight: both are fixed by the model, never by input.
    #[must_use]
    pub fn new(weights: &[f64], anchor: Range<usize>, total: u64) -> Self {
        let weights = Weights::new(weights, &anchor, total);
        // Days before the span are counted backwards from its start; the offset then makes the first day start at 0.
        let start = weights.sums[anchor.start];
        let offset = weights.share(start);
        let before = |&sum: &u64| {
            if sum < start { offset - weights.share(start - sum) } else { offset + weights.share(sum - start) }
        };
        Self { before: weights.sums.iter().map(before).collect() }
    }

    /// Counts as from [`new`](Self::new), but dealt to the days by chance: events that come when they come, of
    /// which the anchor span has exactly `total`, the days before it and after it as many as their weights say.
    ///
    /// ```
    /// use retailgen_synth::{Seed, counts::CumulativeCounts};
    ///
    /// let counts = CumulativeCounts::drawn(Seed(1).key("visitors"), &[1.0; 40], 10..30, 100);
    /// assert_eq!(counts.before(30) - counts.before(10), 100);
    /// assert!((10..30).any(|day| counts.on(day) != 5));
    /// ```
    ///
    /// # Panics
    /// As for `new`.
    #[must_use]
    pub fn drawn(key: Key, weights: &[f64], anchor: Range<usize>, total: u64) -> Self {
        let weights = Weights::new(weights, &anchor, total);
        let sums = &weights.sums;
        let days = sums.len() - 1;
        let mut before = vec![0; sums.len()];
        for (span, number) in [0..anchor.start, anchor.clone(), anchor.end..days].into_iter().zip(0..) {
            let weight = sums[span.end] - sums[span.start];
            if weight > 0 {
                let total = weights.share(weight);
                splitting::deal(key.nth(number), &sums[span.start..=span.end], total, &mut before[1..][span]);
            }
        }
        let mut sum = 0;
        for count in &mut before {
            sum += *count;
            *count = sum;
        }
        Self { before }
    }

    /// How many there are before `day` begins.
    #[must_use]
    #[inline]
    pub fn before(&self, day: usize) -> u64 {
        self.before[day]
    }

    /// How many fall on `day`.
    #[must_use]
    #[inline]
    pub fn on(&self, day: usize) -> u64 {
        self.before[day + 1] - self.before[day]
    }

    /// The day on which number `index` (from 0) falls, and its rank within that day; `None` beyond the last day.
    #[must_use]
    pub fn locate(&self, index: u64) -> Option<(usize, u64)> {
        let day = self.before.partition_point(|&count| count <= index).checked_sub(1)?;
        (day + 1 < self.before.len()).then(|| (day, index - self.before[day]))
    }

    /// How many there are in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.before.last().copied().unwrap_or(0)
    }
}

/// Weights as sums of integers, so that they are exact and associative, and what they are worth.
struct Weights {
    /// Before each day, and before the day after the last.
    sums: Vec<u64>,
    /// The weight that is worth the total.
    span: u128,
    total: u64,
}

impl Weights {
    fn new(weights: &[f64], anchor: &Range<usize>, total: u64) -> Self {
        let mut sums = Vec::with_capacity(weights.len() + 1);
        let mut sum = 0;
        sums.push(sum);
        for weight in weights {
            // 2^24 steps are finer than any count, and leave room for weights of millions.
            sum += (weight * 16_777_216.0) as u64;
            sums.push(sum);
        }
        let span = u128::from(sums[anchor.end] - sums[anchor.start]);
        assert!(span > 0, "the anchor span has no weight");
        Self { sums, span, total }
    }

    /// The share of the total that a weight is worth, rounded half up.
    fn share(&self, weight: u64) -> u64 {
        ((u128::from(weight) * u128::from(self.total) + self.span / 2) / self.span) as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Seed;

    proptest! {
        #[test]
        fn meets_the_total_and_locates_every_index(
            weights in prop::collection::vec(0.1_f64..5.0, 4..40), total in 0_u64..5_000
        ) {
            let anchor = 1..weights.len() - 1;
            let counts = CumulativeCounts::new(&weights, anchor.clone(), total);
            prop_assert_eq!(anchor.clone().map(|day| counts.on(day)).sum::<u64>(), total);
            prop_assert_eq!(counts.before(0), 0);
            let span: f64 = weights[anchor.clone()].iter().sum();
            for (day, weight) in weights.iter().enumerate() {
                let share = weight / span * total as f64;
                prop_assert!((counts.on(day) as f64 - share).abs() < 1.01);
                for index in counts.before(day)..counts.before(day + 1) {
                    prop_assert_eq!(counts.locate(index), Some((day, index - counts.before(day))));
                }
            }
            prop_assert_eq!(counts.locate(counts.total()), None);
        }

        #[test]
        fn drawn_counts_meet_the_total_too(
            seed: u64, weights in prop::collection::vec(0.1_f64..5.0, 4..40), total in 0_u64..5_000
        ) {
            let anchor = 1..weights.len() - 1;
            let counts = CumulativeCounts::drawn(Seed(seed).key("drawn"), &weights, anchor.clone(), total);
            let rounded = CumulativeCounts::new(&weights, anchor.clone(), total);
            for day in [0, anchor.start, anchor.end, weights.len()] {
                prop_assert!(counts.before(day).abs_diff(rounded.before(day)) <= 1);
            }
            prop_assert_eq!(counts.before(anchor.end) - counts.before(anchor.start), total);
            for day in 0..weights.len() {
                for index in counts.before(day)..counts.before(day + 1) {
                    prop_assert_eq!(counts.locate(index), Some((day, index - counts.before(day))));
                }
            }
        }
    }
}
