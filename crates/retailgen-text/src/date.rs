//! Civil dates and timestamps as ISO 8601 text, in the proleptic Gregorian calendar.

use retailgen_synth::calendar::Date;

use super::digits::pair;

/// 0001-01-01, the first day with a text form, in days since 1970-01-01.
pub const MIN_DAY: i32 = -719_162;
/// 9999-12-31, the last day with a text form, in days since 1970-01-01.
pub const MAX_DAY: i32 = 2_932_896;

/// Microseconds of a day.
pub const MICROS_PER_DAY: i64 = 86_400_000_000;

/// A date or timestamp outside the years 0001 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("outside the years 0001 to 9999")]
pub struct OutOfRange;

/// `YYYY-MM-DD` for a number of days since 1970-01-01.
fn date_text(days: i32) -> Result<[u8; 10], OutOfRange> {
    if !(MIN_DAY..=MAX_DAY).contains(&days) {
        return Err(OutOfRange);
    }
    let (year, month, day) = Date::from_days(days).civil();
    let [y1, y2] = pair(year as u32 / 100);
    let [y3, y4] = pair(year as u32);
    let [m1, m2] = pair(month);
    let [d1, d2] = pair(day);
    Ok([y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2])
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
            self.text = date_text(days)?;
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
    /// use retailgen_text::DayText;
    ///
    /// assert_eq!(DayText::default().timestamp(-1)?, *b"1969-12-31T23:59:59.999999");
    /// # Ok::<(), retailgen_text::OutOfRange>(())
    /// ```
    pub fn timestamp(&mut self, micros: i64) -> Result<[u8; 26], OutOfRange> {
        let mut of_day = micros.wrapping_sub(i64::from(self.day) * MICROS_PER_DAY);
        if !(0..MICROS_PER_DAY).contains(&of_day) {
            self.date(i32::try_from(micros.div_euclid(MICROS_PER_DAY)).map_err(|_| OutOfRange)?)?;
            of_day = micros.rem_euclid(MICROS_PER_DAY);
        }
        let seconds = (of_day / 1_000_000) as u32;
        let fraction = (of_day % 1_000_000) as u32;
        let mut text = *b"0000-00-00T00:00:00.000000";
        text[..10].copy_from_slice(&self.text);
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
