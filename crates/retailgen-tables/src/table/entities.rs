//! Entities of a dimension, in blocks: those of the first load, and of an increment those that have come since, day by day.
//!
//! Faults are dealt to blocks. In an increment the first load's blocks stand as they stood then, and each day's newcomers stand
//! where a partition of the day would. So a fault stays with its row from snapshot to snapshot.

use std::ops::Range;

use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

use super::{BLOCK, Position, Rows, block_range, blocks};
use crate::{window::Window, world::World};

/// The blocks of a table with a row for each entity.
#[derive(Debug, Clone)]
pub struct Entities {
    /// Those in the blocks of the first load.
    loaded: u64,
    /// Those of each later day, in blocks.
    since: Vec<(Date, Range<u64>)>,
    /// Where only changes are sent.
    changes: Option<Changes>,
    /// Where some have no row any more: the world of the customers, and the last day.
    customers: Option<(World, Date)>,
}

/// What is sent of a table of which only changes are.
#[derive(Debug, Clone, Copy)]
struct Changes {
    /// The day that is delivered.
    date: Date,
    /// How many entities were known the day before.
    known_before: u64,
}

/// Of a thousand entities those that change in a day, for the plan's estimate (model: mostly prices).
const CHANGES_OF_THOUSAND: u64 = 5;

impl Entities {
    /// Those of a dimension that are known on the last day of a window.
    pub fn of(world: &World, window: Window, table: Table) -> Self {
        let customers = (table == Table::Customers).then(|| (world.clone(), window.last()));
        Self { customers, ..Self::new(window, |date| known_by(world, table, date)) }
    }

    /// The entities known on the last day of a window, where `by` says how many are known by a day.
    fn new(window: Window, by: impl Fn(Date) -> u64) -> Self {
        if !window.is_increment() {
            return Self { loaded: by(window.last()), since: Vec::new(), changes: None, customers: None };
        }
        let loaded = by(window.base().last());
        let mut known = loaded;
        let mut since = Vec::new();
        for date in window.dates().skip(window.base().days() as usize) {
            let come = known..by(date);
            known = come.end;
            let of_block = |start: u64| (date, start..(start + BLOCK).min(come.end));
            since.extend(come.clone().step_by(BLOCK as usize).map(of_block));
        }
        let changes = Changes { date: window.last(), known_before: by(window.last().plus_days(-1)) };
        Self { loaded, since, changes: window.sends_changes_only().then_some(changes), customers: None }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.since.last().map_or(self.loaded, |(_, last)| last.end)
    }

    /// How many rows are sent; about as many where only changes are.
    pub fn rows(&self) -> Rows {
        let all = self.count();
        match self.changes {
            None => {
                let erased = self.customers.as_ref().map_or(0, |(world, last)| world.customers.erased_by(*last));
                Rows::Exact(all - erased)
            }
            Some(Changes { known_before, .. }) => {
                Rows::About(all - known_before + known_before * CHANGES_OF_THOUSAND / 1_000)
            }
        }
    }

    /// The entities of a block of which rows are sent: all, or those that are new or whose `state` on the day differs from the day
    /// before.
    pub fn sent<S: PartialEq>(&self, block: usize, state: impl Fn(u64, Date) -> S) -> impl Iterator<Item = u64> {
        let changes = self.changes;
        self.of_block(block).filter(move |&entity| {
            changes.is_none_or(|Changes { date, known_before }| {
                entity >= known_before || state(entity, date) != state(entity, date.plus_days(-1))
            })
        })
    }

    /// How many blocks they have.
    pub fn blocks(&self) -> usize {
        blocks(self.loaded) + self.since.len()
    }

    /// The entities of a block.
    pub fn of_block(&self, block: usize) -> Range<u64> {
        match self.later(block) {
            Some((_, range)) => range.clone(),
            None => block_range(block, self.loaded),
        }
    }

    /// Where a block stands in the table.
    pub fn position(&self, block: usize) -> Position {
        let range = self.of_block(block);
        if let Some(Changes { date, .. }) = self.changes {
            return Position::of_changes(date, range.start);
        }
        let date = self.later(block).map(|(date, _)| *date);
        let staying =
            |entities| self.customers.as_ref().map_or(entities, |(world, _)| world.customers.staying(entities));
        Position {
            span: staying(range.start) as f64..staying(range.end) as f64,
            total: date.is_none().then(|| staying(self.loaded)),
            counted: None,
            first: range.start,
            slots: Some(range.end - range.start),
            date,
        }
    }

    fn later(&self, block: usize) -> Option<&(Date, Range<u64>)> {
        self.since.get(block.checked_sub(blocks(self.loaded))?)
    }
}

/// How many entities a dimension has on a day.
///
/// # Panics
/// Where the table is no dimension.
pub fn known_by(world: &World, table: Table, date: Date) -> u64 {
    match table {
        Table::Customers => world.customers.growth().by(date),
        Table::Products => world.products.known_by(date),
        Table::Stores => world.stores.growth().by(date),
        Table::Suppliers => world.suppliers.by(date),
        _ => unreachable!("the table is no dimension"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two entities a day since 2024, and 20,000 before.
    fn by(date: Date) -> u64 {
        20_000 + 2 * (date.days() - Date::new(2023, 12, 31).days()) as u64
    }

    #[test]
    fn blocks_of_the_first_load_stand_as_they_stood_then() {
        let loaded = Window::new(Date::new(2024, 1, 1), 10).unwrap();
        let first = Entities::new(loaded, by);
        let later = Entities::new(loaded.extended(3).unwrap().increment().unwrap(), by);
        assert_eq!((first.count(), first.blocks()), (20_020, 3));
        assert_eq!((later.count(), later.blocks()), (20_026, 6));
        for block in 0..3 {
            assert_eq!(first.position(block), later.position(block));
        }
        assert_eq!(later.of_block(4), 20_022..20_024);
        assert_eq!(later.position(4).date, Some(Date::new(2024, 1, 12)));
        assert_eq!(later.position(4).total, None);
    }

    #[test]
    fn blocks_follow_each_other() {
        let window = Window::new(Date::new(2024, 1, 1), 1).unwrap().extended(40).unwrap().increment().unwrap();
        let entities = Entities::new(window, |date| by(date) * 1_000);
        let mut next = 0;
        for block in 0..entities.blocks() {
            let range = entities.of_block(block);
            assert_eq!(range.start, next);
            assert!(range.end - range.start <= BLOCK);
            next = range.end;
        }
        assert_eq!(next, entities.count());
    }
}
