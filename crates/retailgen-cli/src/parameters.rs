//! What is generated and how, in one line.

use std::num::NonZeroUsize;

use retailgen::{PartNumber, Scenario, Table};

use crate::summary::count;

/// The line that a run begins with.
pub fn parameters(scenario: &Scenario, part: Option<PartNumber>, threads: NonZeroUsize) -> String {
    let window = scenario.window();
    let tables = if scenario.tables() == Table::ALL {
        "all tables".to_owned()
    } else {
        scenario.tables().iter().map(|table| table.name()).collect::<Vec<_>>().join(" and ")
    };
    let formats = scenario.formats();
    let format = if formats.is_native() { String::new() } else { format!(" as {formats}") };
    // An increment brings its last day alone; of a feed's it is the last.
    let (first, arriving) = if window.is_increment() {
        (window.base().last().plus_days(1), window.appended())
    } else {
        (window.first(), window.days())
    };
    let loaded = if window.is_increment() { format!("days since {} loaded, ", window.first()) } else { String::new() };
    format!(
        "seed {}, scale {}, {loaded}{first} to {} ({}), {tables}{format}, anomalies {}, {}{}",
        scenario.seed(),
        scenario.scale(),
        window.last(),
        count(arriving.into(), "day"),
        scenario.anomalies().name(),
        part.map_or_else(String::new, |part| format!("{part}, ")),
        count(threads.get() as u64, "thread")
    )
}
