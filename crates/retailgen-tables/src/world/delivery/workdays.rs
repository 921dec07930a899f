//! On which days warehouses and carriers work, looked up rather than worked out for every parcel.

use std::sync::LazyLock;

use retailgen_synth::calendar::{
    Date, Weekday,
    holiday::{self, State},
};

use crate::window::{FIRST_DAY, LAST_DAY};

/// Days after the company's last one that parcels may still take.
const AFTERWARDS: i32 = 200;

/// Whose public holidays a destination keeps: bits of a day in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holidays(u16);

impl Holidays {
    /// Those of a state.
    pub fn of(state: State) -> Self {
        Self(1 << state as u16)
    }

    /// Abroad, where the model knows Christmas Day and New Year's Day only.
    pub const ABROAD: Self = Self(1 << 8);
    /// Those that all states keep.
    const NATIONAL: u16 = 0xFF;
}

const SATURDAY: u16 = 1 << 9;
const SUNDAY: u16 = 1 << 10;

/// For each day of the company's life, and some beyond: who is on holiday, and whether it is Saturday or Sunday.
static DAYS: LazyLock<Vec<u16>> = LazyLock::new(|| {
    (FIRST_DAY.days()..=LAST_DAY.days() + AFTERWARDS).map(|day| marks(Date::from_days(day))).collect()
});

fn marks(date: Date) -> u16 {
    let mut marks = weekend(date);
    // Christmas Day and New Year's Day are holidays in every state too.
    let Some(observance) = holiday::observance(date) else { return marks };
    for &state in observance.states {
        marks |= Holidays::of(state).0;
    }
    if matches!((date.month(), date.day()), (12, 25) | (1, 1)) {
        marks |= Holidays::ABROAD.0;
    }
    marks
}

fn weekend(date: Date) -> u16 {
    match date.weekday() {
        Weekday::Saturday => SATURDAY,
        Weekday::Sunday => SUNDAY,
        _ => 0,
    }
}

/// A day outside the table is none of the company's; it has weekends all the same.
fn of(date: Date) -> u16 {
    usize::try_from(date.days() - FIRST_DAY.days())
        .ok()
        .and_then(|index| DAYS.get(index).copied())
        .unwrap_or_else(|| weekend(date))
}

/// Whether the warehouses despatch on `date`: not on Sundays, nor on holidays that all states keep.
pub fn despatches_on(date: Date) -> bool {
    let marks = of(date);
    marks & SUNDAY == 0 && marks & Holidays::NATIONAL != Holidays::NATIONAL
}

/// Whether it is a Saturday.
pub fn is_saturday(date: Date) -> bool {
    of(date) & SATURDAY != 0
}

/// Whether `date` is a Saturday on which vans may go round.
pub fn is_working_saturday(date: Date, holidays: Holidays) -> bool {
    of(date) & (SATURDAY | holidays.0) == SATURDAY
}

/// The `count`th day of despatch after `date`.
pub fn despatch_day_after(date: Date, count: u32) -> Date {
    nth_after(date, count, despatches_on)
}

/// The `count`th business day after `date`: Monday to Friday, without the destination's holidays.
pub fn business_day_after(date: Date, count: u32, holidays: Holidays) -> Date {
    let closed = SATURDAY | SUNDAY | holidays.0;
    nth_after(date, count, |date| of(date) & closed == 0)
}

fn nth_after(date: Date, count: u32, counts: impl Fn(Date) -> bool) -> Date {
    let mut date = date;
    for _ in 0..count {
        date = date.plus_days(1);
        while !counts(date) {
            date = date.plus_days(1);
        }
    }
    date
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_2024_is_counted_around() {
        let thursday = Date::new(2024, 3, 28);
        // Good Friday and Easter Monday are national; the Saturday between is no business day, but vans are loaded.
        assert_eq!(despatch_day_after(thursday, 1), Date::new(2024, 3, 30));
        assert_eq!(despatch_day_after(thursday, 2), Date::new(2024, 4, 2));
        let nsw = Holidays::of(State::Nsw);
        assert_eq!(business_day_after(thursday, 1, nsw), Date::new(2024, 4, 2));
        assert_eq!(business_day_after(thursday, 1, Holidays::ABROAD), Date::new(2024, 3, 29));
        assert_eq!(business_day_after(thursday, 0, nsw), thursday);
    }

    #[test]
    fn a_holiday_of_one_state_is_its_own() {
        // Melbourne Cup Day 2024.
        let monday = Date::new(2024, 11, 4);
        assert_eq!(business_day_after(monday, 1, Holidays::of(State::Vic)), Date::new(2024, 11, 6));
        assert_eq!(business_day_after(monday, 1, Holidays::of(State::Nsw)), Date::new(2024, 11, 5));
        assert!(despatches_on(Date::new(2024, 11, 5)));
        assert!(!despatches_on(Date::new(2024, 12, 25)) && !despatches_on(Date::new(2024, 11, 3)));
        assert!(is_working_saturday(Date::new(2024, 11, 2), Holidays::of(State::Vic)));
    }

    #[test]
    fn days_beyond_the_table_have_weekends() {
        let beyond = LAST_DAY.plus_days(AFTERWARDS + 1);
        assert_eq!((1..=7).filter(|&n| despatches_on(beyond.plus_days(n))).count(), 6);
        assert_eq!((1..=7).filter(|&n| is_saturday(FIRST_DAY.plus_days(-n))).count(), 1);
    }
}
