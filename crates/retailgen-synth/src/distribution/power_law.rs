//! A power law of popularity in two regimes: a flatter head and a steeper tail.

/// Popularity by rank, as a density over the share of the assortment: `x^-head` up to the break, `x^-tail` beyond.
///
/// Ranks are shares in `[0, 1)`, so that the same law holds for sixty products and for twenty million: the top one per
/// cent sells the same share at every scale. The head is flat below the share `start`, where a rank is one product.
///
/// The inverse is tabulated at 4,096 steps of equal mass and straight between them: a draw costs a look-up, where the
/// three powers of the formula took two fifths of a whole run.
#[derive(Debug, Clone)]
pub struct TwoRegimePowerLaw {
    ranks: Vec<f64>,
}

const STEPS: usize = 4_096;

impl TwoRegimePowerLaw {
    /// The law with slopes `head` (below 1) and `tail` (above 1), the break at the share `break_at` of the assortment,
    /// and a flat top below the share `start`.
    #[must_use]
    pub fn new(head: f64, tail: f64, break_at: f64, start: f64) -> Self {
        let start = start.min(break_at);
        let top_mass = libm::pow(start, 1.0 - head);
        let head_mass = top_mass + integral(head, start, break_at);
        let level = libm::pow(break_at, tail - head);
        let total_mass = head_mass + level * integral(tail, break_at, 1.0);
        let rank = |p: f64| {
            let mass = p * total_mass;
            if mass < top_mass {
                mass / top_mass * start
            } else if mass < head_mass {
                let power = 1.0 - head;
                libm::pow(libm::pow(start, power) + (mass - top_mass) * power, 1.0 / power)
            } else {
                let power = 1.0 - tail;
                libm::pow(libm::pow(break_at, power) + (mass - head_mass) / level * power, 1.0 / power)
            }
        };
        Self { ranks: (0..=STEPS).map(|step| rank(step as f64 / STEPS as f64).clamp(0.0, 1.0)).collect() }
    }

    /// The rank, as a share of the assortment, that the share `p` of sales lies below.
    #[must_use]
    #[inline]
    pub fn quantile(&self, p: f64) -> f64 {
        let position = p * STEPS as f64;
        let step = (position as usize).min(STEPS - 1);
        let (low, high) = (self.ranks[step], self.ranks[step + 1]);
        (low + (high - low) * (position - step as f64)).clamp(0.0, 1.0 - f64::EPSILON)
    }
}

/// The integral of `x^-slope` from `low` to `high`.
fn integral(slope: f64, low: f64, high: f64) -> f64 {
    let power = 1.0 - slope;
    (libm::pow(high, power) - libm::pow(low, power)) / power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantile_rises_and_meets_the_known_shares() {
        let law = TwoRegimePowerLaw::new(0.65, 1.10, 1_000.0 / 25_000.0, 1.0 / 25_000.0);
        let steps: Vec<f64> = (0..=1_000).map(|n| law.quantile(f64::from(n) / 1_000.0)).collect();
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1] || pair[1] > 0.999_999));
        // Summing r^-.65 to rank 1,000 and 1000^.45 r^-1.10 beyond gives .30 for the top 1 % and .77 for the top 20 %.
        let share_below = |rank: f64| steps.iter().filter(|&&x| x < rank).count() as f64 / 1_000.0;
        assert!((share_below(0.01) - 0.30).abs() < 0.015, "{}", share_below(0.01));
        assert!((share_below(0.20) - 0.77).abs() < 0.015, "{}", share_below(0.20));
    }
}
