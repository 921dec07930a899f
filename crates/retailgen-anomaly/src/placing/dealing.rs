//! Dealing: exact numbers of hits at rows by chance, which any block works out for itself.

use std::{f64::consts::SQRT_2, ops::Range};

use retailgen_synth::{Key, permutation::Permutation, splitting};

use super::place::Day;

/// Where every eighth row is hit or more, a hit has a stretch of rows of its own: it would look long for a free one.
const DENSE: u64 = 8;

/// How many of the `total` hits of a table of `rows` rows fall into the rows of `span`, each row being as likely.
///
/// Summed over consecutive spans this is exactly `total`.
pub fn hits_of_total(total: u64, rows: f64, span: &Range<f64>, key: Key) -> u64 {
    if rows <= 0.0 {
        return 0;
    }
    splitting::between(key, total, span.start / rows..span.end / rows)
}

/// The same, spread evenly: the hits are alike far from each other.
pub fn even_hits_of_total(total: u64, rows: f64, span: &Range<f64>, phase: f64) -> u64 {
    if rows <= 0.0 { 0 } else { due(total as f64 / rows, span, phase) }
}

/// How many hits at `rate` are due in the rows of `span`, which count from the table's first row ever: as many as there are
/// rows, to within one, and the same ones however the rows are cut into spans.
pub fn due(rate: f64, span: &Range<f64>, phase: f64) -> u64 {
    let before = |row: f64| (rate * row + phase).floor();
    (before(span.end) - before(span.start)) as u64
}

/// How many hits at `rate` fall into the rows of `span`, all of one day of a table with days. A calendar year has as many
/// as are due, by chance on its rows.
pub fn hits_of_day(rate: f64, span: &Range<f64>, phase: f64, day: &Day, key: Key) -> u64 {
    let (start, end) = day.year();
    let within = span.start - start..span.end - start;
    hits_of_total(due(rate, &(start..end), phase), end - start, &within, key.nth(day.date.year() as u64))
}

/// How many hits a block is due whose share is `due`, of rows that nobody can count outside of it: rounded down or up.
///
/// Which of the two hangs on the block's place alone, by a sequence that spreads evenly, so that the blocks of a file come
/// closer to their sum than by chance.
pub fn hits_of_block(due: f64, rows_before: f64, phase: f64) -> u64 {
    (due + (phase + SQRT_2 * rows_before).rem_euclid(1.0)).floor() as u64
}

/// The rows of a block at which its hits are tried, of `hits` in all over `rows` rows.
pub struct Candidates {
    rows: u64,
    hits: u64,
    key: Key,
    /// Where hits are few and by chance: another row for each of them.
    starts: Option<Vec<usize>>,
}

impl Candidates {
    /// The rows, which hang on `key`: by chance, or one in each of equal stretches.
    pub fn new(rows: usize, hits: u64, evenly: bool, key: Key) -> Self {
        Self::at_slots(rows, hits, evenly, key, rows as u64, |slot| Some(slot as usize))
    }

    /// The same rows, dealt over `slots`: `row_at` says which row stands at one. Where a row goes, hits at others stay.
    pub fn at_slots(
        rows: usize,
        hits: u64,
        evenly: bool,
        key: Key,
        slots: u64,
        row_at: impl Fn(u64) -> Option<usize>,
    ) -> Self {
        let rows = rows as u64;
        let starts = || {
            let permutation = Permutation::new(key, slots);
            (0..slots).filter_map(|place| row_at(permutation.at(place))).take(hits as usize).collect()
        };
        Self { rows, hits, key, starts: (!evenly && hits * DENSE <= rows).then(starts) }
    }

