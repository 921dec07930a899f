//! A table in memory, batch by batch.

use std::fmt;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use retailgen_schema::Table;
use retailgen_tables::{Window, World};

use crate::blocks::Blocks;

/// The clean record batches of a table, made as they are asked for: [`Dataset::batches`](crate::Dataset::batches).
///
/// It is also Arrow's own [`RecordBatchReader`], so anything that takes one can read from it, and it can be sent to
/// another thread. No item is ever an error; the type is what that trait asks for.
#[must_use = "rows are made as they are asked for"]
pub struct Batches<'d> {
    blocks: Blocks<'d>,
    schema: SchemaRef,
}

impl<'d> Batches<'d> {
    pub(crate) fn new(world: &'d World, window: Window, table: Table) -> Self {
        Self { blocks: Blocks::new(world, window, table), schema: table.definition().schema() }
    }
}

impl Iterator for Batches<'_> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(Ok(self.blocks.next()?.batch))
    }
}

impl RecordBatchReader for Batches<'_> {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

impl fmt::Debug for Batches<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches").field("files_left", &self.blocks.files_left()).finish_non_exhaustive()
    }
}
