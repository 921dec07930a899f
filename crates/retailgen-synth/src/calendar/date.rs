//! Civil dates of the proleptic Gregorian calendar, as days since 1970-01-01.

use std::{fmt, str::FromStr};

/// A calendar date.
///
/// It is made for the years 1 to 9999. Days are counted in 32 bits, so arithmetic overflows some five million years away.
///
/// ```
/// use retailgen_synth::calendar::{Date, Weekday};
///
/// let date: Date = "2024-02-29".parse()?;
/// assert_eq!(date.plus_days(1).to_string(), "2024-03-01");
/// assert_eq!(date.weekday(), Weekday::Thursday);
/// assert!("2023-02-29".parse::<Date>().is_err());
///
/// assert_eq!(date, Date::new(2024, 2, 29));
/// assert_eq!(date.civil(), (2024, 2, 29));
/// assert_eq!((date.year(), date.month(), date.day()), (2024, 2, 29));
/// assert_eq!(date.day_of_year(), 59); // from 0
/// # Ok::<(), retailgen_synth::calendar::DateError>(())
/// ```
///
/// Columns of dates and instants count from 1970:
///
/// ```
/// use retailgen_synth::calendar::Date;
///
/// let date = Date::from_days(19_782);
/// assert_eq!(date.to_string(), "2024-02-29");
/// assert_eq!(date.days(), 19_782);
/// assert_eq!(date.midnight_utc(), 1_709_164_800_000_000); // microseconds
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// A day of the week; Monday is the first.
///
/// ```
/// use retailgen_synth::calendar::{Date, Weekday};
///
/// let black_friday = Date::new(2024, 11, 29);
/// assert_eq!(black_friday.weekday(), Weekday::Friday);
/// assert!(!Weekday::Friday.is_weekend() && Weekday::Saturday.is_weekend());
/// assert!(Weekday::Monday < Weekday::Sunday);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// Whether it is Saturday or Sunday.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        matches!(self, Self::Saturday | Self::Sunday)
    }
}

/// Why a text is not a date.
///
/// ```
/// use retailgen_synth::calendar::{Date, DateError};
///
/// assert_eq!("29.2.2024".parse::<Date>(), Err(DateError::Form("29.2.2024".to_owned())));
/// let refused = "2023-02-29".parse::<Date>().unwrap_err().to_string();
/// assert_eq!(refused, "2023-02-29 does not exist: 2023-02 has 28 days");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DateError {
    /// The text is not of the form `YYYY-MM-DD`.
    #[error("{0:?} is not a date: write it as YYYY-MM-DD")]
    Form(String),
    /// There is no such day.
    #[error("{text} does not exist: {year:04}-{month:02} has {days} days")]
    NoSuchDay {
        /// The text as given.
        text: String,
        /// Its year.
        year: i32,
        /// Its month, 1 to 12.
        month: u32,
        /// How many days that month has.
        days: u32,
    },
    /// There is no such month.
    #[error("{text} does not exist: there is no month {month}")]
    NoSuchMonth {
        /// The text as given.
        text: String,
        /// The month as given.
        month: u32,
    },
}

