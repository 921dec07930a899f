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
/// assert_eq!(Level::Row.name(), "row"); // as in the column `level` of labels
/// assert_eq!(Level::ALL, [Level::Cell, Level::Row, Level::Record, Level::File]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// One cell.
    Cell,
    /// A whole row.
    Row,
    /// The text of a record: how a row is written, not what is in it.
    Record,
    /// The text of a file: its header, its beginning or its end.
    File,
}

impl Level {
    /// Whether text is hit, and not rows or cells.
    ///
    /// ```
    /// use retailgen_anomaly::Level;
    ///
    /// assert!(Level::Record.is_text() && Level::File.is_text() && !Level::Row.is_text());
    /// ```
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Record | Self::File)
    }
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
/// assert_eq!(Detectability::ALL.last().map(|check| check.name()), Some("cross_table"));
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
/// assert_eq!(Action::ALL[1].name(), "quarantine");
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

/// Gives an enum its names, in the order of its variants.
macro_rules! named {
    ($type:ident: $($variant:ident = $name:literal),*) => {
        impl $type {
            /// All of them, in their order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name, as labels have it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

named!(Level: Cell = "cell", Row = "row", Record = "record", File = "file");
named!(Detectability: Parse = "parse", Type = "type", Domain = "domain", Row = "row", CrossRow = "cross_row",
    CrossTable = "cross_table");
named!(Action: Reject = "reject", Quarantine = "quarantine", Warn = "warn", Accept = "accept");
