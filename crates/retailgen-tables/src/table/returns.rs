//! `returns`: goods that came back, as the data files of a Delta table with a history.
//!
//! A file belongs to the version that brought it, and holds what that version knew of the returns in it. Most files stay;
//! those with returns under inspection are written again when some are corrected, and once more when some are withdrawn.
//! Which versions there are is in [`history`](self::history), which files in [`plan`].

pub(super) mod data_file;
mod history;
mod name;
mod plan;

use arrow_array::RecordBatch;
use retailgen_schema::{
    Table, TimestampMicros,
    returns::{ReturnsBuilder, ReturnsRow},
};
use retailgen_synth::calendar::Date;

use super::{
    Extent, Oddities, Part, PartRows, Position, Rows,
    order_slices::{Slice, slices},
};
use crate::{
    window::{FIRST_DAY, Window},
    world::{World, returns::Return},
};
use data_file::{DataFile, FileLife};
use history::{Content, Milestones};
pub use history::{ReturnsChange, ReturnsCommit, ReturnsHistory};
use plan::Plan;

/// Returns of a block, a few more where a day has many: few enough that a block is small, and so many that a block without
/// any is out of the question but for the smallest tables. A fault that is due in a block without rows would be lost.
const BLOCK: u64 = 4_096;

/// The data files that ever belong to the table, by version.
pub fn parts(world: &World, window: Window) -> Vec<Part> {
    Plan::new(world, window).parts()
}

/// What happened to the table of returns in `window`, version by version.
///
/// ```
/// use retailgen_synth::Seed;
/// use retailgen_tables::{ReturnsChange, Window, World, returns_history};
///
/// let world = World::new(Seed(42), "0.01".parse()?);
/// let changes = returns_history(&world, Window::default()).commits.into_iter().map(|commit| commit.change);
/// let all = [ReturnsChange::Load, ReturnsChange::Evolve, ReturnsChange::Merge, ReturnsChange::Delete];
/// assert!(changes.eq(all));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn returns_history(world: &World, window: Window) -> ReturnsHistory {
    Plan::new(world, window).history()
}

/// The path of the file that a writer of the table has left without a commit.
///
/// ```
/// use retailgen_synth::Seed;
/// use retailgen_tables::{Window, World, orphan_path};
///
/// let world = World::new(Seed(42), "0.01".parse()?);
/// assert!(orphan_path(&world, Window::default()).starts_with("returns/part-00000-"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn orphan_path(world: &World, window: Window) -> String {
    format!("{}{}", Table::Returns.definition().path, name::orphan_file(world, window))
}

/// Where a block stands in the table.
pub fn position(world: &World, window: Window, part: &Part, block: usize) -> Position {
    let file = data_file(part);
    let plan = plan::Expected::new(world, window);
    let blocks = blocks(world, file.first, file.last);
    // An appended day stands where a partition of the day would, so that its faults hang on nothing that comes later.
    let date = matches!(file.content, Content::Appended(_)).then_some(file.last);
    let (start, rows) = match date {
        Some(date) => {
            let start = rows_before(world, date);
            (start, rows_before(world, date.plus_days(1)) - start)
        }
        None => (file.before as f64, part.rows.count() as f64),
    };
    let expected = plan.rows(file.content, file.first, file.last.plus_days(1));
    let at = |block: usize| {
        // The ends exactly, so that files and blocks meet.
        let Some(slice) = blocks.get(block).and_then(|slices| slices.first()) else {
            return start + rows;
        };
        if block == 0 || expected <= 0.0 {
            return start;
        }
        let before = plan.rows(file.content, file.first, slice.date);
        let on = plan.rows(file.content, slice.date, slice.date.plus_days(1));
        let share = slice.start as f64 / world.demand.on(slice.date).max(1) as f64;
        start + ((before + on * share) / expected).min(1.0) * rows
    };
    let slice = blocks[block][0];
    Position {
        span: at(block)..at(block + 1),
        total: date.is_none().then_some(file.total),
        counted: None,
        slots: None,
        // The same orders are looked at for several files.
        first: file.content.number(world.demand.before(slice.date) + slice.start),
        date,
    }
}

/// About how many returns without doubts are booked before a date.
pub fn rows_before(world: &World, date: Date) -> f64 {
    let sound_share = 1.0 - world.parameters().returns.inspected_share;
    world.returns().between(FIRST_DAY, date) as f64 * sound_share
}

