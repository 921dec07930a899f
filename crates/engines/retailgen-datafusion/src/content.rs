//! What a table holds, part by part.

use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use retailgen::{Dataset, DatasetError, PartNumber, Table};
use retailgen_stream::{Face, Reader, label_schema, labels, rows};

/// The name under which [`register_all`](crate::register_all) registers labels.
///
/// ```
/// assert_eq!(retailgen_datafusion::LABELS, "labels");
/// ```
pub const LABELS: &str = "labels";

/// What a table holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// Rows of a table.
    Rows(Dataset, Table, Face),
    /// The labels of some tables.
    Labels(Dataset, Arc<[Table]>),
}

impl Content {
    /// The name by which it is registered.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Rows(_, table, _) => table.name(),
            Self::Labels(..) => LABELS,
        }
    }

    /// Its columns.
    pub fn schema(&self) -> SchemaRef {
        match self {
            Self::Rows(_, table, _) => table.definition().schema(),
            Self::Labels(..) => label_schema(),
        }
    }

    /// The batches of one part. Labels are numbered from the first table on, so they have no parts but the whole.
    ///
    /// # Errors
    /// As [`rows`] and [`labels`].
    pub fn read(&self, part: PartNumber) -> Result<Reader, DatasetError> {
        match self {
            Self::Rows(dataset, table, face) => rows(dataset, *table, *face, Some(part)),
            Self::Labels(dataset, tables) => labels(dataset, tables),
        }
    }
}
