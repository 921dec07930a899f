//! A table in memory with the scenario's anomalies in it, batch by batch, each batch with its truth.

use std::fmt;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use retailgen_folder::PartNumber;
use retailgen_schema::Table;
use retailgen_sinks::format::{Encoded, rows_of_lines};
use retailgen_truth::{Label, Labels};

use crate::{
    Dataset, DatasetError,
    passage::{BlockWalk, Face, Passage, WalkedBlock, Wanted},
};

/// The record batches of a table with the anomalies of the scenario's policy, made as they are asked for:
/// [`Dataset::dirty_batches`]. It can be sent to another thread, and borrows nothing.
///
/// ```
/// use arrow_array::RecordBatchIterator;
/// use retailgen_dataset::{Policy, Scale, Scenario, Table};
///
/// // What takes a reader can read the rows alone.
/// let dataset = Scenario::new(7).with_scale(Scale::MIN).with_anomalies(Policy::castable()).dataset();
/// let batches = dataset.dirty_batches(Table::Customers)?;
/// let schema = batches.schema();
/// let reader = RecordBatchIterator::new(batches.map(|batch| Ok(batch?.rows)), schema);
/// // Twenty customers, and one of them again.
/// assert_eq!(reader.map(|batch| batch.map_or(0, |batch| batch.num_rows())).sum::<usize>(), 21);
/// # Ok::<(), retailgen_dataset::DatasetError>(())
/// ```
#[must_use = "rows are made as they are asked for"]
pub struct DirtyBatches {
    table: Table,
    blocks: BlockWalk,
    passage: Passage,
    rows: u64,
}

/// Rows as a pipeline gets them, and what is wrong with them.
///
/// What a check makes of [`rows`](Self::rows) is held against the [`labels`](Self::labels): of faults, which it should find,
/// and of decoys, which it should leave alone.
///
/// ```
/// use retailgen_dataset::{Policy, Scenario, Table};
///
/// let dataset = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(Policy::castable()).dataset();
/// let batch = dataset.dirty_batches(Table::Suppliers)?.next().expect("there is a first batch")?;
/// let one_too_many = batch.labels.faults().filter(|label| label.column.is_none()).count();
/// assert_eq!(batch.rows.num_rows(), batch.clean.num_rows() + one_too_many);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DirtyBatch {
    /// The rows with their faults, in the table's schema.
    pub rows: RecordBatch,
    /// The same rows without faults and without extra rows, so a row may stand higher up here.
    pub clean: RecordBatch,
    /// What is wrong with `rows`, and which right values only look wrong, by row and column. Rows count within the batch,
    /// from 0.
    pub labels: Labels,
    /// How many rows earlier batches of the table, or of its part, had: a label's row plus this is its row in all batches together.
    pub first_row: u64,
    /// The path of the file that the rows belong to when the dataset is written.
    pub file: String,
}

impl DirtyBatch {
    /// The labels with rows that count within the table, all batches together: for what reads the table as a whole, such as a
    /// query engine.
    ///
    /// ```
    /// use arrow_array::RecordBatch;
    /// use retailgen_dataset::{Policy, Scenario, Table};
    /// use retailgen_truth::{Label, Labels};
    ///
    /// let dataset = Scenario::new(7).with_scale("0.2".parse()?).with_anomalies(Policy::castable()).dataset();
    /// let (mut rows, mut labels) = (Vec::<RecordBatch>::new(), Labels::default());
    /// for batch in dataset.dirty_batches(Table::Customers)? {
    ///     let batch = batch?;
    ///     labels.extend(batch.labels_in_table());
    ///     rows.push(batch.rows);
    /// }
    /// assert_eq!(rows.len(), 2);
    /// let last = labels.faults().filter_map(Label::index).max().expect("there are many");
    /// assert!((rows[0].num_rows()..rows.iter().map(RecordBatch::num_rows).sum()).contains(&last));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn labels_in_table(&self) -> Labels {
        self.labels.iter().map(|label| label.clone().moved_down(self.first_row, 0, 0)).collect()
    }
}

