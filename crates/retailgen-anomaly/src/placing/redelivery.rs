//! Redelivery: rows that come again in a later partition.

use retailgen_synth::calendar::Date;

use super::{
    applied::Applied,
    dealing::{self, Candidates},
    place::Day,
};
use crate::policy::Mechanism;

/// The longest a row takes to come again, in days.
pub const LONGEST_LAG: i32 = 5;

/// A row of an earlier day that is delivered again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redelivery {
    /// Number of the rule in the policy.
    pub rule: usize,
    /// The day that had the row first.
    pub from: Date,
    /// Its place among that day's clean rows.
    pub row: u64,
    /// The clean row of the later day after which it is written.
    pub after: u64,
}

/// What a rule delivers again on `date`, in no particular order.
///
/// All that comes again of one day comes on the same later day, so that day need be drawn only once more.
pub fn on(applied: &Applied, rate: f64, day: &Day) -> Vec<Redelivery> {
    let Applied { number: rule, key, dealing, phase, .. } = *applied;
    let Day { date, rows_before, .. } = *day;
    let evenly = applied.rule.mechanism == Mechanism::Even;
    let rows_on = |date: Date| (rows_before(date.plus_days(1)) - rows_before(date)) as u64;
    let here = rows_on(date);
    if here == 0 || !applied.rule.is_in_period(Some(date)) {
        return Vec::new();
    }
    let lags = key.key("lag");
    (1..=LONGEST_LAG)
        .map(|lag| (lag, date.plus_days(-lag)))
        .filter(|(lag, from)| lags.below(from.days() as u64, LONGEST_LAG as u64) as i32 + 1 == *lag)
        .flat_map(|(_, from)| {
            let there = rows_on(from);
            let span = rows_before(from)..rows_before(from.plus_days(1));
            let hits = match there {
                0 => 0,
                _ if evenly => dealing::due(rate, &span, phase).min(there),
                _ => dealing::hits_of_day(rate, &span, phase, &Day::new(from, rows_before), dealing).min(there),
            };
            let rows = Candidates::new(there as usize, hits, evenly, key.key("row").nth(from.days() as u64));
            let places = key.key("after").nth(from.days() as u64);
            (0..hits).filter_map(move |hit| {
                let row = rows.of(hit).next()? as u64;
                Some(Redelivery { rule, from, row, after: places.below(hit, here) })
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;
    use crate::kind::UnusedKeys;
    use crate::policy::Policy;

    #[test]
    fn every_hit_of_a_day_comes_again_once_within_five_days() {
        let rows_before = |date: Date| f64::from(date.days() - Date::new(2024, 1, 1).days()) * 700.0;
        let key = Seed(1).key("again");
        let days = (0..100).map(|day| Date::new(2024, 1, 6).plus_days(day));
        let policy = Policy::builtin("default").unwrap();
        let rule = policy.rule("orders_header.row.redelivered").unwrap().clone();
        let applied = Applied {
            number: 0,
            rule,
            key,
            dealing: key.key("dealing"),
            phase: 0.3,
            unused: UnusedKeys::NONE,
            entities: None,
        };
        let all: Vec<Redelivery> = days.flat_map(|date| on(&applied, 0.01, &Day::new(date, &rows_before))).collect();
        // Of 95 days and parts of some more, with seven a day.
        assert!((600..740).contains(&all.len()), "{}", all.len());
        assert!(all.iter().all(|redelivery| redelivery.row < 700 && redelivery.after < 700));
        let mut rows: Vec<_> = all.iter().map(|redelivery| (redelivery.from, redelivery.row)).collect();
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), all.len());
    }
}
