//! A table in memory, batch by batch.

use std::fmt;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use retailgen_schema::Table;
use retailgen_tables::{Part, PartRows, Window, World, open, parts};

/// The record batches of a table, made as they are asked for.
///
/// It is also Arrow's own [`RecordBatchReader`], so anything that takes one can read from it. No item is ever an error;
/// the type is what that trait asks for.
pub struct Batches<'d> {
    world: &'d World,
    window: Window,
    schema: SchemaRef,
    waiting: std::vec::IntoIter<Part>,
    current: Option<(Box<dyn PartRows + 'd>, std::ops::Range<usize>)>,
}

impl<'d> Batches<'d> {
    pub(crate) fn new(world: &'d World, window: Window, table: Table) -> Self {
        let schema = table.definition().schema();
        let current: Vec<Part> = parts(world, window, table).into_iter().filter(Part::is_current).collect();
        let waiting = current.into_iter();
        Self { world, window, schema, waiting, current: None }
    }
}

impl Iterator for Batches<'_> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((rows, blocks)) = &mut self.current
                && let Some(block) = blocks.next()
            {
                return Some(Ok(rows.batch(block)));
            }
            let part = self.waiting.next()?;
            self.current = Some((open(self.world, self.window, &part), 0..part.blocks));
        }
    }
}

impl RecordBatchReader for Batches<'_> {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

impl fmt::Debug for Batches<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches").field("files_left", &self.waiting.len()).finish_non_exhaustive()
    }
}
