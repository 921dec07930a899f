//! Strata: exact numbers of hits, evenly spread, that any block can work out for itself.

use std::{f64::consts::SQRT_2, ops::Range};

use retailgen_synth::Key;

/// How many of the hits of a table that has `total` over `rows` rows fall into the rows of `span`.
///
/// Summed over consecutive spans this is exactly `total`.
pub fn hits_of_total(total: u64, rows: u64, span: &Range<f64>, phase: f64) -> u64 {
    let before = |row: f64| (total as f64 * (row / rows as f64) + phase).floor() as u64;
    before(span.end) - before(span.start)
}

/// How many hits at `rate` fall into the rows of `span`, which count from the table's first row ever.
///
/// Summed over consecutive spans this is within one of rate times rows, however the rows are cut into spans.
pub fn hits_at_rate(rate: f64, span: &Range<f64>, phase: f64) -> u64 {
    let before = |row: f64| (rate * row + phase).floor();
    (before(span.end) - before(span.start)) as u64
}

/// How many hits a block is due whose share is `due`, of rows that nobody can count outside of it: rounded down or up.
///
/// Which of the two hangs on the block's place alone, by a sequence that spreads evenly, so that the blocks of a file come
/// closer to their sum than by chance.
pub fn hits_of_block(due: f64, rows_before: f64, phase: f64) -> u64 {
    (due + (phase + SQRT_2 * rows_before).rem_euclid(1.0)).floor() as u64
}

/// The rows of stratum `stratum`, of `strata` over `rows` rows, in the order in which they are tried: from a keyed
/// place to the end, then from the beginning.
pub fn candidates(rows: usize, stratum: u64, strata: u64, key: Key) -> impl Iterator<Item = usize> {
    let bound = |n: u64| (rows as u128 * u128::from(n) / u128::from(strata)) as usize;
    let (low, high) = (bound(stratum), bound(stratum + 1));
    let start = low + key.below(stratum, (high - low) as u64) as usize;
    (start..high).chain(low..start)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use retailgen_synth::Seed;

    use super::*;

    proptest! {
        #[test]
        fn spans_add_up_however_they_are_cut(
            rate in 0.0001_f64..0.2, phase in 0.0_f64..1.0, cuts in prop::collection::vec(1_u32..5_000, 1..30)
        ) {
            let mut row = 0.0;
            let mut hits = 0;
            for cut in &cuts {
                let span = row..row + f64::from(*cut);
                hits += hits_at_rate(rate, &span, phase);
                row = span.end;
            }
            prop_assert_eq!(hits, hits_at_rate(rate, &(0.0..row), phase));
            prop_assert!((hits as f64 - rate * row).abs() <= 1.0);
        }

        #[test]
        fn blocks_that_are_alike_add_up_to_their_share(
            due in 0.0_f64..30.0, blocks in 1_u32..200, phase in 0.0_f64..1.0
        ) {
            let hits: u64 = (0..blocks).map(|block| hits_of_block(due, f64::from(block) * 8_192.0, phase)).sum();
            let whole = due * f64::from(blocks);
            prop_assert!((hits as f64 - whole).abs() <= 5.0, "{hits} of {whole}");
        }

        #[test]
        fn totals_are_exact(
            total in 0_u64..500, phase in 0.0_f64..1.0, cuts in prop::collection::vec(1_u32..5_000, 1..30)
        ) {
            let rows: u64 = cuts.iter().map(|&cut| u64::from(cut)).sum();
            let mut row = 0.0;
            let mut hits = 0;
            for cut in &cuts {
                let span = row..row + f64::from(*cut);
                hits += hits_of_total(total, rows, &span, phase);
                row = span.end;
            }
            prop_assert_eq!(hits, total);
        }

        #[test]
        fn strata_cover_every_row_once(seed: u64, rows in 1_usize..500, strata in 1_u64..40) {
            let key = Seed(seed).key("strata");
            let mut all: Vec<usize> = (0..strata).flat_map(|stratum| candidates(rows, stratum, strata, key)).collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..rows).collect::<Vec<_>>());
        }
    }
}
