//! A power law of popularity in two regimes: a flatter head and a steeper tail.

/// Popularity by rank, as a density over the share of the assortment: `x^-head` up to the break, `x^-tail` beyond.
///
/// Ranks are shares in `[0, 1)`, so that the same law holds for sixty products and for twenty million: the top one per
/// cent sells the same share at every scale. The head is flat below `1 / resolution`, where a rank is one product.
#[derive(Debug, Clone, Copy)]
pub struct TwoRegimePowerLaw {
    head: f64,
    tail: f64,
    start: f64,
    break_at: f64,
    top_mass: f64,
    head_mass: f64,
    total_mass: f64,
}

impl TwoRegimePowerLaw {
    /// The law with slopes `head` (below 1) and `tail` (above 1), the break at the share `break_at` of the assortment,
    /// and a flat top below the share `start`.
    #[must_use]
    pub fn new(head: f64, tail: f64, break_at: f64, start: f64) -> Self {
        let top_mass = libm::pow(start, 1.0 - head);
        let head_mass = top_mass + integral(head, start, break_at);
        let total_mass = head_mass + libm::pow(break_at, tail - head) * integral(tail, break_at, 1.0);
        Self { head, tail, start, break_at, top_mass, head_mass, total_mass }
    }

    /// The rank, as a share of the assortment, that the share `p` of sales lies below.
    #[must_use]
    #[inline]
    pub fn quantile(&self, p: f64) -> f64 {
        let mass = p * self.total_mass;
        let rank = if mass < self.top_mass {
            mass / self.top_mass * self.start
        } else if mass < self.head_mass {
            let power = 1.0 - self.head;
            let base = libm::pow(self.start, power) + (mass - self.top_mass) * power;
            libm::pow(base, 1.0 / power)
        } else {
            let power = 1.0 - self.tail;
            let level = libm::pow(self.break_at, self.tail - self.head);
            let base = libm::pow(self.break_at, power) + (mass - self.head_mass) / level * power;
            libm::pow(base, 1.0 / power)
        };
        rank.clamp(0.0, 1.0 - f64::EPSILON)
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
