//! `timestamp.future`: a moment that is yet to come.

use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

use super::timestamp_malformed::needs_instant;
use crate::kind::{Action, Detectability, Kind, Level, Spoil, form::Form};

pub const KIND: Kind = Kind {
    name: "timestamp.future",
    meaning: "A clock runs ahead by a day, a month or a year.",
    level: Level::Cell,
    detectability: Detectability::CrossRow,
    expected_action: Action::Quarantine,
    breaks_type: false,
    example: ("2024-03-11T04:15:09.120000", Some("2025-03-11T04:15:09.120000")),
    fits: needs_instant,
    spoil: Spoil::Forms { takes: |_| true, forms: FORMS },
    cases: &[
        (Table::Events, "event_ts", "2024-03-11T20:15:09.120000Z", &[Some("2024-03-12T20:15:09.120000Z")]),
        (Table::OrdersHeader, "order_ts", "2024-02-28T13:00:00.000001", &[Some("2025-02-27T13:00:00.000001")]),
        (Table::OrdersHeader, "order_ts", "yesterday", &[]),
    ],
    misfits: &[(Table::OrdersHeader, Some("order_dt_local")), (Table::Events, Some("event_id"))],
    query: None,
};

const FORMS: &[Form] = &[
    Form::new("day", 1, |text, _| ahead(text, 1)),
    Form::new("month", 1, |text, _| ahead(text, 30)),
    Form::new("year", 1, |text, _| ahead(text, 365)),
];

fn ahead(text: &str, days: i32) -> Option<String> {
    let (date, time) = text.split_once('T')?;
    let date: Date = date.parse().ok()?;
    Some(format!("{}T{time}", date.plus_days(days)))
}
