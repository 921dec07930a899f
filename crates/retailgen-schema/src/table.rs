//! Names of tables, read and shown.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::Table;

/// No table has this name.
///
/// ```
/// use retailgen_schema::Table;
///
/// let refused = "orders".parse::<Table>().unwrap_err();
/// assert_eq!(refused.name, "orders");
/// assert!(refused.to_string().starts_with("there is no table \"orders\"; the tables are customers, "));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no table {name:?}; the tables are {}", Table::ALL.map(Table::name).join(", "))]
#[non_exhaustive]
pub struct UnknownTable {
    /// The name that was asked for.
    pub name: String,
}

impl FromStr for Table {
    type Err = UnknownTable;

    /// The table of exactly that name. For names that somebody types, `retailgen::parse_table` suggests
    /// the nearest one, and so does a `retailgen::Error` that is made of this error.
    ///
    /// ```
    /// use retailgen_schema::Table;
    ///
    /// assert_eq!("orders_header".parse(), Ok(Table::OrdersHeader));
    /// assert_eq!("orders".parse::<Table>().unwrap_err().name, "orders");
    /// ```
    fn from_str(name: &str) -> Result<Self, UnknownTable> {
        Self::ALL.into_iter().find(|table| table.name() == name).ok_or_else(|| UnknownTable { name: name.to_owned() })
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
