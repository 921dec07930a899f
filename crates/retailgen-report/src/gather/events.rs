//! What visitors of the online shop did, a day's file at a time: visits end at midnight.

use std::collections::HashMap;

use retailgen_folder::ManifestFile;
use retailgen_schema::Table;

use super::Context;
use crate::{
    ReportError,
    figures::{Figures, WHOLE_ROW},
    read::{self, JsonLines, Line},
    source::day_of,
};

/// How far a visit came, in the order of the steps of a funnel.
const STEPS: [&str; 4] = ["product_view", "add_to_cart", "checkout_start", "purchase"];

/// Reads a file.
pub fn file(context: &Context, file: &ManifestFile, figures: &mut Figures) -> Result<(), ReportError> {
    let table = Table::Events;
    let mut visits: HashMap<u128, u8> = HashMap::new();
    let mut lines = JsonLines::of(context.source.text(file)?);
    while let Some(line) = lines.next()? {
        let Line::Event(event) = line else {
            figures.refuse(table, WHOLE_ROW);
            continue;
        };
        let instant = event.event_ts.as_deref().and_then(|at| read::instant(at.as_bytes()));
        if let Some(instant) = figures.readable(table, "event_ts", instant) {
            figures.event_hours[context.local(instant).1] += 1;
        }
        let payload = event.payload.unwrap_or_default();
        if let Some(device) = payload.device.filter(|device| ["mobile", "desktop", "tablet"].contains(&&**device)) {
            match figures.devices.get_mut(&*device) {
                Some(number) => *number += 1,
                None => drop(figures.devices.insert(device.into_owned(), 1)),
            }
        }
        figures.followed.purchases += u64::from(payload.order_id.is_some_and(|order| context.orders.contains(&order)));
        let kind = figures.readable(table, "event_type", event.event_type);
        let visit = event.session_id.as_deref().and_then(uuid);
        let Some(visit) = figures.readable(table, "session_id", visit) else { continue };
        let steps = visits.entry(visit).or_default();
        if let Some(step) = kind.and_then(|kind| STEPS.iter().position(|step| *step == &*kind)) {
            *steps |= 1 << step;
        }
    }
    figures.funnel.visits += visits.len() as u64;
    for steps in visits.values() {
        for (step, count) in figures.funnel.steps.iter_mut().enumerate() {
            *count += u64::from(steps >> step & 1);
        }
    }
    if let Some(date) = day_of(&file.path) {
        figures.days.entry(date).or_default().visits += visits.len() as u64;
    }
    Ok(())
}

/// The number that a UUID writes.
fn uuid(text: &str) -> Option<u128> {
    let mut value = 0;
    let mut digits = 0;
    for byte in text.bytes().filter(|byte| *byte != b'-') {
        value = value << 4 | u128::from(char::from(byte).to_digit(16)?);
        digits += 1;
    }
    (digits == 32).then_some(value)
}
