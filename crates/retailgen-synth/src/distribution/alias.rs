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
        // Each choice with what it has of a fair share, and who takes the rest.
        let scaled = |(weight, index)| (weight * len as f64 / total, index);
        let mut cells: Vec<(f64, u32)> = weights.iter().zip(0..).map(scaled).collect();
        // Two stacks that grow towards each other, those with less than a fair share from the left: together they never hold
        // more than all. A day has hundreds of tables, so it counts that there is one allocation for them.
        let mut stacks = vec![0_u32; len];
        let (mut small, mut large) = (0, len);
        for &(share, index) in &cells {
            if share < 1.0 {
                stacks[small] = index;
                small += 1;
            } else {
                large -= 1;
                stacks[large] = index;
            }
        }
        while small > 0 && large < len {
            let (less, more) = (stacks[small - 1] as usize, stacks[large]);
            small -= 1;
            cells[less].1 = more;
            cells[more as usize].0 -= 1.0 - cells[less].0;
            if cells[more as usize].0 < 1.0 {
                large += 1;
                stacks[small] = more;
                small += 1;
            }
        }
        // What is left differs from 1 by rounding only, unless its weight is 0.
        for &index in stacks[..small].iter().chain(&stacks[large..]) {
            let index = index as usize;
            cells[index].0 = 1.0;
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
