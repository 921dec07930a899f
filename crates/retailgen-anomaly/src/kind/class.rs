//! How kinds are told apart: what they hit, which check sees them, what is to be done about them.

use std::fmt;

/// What is hit, the smaller first.
///
/// ```
/// use retailgen_anomaly::{Level, Policy};
///
/// let level = |rule: &str| Policy::castable().rule(rule).map(|rule| rule.kind.level);
/// assert_eq!(level("customers.phone.null"), Some(Level::Cell));
/// assert_eq!(level("customers.row.repeated"), Some(Level::Row));
/// assert_eq!(Level::Row.to_string(), "row"); // as in the column `level` of labels
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// One cell.
    Cell,
    /// A whole row.
    Row,
}

/// The nearest kind of check that can see a fault, in the order of how much it has to look at.
///
/// Checks of one column alone, for instance, can find no more than this of the built-in policy:
///
/// ```
/// use retailgen_anomaly::{Detectability, Policy};
///
/// let policy = Policy::castable();
/// let within_column = policy.rules().iter().filter(|rule| rule.kind.detectability <= Detectability::Domain);
/// assert!((1..policy.rules().len()).contains(&within_column.count()));
/// assert_eq!(Detectability::CrossRow.to_string(), "cross_row");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Detectability {
    /// The reader of the format.
    Parse,
    /// A cast to the column's type.
    Type,
    /// The column's own rules: pattern, accepted values, range, null.
    Domain,
    /// Other columns of the row.
    Row,
    /// Other rows of the table.
    CrossRow,
    /// Other tables.
    CrossTable,
}

/// What a pipeline should do about a fault, the strictest first.
///
/// ```
/// use retailgen_anomaly::{Action, Policy};
///
/// let action = |rule: &str| Policy::castable().rule(rule).map(|rule| rule.kind.expected_action);
/// assert_eq!(action("customers.phone.null"), Some(Action::Warn));
/// assert_eq!(action("customers.email.malformed"), Some(Action::Quarantine));
/// assert!(Action::Quarantine < Action::Warn, "the strictest comes first");
/// assert_eq!(Action::Quarantine.to_string(), "quarantine");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Action {
    /// Refuse the row.
    Reject,
    /// Put the row aside for somebody to look at.
    Quarantine,
    /// Let it pass and say so.
    Warn,
    /// Let it pass.
    Accept,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Cell => "cell",
            Self::Row => "row",
        })
    }
}

impl fmt::Display for Detectability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Parse => "parse",
            Self::Type => "type",
            Self::Domain => "domain",
            Self::Row => "row",
            Self::CrossRow => "cross_row",
            Self::CrossTable => "cross_table",
        })
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Reject => "reject",
            Self::Quarantine => "quarantine",
            Self::Warn => "warn",
            Self::Accept => "accept",
        })
    }
}
