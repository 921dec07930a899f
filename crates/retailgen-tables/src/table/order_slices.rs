//! Orders by days and slices of days: the blocks and files of tables that hang on orders and have no file a day.

use std::ops::Range;

use retailgen_synth::calendar::Date;

use crate::world::{World, trading_day::SLICE};

/// Most planned rows of a file, where a day allows.
pub const FILE: f64 = 4_000_000.0;

/// Orders of one day that make up a block. Its rows take some 4 MB at most.
#[derive(Debug, Clone, Copy)]
pub struct Slice {
    pub date: Date,
    /// The first, by its place in the day.
    pub start: u64,
    /// The one after the last.
    pub end: u64,
}

impl Slice {
    /// The places of the orders in their day.
    pub fn places(&self) -> Range<u64> {
        self.start..self.end
    }
}

/// The blocks of the days from `first` to `last`: those that have orders, large ones in slices. Without orders there is
/// one block without rows, so that there is a file, as readers expect of a table that is no folder of partitions.
pub fn slices(world: &World, first: Date, last: Date) -> impl Iterator<Item = Slice> + '_ {
    let dates = move || (first.days()..=last.days()).map(Date::from_days);
    let nothing = dates().all(|date| world.demand.on(date) == 0).then_some(Slice { date: first, start: 0, end: 0 });
    let of_days = dates().flat_map(|date| {
        let orders = world.demand.on(date);
        (0..orders.div_ceil(SLICE)).map(move |slice| {
            let start = slice * SLICE;
            Slice { date, start, end: (start + SLICE).min(orders) }
        })
    });
    of_days.chain(nothing)
}

/// Cuts the days from `first` to `last` into runs of whole days with at most [`FILE`] rows each, where a day allows;
/// `before` tells how many rows there are before a date.
pub fn files_of_whole_days(first: Date, last: Date, before: impl Fn(Date) -> f64) -> Vec<(Date, Date)> {
    let mut files = Vec::new();
    let mut begins = first;
    for date in (first.days()..=last.days()).map(Date::from_days) {
        let with_date = before(date.plus_days(1)) - before(begins);
        if with_date > FILE && begins < date {
            files.push((begins, date.plus_days(-1)));
            begins = date;
        }
    }
    files.push((begins, last));
    files
}
