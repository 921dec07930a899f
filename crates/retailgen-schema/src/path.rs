//! Paths of files, filled in from a table's template.

use thiserror::Error;

use crate::TableDefinition;

/// Why a path could not be filled in.
///
/// ```
/// use retailgen_schema::{PathError, Table};
///
/// let events = Table::Events.definition();
/// assert_eq!(events.path_for(&[]), Err(PathError::Missing { table: "events", column: "event_dt" }));
/// let refused = events.path_for(&[("event_dt", "..")]).unwrap_err().to_string();
/// assert_eq!(refused, "table events, partition column \"event_dt\": \"..\" cannot be part of a folder name");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PathError {
    /// A partition column of the table has no value.
    #[error("table {table}: the path needs a value for the partition column {column:?}")]
    Missing {
        /// The table.
        table: &'static str,
        /// The partition column.
        column: &'static str,
    },
    /// A value is given for something that is no partition column of the table.
    #[error("table {table}: {column:?} is not a partition column")]
    Unknown {
        /// The table.
        table: &'static str,
        /// The name given.
        column: String,
    },
    /// A value would not stay one folder: it is empty, `.` or `..`, or contains a slash, backslash or brace.
    #[error("table {table}, partition column {column:?}: {value:?} cannot be part of a folder name")]
    Value {
        /// The table.
        table: &'static str,
        /// The partition column.
        column: &'static str,
        /// The value given.
        value: String,
    },
}

impl TableDefinition {
    /// The path of one file below the data folder, with the values of the partition columns put in.
    ///
    /// # Errors
    /// [`PathError`] if a partition column has no value, a name is not a partition column, or a value cannot be part
    /// of a folder name.
    ///
    /// ```
    /// use retailgen_schema::Table;
    ///
    /// let sensors = Table::Sensors.definition();
    /// assert_eq!(
    ///     sensors.path_for(&[("store_id", "17"), ("month", "2024-03")]).unwrap(),
    ///     "sensors/store_id=17/month=2024-03/sensors.csv",
    /// );
    /// assert_eq!(Table::Stores.definition().path_for(&[]).unwrap(), "stores.csv");
    /// ```
    pub fn path_for(&self, values: &[(&str, &str)]) -> Result<String, PathError> {
        let unknown = values.iter().find(|(name, _)| self.partitions.iter().all(|partition| partition.name != *name));
        if let Some((name, _)) = unknown {
            return Err(PathError::Unknown { table: self.name, column: (*name).to_owned() });
        }
        let mut path = self.path.to_owned();
        for partition in self.partitions {
            let column = partition.name;
            let Some((_, value)) = values.iter().find(|(name, _)| *name == column) else {
                return Err(PathError::Missing { table: self.name, column });
            };
            if matches!(*value, "" | "." | "..") || value.contains(['/', '\\', '{', '}']) {
                let value = (*value).to_owned();
                return Err(PathError::Value { table: self.name, column, value });
            }
            path = path.replace(&format!("{{{column}}}"), value);
        }
        Ok(path)
    }
}
