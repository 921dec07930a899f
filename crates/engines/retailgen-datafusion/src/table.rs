//! `GeneratedTable`: what `DataFusion` asks for schema, statistics and scans.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::{
    arrow::datatypes::SchemaRef,
    catalog::Session,
    common::{Statistics, stats::Precision},
    datasource::{TableProvider, TableType},
    error::Result,
    logical_expr::{Expr, TableProviderFilterPushDown},
    physical_plan::ExecutionPlan,
};
use retailgen::{Dataset, DatasetError, PartNumber, Plan, Rows, Table};
use retailgen_stream::Face;

use crate::{Error, content::Content, files::Files, parts, scan::scan};

/// A table of a dataset, or its labels, made anew by each query that reads it.
///
/// It has the rows that the dataset's files would have. Partitions are made in parallel. No more blocks are made than a limit
/// needs; of clean orders and sensors, only the days or stores are made that a filter asks for.
///
/// ```
/// use std::sync::Arc;
/// use datafusion::prelude::{SessionConfig, SessionContext};
/// use retailgen::{Scenario, Table};
/// use retailgen_datafusion::GeneratedTable;
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let dataset = Scenario::new(7).with_scale("0.01".parse()?).dataset();
/// let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(8));
/// context.register_table("catalogue", Arc::new(GeneratedTable::rows(&dataset, Table::Products)?))?;
/// assert_eq!(context.table("catalogue").await?.count().await?, 250);
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(run())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct GeneratedTable {
    content: Content,
    schema: SchemaRef,
    rows: Precision<usize>,
    files: Files,
}

impl GeneratedTable {
    /// The rows of a table: with faults where the dataset's policy has rules, else clean.
    ///
    /// # Errors
    /// [`Error::NotChosen`] where the scenario leaves the table out; [`Error::Dataset`] where the policy writes what a typed
    /// column cannot hold, such as 31/02/2024. That a rule asks for more rows than can be hit is told when rows are read.
    pub fn rows(dataset: &Dataset, table: Table) -> Result<Self, Error> {
        Self::planned(dataset, &dataset.plan(), table)
    }

    /// The labels of all tables of the scenario: the columns of `labels.parquet`, and as the last one `table_row`, the row, from
    /// 0, in the table read with one partition.
    ///
    /// # Errors
    /// As for [`rows`](Self::rows), of any of the tables.
    ///
    /// ```
    /// use datafusion::datasource::TableProvider;
    /// use retailgen::{Policy, Scenario};
    /// use retailgen_datafusion::GeneratedTable;
    ///
    /// let dataset = Scenario::new(7).with_scale("0.001".parse()?).with_anomalies(Policy::castable()).dataset();
    /// let labels = GeneratedTable::labels(&dataset)?;
    /// assert!(labels.schema().column_with_name("clean_value").is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn labels(dataset: &Dataset) -> Result<Self, Error> {
        for &table in dataset.scenario().tables() {
            refuse_uncastable(&Content::new(dataset.clone(), Some(table)))?;
        }
        let content = Content::new(dataset.clone(), None);
        Ok(Self { schema: content.schema(), content, rows: Precision::Absent, files: Files::default() })
    }

    /// The table that holds this: [`rows`](Self::rows) or [`labels`](Self::labels).
    ///
    /// # Errors
    /// As those.
    ///
    /// ```
    /// use datafusion::datasource::TableProvider;
    /// use retailgen::{Scenario, Table};
    /// use retailgen_datafusion::{Content, GeneratedTable};
    ///
    /// let stores = Content::new(Scenario::new(7).dataset(), Some(Table::Stores));
    /// assert_eq!(GeneratedTable::of(&stores)?.schema(), Table::Stores.definition().schema());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(content: &Content) -> Result<Self, Error> {
        match content.table() {
            Some(table) => Self::rows(content.dataset(), table),
            None => Self::labels(content.dataset()),
        }
    }

    /// The same, whose number of rows is an estimate: a count makes the rows, where it would take the number that is planned.
    ///
    /// ```
    /// use datafusion::{common::stats::Precision, datasource::TableProvider};
    /// use retailgen::{Scenario, Table};
    /// use retailgen_datafusion::GeneratedTable;
    ///
    /// let stores = GeneratedTable::rows(&Scenario::new(7).dataset(), Table::Stores)?;
    /// let rows = |table: &GeneratedTable| table.statistics().map(|statistics| statistics.num_rows);
    /// let Some(Precision::Exact(planned)) = rows(&stores) else { return Err("stores are planned one by one".into()) };
    /// assert_eq!(rows(&stores.with_estimated_rows()), Some(Precision::Inexact(planned)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_estimated_rows(self) -> Self {
        Self { rows: self.rows.to_inexact(), ..self }
    }

    /// What it holds.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The same as [`rows`](Self::rows), with the plan of the dataset.
    pub(crate) fn planned(dataset: &Dataset, plan: &Plan, table: Table) -> Result<Self, Error> {
        if !dataset.scenario().tables().contains(&table) {
            return Err(Error::NotChosen(table));
        }
        let content = Content::new(dataset.clone(), Some(table));
        let face = content.face();
        // A table that is empty in these days has no file.
        let totals = plan.by_table().into_iter().find(|totals| totals.table == table);
        let rows = match totals.map_or(Rows::Exact(0), |totals| totals.rows) {
            Rows::Exact(rows) if face == Face::Clean => Precision::Exact(rows as usize),
            rows => Precision::Inexact(rows.count() as usize),
        };
        refuse_uncastable(&content)?;
        let schema = content.schema();
        let files = Files::of(table, plan, &schema);
        // A fault may write any day into any file.
        let files = if face == Face::Clean { files } else { files.not_told_apart() };
        Ok(Self { content, schema, rows, files })
    }

    fn statistics_with(&self, rows: Precision<usize>) -> Statistics {
        let mut statistics = Statistics::new_unknown(&self.schema);
        statistics.num_rows = rows;
        statistics
    }
}

#[async_trait]
impl TableProvider for GeneratedTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn statistics(&self) -> Option<Statistics> {
        Some(self.statistics_with(self.rows))
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        // A scan leaves files out; the blocks that it makes may have other rows besides.
        let known = if self.files.are_told_apart() {
            TableProviderFilterPushDown::Inexact
        } else {
            TableProviderFilterPushDown::Unsupported
        };
        Ok(vec![known; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let partitions = self.content.table().map_or(1, |_| state.config().target_partitions());
        let (parts, rows) = match self.files.wanted(state, &self.schema, filters)? {
            Some(files) => {
                let rows: u64 = files.iter().filter(|(_, is_wanted)| *is_wanted).map(|(rows, _)| rows).sum();
                (parts::of_files(&files, partitions), Precision::Inexact(rows as usize))
            }
            None => (parts::all(partitions), self.rows),
        };
        scan(self.content.clone(), parts, self.statistics_with(rows), projection, limit)
    }
}

/// Refuses a policy that writes what the table's columns cannot hold, which any part of it tells. The last one costs nothing; the
/// first would look at all rows where a rule asks for a count.
fn refuse_uncastable(content: &Content) -> Result<(), Error> {
    let last = PartNumber::new(2, 2).map_err(DatasetError::from)?;
    Ok(content.read(last).map(drop)?)
}
