//! From an order to the carrier's van: cut-off times, days of despatch, and what waits for stock.

use retailgen_synth::{
    calendar::{DAY, Date, HOUR, SECOND, Zone},
    distribution::alias::AliasTable,
    key::Stream,
};

use super::workdays::{despatch_day_after, despatches_on, is_saturday};
use crate::parameters::Deliveries as Parameters;

/// Decides when parcels leave.
#[derive(Debug)]
pub struct Despatch {
    /// That of both warehouses: Sydney's and Melbourne's clocks are the same.
    zone: Zone,
    handling: AliasTable,
    express_handling: AliasTable,
    parameters: Parameters,
    /// Share of the parcels of an order that have left within so many days of despatch after the first possible one,
    /// that one included.
    left_within: Vec<f64>,
}

/// When a parcel left.
#[derive(Debug, Clone, Copy)]
pub struct Departure {
    /// The instant, microseconds UTC.
    pub at: i64,
    /// The date at the warehouse.
    pub date: Date,
}

impl Despatch {
    /// The despatch that `parameters` describe.
    pub fn new(parameters: &Parameters) -> Self {
        let (figures, back_ordered) = (&parameters.despatch, parameters.back_ordered);
        let (fewest, most) = figures.back_order_days;
        let total: f64 = figures.handling.iter().sum();
        let in_stock = |days: u32| figures.handling.iter().take(days as usize + 1).sum::<f64>() / total;
        let waited = |days: u32| f64::from((days + 1).saturating_sub(fewest)) / f64::from(most - fewest + 1);
        let share = |days: u32| (1.0 - back_ordered) * in_stock(days) + back_ordered * waited(days).min(1.0);
        Self {
            zone: Zone::named("Australia/Sydney").expect("the calendar's tests name it"),
            handling: AliasTable::new(figures.handling),
            express_handling: AliasTable::new(figures.express_handling),
            left_within: (0..=most).map(share).collect(),
            parameters: parameters.clone(),
        }
    }

    /// When a parcel of an order placed at `placed` leaves; three draws.
    pub fn departure(&self, placed: i64, express: bool, back_ordered: bool, stream: &mut Stream) -> Departure {
        let local = placed + self.zone.offset_at(placed);
        let (ordered, time) = (Date::from_days(local.div_euclid(DAY) as i32), local.rem_euclid(DAY));
        let first = if despatches_on(ordered) && time < self.cut_off(ordered) {
            ordered
        } else {
            despatch_day_after(ordered, 1)
        };
        let (fewest, most) = self.parameters.despatch.back_order_days;
        let bits = stream.bits();
        let days = if back_ordered {
            fewest + retailgen_synth::key::below(bits, u64::from(most - fewest + 1)) as u32
        } else if express {
            self.express_handling.pick(bits) as u32
        } else {
            self.handling.pick(bits) as u32
        };
        let date = despatch_day_after(first, days);
        let opens = hours(self.parameters.despatch.opens);
        let from = if date == ordered { opens.max(time + hours(self.parameters.despatch.shortest)) } else { opens };
        let closes = hours(by_weekday(date, self.parameters.despatch.closes));
        // The later of two draws: vans come all day, but most of the goods go with the afternoon's.
        let within = stream.unit().max(stream.unit());
        let seconds = ((closes - from) as f64 * within) as i64 / SECOND;
        // Scanners record whole seconds; an order's fraction of one is rounded up, so that the parcel is the later.
        let left = (from + SECOND - 1) / SECOND * SECOND + seconds * SECOND;
        Departure { at: self.zone.instant_of(date.midnight_utc() + left), date }
    }

    /// The date at the warehouses.
    #[cfg(test)]
    pub fn local_date(&self, instant: i64) -> Date {
        Date::from_days((instant + self.zone.offset_at(instant)).div_euclid(DAY) as i32)
    }

    /// The share of the parcels of web orders of `date`, a UTC day, that have left by the end of `last`, a UTC day too;
    /// an estimate for plans.
    pub fn share_left(&self, date: Date, last: Date) -> f64 {
        // On 24:00 UTC the warehouses' day has just begun, so `last` is the last date of despatch. The UTC day itself
        // begins at 10:00 or 11:00, and a sixth of its orders comes in before the cut-off of the date.
        let days = (1..=last.days() - date.days()).filter(|&later| despatches_on(date.plus_days(later))).count();
        let left = |days: Option<usize>| days.map_or(0.0, |days| self.left_within.get(days).copied().unwrap_or(1.0));
        let same_day = if despatches_on(date) { BEFORE_CUT_OFF } else { 0.0 };
        same_day * left(Some(days)) + (1.0 - same_day) * left(days.checked_sub(1))
    }

    fn cut_off(&self, date: Date) -> i64 {
        hours(by_weekday(date, self.parameters.despatch.cut_off))
    }
}

/// Days after which all parcels of an order have left: the longest back-order over the longest row of holidays.
pub const LONGEST_WAIT: i32 = 14;

/// Share of a UTC day's web orders that come in before the warehouses' cut-off of the same date (measured).
const BEFORE_CUT_OFF: f64 = 0.16;

fn by_weekday(date: Date, (weekdays, saturday): (f64, f64)) -> f64 {
    if is_saturday(date) { saturday } else { weekdays }
}

fn hours(hours: f64) -> i64 {
    (hours * HOUR as f64) as i64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use retailgen_synth::Seed;

    use super::*;
    use crate::window::{FIRST_DAY, LAST_DAY};

    fn despatch() -> Despatch {
        Despatch::new(&Parameters::default())
    }

    proptest! {
        #[test]
        fn parcels_leave_after_the_order_on_a_day_of_despatch_and_within_two_weeks(
            placed in FIRST_DAY.midnight_utc()..LAST_DAY.plus_days(1).midnight_utc(),
            entity in any::<u64>(),
            express in any::<bool>(),
            back_ordered in any::<bool>(),
        ) {
            let despatch = despatch();
            let left = despatch.departure(placed, express, back_ordered, &mut Seed(1).key("x").stream(entity));
            prop_assert!(left.at > placed && left.at <= placed + i64::from(LONGEST_WAIT) * DAY);
            prop_assert!(despatches_on(left.date));
            prop_assert_eq!(despatch.local_date(left.at), left.date);
            let time = left.at + despatch.zone.offset_at(left.at) - left.date.midnight_utc();
            prop_assert!((9 * HOUR..=18 * HOUR + HOUR / 2 + SECOND).contains(&time), "{}", time);
        }
    }

    #[test]
    fn the_cut_off_decides_the_first_possible_day() {
        let despatch = despatch();
        let key = Seed(2).key("orders");
        // A Thursday in June: Sydney is ten hours ahead.
        let date = Date::new(2024, 6, 6);
        let same_day = |hour: i64| {
            let placed = date.midnight_utc() + (hour - 10) * HOUR;
            (0..1_000).filter(|&n| despatch.departure(placed, false, false, &mut key.stream(n)).date == date).count()
        };
        // 640 of a thousand, five standard deviations of a binomial.
        assert!((564..716).contains(&same_day(13)), "{}", same_day(13));
        assert_eq!(same_day(14), 0);
    }
}
