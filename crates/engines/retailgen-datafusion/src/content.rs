//! What a table holds, part by part.

use datafusion::arrow::datatypes::SchemaRef;
use retailgen::{Dataset, DatasetError, PartNumber, Table};
use retailgen_stream::{Face, Reader, label_schema, labels, rows};

/// The name under which [`register_all`](crate::register_all) registers labels.
///
/// ```
/// assert_eq!(retailgen_datafusion::LABELS, "labels");
/// ```
pub const LABELS: &str = "labels";

/// What a table holds: the rows of a table of a dataset, or the dataset's labels.
///
/// It is all that another process must know to make the same rows.
///
/// ```
/// use retailgen::{Scenario, Table};
/// use retailgen_datafusion::{Content, GeneratedTable, LABELS};
///
/// let dataset = Scenario::new(7).with_scale("0.01".parse()?).dataset();
/// let stores = GeneratedTable::rows(&dataset, Table::Stores)?.content().clone();
/// assert_eq!((stores.table(), stores.name()), (Some(Table::Stores), "stores"));
/// assert_eq!(stores.dataset().scenario(), dataset.scenario());
/// assert_eq!(Content::new(dataset, None).name(), LABELS);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Content {
    dataset: Dataset,
    table: Option<Table>,
}

impl Content {
    /// The rows of a table, or without one the labels of all tables of the scenario.
    #[must_use]
    pub fn new(dataset: Dataset, table: Option<Table>) -> Self {
        Self { dataset, table }
    }

    /// The dataset.
    #[must_use]
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// The table whose rows they are; none for labels.
    #[must_use]
    pub fn table(&self) -> Option<Table> {
        self.table
    }

    /// The name under which [`register_all`](crate::register_all) registers it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.table.map_or(LABELS, Table::name)
    }

    /// Which rows: with faults where the policy has rules.
    pub(crate) fn face(&self) -> Face {
        if self.dataset.scenario().anomalies().rules().is_empty() { Face::Clean } else { Face::Dirty }
    }

    /// Its columns.
    pub(crate) fn schema(&self) -> SchemaRef {
        self.table.map_or_else(label_schema, |table| table.definition().schema())
    }

    /// The batches of one part. Labels are numbered from the first table on, so they have no parts but the whole.
    ///
    /// # Errors
    /// As [`rows`] and [`labels`].
    pub(crate) fn read(&self, part: PartNumber) -> Result<Reader, DatasetError> {
        match self.table {
            Some(table) => rows(&self.dataset, table, self.face(), Some(part)),
            None => labels(&self.dataset, self.dataset.scenario().tables()),
        }
    }
}
