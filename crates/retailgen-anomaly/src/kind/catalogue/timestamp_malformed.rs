//! `timestamp.malformed`: text in a timestamp column that is no instant.

use retailgen_schema::{ColumnDefinition, ColumnType, Role, Table, TableDefinition};
use retailgen_synth::{Stream, calendar::Date};

/// What kinds of instants ask of their place.
pub fn needs_instant(_: &TableDefinition, column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
    match column {
        Some(column) if column.column_type == ColumnType::TimestampMicros => Ok(()),
        // JSON has no type for instants.
        Some(column) if column.role == Some(Role::Instant) => Ok(()),
        _ => Err("it needs a column of type timestamp[us], or a key of JSON lines with the role instant"),
    }
}

use super::date_malformed::MONTHS;
use crate::kind::form::Form;
use crate::kind::{Action, Detectability, Kind, Level, Spoil};

pub const KIND: Kind = Kind {
    name: "timestamp.malformed",
    meaning: "Not ISO 8601, or no instant: another order, AM and PM, seconds since 1970, no time, an hour or day \
              that does not exist.",
    level: Level::Cell,
    detectability: Detectability::Type,
    expected_action: Action::Quarantine,
    breaks_type: true,
    example: ("2024-03-11T04:15:09.120000", Some("03/11/2024 4:15:09 AM")),
    fits: needs_instant,
    spoil: Spoil::Forms { takes: |_| true, forms: FORMS },
    cases: &[
        (Table::OrdersHeader, "order_ts", "2024-03-11", &[]),
        (Table::Events, "event_ts", "2024-03-11T04:15:09.120000Z", &[Some("2024-03-11T--:--:--")]),
        (Table::Events, "event_ts", "2016-12-31T23:59:59.999999Z", &[Some("2016-12-31T--:--:--")]),
    ],
    misfits: &[(Table::OrdersHeader, Some("order_dt_local")), (Table::Events, Some("event_id"))],
    query: Some(
        "select count(*) from {table} where not regexp_full_match({column}, \
         '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z?') or try_cast({column} as timestamp) is null",
    ),
};

// A bare date and `20240311T041509` are left out: they are ISO 8601 too, and readers take them.
const FORMS: &[Form] = &[
    Form::new("day_first", 1, day_month_year),
    Form::new("twelve_hours", 1, twelve_hours),
    Form::new("epoch_seconds", 1, epoch_seconds),
    Form::new("no_time", 1, no_time),
    Form::new("no_such_hour", 1, no_such_hour),
    Form::new("no_such_day", 1, no_such_day),
    Form::new("full_stops", 1, full_stops),
    Form::new("platform_text", 1, platform_text),
];

/// An instant as the files write it, taken apart.
struct Instant {
    date: Date,
    hour: u32,
    minute: u32,
    second: u32,
}

impl Instant {
    fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T')?;
        let mut parts = time.split([':', '.']).map(str::parse);
        let mut next = || parts.next()?.ok();
        let instant = Self { date: date.parse().ok()?, hour: next()?, minute: next()?, second: next()? };
        (instant.hour < 24 && instant.minute < 60 && instant.second < 60).then_some(instant)
    }
}

fn day_month_year(text: &str, _: &mut Stream) -> Option<String> {
    let Instant { date, hour, minute, second } = Instant::parse(text)?;
    let (year, month, day) = date.civil();
    Some(format!("{day:02}/{month:02}/{year:04} {hour:02}:{minute:02}:{second:02}"))
}

fn twelve_hours(text: &str, _: &mut Stream) -> Option<String> {
    let Instant { date, hour, minute, second } = Instant::parse(text)?;
    let (year, month, day) = date.civil();
    let (clock, half) = ((hour + 11) % 12 + 1, if hour < 12 { "AM" } else { "PM" });
    Some(format!("{month:02}/{day:02}/{year:04} {clock}:{minute:02}:{second:02} {half}"))
}

fn epoch_seconds(text: &str, _: &mut Stream) -> Option<String> {
    let Instant { date, hour, minute, second } = Instant::parse(text)?;
    let seconds = date.midnight_utc() / 1_000_000 + i64::from(hour * 3_600 + minute * 60 + second);
    // Nine digits and more cannot be taken for a year.
    (seconds > 100_000_000).then(|| seconds.to_string())
}

/// A till whose clock has not been set.
fn no_time(text: &str, _: &mut Stream) -> Option<String> {
    Some(format!("{}T--:--:--", Instant::parse(text)?.date))
}

/// Hours counted on from the day before.
fn no_such_hour(text: &str, _: &mut Stream) -> Option<String> {
    let Instant { date, hour, minute, second } = Instant::parse(text)?;
    Some(format!("{date}T{}:{minute:02}:{second:02}.000000", hour + 25))
}

/// 30 or 31 February.
fn no_such_day(text: &str, stream: &mut Stream) -> Option<String> {
    let year = Instant::parse(text)?.date.year();
    Some(format!("{year:04}-02-{}{}", 30 + stream.below(2), text.get(10..)?))
}

fn full_stops(text: &str, _: &mut Stream) -> Option<String> {
    let Instant { date, hour, minute, .. } = Instant::parse(text)?;
    let (year, month, day) = date.civil();
    Some(format!("{day:02}.{month:02}.{year:04} {hour:02}:{minute:02}"))
}

/// What a programming language prints unless told otherwise.
fn platform_text(text: &str, _: &mut Stream) -> Option<String> {
    const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let Instant { date, hour, minute, second } = Instant::parse(text)?;
    let (year, month, day) = date.civil();
    let (weekday, month) = (WEEKDAYS[date.weekday() as usize], MONTHS[month as usize - 1]);
    Some(format!("{weekday} {month} {day:02} {hour:02}:{minute:02}:{second:02} UTC {year:04}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::trial::casts;

    #[test]
    fn no_form_of_any_instant_casts() {
        let column = Table::OrdersHeader.definition().column("order_ts").unwrap();
        // Seven hours on, so that every hour meets every day of the month.
        for hour in (0..24 * 400_u64).step_by(7) {
            let date = Date::new(2024, 1, 1).plus_days((hour / 24) as i32);
            let clean = format!("{date}T{:02}:{:02}:00.120000", hour % 24, hour % 60);
            assert!(casts(column, Some(&clean)));
            for form in FORMS {
                let dirty = form.of(&clean, &mut retailgen_synth::Seed(1).key("instant").stream(hour)).unwrap();
                assert!(!casts(column, Some(&dirty)), "{clean} as {dirty}");
            }
        }
    }

    #[test]
    fn forms_say_the_same_instant_where_they_say_one() {
        let clean = "2024-03-11T16:05:09.120000";
        let all: Vec<String> = FORMS
            .iter()
            .map(|form| form.of(clean, &mut retailgen_synth::Seed(1).key("instant").stream(0)).unwrap())
            .collect();
        let wanted = [
            "11/03/2024 16:05:09",
            "03/11/2024 4:05:09 PM",
            "1710173109",
            "2024-03-11T--:--:--",
            "2024-03-11T41:05:09.000000",
            &all[5],
            "11.03.2024 16:05",
            "Mon Mar 11 16:05:09 UTC 2024",
        ];
        assert_eq!(all, wanted);
        assert!(all[5].starts_with("2024-02-3"));
    }
}
