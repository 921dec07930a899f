//! Incidents: faults that come together, on few days and from few stores.

use std::ops::Range;

use arrow_array::{Array, RecordBatch, cast::AsArray, types::Int64Type};
use retailgen_schema::TableDefinition;
use retailgen_synth::{Key, calendar::Date};

use super::applied::Applied;
use crate::policy::{STORES_HIT, TILLS, spell, till_columns};

/// The spell of days whose hits all fall on `date`; `None` where it is not the bad day of its spell.
pub fn spell_on(date: Date, days_share: f64, key: Key) -> Option<Range<Date>> {
    let (number, days) = spell(date.days(), days_share);
    let bad = days.start + key.below(number as u64, (days.end - days.start) as u64) as i64;
    (bad == i64::from(date.days())).then(|| Date::from_days(days.start as i32)..Date::from_days(days.end as i32))
}

/// The rows that the incident of `date` can hit: those from the tills of the stores that got the release, which are the rule's
/// entities where these are stores.
///
/// `None` for a table without stores and channels, where an incident hits any row of its day.
pub fn rows_hit(
    definition: &TableDefinition,
    batch: &RecordBatch,
    date: Date,
    applied: &Applied,
) -> Option<Vec<usize>> {
    let tills = till_columns(definition)?;
    let stores = batch.column(tills.store).as_primitive_opt::<Int64Type>()?;
    let channels = batch.column(tills.channel).as_string_opt::<i32>()?;
    let key = applied.key.key("store").nth(date.days() as u64);
    let are_chosen = applied.entities.as_ref().is_some_and(|entities| entities.are_of(tills.store));
    let hit = |row: &usize| {
        channels.is_valid(*row)
            && channels.value(*row) == TILLS
            && (are_chosen || key.chance(stores.value(*row) as u64, STORES_HIT))
    };
    Some((0..batch.num_rows()).filter(hit).collect())
}

#[cfg(test)]
mod tests {
    use retailgen_synth::Seed;

    use super::*;

    #[test]
    fn the_share_of_bad_days_is_kept() {
        let key = Seed(1).key("incident");
        let days: Vec<Date> = (0..2_000).map(|day| Date::new(2020, 1, 1).plus_days(day)).collect();
        for (share, wanted) in [(0.05, 100), (0.4, 800), (0.67, 1_340), (1.0, 2_000)] {
            let bad: Vec<&Date> = days.iter().filter(|date| spell_on(**date, share, key).is_some()).collect();
            assert!((wanted - 1..=wanted + 1).contains(&bad.len()), "{share}: {}", bad.len());
            assert!(bad.iter().all(|date| spell_on(**date, share, key).is_some_and(|spell| spell.contains(date))));
        }
    }
}
