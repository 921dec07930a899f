//! The rows and labels of a dataset as Arrow readers, for engines to read from.
//!
//! A reader makes its batches as they are asked for, borrows nothing and never panics: what an engine reads through C must not.
//!
//! ```
//! use retailgen::{Scenario, Table};
//! use retailgen_stream::{Face, rows};
//!
//! let dataset = Scenario::new(7).with_scale("0.001".parse()?).dataset();
//! let customers = rows(&dataset, Table::Customers, Face::Clean, None)?;
//! assert_eq!(customers.schema(), Table::Customers.definition().schema());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod face;
mod guard;
mod labels;

use arrow_array::{RecordBatchIterator, RecordBatchReader};
use retailgen::{Dataset, DatasetError, DirtyBatches, PartNumber, Table};

pub use self::{
    face::Face,
    labels::{label_schema, labels},
};

/// Batches that are made as they are asked for.
pub type Reader = Box<dyn RecordBatchReader + Send>;

/// The rows of a table, or of one part of it, in the order of its files.
///
/// The rows of all parts, one after the other, are the table's.
///
/// # Errors
/// For dirty rows as [`dirty_batches`]; before anything is made.
///
/// ```
/// use retailgen::{PartNumber, Scenario, Table};
/// use retailgen_stream::{Face, rows};
///
/// let dataset = Scenario::new(7).with_scale("0.01".parse()?).dataset();
/// let count = |part| {
///     let lines = rows(&dataset, Table::OrdersLines, Face::Clean, part)?;
///     Ok::<_, retailgen::Error>(lines.map(|batch| batch.map_or(0, |batch| batch.num_rows())).sum::<usize>())
/// };
/// let halves = count(Some(PartNumber::new(1, 2)?))? + count(Some(PartNumber::new(2, 2)?))?;
/// assert_eq!(halves, count(None)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rows(dataset: &Dataset, table: Table, face: Face, part: Option<PartNumber>) -> Result<Reader, DatasetError> {
    let schema = table.definition().schema();
    Ok(match face {
        Face::Clean => {
            let batches = part.map_or_else(|| dataset.batches(table), |part| dataset.batches_of_part(table, part));
            guard::guarded(batches, schema)
        }
        Face::Dirty => {
            let batches = dirty_batches(dataset, table, part)?;
            let rows = batches.map(|batch| Ok(batch?.rows));
            guard::guarded(RecordBatchIterator::new(rows, schema.clone()), schema)
        }
    })
}

/// The batches of a table, or of one part of it, with their labels. The first row of a batch counts within the part.
///
/// # Errors
/// As [`Dataset::dirty_batches`], and for a part as [`Dataset::dirty_batches_of_part`].
///
/// ```
/// use retailgen::{PartNumber, Policy, Scenario, Table};
/// use retailgen_stream::dirty_batches;
///
/// let dataset = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(Policy::castable()).dataset();
/// let last = dirty_batches(&dataset, Table::OrdersHeader, Some(PartNumber::new(4, 4)?))?;
/// let whole = dirty_batches(&dataset, Table::OrdersHeader, None)?;
/// assert!(last.count() < whole.count());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn dirty_batches(dataset: &Dataset, table: Table, part: Option<PartNumber>) -> Result<DirtyBatches, DatasetError> {
    part.map_or_else(|| dataset.dirty_batches(table), |part| dataset.dirty_batches_of_part(table, part))
}
