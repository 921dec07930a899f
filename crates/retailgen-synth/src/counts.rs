//! Exact counts along a curve: how many of something there are by each day, when the total is fixed.

/// Cumulative counts over consecutive days that follow given weights and meet an exact total over an anchor span.
///
/// With weight `W(d)` summed to the end of day `d`, the count is `total x W(d) / W(anchor)`, rounded half up from the
/// start of the anchor span; so the span has exactly `total`, every day is within one of its share, and a day's count
/// does not depend on which days are asked for.
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
    /// Counts for days `0..weights.len()`, with exactly `total` over the days of `anchor`.
    ///
    /// # Panics
    /// Where the anchor is not within the days or has no weight: both are fixed by the model, never by input.
    #[must_use]
    pub fn new(weights: &[f64], anchor: std::ops::Range<usize>, total: u64) -> Self {
        // Weights become integers so that sums are exact and associative; 2^32 steps are far finer than any count.
        let step = |day: usize| u128::from((weights[day] * 4_294_967_296.0) as u64);
        let span: u128 = anchor.clone().map(step).sum();
        assert!(span > 0, "the anchor span has no weight");
        let share = |weight: u128| ((weight * u128::from(total) + span / 2) / span) as u64;
        let mut before = vec![0; weights.len() + 1];
        // Days before the span are counted backwards from its start; the offset then makes the first day start at 0.
        let mut behind = 0_u128;
        for day in (0..anchor.start).rev() {
            behind += step(day);
            before[day] = share(behind);
        }
        let offset = before[0];
        for count in &mut before[..=anchor.start] {
            *count = offset - *count;
        }
        let mut ahead = 0_u128;
        for day in anchor.start..weights.len() {
            ahead += step(day);
            before[day + 1] = offset + share(ahead);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
    }
}
