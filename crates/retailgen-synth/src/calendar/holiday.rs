//! Australian public holidays by state, and the movable feasts they hang on.
//!
//! The rules are those in force in the 2020s, applied to every year: one-off days (a state funeral, a moved Cup Day)
//! are not covered, nor the grand final Friday, whose date the league sets each year.

use super::{Date, Weekday};

/// A state or territory of Australia.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the abbreviations are the official ones")]
pub enum State {
    Nsw,
    Vic,
    Qld,
    Wa,
    Sa,
    Tas,
    Act,
    Nt,
}

impl State {
    /// All eight, the most populous first but for the territories.
    pub const ALL: [Self; 8] = [Self::Nsw, Self::Vic, Self::Qld, Self::Wa, Self::Sa, Self::Tas, Self::Act, Self::Nt];

    /// The abbreviation in capitals, as in an address.
    #[must_use]
    pub fn abbreviation(self) -> &'static str {
        match self {
            Self::Nsw => "NSW",
            Self::Vic => "VIC",
            Self::Qld => "QLD",
            Self::Wa => "WA",
            Self::Sa => "SA",
            Self::Tas => "TAS",
            Self::Act => "ACT",
            Self::Nt => "NT",
        }
    }

    /// The state with that abbreviation.
    #[must_use]
    pub fn from_abbreviation(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.abbreviation() == text)
    }
}

/// What a public holiday means for a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Holiday {
    /// Shops are shut by law or custom: Christmas Day and Good Friday.
    Closed,
    /// Anzac Day: shops open late, at 13:00.
    Anzac,
    /// Boxing Day: the sales.
    BoxingDay,
    /// Any other public holiday, with Sunday-like trade.
    Public,
}

/// Easter Sunday of a year (the anonymous Gregorian computus).
#[must_use]
pub fn easter(year: i32) -> Date {
    let golden = year % 19;
    let century = year / 100;
    let in_century = year % 100;
    let epact = (19 * golden + century - century / 4 - (8 * century + 13) / 25 + 15) % 30;
    let full_moon = epact - (golden + 11 * epact) / 319;
    let to_sunday = (2 * (century % 4) + 2 * (in_century / 4) - in_century % 4 - full_moon + 32) % 7;
    let month = (full_moon + to_sunday + 90) / 25;
    let day = (full_moon + to_sunday + month + 19) % 32;
    Date::new(year, month as u32, day as u32)
}

/// The Friday after the fourth Thursday of November, when the sales of that name begin.
#[must_use]
pub fn black_friday(year: i32) -> Date {
    Date::first_weekday(year, 11, Weekday::Thursday).plus_days(22)
}

/// A public holiday and where it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Observance {
    /// What it means for a shop.
    pub holiday: Holiday,
    /// The states that keep it.
    pub states: &'static [State],
}

/// The public holiday that `date` is in `state`, if it is one.
#[must_use]
pub fn australian(date: Date, state: State) -> Option<Holiday> {
    observance(date).filter(|observance| observance.states.contains(&state)).map(|observance| observance.holiday)
}