impl Dataset {
    /// The rows of `table` with the anomalies of the scenario's policy, as record batches, each with the labels of all that
    /// is wrong in it. Nothing is written; it works for any table, chosen by the scenario or not, and in every build.
    ///
    /// [`write`](Self::write) makes the same faults and labels of the same scenario, but for where a label counts its row
    /// from. A table with a history has the rows of its latest version. A scenario without a policy gives clean rows; its
    /// labels are of decoys only.
    ///
    /// Record batches of a CSV table hold nothing that does not cast to its column's type. Give the scenario the policy
    /// [`castable`](retailgen_anomaly::Policy::castable), which is the default one without such faults, or take
    /// [`dirty_files`](Self::dirty_files).
    ///
    /// ```
    /// use retailgen_dataset::{Policy, Scenario, Table};
    ///
    /// let scenario = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(Policy::castable());
    /// let dataset = scenario.dataset();
    /// let batch = dataset.dirty_batches(Table::Customers)?.next().expect("there is a first batch")?;
    /// let emails = batch.rows["email"].as_any().downcast_ref::<arrow_array::StringArray>().expect("they are text");
    /// for label in batch.labels.faults().filter(|label| label.kind == "email.malformed") {
    ///     let row = label.index().expect("it stands in a row");
    ///     assert_eq!(Some(emails.value(row)), label.dirty_value.as_deref());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`DatasetError::DoesNotCast`] where the policy has a rule for the table whose values do not cast, and [`DatasetError::Policy`]
    /// where one asks for more rows than the table has. An item is an error only where the library is at fault: the first
    /// text that a rule of a castable kind writes and that is no value of its column ([`DatasetError::Sink`]).
    pub fn dirty_batches(&self, table: Table) -> Result<DirtyBatches, DatasetError> {
        self.check_casts(table)?;
        self.check_in_memory(table)?;
        self.dirty_walk(table, BlockWalk::new(self, table))
    }

    /// One part of what [`dirty_batches`](Self::dirty_batches) gives: the rows and labels of all parts, one after the other, are
    /// the table's. No part makes the rows of another. [`DirtyBatch::first_row`] counts within the part.
    ///
    /// ```
    /// use retailgen_dataset::{PartNumber, Policy, Scenario, Table};
    ///
    /// let dataset = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(Policy::castable()).dataset();
    /// let mut labels = 0;
    /// for number in 1..=4 {
    ///     for batch in dataset.dirty_batches_of_part(Table::OrdersHeader, PartNumber::new(number, 4)?)? {
    ///         labels += batch?.labels.len();
    ///     }
    /// }
    /// let whole = dataset.dirty_batches(Table::OrdersHeader)?.map(|batch| batch.map_or(0, |batch| batch.labels.len()));
    /// assert_eq!(labels, whole.sum::<usize>());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As for [`dirty_batches`](Self::dirty_batches); that a rule asks for more rows than can be hit is told by the first part
    /// alone, which makes the whole table once to find out.
    pub fn dirty_batches_of_part(&self, table: Table, part: PartNumber) -> Result<DirtyBatches, DatasetError> {
        self.check_casts(table)?;
        if part.index() == 0 {
            self.check_in_memory(table)?;
        }
        self.dirty_walk(table, BlockWalk::of_part(self, table, part))
    }

    fn dirty_walk(&self, table: Table, blocks: BlockWalk) -> Result<DirtyBatches, DatasetError> {
        Ok(DirtyBatches { table, blocks, passage: Passage::new(self, &[table], Face::Rows)?, rows: 0 })
    }

    /// Refuses a policy that writes what no record batch of the table can hold.
    fn check_casts(&self, table: Table) -> Result<(), DatasetError> {
        // Lines of JSON are text whatever they say; other formats than CSV take no rule that breaks a type.
        if table.definition().document.is_none()
            && let Some(rule) = self.scenario().anomalies().rules_for(table).find(|rule| rule.kind.breaks_type)
        {
            return Err(DatasetError::DoesNotCast { table, rule: rule.id.clone() });
        }
        Ok(())
    }
}

impl DirtyBatches {
    /// The table's schema, which all batches have.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.table.definition().schema()
    }

    fn batch(&mut self, (part, rows, number): WalkedBlock) -> Result<DirtyBatch, DatasetError> {
        let wanted = Wanted { labels: true, header: false };
        let block = self.passage.block(&part, rows.as_ref(), number, wanted, Vec::new())?;
        let in_batch = |label: Label| {
            // A batch has no lines.
            let mut label = label.into_owned();
            label.line = None;
            label
        };
        let first_row = self.rows;
        self.rows += block.rows;
        Ok(DirtyBatch {
            rows: match block.encoded {
                Encoded::Rows(rows) | Encoded::Sheet { rows, .. } => rows,
                Encoded::Text(text) => rows_of_lines(self.schema(), &text),
            },
            clean: block.clean,
            labels: block.labels.into_iter().map(in_batch).collect(),
            first_row,
            file: part.path.clone(),
        })
    }
}

impl Iterator for DirtyBatches {
    type Item = Result<DirtyBatch, DatasetError>;

    fn next(&mut self) -> Option<Self::Item> {
        let block = self.blocks.next()?;
        Some(self.batch(block))
    }
}

impl fmt::Debug for DirtyBatches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files_left = self.blocks.files_left();
        f.debug_struct("DirtyBatches")
            .field("table", &self.table)
            .field("files_left", &files_left)
            .finish_non_exhaustive()
    }
}
