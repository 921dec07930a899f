//! The binomial distribution: how many of a number of things fall on one side, from a single draw.

use super::normal;
use crate::key::unit;

/// Up to this mean the probabilities are summed; beyond it the normal distribution with a term for skewness is within
/// a few thousandths of them.
const SUMMED_MEAN: f64 = 12.0;

/// The number of successes among `trials`, each with the given `chance`, that a share `p` of draws lies below or at.
///
/// ```
/// use retailgen_synth::distribution::binomial::quantile;
///
/// assert_eq!(quantile(0.5, 10, 0.5), 5);
/// assert_eq!([quantile(0.3, 7, 0.0), quantile(0.3, 7, 1.0)], [0, 7]);
/// ```
#[must_use]
pub fn quantile(p: f64, trials: u64, chance: f64) -> u64 {
    if trials == 0 || chance <= 0.0 {
        return 0;
    }
    if chance > 0.5 {
        return trials - quantile(1.0 - p, trials, 1.0 - chance);
    }
    let mean = trials as f64 * chance;
    if mean < SUMMED_MEAN {
        return summed(p, trials, chance, mean);
    }
    let z = normal::quantile(p);
    let skewed = (1.0 - 2.0 * chance) * (z * z - 1.0) / 6.0;
    let value = mean + z * (mean * (1.0 - chance)).sqrt() + skewed;
    ((value + 0.5).floor().max(0.0) as u64).min(trials)
}

/// The quantile by adding up probabilities from none.
fn summed(p: f64, trials: u64, chance: f64, mean: f64) -> u64 {
    let odds = chance / (1.0 - chance);
    let mut probability = none_of(trials, chance);
    let mut sum = probability;
    let mut count = 0;
    // What is too rare to add anything to the sum is never reached by rounding alone.
    while p >= sum && count < trials && (probability > 1e-18 || (count as f64) < mean) {
        probability *= odds * (trials - count) as f64 / (count + 1) as f64;
        sum += probability;
        count += 1;
    }
    count
}

/// The probability of no success.
fn none_of(trials: u64, chance: f64) -> f64 {
    if trials > 64 {
        return libm::exp(trials as f64 * libm::log1p(-chance));
    }
    // A power by squares: a few products, where the two functions take ten times as long.
    let (mut power, mut base, mut left) = (1.0, 1.0 - chance, trials);
    while left > 0 {
        if left & 1 == 1 {
            power *= base;
        }
        base *= base;
        left >>= 1;
    }
    power
}

/// The number of heads among `trials` fair coins: exact up to 64 of them, a bit each.
#[must_use]
pub fn heads(bits: u64, trials: u64) -> u64 {
    match trials {
        0 => 0,
        1..=64 => u64::from((bits >> (64 - trials)).count_ones()),
        _ => quantile(unit(bits), trials, 0.5),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;

    /// Mean and variance of draws.
    fn moments(draw: impl Fn(u64) -> u64) -> (f64, f64) {
        let values: Vec<f64> = (0..40_000).map(|n| draw(n) as f64).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        (mean, values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / values.len() as f64)
    }

    #[test]
    fn mean_and_variance_are_binomial_however_it_is_drawn() {
        let key = Seed(1).key("binomial");
        for (trials, chance) in [(3, 0.2), (40, 0.1), (40, 0.9), (500, 0.01), (60, 0.4), (5_000, 0.03), (1 << 40, 0.5)]
        {
            let (mean, variance) = moments(|n| quantile(key.unit(n), trials, chance));
            let expected = trials as f64 * chance;
            let spread = expected * (1.0 - chance);
            // Five standard errors of a mean and, nearly, of a variance.
            assert!((mean - expected).abs() < 5.0 * (spread / 40_000.0).sqrt(), "{trials} {chance}: {mean}");
            assert!((variance / spread - 1.0).abs() < 0.05, "{trials} {chance}: {variance}");
        }
        for trials in [1, 7, 64, 65, 10_000] {
            let (mean, variance) = moments(|n| heads(key.bits(n), trials));
            assert!((mean / trials as f64 - 0.5).abs() < 0.015, "{trials}: {mean}");
            assert!((variance / trials as f64 - 0.25).abs() < 0.01, "{trials}: {variance}");
        }
    }

    #[test]
    fn small_counts_have_the_probabilities_of_the_formula() {
        let key = Seed(2).key("binomial");
        let mut counts = [0_u32; 5];
        (0..100_000).for_each(|n| counts[quantile(key.unit(n), 4, 0.3) as usize] += 1);
        let expected = [0.2401, 0.4116, 0.2646, 0.0756, 0.0081].map(|p| p * 100_000.0);
        let statistic: f64 = counts
            .iter()
            .zip(expected)
            .map(|(&count, mean)| (f64::from(count) - mean) * (f64::from(count) - mean) / mean)
            .sum();
        // The 99.9 % point for four degrees of freedom.
        assert!(statistic < 18.47, "{counts:?}");
    }

    #[test]
    fn never_more_than_there_are() {
        for p in [0.0, 1e-300, 0.5, 1.0 - f64::EPSILON, 1.0] {
            for (trials, chance) in [(0, 0.5), (1, 0.5), (30, 1e-9), (30, 1.0 - 1e-9), (1_000, 0.02), (100, 0.5)] {
                assert!(quantile(p, trials, chance) <= trials);
            }
        }
    }
}
