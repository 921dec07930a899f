//! Time zones by rule: standard offset and daylight saving, for the zones of the places that the model knows.
//!
//! The rules are those in force since 2008, applied to the company's whole life (2014 to 2039). A zone database would
//! know more, but its future dates change with each release, and with them every value made after the change; the
//! tests hold these rules to one, hour by hour, for the years already decided.

use super::{Date, HOUR, Weekday};

/// When daylight saving is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Saving {
    None,
    /// First Sunday of October to first Sunday of April, changing at 2:00 standard time.
    Australia,
    /// Last Sunday of September to first Sunday of April, changing at 2:00 standard time.
    NewZealand,
    /// Last Sunday of March to last Sunday of October, changing at 1:00 UTC everywhere.
    Europe,
    /// Second Sunday of March to first Sunday of November, changing at 2:00 local time.
    NorthAmerica,
}

/// A time zone: an offset from UTC and a rule for daylight saving.
///
/// ```
/// use retailgen_synth::calendar::{Date, HOUR, Zone};
///
/// let sydney = Zone::named("Australia/Sydney").unwrap();
/// assert_eq!(sydney.offset_at(Date::new(2024, 1, 15).midnight_utc()), 11 * HOUR);
/// assert_eq!(sydney.offset_at(Date::new(2024, 7, 15).midnight_utc()), 10 * HOUR);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone {
    /// Minutes ahead of UTC in standard time.
    minutes: i32,
    saving: Saving,
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self { minutes: 0, saving: Saving::None };

    /// The zone of an IANA name; `None` where the model has no rule for it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let (minutes, saving) = match name {
            "UTC" => (0, Saving::None),
            "Australia/Sydney" | "Australia/Melbourne" | "Australia/Hobart" => (600, Saving::Australia),
            "Australia/Brisbane" => (600, Saving::None),
            "Australia/Adelaide" | "Australia/Broken_Hill" => (570, Saving::Australia),
            "Australia/Darwin" => (570, Saving::None),
            "Australia/Perth" | "Asia/Singapore" => (480, Saving::None),
            "Pacific/Auckland" => (720, Saving::NewZealand),
            "Europe/London" | "Europe/Dublin" => (0, Saving::Europe),
            "Europe/Berlin" | "Europe/Paris" => (60, Saving::Europe),
            "America/St_Johns" => (-210, Saving::NorthAmerica),
            "America/Halifax" => (-240, Saving::NorthAmerica),
            "America/New_York"
            | "America/Toronto"
            | "America/Detroit"
            | "America/Indiana/Indianapolis"
            | "America/Kentucky/Louisville" => (-300, Saving::NorthAmerica),
            "America/Chicago" | "America/Winnipeg" => (-360, Saving::NorthAmerica),
            "America/Regina" => (-360, Saving::None),
            "America/Denver" | "America/Boise" | "America/Edmonton" => (-420, Saving::NorthAmerica),
            "America/Phoenix" => (-420, Saving::None),
            "America/Los_Angeles" | "America/Vancouver" => (-480, Saving::NorthAmerica),
            "America/Anchorage" => (-540, Saving::NorthAmerica),
            "Pacific/Honolulu" => (-600, Saving::None),
            _ => return None,
        };
        Some(Self { minutes, saving })
    }

    /// The offset from UTC, in microseconds, at an instant in microseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn offset_at(self, instant: i64) -> i64 {
        let standard = i64::from(self.minutes) * (HOUR / 60);
        if self.saves_at(instant, standard) { standard + HOUR } else { standard }
    }

    /// The instant at which clocks of the zone show `local` (microseconds since 1970-01-01 local time).
    ///
    /// An hour that a spring change skips counts as the hour after it, one that an autumn change repeats as its first
    /// pass, as shops' clocks have it.
    #[must_use]
    pub fn instant_of(self, local: i64) -> i64 {
        let standard = i64::from(self.minutes) * (HOUR / 60);
        let saving = local - standard - HOUR;
        if self.offset_at(saving) == standard + HOUR { saving } else { local - standard }
    }

    fn saves_at(self, instant: i64, standard: i64) -> bool {
        if self.saving == Saving::None {
            return false;
        }
        let date = Date::from_days((instant + standard).div_euclid(super::DAY) as i32);
        let (year, month, _) = date.civil();
        // The Sundays of a change are looked for in its month only; a web order asks six times.
        match (self.saving, month) {
            (Saving::Australia, 1..=3 | 11..)
            | (Saving::NewZealand, 1..=3 | 10..)
            | (Saving::Europe, 4..=9)
            | (Saving::NorthAmerica, 4..=10) => return true,
            (Saving::Australia, 5..=9)
            | (Saving::NewZealand, 5..=8)
            | (Saving::Europe, 1 | 2 | 11..)
            | (Saving::NorthAmerica, 1 | 2 | 12..) => return false,
            _ => {}
        }
        let sunday = |month| Date::first_weekday(year, month, Weekday::Sunday).midnight_utc();
        let last_sunday = |month| Date::last_weekday(year, month, Weekday::Sunday).midnight_utc();
        let standard_time = instant + standard;
        match self.saving {
            Saving::None => false,
            Saving::Australia => standard_time < sunday(4) + 2 * HOUR || standard_time >= sunday(10) + 2 * HOUR,
            Saving::NewZealand => standard_time < sunday(4) + 2 * HOUR || standard_time >= last_sunday(9) + 2 * HOUR,
            Saving::Europe => instant >= last_sunday(3) + HOUR && instant < last_sunday(10) + HOUR,
            Saving::NorthAmerica => {
                // Clocks go back at 2:00 daylight time, which is 1:00 standard time.
                standard_time >= sunday(3) + 7 * super::DAY + 2 * HOUR && standard_time < sunday(11) + HOUR
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::DAY;

    const NAMES: [&str; 27] = [
        "UTC",
        "Australia/Sydney",
        "Australia/Melbourne",
        "Australia/Hobart",
        "Australia/Brisbane",
        "Australia/Adelaide",
        "Australia/Broken_Hill",
        "Australia/Darwin",
        "Australia/Perth",
        "Asia/Singapore",
        "Pacific/Auckland",
        "Europe/London",
        "Europe/Dublin",
        "Europe/Berlin",
        "Europe/Paris",
        "America/St_Johns",
        "America/Halifax",
        "America/New_York",
        "America/Toronto",
        "America/Chicago",
        "America/Regina",
        "America/Denver",
        "America/Phoenix",
        "America/Los_Angeles",
        "America/Vancouver",
        "America/Anchorage",
        "Pacific/Honolulu",
    ];

    #[test]
    fn agrees_with_the_zone_database_hour_by_hour() {
        let (start, end) = (Date::new(2014, 7, 1), Date::new(2025, 1, 1));
        for name in NAMES {
            let zone = Zone::named(name).unwrap();
            let oracle = jiff::tz::TimeZone::get(name).unwrap();
            let mut instant = start.midnight_utc();
            while instant < end.midnight_utc() {
                let expected = oracle.to_offset(jiff::Timestamp::from_microsecond(instant).unwrap()).seconds();
                assert_eq!(zone.offset_at(instant) / 1_000_000, i64::from(expected), "{name} at {instant}");
                instant += HOUR;
            }
        }
    }

    #[test]
    fn local_time_and_instant_agree() {
        for name in NAMES {
            let zone = Zone::named(name).unwrap();
            for hour in 0..366 * 24 {
                let instant = Date::new(2024, 1, 1).midnight_utc() + hour * HOUR;
                let local = instant + zone.offset_at(instant);
                // The repeated hour of autumn maps to its first pass.
                let back = zone.instant_of(local);
                assert!(back == instant || back == instant - HOUR, "{name} {hour}");
            }
            let local_midnight = zone.instant_of(Date::new(2024, 6, 1).midnight_utc());
            assert!((local_midnight - Date::new(2024, 6, 1).midnight_utc()).abs() < DAY);
        }
    }

    #[test]
    fn unknown_zones_are_none() {
        assert_eq!(Zone::named("Mars/Olympus"), None);
    }
}
