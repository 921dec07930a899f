//! The files of a table as the plan has them, and which of them a filter can want.

use std::sync::Arc;

use datafusion::{
    arrow::datatypes::{DataType, SchemaRef},
    catalog::Session,
    common::{ColumnStatistics, DFSchema, ScalarValue, Statistics, pruning::PrunableStatistics, stats::Precision},
    error::Result,
    logical_expr::{Expr, utils::conjunction},
    physical_optimizer::pruning::PruningPredicateBuilder,
};
use retailgen::{Date, Derivation, Plan, PlannedFile, Table};

/// The files that hold the rows of a table, in order.
#[derive(Debug, Default)]
pub struct Files {
    rows: Vec<u64>,
    /// What the paths say of the rows: none where the files are not told apart by a column.
    statistics: Option<Vec<Arc<Statistics>>>,
}

impl Files {
    /// The files of a table.
    pub fn of(table: Table, plan: &Plan, schema: &SchemaRef) -> Self {
        let current = || plan.files().iter().filter(|file| file.table() == table && file.is_current());
        Self {
            rows: current().map(|file| file.rows().count()).collect(),
            statistics: current()
                .map(|file| statistics_of(file, schema))
                .collect::<Option<Vec<_>>>()
                .filter(|files| !files.is_empty()),
        }
    }

    /// The same files, without what is known of the rows in each.
    pub fn not_told_apart(self) -> Self {
        Self { statistics: None, ..self }
    }

    /// Whether a filter can leave files out.
    pub fn are_told_apart(&self) -> bool {
        self.statistics.is_some()
    }

    /// Each file with its rows and whether it can have a row for which all filters hold; none where that is not known.
    ///
    /// # Errors
    /// Where a filter is none of this table.
    pub fn wanted(
        &self,
        state: &dyn Session,
        schema: &SchemaRef,
        filters: &[Expr],
    ) -> Result<Option<Vec<(u64, bool)>>> {
        let (Some(statistics), Some(filter)) = (&self.statistics, conjunction(filters.iter().cloned())) else {
            return Ok(None);
        };
        let filter = state.create_physical_expr(filter, &DFSchema::try_from(Arc::clone(schema))?)?;
        let Some(predicate) = PruningPredicateBuilder::new().with_file_schema(Arc::clone(schema)).build(filter) else {
            return Ok(None);
        };
        let wanted = predicate.prune(&PrunableStatistics::new(statistics.clone(), Arc::clone(schema)))?;
        Ok(Some(self.rows.iter().copied().zip(wanted).collect()))
    }
}

/// What the path of a file says of a column: all rows have its value.
fn statistics_of(file: &PlannedFile, schema: &SchemaRef) -> Option<Arc<Statistics>> {
    let mut statistics = Statistics::new_unknown(schema);
    let mut is_known = false;
    for partition in file.definition().partitions.iter().filter(|partition| partition.derivation == Derivation::Value) {
        // The source may be a column of another table.
        let Some((column, field)) = schema.column_with_name(partition.source) else { continue };
        let prefix = format!("{}=", partition.name);
        let text = file.path().split('/').find_map(|folder| folder.strip_prefix(&prefix))?;
        let value = match field.data_type() {
            DataType::Date32 => ScalarValue::Date32(Some(text.parse::<Date>().ok()?.days())),
            DataType::Int64 => ScalarValue::Int64(Some(text.parse().ok()?)),
            _ => continue,
        };
        is_known = true;
        statistics.column_statistics[column] = ColumnStatistics {
            null_count: Precision::Exact(0),
            min_value: Precision::Exact(value.clone()),
            max_value: Precision::Exact(value),
            ..ColumnStatistics::new_unknown()
        };
    }
    is_known.then(|| Arc::new(statistics))
}
