//! `timestamp.shifted`: local time, written as if it were UTC.

use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

use super::timestamp_malformed::needs_instant;
use crate::kind::{Action, Detectability, Kind, Level, Spoil, form::Form};

pub const KIND: Kind = Kind {
    name: "timestamp.shifted",
    meaning: "Local time, written as UTC: 8, 10 or 11 hours late.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("2024-03-11T04:15:09.120000", Some("2024-03-11T15:15:09.120000")),
    fits: needs_instant,
    spoil: Spoil::Forms { takes: |_| true, forms: FORMS },
    cases: &[
        (Table::Events, "event_ts", "2024-03-11T20:15:09.120000Z", &[Some("2024-03-12T06:15:09.120000Z")]),
        (Table::OrdersHeader, "order_ts", "2024-02-28T13:00:00.000001", &[Some("2024-02-29T00:00:00.000001")]),
        (Table::OrdersHeader, "order_ts", "yesterday", &[]),
    ],
    misfits: &[(Table::OrdersHeader, Some("order_dt_local")), (Table::Events, Some("event_id"))],
    query: None,
};

/// Hours ahead of UTC where the tills stand; most stand in the east.
const FORMS: &[Form] = &[
    Form::new("ten_hours", 2, |text, _| shifted(text, 10)),
    Form::new("eleven_hours", 2, |text, _| shifted(text, 11)),
    Form::new("eight_hours", 1, |text, _| shifted(text, 8)),
];

fn shifted(text: &str, ahead: u32) -> Option<String> {
    let (date, time) = text.split_once('T')?;
    let (hour, rest) = time.split_at_checked(2)?;
    let date: Date = date.parse().ok()?;
    let hour = hour.parse::<u32>().ok()? + ahead;
    let date = if hour < 24 { date } else { date.plus_days(1) };
    Some(format!("{date}T{:02}{rest}", hour % 24))
}
