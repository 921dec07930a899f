//! The rows and labels of a dataset as Arrow readers, for engines to read from.
//!
//! A reader makes its batches as they are asked for, borrows nothing and never panics: what an engine reads through C must not.
//!
//! ```
//! use retailgen::{Scenario, Table};
//! use retailgen_stream::{Face, rows};
//!
//! let dataset = Scenario::new(7).with_scale("0.001".parse()?).dataset();
//! let customers = rows(&dataset, Table::Customers, Face::Clean)?;
//! assert_eq!(customers.schema(), Table::Customers.definition().schema());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod face;
mod guard;
mod labels;

use arrow_array::{RecordBatchIterator, RecordBatchReader};
use retailgen::{Dataset, DatasetError, Table};

pub use self::{
    face::Face,
    labels::{label_schema, labels},
};

/// Batches that are made as they are asked for.
pub type Reader = Box<dyn RecordBatchReader + Send>;

/// The rows of a table, in the order of its files.
///
/// # Errors
/// For dirty rows as [`Dataset::dirty_batches`]; before anything is made.
pub fn rows(dataset: &Dataset, table: Table, face: Face) -> Result<Reader, DatasetError> {
    let schema = table.definition().schema();
    Ok(match face {
        Face::Clean => guard::guarded(dataset.batches(table), schema),
        Face::Dirty => {
            let batches = dataset.dirty_batches(table)?;
            let rows = batches.map(|batch| Ok(batch?.rows));
            guard::guarded(RecordBatchIterator::new(rows, schema.clone()), schema)
        }
    })
}
