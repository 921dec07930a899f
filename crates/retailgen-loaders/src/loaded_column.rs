//! A column as a loader makes it.

use retailgen_schema::{ColumnDefinition, ColumnType, PartitionColumn};

/// A column that a loader makes, with its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadedColumn {
    /// Its name.
    pub name: &'static str,
    /// The type it is read as.
    pub column_type: ColumnType,
}

impl From<&PartitionColumn> for LoadedColumn {
    fn from(partition: &PartitionColumn) -> Self {
        Self { name: partition.name, column_type: partition.column_type }
    }
}

impl From<&ColumnDefinition> for LoadedColumn {
    fn from(column: &ColumnDefinition) -> Self {
        Self { name: column.name, column_type: column.column_type }
    }
}
