//! The alias method: a draw from any finite distribution at a constant cost.

use crate::key::{below, unit};

/// Weighted choice among `0..len` by Vose's alias method.
///
/// ```
/// use retailgen_synth::{Seed, distribution::alias::AliasTable};
///
/// let table = AliasTable::new([1.0, 0.0, 3.0]);
/// let key = Seed(1).key("choice");
/// assert!((0..100).all(|entity| table.pick(key.bits(entity)) != 1));
/// ```
#[derive(Debug, Clone)]
pub struct AliasTable {
    cells: Vec<(f64, u32)>,
}

impl AliasTable {
    /// A table for the given weights; negative weights count as 0.
    ///
    /// # Panics
    /// Where there is no positive weight: weights are the model's, never a user's.
    #[must_use]
    pub fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let weights: Vec<f64> = weights.into_iter().map(|weight| weight.max(0.0)).collect();
        let total: f64 = weights.iter().sum();
        assert!(total > 0.0, "a choice needs a positive weight");
        let len = weights.len();
        let mut scaled: Vec<f64> = weights.iter().map(|weight| weight * len as f64 / total).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..len).partition(|&index| scaled[index] < 1.0);
        let mut cells: Vec<(f64, u32)> = (0..len).map(|index| (1.0, index as u32)).collect();
        while let (Some(&less), Some(&more)) = (small.last(), large.last()) {
            small.pop();
            cells[less] = (scaled[less], more as u32);
            scaled[more] -= 1.0 - scaled[less];
            if scaled[more] < 1.0 {
                large.pop();
                small.push(more);
            }
        }
        // What is left differs from 1 by rounding only, unless its weight is 0.
        for index in small {
            if weights[index] <= 0.0 {
                let heaviest = (0..len).max_by(|&a, &b| weights[a].total_cmp(&weights[b])).unwrap_or(0);
                cells[index] = (0.0, heaviest as u32);
            }
        }
        Self { cells }
    }

    /// How many choices there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Always false: a table has at least one choice.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The choice that 64 random bits stand for.
    #[must_use]
    #[inline]
    pub fn pick(&self, bits: u64) -> usize {
        let cell = below(bits, self.cells.len() as u64);
        // The low part of the product is the fraction within the cell, independent of which cell it is.
        let within = unit(bits.wrapping_mul(self.cells.len() as u64));
        let (threshold, alias) = self.cells[cell as usize];
        if within < threshold { cell as usize } else { alias as usize }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;

    #[test]
    fn follows_its_weights() {
        let weights = [5.0, 1.0, 0.0, 10.0, 4.0];
        let table = AliasTable::new(weights);
        let key = Seed(2).key("alias");
        let draws = 200_000;
        let mut seen = [0_u32; 5];
        (0..draws).for_each(|entity| seen[table.pick(key.bits(entity))] += 1);
        let chi_square: f64 = weights
            .iter()
            .zip(seen)
            .filter(|(weight, _)| **weight > 0.0)
            .map(|(weight, count)| {
                let expected = weight / 20.0 * draws as f64;
                (f64::from(count) - expected) * (f64::from(count) - expected) / expected
            })
            .sum();
        // The 99.9 % point of chi-square with three degrees of freedom.
        assert!(chi_square < 16.27, "{chi_square}: {seen:?}");
        assert_eq!(seen[2], 0);
    }
}
