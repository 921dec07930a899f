//! Strata: exact numbers of hits, evenly spread, that any block can work out for itself.

use std::{f64::consts::SQRT_2, ops::Range};

use retailgen_synth::Key;

/// The golden ratio without its one: of all steps around a circle, the one that spreads any number of them most evenly.
const GOLDEN_RATIO: f64 = 0.618_033_988_749_894_9;

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
/// Which of the two hangs on the block's place alone: the day, and how many rows of it come before. From one day to the
/// next the threshold goes on by the golden ratio, so that neighbouring days round differently; over days that are much
/// alike the sum stays within three of what is due. The more the shares of days differ, the more of chance there is in the
/// sum, but it stays closer than with thresholds drawn for each day. To be exact, a day would have to know all before.
pub fn hits_of_block(due: f64, day: i32, rows_before: f64, phase: f64) -> u64 {
    let threshold = phase + GOLDEN_RATIO * f64::from(day) + SQRT_2 * rows_before;
    (due + threshold.rem_euclid(1.0)).floor() as u64
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
        fn days_that_are_alike_add_up_to_their_share(
            due in 0.0_f64..30.0, first in 16_000_i32..26_000, days in 1_i32..1_000, phase in 0.0_f64..1.0
        ) {
            let hits: u64 = (first..first + days).map(|day| hits_of_block(due, day, 0.0, phase)).sum();
            let whole = due * f64::from(days);
            prop_assert!((hits as f64 - whole).abs() <= 3.0, "{hits} of {whole}");
        }

        #[test]
        fn blocks_of_a_day_that_are_alike_add_up_to_their_share(
            due in 0.0_f64..30.0, day in 16_000_i32..26_000, blocks in 1_u32..200, phase in 0.0_f64..1.0
        ) {
            let hits: u64 = (0..blocks).map(|block| hits_of_block(due, day, f64::from(block) * 8_192.0, phase)).sum();
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

    /// A year of small days, 54 events on average with 17 signed in, as at a hundredth of the full scale.
    #[test]
    fn days_that_differ_add_up_to_their_share_more_closely_than_by_chance() {
        let key = Seed(9).key("days");
        let due: Vec<f64> = (0..366).map(|day| 0.01 * (9.0 + 17.0 * key.unit(day))).collect();
        let whole: f64 = due.iter().sum();
        let squared_errors = |hits: &dyn Fn(u64, i32, f64) -> u64| {
            let error = |phase: u64| {
                let hits: u64 = due.iter().zip(19_723..).map(|(due, day)| hits(phase, day, *due)).sum();
                (hits as f64 - whole).powi(2)
            };
            (0..400).map(error).sum::<f64>() / 400.0
        };
        let phases = Seed(9).key("phases");
        let placed = squared_errors(&|phase, day, due| hits_of_block(due, day, 0.0, phases.unit(phase)));
        let drawn = squared_errors(&|phase, day, due| (due + phases.nth(phase).unit(day as u64)).floor() as u64);
        // By chance it is the sum of due · (1 - due), and its square root seven hits.
        assert!((40.0..65.0).contains(&drawn), "{drawn}");
        assert!(placed < 16.0, "{placed}");
    }
}
