//! A table in memory with the scenario's anomalies in it, batch by batch, each batch with its truth.

use std::{fmt, sync::Arc};

use arrow_array::{RecordBatch, StringArray};
use arrow_schema::SchemaRef;
use retailgen_schema::{Format, Table};
use retailgen_sinks::{SinkError, edited::edited_batch};

use crate::{
    Dataset, Error, Label, Labels,
    blocks::Blocks,
    dirty::{DirtyBlock, DirtyLayer},
    output::{Encoded, Encoder},
};

/// The record batches of a table with the anomalies of the scenario's policy, made as they are asked for:
/// [`Dataset::dirty_batches`]. It can be sent to another thread, and borrows nothing.
///
/// ```
/// use retailgen::{Policy, Scale, Scenario, Table, arrow_array::RecordBatchIterator};
///
/// // What takes a reader can read the rows alone.
/// let dataset = Scenario::new(7).with_scale(Scale::MIN).with_anomalies(Policy::castable()).dataset();
/// let batches = dataset.dirty_batches(Table::Customers)?;
/// let schema = batches.schema();
/// let reader = RecordBatchIterator::new(batches.map(|batch| Ok(batch?.rows)), schema);
/// // Twenty customers, and one of them again.
/// assert_eq!(reader.map(|batch| batch.map_or(0, |batch| batch.num_rows())).sum::<usize>(), 21);
/// # Ok::<(), retailgen::Error>(())
/// ```
#[must_use = "rows are made as they are asked for"]
pub struct DirtyBatches {
    table: Table,
    blocks: Blocks,
    dirty: DirtyLayer,
    rows: u64,
}

/// Rows as a pipeline gets them, and what is wrong with them.
///
/// What a check makes of [`rows`](Self::rows) is held against the [`labels`](Self::labels): of faults, which it should find,
/// and of decoys, which it should leave alone.
///
/// ```
/// use retailgen::{Policy, Scenario, Table};
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
    /// The same rows without faults; those that are one too many are not among them, so the others may stand higher up.
    pub clean: RecordBatch,
    /// What is wrong with `rows`, and which right values only look wrong, by row and column. Rows count within the batch,
    /// from 0.
    pub labels: Labels,
    /// How many rows earlier batches of the table had: a label's row plus this is its row in all batches together.
    pub first_row: u64,
    /// The path of the file that the rows belong to when the dataset is written.
    pub file: String,
}

impl DirtyBatch {
    /// The labels with rows that count within the table, all batches together: for what reads the table as a whole, such as a
    /// query engine.
    ///
    /// ```
    /// use retailgen::{Labels, Policy, Scenario, Table, arrow_array::RecordBatch};
    ///
    /// let dataset = Scenario::new(7).with_scale("0.2".parse()?).with_anomalies(Policy::castable()).dataset();
    /// let (mut rows, mut labels) = (Vec::<RecordBatch>::new(), Labels::default());
    /// for batch in dataset.dirty_batches(Table::Customers)? {
    ///     let batch = batch?;
    ///     labels.extend(batch.labels_in_table());
    ///     rows.push(batch.rows);
    /// }
    /// assert_eq!(rows.len(), 2);
    /// let second = labels.faults().find(|label| label.row > rows[0].num_rows()).expect("there are many");
    /// assert!(second.row < rows.iter().map(RecordBatch::num_rows).sum());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn labels_in_table(&self) -> Labels {
        let first = self.first_row as usize;
        let moved = |label: &Label| Label {
            row: label.row + first,
            related_row: label.related_row.map(|row| row + first),
            ..label.clone()
        };
        self.labels.iter().map(moved).collect()
    }
}

impl Dataset {
    /// The rows of `table` with the anomalies of the scenario's policy, as record batches, each with the labels of all that
    /// is wrong in it. Nothing is written; it works for any table, chosen by the scenario or not, and in every build.
    ///
    /// The faults and labels are those that [`write`](Self::write) makes of the same scenario, but for where a label counts
    /// its row from. Of a table with a history the rows are those of the latest version. A scenario without a policy gives
    /// clean rows; its labels are of decoys only.
    ///
    /// Record batches of a CSV table hold nothing that does not cast to its column's type. Give the scenario the policy
    /// [`castable`](retailgen_anomaly::Policy::castable), which is the default one without such faults, or take
    /// [`dirty_files`](Self::dirty_files).
    ///
    /// ```
    /// use retailgen::{Policy, Scenario, Table};
    ///
    /// let scenario = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(Policy::castable());
    /// let dataset = scenario.dataset();
    /// let batch = dataset.dirty_batches(Table::Customers)?.next().expect("there is a first batch")?;
    /// let emails = batch.rows["email"].as_any().downcast_ref::<arrow_array::StringArray>().expect("they are text");
    /// for label in batch.labels.faults().filter(|label| label.kind == "email.malformed") {
    ///     assert_eq!(Some(emails.value(label.row)), label.dirty_value.as_deref());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::DoesNotCast`] where the policy has a rule for the table whose values do not cast, and [`Error::Policy`]
    /// where one asks for more rows than the table has. An item is an error only where the library is at fault: the first
    /// text that a rule of a castable kind writes and that is no value of its column ([`Error::Sink`]).
    pub fn dirty_batches(&self, table: Table) -> Result<DirtyBatches, Error> {
        // Lines of JSON are text whatever they say; other formats than CSV take no rule that breaks a type.
        if table.definition().format == Format::Csv
            && let Some(rule) = self.scenario().anomalies().rules_for(table).find(|rule| rule.kind.breaks_type)
        {
            return Err(Error::DoesNotCast { table, rule: rule.id.clone() });
        }
        let dirty = self.dirty_layer(table)?;
        let blocks = Blocks::new(self.world(), self.scenario().window(), table);
        Ok(DirtyBatches { table, blocks, dirty, rows: 0 })
    }
}

impl DirtyBatches {
    /// The table's schema, which all batches have.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.table.definition().schema()
    }
}

impl Iterator for DirtyBatches {
    type Item = Result<DirtyBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let block = self.blocks.next()?;
        let dirty = self.dirty.block(&block.part, block.number, block.batch);
        let rows = match edited_rows(self.table, &dirty) {
            Ok(rows) => rows,
            Err(error) => return Some(Err(error.into())),
        };
        let labels = self.dirty.labels(&block.part, &dirty);
        let first_row = self.rows;
        self.rows += dirty.rows();
        Some(Ok(DirtyBatch {
            rows,
            clean: dirty.batch,
            labels: labels.into_iter().map(|label| Label::new(&block.part, label)).collect(),
            first_row,
            file: block.part.path.clone(),
        }))
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

/// The rows of a block as the edits have them.
fn edited_rows(table: Table, block: &DirtyBlock) -> Result<RecordBatch, SinkError> {
    let definition = table.definition();
    let edits = &block.edits;
    if definition.document.is_none() || edits.cells.is_empty() {
        return edited_batch(&block.batch, block.elsewhere.as_ref(), &edits.extra_rows, &edits.cells);
    }
    // The keys of an envelope are no columns: what is edited is the text of the line.
    let lines = match Encoder::new(table).encode(block, true, Vec::new())? {
        Encoded::Text(text) => String::from_utf8_lossy(&text).split_terminator('\n').map(Some).collect::<StringArray>(),
        Encoded::Rows(rows) => return Ok(rows),
    };
    Ok(RecordBatch::try_new(definition.schema(), vec![Arc::new(lines)]).expect("a line is all that a row has"))
}
