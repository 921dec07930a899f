//! The negative binomial distribution, tabulated: counts that vary more than a Poisson's.

/// A negative binomial distribution cut off beyond a largest value, sampled by inverting its cumulative table.
///
/// Mean and dispersion as in a gamma mixture of Poissons: variance = mean + mean² / `dispersion`.
///
/// ```
/// use retailgen_synth::distribution::negative_binomial::NegativeBinomial;
///
/// let lines = NegativeBinomial::new(2.0, 0.66, 40);
/// assert_eq!(lines.at(0.0), 0);
/// assert!(lines.at(0.999) > 10);
/// ```
#[derive(Debug, Clone)]
pub struct NegativeBinomial {
    cumulative: Vec<f64>,
}

impl NegativeBinomial {
    /// The distribution with the given mean and dispersion over `0..=largest`, as if what lies beyond were drawn again:
    /// counted as `largest`, it would heap up there.
    #[must_use]
    pub fn new(mean: f64, dispersion: f64, largest: usize) -> Self {
        let success = dispersion / (dispersion + mean);
        let mut probability = libm::pow(success, dispersion);
        let mut sum = 0.0;
        let cumulative: Vec<f64> = (0..=largest)
            .map(|count| {
                sum += probability;
                probability *= (dispersion + count as f64) / (count as f64 + 1.0) * (1.0 - success);
                sum
            })
            .collect();
        // The last count needs no entry: it is what remains.
        Self { cumulative: cumulative[..largest].iter().map(|within| within / sum).collect() }
    }

    /// The mean of the distribution as cut off.
    #[must_use]
    pub fn mean(&self) -> f64 {
        // The mean of a count is the sum over n of the chance to exceed n.
        self.cumulative.iter().map(|sum| 1.0 - sum).sum()
    }

    /// The count that a share `p` of draws lies at or below.
    #[must_use]
    #[inline]
    pub fn at(&self, p: f64) -> usize {
        // Most draws are small, so a walk from the front beats a binary search.
        self.cumulative.iter().position(|&sum| p < sum).unwrap_or(self.cumulative.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;

    #[test]
    fn does_not_heap_up_at_the_largest() {
        let distribution = NegativeBinomial::new(2.0, 0.66, 10);
        let share = |count: usize| {
            let below = |count: usize| (0..100_000).filter(|&at| distribution.at(f64::from(at) / 1e5) < count).count();
            below(count + 1) - below(count)
        };
        assert!(share(10) < share(9) && share(9) < share(8), "{} {} {}", share(8), share(9), share(10));
    }

    #[test]
    fn has_the_moments_it_promises() {
        let distribution = NegativeBinomial::new(2.0, 0.66, 200);
        let key = Seed(1).key("nb");
        let draws = 200_000;
        let values: Vec<f64> = (0..draws).map(|entity| distribution.at(key.unit(entity)) as f64).collect();
        let mean = values.iter().sum::<f64>() / draws as f64;
        let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / draws as f64;
        assert!((mean - 2.0).abs() < 0.04, "{mean}");
        assert!((mean - distribution.mean()).abs() < 0.04, "{mean}");
        assert!((variance / (2.0 + 4.0 / 0.66) - 1.0).abs() < 0.05, "{variance}");
    }
}
