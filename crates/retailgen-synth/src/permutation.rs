//! Keyed permutations: a shuffle of `0..len` that can be read at any place, forwards and backwards, and stores nothing.

use crate::key::{Key, below, mix};

const ROUNDS: u64 = 6;

/// A bijection of `0..len` chosen by a key.
///
/// An alternating Feistel network on a rectangle of `rows x columns` cells just large enough for `len`, with cycle
/// walking for the few cells outside. The rectangle exceeds `len` by less than one row, so a walk of more than one
/// step is rare (a power-of-two network would walk up to four steps).
#[derive(Debug, Clone, Copy)]
pub struct Permutation {
    key: u64,
    len: u64,
    rows: u64,
    columns: u64,
}

impl Permutation {
    /// The permutation of `0..len` that belongs to `key`.
    #[must_use]
    pub fn new(key: Key, len: u64) -> Self {
        let mut rows = (len as f64).sqrt() as u64;
        // The square root of a large integer may be off by one in either direction; any nearby value serves.
        rows = rows.max(1);
        Self { key: key.bits(len), len, rows, columns: len.div_ceil(rows).max(1) }
    }

    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is nothing to permute.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The element at place `index`.
    ///
    /// # Panics
    /// Where `index` is not below the length: the walk would not end.
    #[must_use]
    pub fn at(&self, index: u64) -> u64 {
        assert!(index < self.len, "place {index} of a permutation of {}", self.len);
        let mut value = self.forward(index);
        while value >= self.len {
            value = self.forward(value);
        }
        value
    }

    /// The place of element `value`: the inverse of [`Permutation::at`].
    ///
    /// # Panics
    /// Where `value` is not below the length.
    #[must_use]
    pub fn index_of(&self, value: u64) -> u64 {
        assert!(value < self.len, "element {value} of a permutation of {}", self.len);
        let mut index = self.backward(value);
        while index >= self.len {
            index = self.backward(index);
        }
        index
    }

    fn forward(&self, cell: u64) -> u64 {
        let (mut row, mut column) = (cell / self.columns, cell % self.columns);
        for round in 0..ROUNDS {
            if round % 2 == 0 {
                row = add(row, self.shift(round, column, self.rows), self.rows);
            } else {
                column = add(column, self.shift(round, row, self.columns), self.columns);
            }
        }
        row * self.columns + column
    }

    fn backward(&self, cell: u64) -> u64 {
        let (mut row, mut column) = (cell / self.columns, cell % self.columns);
        for round in (0..ROUNDS).rev() {
            if round % 2 == 0 {
                row = add(row, self.rows - self.shift(round, column, self.rows), self.rows);
            } else {
                column = add(column, self.columns - self.shift(round, row, self.columns), self.columns);
            }
        }
        row * self.columns + column
    }

    /// One mixing a round is enough here: six rounds follow each other, and this is the hottest place of a run.
    #[inline]
    fn shift(&self, round: u64, half: u64, modulus: u64) -> u64 {
        below(mix(self.key ^ (half * ROUNDS + round).wrapping_mul(0x9E37_79B9_7F4A_7C15)), modulus)
    }
}

/// `(a + b) mod modulus` for `a < modulus` and `b <= modulus`.
#[inline]
fn add(a: u64, b: u64, modulus: u64) -> u64 {
    let sum = a + b;
    if sum >= modulus { sum - modulus } else { sum }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Seed;

    proptest! {
        #[test]
        fn is_a_bijection(seed: u64, len in 1_u64..3_000) {
            let permutation = Permutation::new(Seed(seed).key("p"), len);
            let mut seen = vec![false; len as usize];
            for index in 0..len {
                let value = permutation.at(index);
                prop_assert!(!std::mem::replace(&mut seen[value as usize], true));
                prop_assert_eq!(permutation.index_of(value), index);
            }
        }

        #[test]
        fn inverts_on_large_domains(seed: u64, len in 1_u64..1 << 50, place: u64) {
            let permutation = Permutation::new(Seed(seed).key("p"), len);
            let index = place % len;
            prop_assert_eq!(permutation.index_of(permutation.at(index)), index);
        }
    }

    #[test]
    fn looks_shuffled() {
        let permutation = Permutation::new(Seed(9).key("p"), 10_000);
        // The mean distance of two neighbours in a random order is a third of the length.
        let mean = (1..10_000).map(|n| permutation.at(n).abs_diff(permutation.at(n - 1))).sum::<u64>() / 9_999;
        assert!((3_200..3_470).contains(&mean), "{mean}");
    }
}