/// Makes ready to generate the rows of a file.
pub fn open(world: &World, window: Window, part: &Part) -> Box<dyn PartRows> {
    let file = data_file(part);
    Box::new(Returns {
        world: world.clone(),
        content: file.content,
        milestones: Milestones::new(window, world.parameters().returns.inspection_days),
        loses_withdrawn: file.loses_withdrawn,
        blocks: blocks(world, file.first, file.last),
    })
}

fn data_file(part: &Part) -> &DataFile {
    match &part.extent {
        Extent::Returns(file) => file,
        _ => unreachable!("the files of the returns are data files of a Delta table"),
    }
}

/// The returns in one data file.
struct Returns {
    world: World,
    content: Content,
    milestones: Milestones,
    loses_withdrawn: bool,
    blocks: Vec<Vec<Slice>>,
}

impl PartRows for Returns {
    fn batch(&self, block: usize) -> RecordBatch {
        self.batch_with_oddities(block, &mut Oddities::default())
    }

    fn batch_with_oddities(&self, block: usize, oddities: &mut Oddities) -> RecordBatch {
        let mut rows = ReturnsBuilder::with_capacity(0);
        let mut each = |found: &Return| {
            if !self.milestones.has(self.content, found) {
                return;
            }
            if matches!(self.content, Content::Corrected(_)) && found.correction.is_some() {
                oddities.count("return.corrected");
            }
            if self.loses_withdrawn && found.is_withdrawn {
                oddities.count("return.withdrawn");
            }
            let claim = if self.content.is_corrected() { found.corrected() } else { found.claim };
            rows.push(&ReturnsRow {
                return_id: found.id as i64,
                order_id: found.order_id as i64,
                product_id: found.product as i64 + 1,
                return_ts: TimestampMicros(found.booked_at),
                qty: claim.quantity,
                reason: claim.reason.name(),
                return_reason_code: (self.content != Content::Loaded).then(|| claim.reason.code()),
            });
        };
        for slice in &self.blocks[block] {
            each_return(&self.world, *slice, &mut each);
        }
        rows.finish()
    }
}

/// The returns of an order, by line: the number of each line and the return's id.
pub fn returns_of_order(world: &World, order_id: i64) -> Vec<(i32, i64)> {
    let Some((date, place)) = world.demand.place_of(order_id) else { return Vec::new() };
    let slice = slices(world, date, date).find(|slice| slice.places().contains(&place));
    let returns = slice.map(|slice| world.returns_of_slice(date, slice.start, slice.end)).unwrap_or_default();
    let id = |found: &Return| found.order_id as i64;
    let start = returns.returns.partition_point(|found| id(found) < order_id);
    let of_order = returns.returns[start..].iter().take_while(|found| id(found) == order_id);
    of_order.map(|found| (found.line_number as i32, found.id as i64)).collect()
}

/// Calls `each` with the returns of a slice of a day's orders.
fn each_return(world: &World, slice: Slice, each: impl FnMut(&Return)) {
    world.returns_of_slice(slice.date, slice.start, slice.end).returns.iter().for_each(each);
}

/// The orders of the days from `first` to `last` in blocks of [`BLOCK`] returns that they will ever have.
fn blocks(world: &World, first: Date, last: Date) -> Vec<Vec<Slice>> {
    let mut blocks: Vec<Vec<Slice>> = Vec::new();
    let mut returns = 0;
    for slice in slices(world, first, last) {
        match blocks.last_mut() {
            Some(block) if returns < BLOCK => block.push(slice),
            _ => {
                returns = 0;
                blocks.push(vec![slice]);
            }
        }
        returns += world.returns().in_slice(slice.date, world.demand.on(slice.date), &slice.places());
    }
    blocks
}

/// The last day of orders that each block of a data file looks at.
pub fn last_days(world: &World, file: &DataFile) -> Vec<Date> {
    let last_day = |slices: &Vec<Slice>| slices[slices.len() - 1].date;
    blocks(world, file.first, file.last).iter().map(last_day).collect()
}

/// A data file as a part: its blocks are runs of the days of orders that it looks at.
fn part(world: &World, path: String, rows: Rows, file: DataFile) -> Part {
    let blocks = blocks(world, file.first, file.last).len();
    Part::new(Table::Returns, path, rows, blocks, Extent::Returns(file))
}

#[cfg(test)]
mod tests;
