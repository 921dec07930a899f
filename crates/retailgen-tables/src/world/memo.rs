//! Remembered results of pure functions, in a table of fixed size.

use std::sync::atomic::{AtomicU64, Ordering};

/// Bits of a word that hold the value; the others tell whose it is.
const VALUE_BITS: u32 = 31;
const VALUE: u64 = (1 << VALUE_BITS) - 1;

/// A table of results by key, each in the one place where it can stand. What is there depends on who asked before, what is
/// answered does not: a result that is not there is worked out again.
#[derive(Debug)]
pub struct Memo {
    /// The key, counted from 1, above the value, so that no thread reads half of another's.
    words: Box<[AtomicU64]>,
}

impl Memo {
    /// Places for what hangs on a product: as many as there will ever be products at scale 1, half a megabyte.
    pub const OF_PRODUCTS: usize = 1 << 16;
    /// Places for what hangs on a customer: more than there are in 2025 at scale 1, a megabyte.
    pub const OF_CUSTOMERS: usize = 1 << 17;

    /// An empty table of so many places, a power of two.
    pub fn new(places: usize) -> Self {
        Self { words: (0..places).map(|_| AtomicU64::new(0)).collect() }
    }

    /// The result for `key`, which stands at `place`; `work_out` must give the same whenever it is asked.
    ///
    /// Keys of 33 bits and results of 31 are remembered, larger ones are worked out each time.
    #[inline]
    pub fn recall(&self, place: u64, key: u64, work_out: impl FnOnce() -> u64) -> u64 {
        let word = &self.words[place as usize & (self.words.len() - 1)];
        let held = word.load(Ordering::Relaxed);
        if held >> VALUE_BITS == key + 1 {
            return held & VALUE;
        }
        let value = work_out();
        if key + 1 < 1 << (u64::BITS - VALUE_BITS) && value <= VALUE {
            word.store((key + 1) << VALUE_BITS | value, Ordering::Relaxed);
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_what_is_worked_out_whoever_asked_before() {
        let memo = Memo::new(8);
        let mut worked_out = 0;
        for key in [5, 5, 5 + 8, 5, 1 << 40, 1 << 40] {
            let mut work_out = || {
                worked_out += 1;
                key * 3 % 1_000
            };
            assert_eq!(memo.recall(key, key, &mut work_out), key * 3 % 1_000);
        }
        // The third takes the place of the first two, the fourth takes it back, and the last two are too large.
        assert_eq!(worked_out, 5);
        assert_eq!([memo.recall(6, 6, || 1 << 31), memo.recall(6, 6, || 7)], [1 << 31, 7]);
    }
}
