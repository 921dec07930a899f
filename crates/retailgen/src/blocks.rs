//! The blocks of a table in memory, one after the other.

use std::{ops::Range, sync::Arc, vec};

use arrow_array::RecordBatch;
use retailgen_schema::Table;
use retailgen_tables::{Part, PartRows, Window, World, open, parts};

/// Makes the blocks of a table as they are asked for, file by file.
pub struct Blocks {
    world: World,
    window: Window,
    waiting: vec::IntoIter<Part>,
    current: Option<Opened>,
}

/// A file whose blocks are being made.
struct Opened {
    part: Arc<Part>,
    rows: Box<dyn PartRows>,
    left: Range<usize>,
}

/// A block of clean rows.
pub struct Block {
    /// The file that it is a block of.
    pub part: Arc<Part>,
    /// Its number in the file.
    pub number: usize,
    /// Its rows.
    pub batch: RecordBatch,
}

impl Blocks {
    /// The blocks of `table` as it stands in the end: of a table with a history, those of its latest version.
    pub fn new(world: &World, window: Window, table: Table) -> Self {
        let waiting = current_parts(world, window, table).into_iter();
        Self { world: world.clone(), window, waiting, current: None }
    }

    /// Files that are not begun.
    pub fn files_left(&self) -> usize {
        self.waiting.len()
    }
}

/// The files that hold the rows of `table` as it stands in the end.
pub fn current_parts(world: &World, window: Window, table: Table) -> Vec<Part> {
    parts(world, window, table).into_iter().filter(Part::is_current).collect()
}

impl Iterator for Blocks {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        loop {
            if let Some(Opened { part, rows, left }) = &mut self.current
                && let Some(number) = left.next()
            {
                return Some(Block { part: Arc::clone(part), number, batch: rows.batch(number) });
            }
            let part = self.waiting.next()?;
            let rows = open(&self.world, self.window, &part);
            self.current = Some(Opened { left: 0..part.blocks, part: Arc::new(part), rows });
        }
    }
}