    /// The rows for number `hit` in the order in which they are tried: from any row to the end, then from the beginning.
    pub fn of(&self, hit: u64) -> impl Iterator<Item = usize> {
        let (low, high, start) = if let Some(starts) = &self.starts {
            (0, self.rows, starts[hit as usize] as u64)
        } else {
            let bound = |n: u64| (u128::from(self.rows) * u128::from(n) / u128::from(self.hits)) as u64;
            let (low, high) = (bound(hit), bound(hit + 1));
            (low, high, low + self.key.below(hit, high - low))
        };
        (start as usize..high as usize).chain(low as usize..start as usize)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use retailgen_synth::{Seed, calendar::Date};

    use super::*;

    /// Hits in consecutive spans, and in all of them as one.
    fn both(cuts: &[u32], hits: impl Fn(&Range<f64>) -> u64) -> (u64, u64) {
        let mut row = 0.0;
        let mut sum = 0;
        for cut in cuts {
            let span = row..row + f64::from(*cut);
            sum += hits(&span);
            row = span.end;
        }
        (sum, hits(&(0.0..row)))
    }

    proptest! {
        #[test]
        fn spans_add_up_however_they_are_cut(
            seed: u64, rate in 0.0001_f64..0.2, phase in 0.0_f64..1.0, cuts in prop::collection::vec(1_u32..5_000, 1..30)
        ) {
            let key = Seed(seed).key("rows");
            let rows = cuts.iter().map(|&cut| f64::from(cut)).sum::<f64>();
            let (sum, whole) = both(&cuts, |span| due(rate, span, phase));
            prop_assert_eq!(sum, whole);
            prop_assert!((whole as f64 - rate * rows).abs() <= 1.0);
            let total = due(rate, &(0.0..rows), phase);
            let (sum, whole) = both(&cuts, |span| hits_of_total(total, rows, span, key));
            prop_assert_eq!((sum, whole), (total, total));
            let (sum, whole) = both(&cuts, |span| even_hits_of_total(total, rows, span, phase));
            prop_assert_eq!(sum, whole);
            prop_assert!(whole.abs_diff(total) <= 1);
        }

        #[test]
        fn a_year_of_days_has_what_is_due(seed: u64, rate in 0.0001_f64..0.1, phase in 0.0_f64..1.0) {
            let key = Seed(seed).key("rows");
            let first = Date::new(2023, 1, 1);
            let rows_before = |date: Date| 100.0 * f64::from((date.days() - first.days()).max(0));
            let hits = |day: i32| {
                let date = first.plus_days(day);
                let span = rows_before(date)..rows_before(date.plus_days(1));
                hits_of_day(rate, &span, phase, &Day::new(date, &rows_before), key)
            };
            let year: u64 = (0..365).map(hits).sum();
            prop_assert_eq!(year, due(rate, &(0.0..36_500.0), phase));
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
        fn hits_begin_at_rows_of_their_own(seed: u64, evenly: bool, rows in 1_usize..500, hits in 1_u64..40) {
            prop_assume!(hits <= rows as u64);
            let candidates = Candidates::new(rows, hits, evenly, Seed(seed).key("row"));
            let mut starts: Vec<usize> = (0..hits).filter_map(|hit| candidates.of(hit).next()).collect();
            starts.sort_unstable();
            starts.dedup();
            prop_assert_eq!(starts.len() as u64, hits);
            let mut all: Vec<usize> = candidates.of(0).collect();
            all.sort_unstable();
            prop_assert!(all.windows(2).all(|pair| pair[0] + 1 == pair[1]) && *all.last().unwrap() < rows);
        }
    }

    /// Distances between hits by chance are geometric: their standard deviation is about their mean. In a comb all are
    /// alike.
    #[test]
    fn hits_stand_as_by_chance() {
        let (rate, rows, block) = (0.001, 4_000_000_u64, 1_000_u64);
        let key = Seed(8).key("rows");
        let mut hit = Vec::new();
        for first in (0..rows).step_by(block as usize) {
            let span = first as f64..(first + block) as f64;
            let hits = hits_of_total((rate * rows as f64) as u64, rows as f64, &span, key);
            let candidates = Candidates::new(block as usize, hits, false, key.key("row").nth(first));
            hit.extend((0..hits).filter_map(|hit| Some(first + candidates.of(hit).next()? as u64)));
        }
        hit.sort_unstable();
        assert_eq!(hit.len(), 4_000);
        let gaps: Vec<f64> = hit.windows(2).map(|pair| (pair[1] - pair[0]) as f64).collect();
        let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
        let variance = gaps.iter().map(|gap| (gap - mean) * (gap - mean)).sum::<f64>() / gaps.len() as f64;
        // Five standard errors of the ratio.
        assert!((variance.sqrt() / mean - 1.0).abs() < 0.08, "{}", variance.sqrt() / mean);
        // Counts of 400 stretches with ten hits each, against chance: 400 degrees of freedom, five standard deviations.
        let mut counts = [0.0; 400];
        for row in &hit {
            counts[(row / 10_000) as usize] += 1.0;
        }
        let chi_square: f64 = counts.iter().map(|count| (count - 10.0) * (count - 10.0) / 10.0).sum();
        assert!((chi_square - 399.0).abs() < 5.0 * 28.3, "{chi_square}");
    }
}
