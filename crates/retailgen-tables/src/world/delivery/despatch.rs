//! From an order to the carrier's van: cut-off times, days of despatch, and what waits for hands or for stock.

use retailgen_synth::{
    calendar::{DAY, Date, HOUR, SECOND, Zone},
    distribution::alias::AliasTable,
    key::Stream,
};

use super::{
    backlog::backlog,
    workdays::{despatch_day_after, despatches_on, is_saturday},
};
use crate::{parameters::Deliveries as Parameters, window::FIRST_DAY, world::demand::DemandCurve};

/// Decides when parcels leave.
#[derive(Debug)]
pub struct Despatch {
    /// That of both warehouses: Sydney's and Melbourne's clocks are the same.
    zone: Zone,
    handling: AliasTable,
    express_handling: AliasTable,
    /// Working days that parcels wait for hands, on average, by the first day on which they could leave.
    backlog: Vec<f64>,
    parameters: Parameters,
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
    /// The despatch that `parameters` describe, where the web sells along `curve`.
    pub fn new(curve: &DemandCurve, parameters: &Parameters) -> Self {
        let figures = &parameters.despatch;
        Self {
            zone: Zone::named("Australia/Sydney").expect("the calendar's tests name it"),
            handling: AliasTable::new(figures.handling),
            express_handling: AliasTable::new(figures.express_handling),
            backlog: backlog(curve.web(), &figures.backlog),
            parameters: parameters.clone(),
        }
    }

    /// When a parcel of an order placed at `placed` leaves; three draws, and two more after a peak.
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
        } else {
            let (handling, share) = if express {
                (&self.express_handling, self.parameters.despatch.backlog.express_share)
            } else {
                (&self.handling, 1.0)
            };
            handling.pick(bits) as u32 + self.waits_for_hands(first, share, stream)
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

    /// Working days that a parcel waits for hands which could leave on `first`, where it feels so much of the backlog: even
    /// from none to twice the mean, and a part of a day by chance a whole one.
    fn waits_for_hands(&self, first: Date, share: f64, stream: &mut Stream) -> u32 {
        let most = 2.0 * share * self.backlog_on(first);
        if most > 0.0 { (most * stream.unit() + stream.unit()) as u32 } else { 0 }
    }

    /// The mean backlog; none on days that are not the company's, to which its last orders may lead.
    fn backlog_on(&self, date: Date) -> f64 {
        let day = usize::try_from(date.days() - FIRST_DAY.days()).ok();
        day.and_then(|day| self.backlog.get(day)).copied().unwrap_or(0.0)
    }

    /// The share of the parcels of an order that have left within so many days of despatch after the first possible one,
    /// that one included, where they wait `backlog` days for hands on average.
    fn left_within(&self, days: usize, backlog: f64) -> f64 {
        let (figures, back_ordered) = (&self.parameters.despatch, self.parameters.back_ordered);
        let (fewest, most) = figures.back_order_days;
        let total: f64 = figures.handling.iter().sum();
        let waited = |days: usize| waits_at_most(days as f64, 2.0 * backlog);
        let handled = figures.handling.iter().enumerate().take(days + 1);
        let in_stock: f64 = handled.map(|(taken, share)| share / total * waited(days - taken)).sum();
        let in_again = (days + 1).saturating_sub(fewest as usize) as f64 / f64::from(most - fewest + 1);
        (1.0 - back_ordered) * in_stock + back_ordered * in_again.min(1.0)
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
        let backlog = self.backlog_on(date);
        let left = |days: Option<usize>| days.map_or(0.0, |days| self.left_within(days, backlog));
        let same_day = if despatches_on(date) { BEFORE_CUT_OFF } else { 0.0 };
        same_day * left(Some(days)) + (1.0 - same_day) * left(days.checked_sub(1))
    }

    fn cut_off(&self, date: Date) -> i64 {
        hours(by_weekday(date, self.parameters.despatch.cut_off))
    }
}

/// The share of waits of at most so many whole days, where they are even from 0 to `most` and a part of a day is by chance a
/// whole one.
fn waits_at_most(days: f64, most: f64) -> f64 {
    if most <= 0.0 {
        return 1.0;
    }
    // Waits below `days` count in full, the next day's ones as far as chance leaves them below.
    let (below, to) = (days.min(most), (days + 1.0).min(most));
    let partly = (to - below) * (days + 1.0 - f64::midpoint(below, to));
    (below + partly) / most
}

/// Days after which all parcels of an order have left: the longest back-order or backlog over the longest row of holidays.
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
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use retailgen_synth::Seed;

    use super::*;
    use crate::window::{FIRST_DAY, LAST_DAY};

    fn despatch() -> Despatch {
        Despatch::new(&DemandCurve::new(Seed(1), &crate::Parameters::default().trade), &Parameters::default())
    }

    static DESPATCH: LazyLock<Despatch> = LazyLock::new(despatch);

    /// Mean days from order to departure of parcels ordered on a day of 2024.
    fn mean_wait(month: u32, day: u32, express: bool) -> f64 {
        let (date, key) = (Date::new(2024, month, day), Seed(2).key("orders"));
        let wait = |n| {
            let placed = date.midnight_utc() + n as i64 % 24 * HOUR;
            (DESPATCH.departure(placed, express, false, &mut key.stream(n)).at - placed) as f64 / DAY as f64
        };
        (0..4_800).map(wait).sum::<f64>() / 4_800.0
    }

    #[test]
    fn parcels_lie_longer_after_a_peak_and_express_ones_a_little() {
        // Tuesdays: after Cyber Monday, and seven weeks before.
        let (peak, calm) = (mean_wait(12, 3, false), mean_wait(10, 15, false));
        assert!(peak > calm + 0.8, "{peak} {calm}");
        let (peak, calm) = (mean_wait(12, 3, true), mean_wait(10, 15, true));
        assert!((0.1..0.8).contains(&(peak - calm)), "{peak} {calm}");
    }

    #[test]
    fn plans_know_of_the_backlog() {
        for (month, day) in [(12, 3), (10, 15)] {
            let (date, key) = (Date::new(2024, month, day), Seed(3).key("orders"));
            for later in 0..6 {
                let last = date.plus_days(later);
                let has_left = |n: &u64| {
                    // The hours of web orders matter little against the days.
                    let placed = date.midnight_utc() + *n as i64 % 24 * HOUR;
                    let back_ordered = n.is_multiple_of(100);
                    let left = DESPATCH.departure(placed, false, back_ordered, &mut key.stream(*n));
                    left.at < last.plus_days(1).midnight_utc()
                };
                let found = (0..4_800).filter(has_left).count() as f64 / 4_800.0;
                assert!((found - DESPATCH.share_left(date, last)).abs() < 0.1, "{date} {later}: {found}");
            }
        }
    }

    proptest! {
        #[test]
        fn parcels_leave_after_the_order_on_a_day_of_despatch_and_within_two_weeks(
            placed in FIRST_DAY.midnight_utc()..LAST_DAY.plus_days(1).midnight_utc(),
            entity in any::<u64>(),
            express in any::<bool>(),
            back_ordered in any::<bool>(),
        ) {
            let despatch = &*DESPATCH;
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
        let despatch = &*DESPATCH;
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
