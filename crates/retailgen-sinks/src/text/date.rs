//! Civil dates and timestamps as ISO 8601 text, in the proleptic Gregorian calendar.

use super::number::pair;

/// 0001-01-01, the first day with a text form, in days since 1970-01-01.
pub const MIN_DAY: i32 = -719_162;
/// 9999-12-31, the last day with a text form, in days since 1970-01-01.
pub const MAX_DAY: i32 = 2_932_896;

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// A date or timestamp outside the years 0001 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("outside the years 0001 to 9999")]
pub struct OutOfRange;

/// A day of the civil calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// 1 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Civil {
    /// The civil date `days` after 1970-01-01.
    ///
    /// The method is Howard Hinnant's `civil_from_days`: years that begin in March put the leap day last, and 400 years
    /// are always 146,097 days.
    ///
    /// # Errors
    /// When the date is not in the years 0001 to 9999.
    ///
    /// ```
    /// use retailgen_sinks::text::Civil;
    ///
    /// assert_eq!(Civil::from_days(19_782)?, Civil { year: 2024, month: 2, day: 29 });
    /// # Ok::<(), retailgen_sinks::text::OutOfRange>(())
    /// ```
    pub fn from_days(days: i32) -> Result<Self, OutOfRange> {
        if !(MIN_DAY..=MAX_DAY).contains(&days) {
            return Err(OutOfRange);
        }
        // 719,468 days lie between 0000-03-01 and 1970-01-01; the sum is positive from here on.
        let days = (days + 719_468) as u32;
        let era = days / 146_097;
        let day_of_era = days % 146_097;
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = era * 400 + year_of_era + u32::from(month <= 2);
        Ok(Self { year: year as u16, month: month as u8, day: day as u8 })
    }

    /// `YYYY-MM-DD`.
    #[must_use]
    pub fn text(self) -> [u8; 10] {
        let [y1, y2] = pair(u32::from(self.year) / 100);
        let [y3, y4] = pair(u32::from(self.year));
        let [m1, m2] = pair(u32::from(self.month));
        let [d1, d2] = pair(u32::from(self.day));
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]
    }
}

/// Dates and timestamps as text, remembering the last day: the rows of a block mostly share theirs.
#[derive(Clone, Debug)]
pub struct DayText {
    day: i32,
    text: [u8; 10],
}

impl Default for DayText {
    fn default() -> Self {
        Self { day: 0, text: *b"1970-01-01" }
    }
}

impl DayText {
    /// `2024-03-01` for a number of days since 1970-01-01.
    ///
    /// # Errors
    /// When the date is not in the years 0001 to 9999.
    pub fn date(&mut self, days: i32) -> Result<&[u8; 10], OutOfRange> {
        if days != self.day {
            self.text = Civil::from_days(days)?.text();
            self.day = days;
        }
        Ok(&self.text)
    }

    /// `2024-03-01T04:15:09.120000` for a number of microseconds since 1970-01-01T00:00: always six decimals, no offset.
    ///
    /// # Errors
    /// When the date is not in the years 0001 to 9999.
    ///
    /// ```
    /// use retailgen_sinks::text::DayText;
    ///
    /// assert_eq!(DayText::default().timestamp(-1)?, *b"1969-12-31T23:59:59.999999");
    /// # Ok::<(), retailgen_sinks::text::OutOfRange>(())
    /// ```
    pub fn timestamp(&mut self, micros: i64) -> Result<[u8; 26], OutOfRange> {
        let days = i32::try_from(micros.div_euclid(MICROS_PER_DAY)).map_err(|_| OutOfRange)?;
        let of_day = micros.rem_euclid(MICROS_PER_DAY);
        let seconds = (of_day / 1_000_000) as u32;
        let fraction = (of_day % 1_000_000) as u32;
        let mut text = *b"0000-00-00T00:00:00.000000";
        text[..10].copy_from_slice(self.date(days)?);
        text[11..13].copy_from_slice(&pair(seconds / 3_600));
        text[14..16].copy_from_slice(&pair(seconds / 60 % 60));
        text[17..19].copy_from_slice(&pair(seconds % 60));
        text[20..22].copy_from_slice(&pair(fraction / 10_000));
        text[22..24].copy_from_slice(&pair(fraction / 100));
        text[24..26].copy_from_slice(&pair(fraction));
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_ten_thousand_years_follows_the_one_before() {
        let mut wanted = Civil { year: 1, month: 1, day: 1 };
        for days in MIN_DAY..=MAX_DAY {
            assert_eq!(Civil::from_days(days), Ok(wanted));
            let leap =
                wanted.year.is_multiple_of(4) && (!wanted.year.is_multiple_of(100) || wanted.year.is_multiple_of(400));
            let length = match wanted.month {
                2 => 28 + u8::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            wanted = match wanted {
                Civil { year, month: 12, day: 31 } => Civil { year: year + 1, month: 1, day: 1 },
                Civil { year, month, day } if day == length => Civil { year, month: month + 1, day: 1 },
                Civil { year, month, day } => Civil { year, month, day: day + 1 },
            };
        }
        assert_eq!(wanted, Civil { year: 10_000, month: 1, day: 1 });
        assert_eq!(Civil::from_days(0), Ok(Civil { year: 1970, month: 1, day: 1 }));
    }

    #[test]
    fn years_without_four_digits_are_refused_and_leave_the_cache_right() {
        let mut text = DayText::default();
        for days in [i32::MIN, MIN_DAY - 1, MAX_DAY + 1, i32::MAX] {
            assert_eq!(text.date(days), Err(OutOfRange));
        }
        assert_eq!(text.timestamp(i64::MIN), Err(OutOfRange));
        assert_eq!(text.timestamp(i64::MAX), Err(OutOfRange));
        assert_eq!(text.date(0), Ok(b"1970-01-01"));
        assert_eq!(text.date(MIN_DAY), Ok(b"0001-01-01"));
        assert_eq!(text.date(MAX_DAY), Ok(b"9999-12-31"));
    }

    #[test]
    fn timestamps_always_have_six_decimals() {
        let mut text = DayText::default();
        let micros = |days: i64, of_day: i64| days * MICROS_PER_DAY + of_day;
        assert_eq!(&text.timestamp(micros(19_783, 15_309_120_000)).unwrap(), b"2024-03-01T04:15:09.120000");
        assert_eq!(&text.timestamp(micros(19_783, 0)).unwrap(), b"2024-03-01T00:00:00.000000");
        assert_eq!(&text.timestamp(micros(19_783, 86_399_999_999)).unwrap(), b"2024-03-01T23:59:59.999999");
        assert_eq!(&text.timestamp(micros(0, -1)).unwrap(), b"1969-12-31T23:59:59.999999");
    }
}
