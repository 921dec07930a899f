//! Incidents: faults that come together, on few days and from few stores.

use std::ops::Range;

use arrow_array::{Array, RecordBatch, cast::AsArray, types::Int64Type};
use retailgen_synth::{Key, calendar::Date};

/// Share of stores whose tills got the bad release.
const STORES_HIT: f64 = 0.7;

/// The day of a run of days that is the bad one, for a share of days; `None` where `date` is not it.
///
/// Days are cut into runs of `1 / days_share`, each with one incident, which carries the hits of the whole run. Returns
/// the run's first day and the day after its last.
pub fn run_of(date: Date, days_share: f64, key: Key) -> Option<Range<Date>> {
    let length = ((1.0 / days_share + 0.5).floor() as i32).max(1);
    let run = date.days().div_euclid(length);
    let bad = run * length + key.below(run as u64, length as u64) as i32;
    let first = Date::from_days(run * length);
    (bad == date.days()).then(|| first..first.plus_days(length))
}

/// The rows that the incident of `date` can hit: those from the tills of the stores that got the release.
///
/// `None` for a table without stores and channels, where an incident hits any row of its day.
pub fn rows_hit(batch: &RecordBatch, date: Date, key: Key) -> Option<Vec<usize>> {
    let stores = batch.column_by_name("store_id")?.as_primitive_opt::<Int64Type>()?;
    let channels = batch.column_by_name("channel")?.as_string_opt::<i32>()?;
    let key = key.key("store").nth(date.days() as u64);
    let hit = |row: &usize| {
        channels.is_valid(*row) && channels.value(*row) == "pos" && key.chance(stores.value(*row) as u64, STORES_HIT)
    };
    Some((0..batch.num_rows()).filter(hit).collect())
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn one_day_of_every_run_is_the_bad_one() {
        let key = Seed(1).key("incident");
        let days: Vec<Date> = (0..2_000).map(|day| Date::new(2020, 1, 1).plus_days(day)).collect();
        let bad: Vec<&Date> = days.iter().filter(|date| run_of(**date, 0.05, key).is_some()).collect();
        assert!((99..=101).contains(&bad.len()), "{}", bad.len());
        assert!(bad.iter().all(|date| run_of(**date, 0.05, key).is_some_and(|run| run.contains(date))));
    }
}
