//! A table in memory, batch by batch.

use std::fmt;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use retailgen_folder::PartNumber;
use retailgen_schema::Table;

use crate::{Dataset, passage::BlockWalk};

/// The clean record batches of a table, made as they are asked for: [`Dataset::batches`](crate::Dataset::batches).
///
/// It is also Arrow's own [`RecordBatchReader`], so anything that takes one can read from it, and it can be sent to
/// another thread or boxed: it borrows nothing. No item is ever an error; the type is what that trait asks for.
///
/// ```
/// use arrow_array::RecordBatchReader;
/// use retailgen_dataset::{Scale, Scenario, Table};
///
/// fn stores() -> Box<dyn RecordBatchReader + Send> {
///     Box::new(Scenario::new(7).with_scale(Scale::MIN).dataset().batches(Table::Stores))
/// }
///
/// let mut stores = stores();
/// assert_eq!(stores.schema(), Table::Stores.definition().schema());
/// assert_eq!(stores.next().expect("there is a batch")?.num_rows(), 4);
/// assert!(stores.next().is_none());
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
#[must_use = "rows are made as they are asked for"]
pub struct Batches {
    blocks: BlockWalk,
    schema: SchemaRef,
}

impl Dataset {
    /// The clean rows of `table` as record batches, in the order of its files; nothing is written.
    ///
    /// Works for any table, chosen by the scenario or not, and in every build. Of a table with a history they are the rows
    /// of the latest version. A batch has 8,192 customers, products, orders and so on at most, and with the lines of that
    /// many orders some more rows; where there are no rows there is no batch.
    ///
    /// ```
    /// use arrow_array::RecordBatch;
    /// use retailgen_dataset::{Scenario, Table};
    ///
    /// let dataset = Scenario::new(7).with_scale("0.01".parse()?).dataset();
    /// let batches = dataset.batches(Table::Products).collect::<Result<Vec<RecordBatch>, _>>()?;
    /// assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 250);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn batches(&self, table: Table) -> Batches {
        Batches { blocks: BlockWalk::new(self, table), schema: table.definition().schema() }
    }

    /// One part of what [`batches`](Self::batches) gives, for engines and workers that share a table among them: the rows of
    /// all parts, one after the other, are the table's. No part makes the rows of another.
    ///
    /// Each part has about as many rows, in whole batches: of a small table, some parts have none. They are not the
    /// [parts of a run](Self::plan_of_part), which have whole files.
    ///
    /// ```
    /// use retailgen_dataset::{PartNumber, Scenario, Table};
    ///
    /// let dataset = Scenario::new(7).with_scale("0.01".parse()?).dataset();
    /// let rows = |number| {
    ///     let batches = dataset.batches_of_part(Table::OrdersLines, PartNumber::new(number, 4)?);
    ///     Ok(batches.map(|batch| batch.map_or(0, |batch| batch.num_rows())).sum::<usize>())
    /// };
    /// let parts = (1..=4).map(rows).collect::<Result<Vec<_>, retailgen_dataset::PartNumberError>>()?;
    /// let whole: usize = dataset.batches(Table::OrdersLines).map(|batch| batch.map_or(0, |batch| batch.num_rows())).sum();
    /// assert_eq!(parts.iter().sum::<usize>(), whole);
    /// assert!(parts.iter().all(|rows| rows.abs_diff(whole / 4) < whole / 20), "{parts:?}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn batches_of_part(&self, table: Table, part: PartNumber) -> Batches {
        Batches { blocks: BlockWalk::of_part(self, table, part), schema: table.definition().schema() }
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        // A file that comes a second time by the policy has no row of its own.
        let (_, rows, number) = self.blocks.by_ref().find(|(part, ..)| !part.is_again())?;
        Some(Ok(rows.batch(number)))
    }
}

impl RecordBatchReader for Batches {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

impl fmt::Debug for Batches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches").field("files_left", &self.blocks.files_left()).finish_non_exhaustive()
    }
}
