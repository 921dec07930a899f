//! `events`: what visitors did in the online shop.

mod line;

use std::sync::OnceLock;

use arrow_array::RecordBatch;
use retailgen_schema::{
    Table,
    events::{EventsBuilder, EventsRow},
};
use retailgen_synth::calendar::Date;

use super::{BLOCK, Extent, Part, PartRows, Position, Rows, block_range, blocks};
use crate::{
    window::Window,
    world::{World, visit::VisitsOfDay},
};
use line::{LineWriter, Texts};

/// The files of the table in `window`: one for every day that has events.
pub fn parts(world: &World, window: Window) -> Vec<Part> {
    window.dates().filter_map(|date| part(world, date)).collect()
}

fn part(world: &World, date: Date) -> Option<Part> {
    let planned = world.visits().events_on(date);
    // Only below a scale of about .0005 are there days without events; a tracked order still brings its visit.
    let rows = if planned > 0 { planned } else { world.visits().day(world, date).events.len() as u64 };
    let path = Table::Events.definition().path_for(&[("event_dt", &date.to_string())]);
    let path = path.expect("the events are partitioned by event_dt");
    let blocks = blocks(planned).max(1);
    (rows > 0).then(|| Part::new(Table::Events, path, Rows::About(rows), blocks, Extent::Day(date)))
}

/// Where a block stands in the table.
pub fn position(world: &World, part: &Part, block: usize) -> Position {
    let date = day_of(part);
    let before = world.visits().events_before(date);
    let range = block_range(block, world.visits().events_on(date));
    // By the day, not by the events before it: a day of a tiny scale may have events though none are planned.
    let first = line::numbered(date, 0) + block as u64 * BLOCK;
    Position::on_day(date, first, (before + range.start) as f64..(before + range.end) as f64)
}

/// Rows before a date, on the scale of [`Position::span`].
pub fn rows_before(world: &World, date: Date) -> f64 {
    world.visits().events_before(date) as f64
}

/// Makes ready to generate the rows of a file.
pub fn open(world: &World, part: &Part) -> Box<dyn PartRows> {
    let date = day_of(part);
    Box::new(Events { world: world.clone(), date, lines: LineWriter::new(world, date), drawn: OnceLock::new() })
}

fn day_of(part: &Part) -> Date {
    match part.extent {
        Extent::Day(date) => date,
        _ => unreachable!("the files of the events have a day each"),
    }
}

/// The events of one day, drawn when the first block asks for them.
struct Events {
    world: World,
    date: Date,
    lines: LineWriter,
    drawn: OnceLock<VisitsOfDay>,
}

impl PartRows for Events {
    fn batch(&self, block: usize) -> RecordBatch {
        let visits = self.drawn.get_or_init(|| self.world.visits().day(&self.world, self.date));
        let planned = self.world.visits().events_on(self.date);
        let range = block_range(block, planned);
        let is_last = block + 1 >= blocks(planned);
        let end = if is_last { visits.events.len() } else { range.end as usize };
        let events = &visits.events[range.start as usize..end];
        let mut rows = EventsBuilder::with_capacity(events.len());
        let mut text = Texts::default();
        for event in events {
            let session = &visits.sessions[event.session as usize];
            rows.push(&EventsRow { json: self.lines.write(event, session, &mut text) });
        }
        rows.finish()
    }
}

#[cfg(test)]
mod tests;
