//! What of a window is delivered, and in which form.

use std::fmt;

/// What of a window's files are delivered.
///
/// ```
/// use retailgen_tables::{Window, window::{Changes, Delivery, Snapshots}};
///
/// assert_eq!(Window::default().delivery(), Delivery::Whole);
/// let day = Window::default().extended(1)?.increment()?;
/// let (snapshots, changes) = (Snapshots::Whole, Changes::None);
/// assert_eq!(day.delivery(), Delivery::LastDay { snapshots, changes });
/// # Ok::<(), retailgen_tables::window::WindowError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Delivery {
    /// All of them.
    #[default]
    Whole,
    /// What a source system sends on the last day: the files of that day, and what it knows as of its end.
    LastDay {
        /// What is sent of tables that stand as of a day.
        snapshots: Snapshots,
        /// How it is told beside them what happened to their rows.
        changes: Changes,
    },
}

/// What source systems send each day of customers, products, stores, suppliers and shipments.
///
/// ```
/// use retailgen_tables::window::Snapshots;
///
/// assert_eq!(Snapshots::default(), Snapshots::Whole);
/// assert_eq!(Snapshots::ALL.map(Snapshots::name), ["whole", "changed"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Snapshots {
    /// All rows, as of the day's end.
    #[default]
    Whole,
    /// The rows that are new, or that differ from what stood there a day before.
    Changed,
}

impl Snapshots {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Whole, Self::Changed];

    /// The name by which it is asked for.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Changed => "changed",
        }
    }
}

impl fmt::Display for Snapshots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How the operations on the rows of customers, products, stores, suppliers and shipments are told each day, beside the tables.
///
/// ```
/// use retailgen_tables::window::Changes;
///
/// assert_eq!(Changes::default(), Changes::None);
/// assert_eq!(Changes::ALL.map(Changes::name), ["none", "cdc", "debezium"]);
/// assert_eq!((Changes::Cdc.extension(), Changes::None.extension()), (Some("csv"), None));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Changes {
    /// They are not.
    #[default]
    None,
    /// As CSV: `op` (`I`, `U` or `D`), `seq`, `changed_at`, and the row, as tools for change data capture write files.
    Cdc,
    /// As the messages of Debezium, one a line.
    Debezium,
}

impl Changes {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::None, Self::Cdc, Self::Debezium];

    /// The name by which it is asked for.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Cdc => "cdc",
            Self::Debezium => "debezium",
        }
    }

    /// How the names of the files end; none where there are no files.
    #[must_use]
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Cdc => Some("csv"),
            Self::Debezium => Some("jsonl"),
        }
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
