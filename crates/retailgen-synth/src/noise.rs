//! Smooth noise: an autocorrelated function of time that can be evaluated at any instant on its own.

use crate::{distribution::normal, key::Key};

/// Standard normal values at evenly spaced knots, joined smoothly.
///
/// A recursion such as AR(1) needs all values before the one asked for; this needs the two knots around it. Neighbours
/// closer than a knot's spacing are strongly correlated, those further apart not at all.
#[derive(Debug, Clone, Copy)]
pub struct SmoothNoise {
    key: Key,
    spacing: f64,
}

impl SmoothNoise {
    /// Noise whose knots lie `spacing` units of time apart.
    #[must_use]
    pub fn new(key: Key, spacing: f64) -> Self {
        Self { key, spacing }
    }

    /// The noise at time `at`: mean 0, variance 1 at the knots and down to one half between them.
    #[must_use]
    pub fn at(&self, at: f64) -> f64 {
        let position = at / self.spacing;
        let knot = position.floor();
        let within = position - knot;
        let weight = within * within * (3.0 - 2.0 * within);
        self.knot(knot as i64) * (1.0 - weight) + self.knot(knot as i64 + 1) * weight
    }

    /// The noise at knot number `number`, which lies that many spacings from time 0.
    #[must_use]
    pub fn knot(&self, number: i64) -> f64 {
        normal::quantile(self.key.unit(number as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;

    #[test]
    fn is_autocorrelated_and_centred() {
        let noise = SmoothNoise::new(Seed(1).key("noise"), 7.0);
        let values: Vec<f64> = (0..70_000).map(|day| noise.at(f64::from(day))).collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
        let lag = |k: usize| {
            values.iter().zip(&values[k..]).map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / n / variance
        };
        assert!(mean.abs() < 0.05, "{mean}");
        assert!((0.6..0.9).contains(&variance), "{variance}");
        assert!(lag(1) > 0.85, "{}", lag(1));
        assert!(lag(14).abs() < 0.05, "{}", lag(14));
    }
}
