//! Events, read from their lines.

use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use jiff::Timestamp;
use serde_json::Value;

use super::rows::{Cell, Instant};

/// An event.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: String,
    pub at: Instant,
    pub kind: String,
    pub user: Option<i64>,
    pub session: String,
    pub payload: Value,
}

impl Event {
    /// The events of all batches.
    pub fn read(batches: &[RecordBatch]) -> Vec<Self> {
        batches.iter().flat_map(|batch| String::column(batch, "json")).map(|line| Self::of(&line.unwrap())).collect()
    }

    fn of(line: &str) -> Self {
        let event: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| event[key].as_str().unwrap().to_owned();
        let at = text("event_ts");
        assert!(at.len() == 27 && at.ends_with('Z'), "{at} has microseconds and is UTC");
        Self {
            id: text("event_id"),
            at: Instant(at.parse::<Timestamp>().unwrap().as_microsecond()),
            kind: text("event_type"),
            user: event["user_id"].as_i64(),
            session: text("session_id"),
            payload: event["payload"].clone(),
        }
    }

    /// A number of the payload.
    pub fn number(&self, key: &str) -> Option<i64> {
        self.payload.get(key).map(|value| value.as_i64().unwrap())
    }
}

/// The events of each session, in their order.
pub fn sessions(events: &[Event]) -> Vec<Vec<&Event>> {
    let mut sessions: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in events {
        sessions.entry(&event.session).or_default().push(event);
    }
    sessions.into_values().collect()
}