/// The public holiday that `date` is anywhere in Australia; no two fall on one day.
///
/// ```
/// use retailgen_synth::calendar::{Date, holiday::{Holiday, State, observance}};
///
/// let cup_day = observance(Date::new(2024, 11, 5)).expect("it is one in Victoria");
/// assert_eq!((cup_day.holiday, cup_day.states), (Holiday::Public, &[State::Vic][..]));
/// assert_eq!(observance(Date::new(2024, 11, 6)), None);
/// ```
#[must_use]
pub fn observance(date: Date) -> Option<Observance> {
    use State::{Act, Nsw, Nt, Qld, Sa, Tas, Vic, Wa};
    use Weekday::{Monday, Tuesday};
    let (year, month, day) = date.civil();
    let everywhere = |holiday| Some(Observance { holiday, states: &State::ALL });
    match (month, day) {
        (12, 25) => return everywhere(Holiday::Closed),
        (12, 26) => return everywhere(Holiday::BoxingDay),
        (4, 25) => return everywhere(Holiday::Anzac),
        (1, 1) => return everywhere(Holiday::Public),
        // Easter Sunday lies between 22 March and 25 April.
        (3 | 4, _) => match date.days() - easter(year).days() {
            -2 => return everywhere(Holiday::Closed),
            1 => return everywhere(Holiday::Public),
            _ => {}
        },
        _ => {}
    }
    let weekday = date.weekday();
    let nth = (day - 1) / 7 + 1;
    let states: &[State] = match (month, day, weekday) {
        // Australia Day.
        (1, 26, weekday) if !weekday.is_weekend() => &State::ALL,
        // A holiday on a weekend moves to the Monday; Christmas and Boxing Day may move two days.
        (1, 2 | 3 | 27 | 28, Monday) | (12, 27 | 28, Monday | Tuesday) => &State::ALL,
        // Labour Day, the monarch's birthday and days of the states' own are all the nth of their weekday.
        (9, 24.., Monday) => &[Wa],
        (11, _, Tuesday) if nth == 1 => &[Vic],
        (_, _, Monday) => match (month, nth) {
            (3 | 6, 1) => &[Wa],
            (3, 2) => &[Vic, Sa, Act, Tas],
            (5, 1) => &[Qld, Nt],
            (6, 2) => &[Nsw, Vic, Sa, Act, Tas, Nt],
            (8, 1) => &[Nt],
            (10, 1) => &[Nsw, Qld, Sa, Act],
            _ => return None,
        },
        _ => return None,
    };
    Some(Observance { holiday: Holiday::Public, states })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_almanac_says() {
        for (year, month, day) in [(2015, 4, 5), (2019, 4, 21), (2024, 3, 31), (2025, 4, 20), (2038, 4, 25)] {
            assert_eq!(easter(year), Date::new(year, month, day));
        }
    }

    #[test]
    fn black_friday_2024_is_29_november() {
        assert_eq!(black_friday(2024), Date::new(2024, 11, 29));
        assert_eq!(black_friday(2018), Date::new(2018, 11, 23));
    }

    #[test]
    fn the_holidays_of_2024_are_those_gazetted() {
        let of = |state| -> Vec<String> {
            (0..366)
                .map(|day| Date::new(2024, 1, 1).plus_days(day))
                .filter(|&date| australian(date, state).is_some())
                .map(|date| date.to_string()[5..].to_owned())
                .collect()
        };
        // As published by the states for 2024, without part-day holidays, Easter Saturday and Sunday, the Friday
        // before the grand final, Brisbane's show day and Canberra's Reconciliation Day.
        assert_eq!(of(State::Nsw), ["01-01", "01-26", "03-29", "04-01", "04-25", "06-10", "10-07", "12-25", "12-26"]);
        assert_eq!(
            of(State::Vic),
            ["01-01", "01-26", "03-11", "03-29", "04-01", "04-25", "06-10", "11-05", "12-25", "12-26"]
        );
        assert_eq!(of(State::Qld), ["01-01", "01-26", "03-29", "04-01", "04-25", "05-06", "10-07", "12-25", "12-26"]);
        assert_eq!(
            of(State::Wa),
            ["01-01", "01-26", "03-04", "03-29", "04-01", "04-25", "06-03", "09-30", "12-25", "12-26"]
        );
        assert_eq!(
            of(State::Sa),
            ["01-01", "01-26", "03-11", "03-29", "04-01", "04-25", "06-10", "10-07", "12-25", "12-26"]
        );
    }

    #[test]
    fn weekend_holidays_move() {
        // New Year's Day 2022 was a Saturday, Christmas 2021 too.
        assert_eq!(australian(Date::new(2022, 1, 3), State::Nsw), Some(Holiday::Public));
        assert_eq!(australian(Date::new(2021, 12, 27), State::Nsw), Some(Holiday::Public));
        assert_eq!(australian(Date::new(2021, 12, 28), State::Nsw), Some(Holiday::Public));
        assert_eq!(australian(Date::new(2024, 12, 27), State::Nsw), None);
    }
}
