//! Visits to the online shop, put together from their events.

use std::collections::HashMap;

use retailgen::{Dataset, Date, Table};
use serde_json::Value;

use super::{each, text};

const SECOND: i64 = 1_000_000;

/// A visit.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Row of the customer in [`super::Facts::customers`], where signed in.
    pub customer: Option<usize>,
    /// `device` of its first page.
    pub device: String,
    /// Its events in the order of time.
    pub events: Vec<Event>,
}

/// What a visitor did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Microseconds UTC.
    pub at: i64,
    /// `event_type`.
    pub action: Action,
}

/// The type of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Action {
    PageView,
    Search,
    ProductView,
    AddToCart,
    RemoveFromCart,
    CheckoutStart,
    Purchase,
}

impl Action {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "page_view" => Self::PageView,
            "search" => Self::Search,
            "product_view" => Self::ProductView,
            "add_to_cart" => Self::AddToCart,
            "remove_from_cart" => Self::RemoveFromCart,
            "checkout_start" => Self::CheckoutStart,
            "purchase" => Self::Purchase,
            _ => return None,
        })
    }
}

impl Visit {
    /// Seconds from each event to the next.
    pub fn pauses(&self) -> impl Iterator<Item = f64> {
        self.events.windows(2).map(|pair| (pair[1].at - pair[0].at) as f64 / SECOND as f64)
    }

    /// Whether it has an event of a type.
    #[must_use]
    pub fn has(&self, action: Action) -> bool {
        self.events.iter().any(|event| event.action == action)
    }

    /// Whether its rhythm is too even for a human being: pauses within a tenth of each other after the first.
    #[must_use]
    pub fn is_robots(&self) -> bool {
        let pauses: Vec<f64> = self.pauses().skip(1).collect();
        let least = pauses.iter().copied().fold(f64::INFINITY, f64::min);
        let most = pauses.iter().copied().fold(0.0, f64::max);
        pauses.len() >= 5 && most < 1.1 * least
    }
}

pub(super) fn read(dataset: &Dataset, row_of: impl Fn(i64) -> usize) -> Vec<Visit> {
    let mut visits: Vec<Visit> = Vec::new();
    let mut by_session: HashMap<String, usize> = HashMap::new();
    each(dataset, Table::Events, |batch| {
        for line in text(batch, "json").iter().flatten() {
            let line: Value = serde_json::from_str(line).expect("a clean line is an object");
            let of = |key: &str| line[key].as_str().unwrap_or_else(|| panic!("no text {key} in {line}"));
            let visit = *by_session.entry(of("session_id").to_owned()).or_insert_with(|| {
                visits.push(Visit {
                    customer: line["user_id"].as_i64().map(&row_of),
                    device: line["payload"]["device"].as_str().unwrap_or_default().to_owned(),
                    events: Vec::new(),
                });
                visits.len() - 1
            });
            let action = Action::named(of("event_type")).unwrap_or_else(|| panic!("a new event_type in {line}"));
            visits[visit].events.push(Event { at: instant(of("event_ts")), action });
        }
    });
    visits
}

/// Microseconds of `2024-05-17T03:04:05.123456Z`.
fn instant(text: &str) -> i64 {
    let date: Date = text[..10].parse().expect("an instant begins with a date");
    let number = |range: std::ops::Range<usize>| text[range].parse::<i64>().expect("an instant has digits there");
    let seconds = (number(11..13) * 60 + number(14..16)) * 60 + number(17..19);
    date.midnight_utc() + seconds * SECOND + number(20..26)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(times: &[i64]) -> Visit {
        let events = times.iter().map(|&at| Event { at: at * SECOND, action: Action::ProductView }).collect();
        Visit { customer: None, device: String::new(), events }
    }

    #[test]
    fn instants_are_read_to_the_microsecond() {
        let expected = Date::new(2024, 5, 17).midnight_utc() + (3 * 3_600 + 4 * 60 + 5) * SECOND + 123_456;
        assert_eq!(instant("2024-05-17T03:04:05.123456Z"), expected);
    }

    #[test]
    fn only_an_even_rhythm_is_a_robots() {
        assert!(visit(&[0, 1, 11, 21, 31, 41, 51]).is_robots());
        assert!(!visit(&[0, 1, 11, 21, 31, 41, 53]).is_robots());
        assert!(!visit(&[0, 10, 20, 30]).is_robots());
    }
}