impl Date {
    /// The date of a year, month (1 to 12) and day (1 to 31).
    ///
    /// A day up to 31 that is beyond the month's end counts on into the next month: 31 April is 1 May. Text, by contrast,
    /// is a date only where it names a day that exists.
    ///
    /// # Panics
    /// Where the month is not 1 to 12, or the day not 1 to 31.
    #[must_use]
    pub const fn new(year: i32, month: u32, day: u32) -> Self {
        assert!(1 <= month && month <= 12, "a month is 1 to 12");
        assert!(1 <= day && day <= 31, "a day is 1 to 31");
        // Howard Hinnant's days_from_civil: years begin in March, so that the leap day is the last of its year.
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = month as i32;
        let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    /// The date that lies `days` after 1970-01-01.
    #[must_use]
    pub const fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1 to 12) and day (1 to 31).
    #[must_use]
    pub const fn civil(self) -> (i32, u32, u32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 } as u32;
        let year = year_of_era + era * 400 + (month <= 2) as i32;
        (year, month, day)
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.civil().0
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u32 {
        self.civil().1
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub const fn day(self) -> u32 {
        self.civil().2
    }

    /// The day of the year, from 0.
    #[must_use]
    pub const fn day_of_year(self) -> i32 {
        self.0 - Self::new(self.year(), 1, 1).0
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        Weekday::ALL[(self.0 + 3).rem_euclid(7) as usize]
    }

    /// The date `days` later, or earlier where negative.
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// The microsecond at which the date begins in UTC, since 1970-01-01.
    #[must_use]
    pub const fn midnight_utc(self) -> i64 {
        self.0 as i64 * super::DAY
    }

    /// The first `weekday` of a month.
    ///
    /// # Panics
    /// Where the month is not 1 to 12.
    ///
    /// ```
    /// use retailgen_synth::calendar::{Date, Weekday};
    ///
    /// // Labour Day in the United States.
    /// assert_eq!(Date::first_weekday(2024, 9, Weekday::Monday).to_string(), "2024-09-02");
    /// ```
    #[must_use]
    pub fn first_weekday(year: i32, month: u32, weekday: Weekday) -> Self {
        let first = Self::new(year, month, 1);
        first.plus_days((weekday as i32 - first.weekday() as i32).rem_euclid(7))
    }

    /// The last `weekday` of a month.
    ///
    /// # Panics
    /// Where the month is not 1 to 12.
    ///
    /// ```
    /// use retailgen_synth::calendar::{Date, Weekday};
    ///
    /// // When daylight saving begins in Europe.
    /// assert_eq!(Date::last_weekday(2024, 3, Weekday::Sunday).to_string(), "2024-03-31");
    /// ```
    #[must_use]
    pub fn last_weekday(year: i32, month: u32, weekday: Weekday) -> Self {
        let last = Self::new(year, month, days_in_month(year, month));
        last.plus_days(-(last.weekday() as i32 - weekday as i32).rem_euclid(7))
    }
}

/// How many days a month (1 to 12) has.
#[must_use]
pub const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let form = || DateError::Form(text.to_owned());
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(form());
        }
        let number = |range: std::ops::Range<usize>| {
            let digits = &bytes[range];
            digits
                .iter()
                .all(u8::is_ascii_digit)
                .then(|| digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
                .ok_or_else(form)
        };
        let (year, month, day) = (number(0..4)? as i32, number(5..7)?, number(8..10)?);
        if !(1..=12).contains(&month) {
            return Err(DateError::NoSuchMonth { text: text.to_owned(), month });
        }
        let days = days_in_month(year, month);
        if !(1..=days).contains(&day) {
            return Err(DateError::NoSuchDay { text: text.to_owned(), year, month, days });
        }
        Ok(Self::new(year, month, day))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_jiff(days in -700_000_i32..2_000_000) {
            let date = Date::from_days(days);
            let oracle = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(i64::from(days));
            let (year, month, day) = date.civil();
            prop_assert_eq!(
                (year, month as i8, day as i8),
                (i32::from(oracle.year()), oracle.month(), oracle.day())
            );
            prop_assert_eq!(Date::new(year, month, day), date);
            prop_assert_eq!(date.weekday() as i8, oracle.weekday().to_monday_zero_offset());
        }

        #[test]
        fn parses_what_it_displays(days in -700_000_i32..2_000_000) {
            let date = Date::from_days(days);
            prop_assert_eq!(date.to_string().parse::<Date>(), Ok(date));
        }

        #[test]
        fn never_panics_on_text(text in ".*") {
            let _ = text.parse::<Date>();
        }
    }

    #[test]
    fn every_day_of_ten_thousand_years_follows_the_one_before() {
        let mut wanted = (1, 1, 1);
        let first = Date::new(1, 1, 1).days();
        for days in first..=Date::new(9999, 12, 31).days() {
            assert_eq!(Date::from_days(days).civil(), wanted);
            wanted = match wanted {
                (year, 12, 31) => (year + 1, 1, 1),
                (year, month, day) if day == days_in_month(year, month) => (year, month + 1, 1),
                (year, month, day) => (year, month, day + 1),
            };
        }
        assert_eq!(wanted, (10_000, 1, 1));
    }

    #[test]
    fn says_what_is_wrong() {
        let message = |text: &str| text.parse::<Date>().unwrap_err().to_string();
        assert_eq!(message("2023-02-29"), "2023-02-29 does not exist: 2023-02 has 28 days");
        assert_eq!(message("2023-13-01"), "2023-13-01 does not exist: there is no month 13");
        assert_eq!(message("1/2/2024"), "\"1/2/2024\" is not a date: write it as YYYY-MM-DD");
    }

    #[test]
    fn a_day_beyond_the_end_of_its_month_is_in_the_next() {
        assert_eq!(Date::new(2023, 2, 31), Date::new(2023, 3, 3));
        assert_eq!(Date::new(2024, 4, 31), Date::new(2024, 5, 1));
    }

    #[test]
    #[should_panic(expected = "a month is 1 to 12")]
    fn there_is_no_month_13() {
        let _ = Date::new(2024, 13, 1);
    }

    #[test]
    #[should_panic(expected = "a day is 1 to 31")]
    fn there_is_no_day_0() {
        let _ = Date::new(2024, 12, 0);
    }

    #[test]
    fn finds_weekdays_of_a_month() {
        assert_eq!(Date::first_weekday(2024, 10, Weekday::Sunday), Date::new(2024, 10, 6));
        assert_eq!(Date::last_weekday(2024, 3, Weekday::Sunday), Date::new(2024, 3, 31));
        assert_eq!(Date::last_weekday(2024, 9, Weekday::Monday), Date::new(2024, 9, 30));
    }
}
