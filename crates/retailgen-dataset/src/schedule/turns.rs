//! Turns: in which order a run takes the blocks of its files.

use std::{cmp::Reverse, collections::BTreeSet, ops::Range};

use retailgen_schema::Table;
use retailgen_synth::calendar::Date;
use retailgen_tables::{Window, World, order_days, runs_of_days};

use crate::{Plan, PlannedFile};

/// A piece of work that threads share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// Draws the orders of a day, for the blocks of several tables.
    Draw(Date),
    /// Makes some blocks of a file, given by its place in the plan.
    Blocks {
        /// The file.
        job: usize,
        /// The blocks.
        blocks: Range<usize>,
    },
}

/// What decides on a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// Files on which no day of orders has a say, the large ones first, so that no thread is left alone with one at the end.
    Whole(Reverse<u64>, usize),
    /// Blocks that hang on a run of days, by its number. The days are drawn first, so that threads draw different ones
    /// instead of waiting for each other.
    Days(usize, Stage),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Drawn(Date),
    Blocks(Table, usize),
}

/// The work of a plan, in order. The blocks of a file come one after the other, from the first one that is to be made.
pub fn turns(world: &World, window: Window, plan: &Plan, first_block: impl Fn(usize) -> usize) -> Vec<Work> {
    let mut turns: Vec<(Turn, Work)> = Vec::new();
    let mut of_days: Vec<(usize, &PlannedFile, Vec<Date>)> = Vec::new();
    for (job, file) in plan.made().iter().enumerate() {
        let mut days = order_days(world, file.part());
        days.drain(..first_block(job).min(days.len()));
        if days.is_empty() {
            turns.push((Turn::Whole(Reverse(cells(file)), job), Work::Blocks { job, blocks: 0..file.part().blocks }));
        } else {
            of_days.push((job, file, days));
        }
    }
    // Asked for only where it matters: exchange rates alone do without the company.
    let runs = if of_days.is_empty() { Vec::new() } else { runs_of_days(world, window) };
    let run_of = |date: Date| runs.partition_point(|(_, last)| *last < date);
    for (job, file, days) in &of_days {
        let mut begin = first_block(*job);
        for of_run in days.chunk_by(|a, b| run_of(*a) == run_of(*b)) {
            let blocks = begin..begin + of_run.len();
            begin = blocks.end;
            let turn = Turn::Days(run_of(of_run[0]), Stage::Blocks(file.table(), *job));
            turns.push((turn, Work::Blocks { job: *job, blocks }));
        }
    }
    let draw = |date| (Turn::Days(run_of(date), Stage::Drawn(date)), Work::Draw(date));
    turns.extend(drawn_days(&of_days).into_iter().map(draw));
    turns.sort_unstable_by_key(|(turn, _)| *turn);
    turns.into_iter().map(|(_, work)| work).collect()
}

/// The days on which files hang: a part of a run has few of them. A block may hang on all days since the block before.
fn drawn_days(files: &[(usize, &PlannedFile, Vec<Date>)]) -> BTreeSet<Date> {
    let span = |days: &[Date]| days.first().map_or(0, |day| day.days())..=days.last().map_or(-1, |day| day.days());
    files.iter().flat_map(|(_, _, days)| span(days).map(Date::from_days)).collect()
}

/// The size of a file: cells stand for bytes.
fn cells(file: &PlannedFile) -> u64 {
    file.rows().count() * file.table().definition().columns.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scenario;

    fn of(tables: &[Table]) -> (Plan, Vec<Work>) {
        let week = Window::new(Date::new(2024, 11, 20), 20).unwrap();
        let scenario = Scenario::new(3).with_scale("0.02".parse().unwrap()).with_window(week);
        let dataset = scenario.with_tables(tables.iter().copied()).unwrap().dataset();
        let plan = dataset.plan();
        let turns = turns(dataset.world(), week, &plan, |_| 0);
        (plan, turns)
    }

    #[test]
    fn every_block_has_its_turn_after_those_before_it() {
        let (plan, turns) = of(&Table::ALL);
        let mut next = vec![0; plan.files().len()];
        for work in &turns {
            if let Work::Blocks { job, blocks } = work {
                assert_eq!(next[*job], blocks.start);
                next[*job] = blocks.end;
            }
        }
        assert!(plan.files().iter().zip(next).all(|(file, next)| file.part().blocks == next));
    }

    #[test]
    fn a_day_is_drawn_before_the_blocks_that_hang_on_it() {
        let (plan, turns) = of(&[Table::OrdersHeader, Table::Shipments]);
        let drawn = |wanted: Date| turns.iter().position(|work| *work == Work::Draw(wanted)).unwrap();
        for (place, work) in turns.iter().enumerate() {
            if let Work::Blocks { job, .. } = work
                && let Some(date) = plan.files()[*job].part().date()
            {
                assert!(drawn(date) < place && place < drawn(date) + 30, "{date}");
            }
        }
        assert_eq!(turns.iter().filter(|work| matches!(work, Work::Draw(_))).count(), 20);
        let (_, turns) = of(&[Table::Customers, Table::Sensors]);
        assert!(turns.iter().all(|work| matches!(work, Work::Blocks { .. })));
    }
}
