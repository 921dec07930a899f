//! The part: one file of a table, where it stands and which rows it holds.

use retailgen_schema::Table;
use retailgen_synth::calendar::Date;

use super::returns::data_file::{DataFile, FileLife};
use crate::world::store::StoreIndex;

/// How many rows a file will have, as far as that is known before they are made.
///
/// ```
/// use retailgen_synth::{Scale, Seed};
/// use retailgen_schema::Table;
/// use retailgen_tables::{Rows, Window, World, parts};
///
/// let world = World::new(Seed(7), "0.01".parse()?);
/// let customers = parts(&world, Window::default(), Table::Customers);
/// assert_eq!(customers[0].rows, Rows::Exact(800));
///
/// // How many lines an order has is drawn, so their number is not known before.
/// let lines = parts(&world, Window::default(), Table::OrdersLines);
/// assert!(matches!(lines[0].rows, Rows::About(_)));
/// assert!(lines[0].rows.count() > 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rows {
    /// This many.
    Exact(u64),
    /// About this many: rows that hang on others by chance.
    About(u64),
}

impl Rows {
    /// The number, exact or not.
    #[must_use]
    pub fn count(self) -> u64 {
        match self {
            Self::Exact(rows) | Self::About(rows) => rows,
        }
    }
}

/// One file of a table: a pure function of world and window, whoever makes it and however.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// The table.
    pub table: Table,
    /// Path below the dataset's folder.
    pub path: String,
    /// Rows to come.
    pub rows: Rows,
    /// Blocks to make them in.
    pub blocks: usize,
    /// Where it stands among the files of its table.
    pub standing: FileStanding,
    /// Whether it comes with the delivery of the day after.
    pub is_late: bool,
    pub(super) extent: Extent,
}

/// Where a file stands among the files of its table.
///
/// ```
/// use retailgen_schema::Table;
/// use retailgen_synth::{Scale, Seed};
/// use retailgen_tables::{FileStanding, Window, World, parts};
///
/// let world = World::new(Seed(42), Scale::MIN);
/// let day = &parts(&world, Window::default(), Table::OrdersHeader)[0];
/// let again = day.again_at("orders_header/order_dt=2024-01-01/part-00000_1.csv");
/// assert_eq!((day.standing.clone(), again.rows), (FileStanding::Own, day.rows));
/// assert_eq!(again.standing, FileStanding::Again { first: day.path.clone() });
/// assert!(day.clone().gone_missing().is_missing() && !day.is_missing());
/// assert!(day.clone().come_late().is_late && !day.is_late);
/// assert!(day.orphaned_at("stray.csv").is_orphan() && !day.is_orphan());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum FileStanding {
    /// In its own place.
    #[default]
    Own,
    /// The rows of another file a second time.
    Again {
        /// The path of the file that has them first.
        first: String,
    },
    /// In the folder of another partition.
    Elsewhere {
        /// The path at which it belongs.
        own: String,
    },
    /// Beside the data files of a Delta table, with the rows of one of them, named by no commit.
    Orphan {
        /// The path of the data file.
        of: String,
    },
    /// Nowhere: it does not arrive.
    Missing,
}

impl Part {
    pub(super) fn new(table: Table, path: String, rows: Rows, blocks: usize, extent: Extent) -> Self {
        Self { table, path, rows, blocks, standing: FileStanding::default(), is_late: false, extent }
    }

    /// The same rows a second time, in a file of another path.
    #[must_use]
    pub fn again_at(&self, path: impl Into<String>) -> Self {
        let standing = FileStanding::Again { first: self.path.clone() };
        Self { path: path.into(), standing, ..self.clone() }
    }

    /// The file at a path of another partition.
    #[must_use]
    pub fn moved_to(&self, path: impl Into<String>) -> Self {
        let standing = FileStanding::Elsewhere { own: self.path.clone() };
        Self { path: path.into(), standing, ..self.clone() }
    }

    /// The same rows in a file that no commit of the Delta table names.
    #[must_use]
    pub fn orphaned_at(&self, path: impl Into<String>) -> Self {
        let standing = FileStanding::Orphan { of: self.path.clone() };
        Self { path: path.into(), standing, ..self.clone() }
    }

    /// The file that does not arrive.
    #[must_use]
    pub fn gone_missing(self) -> Self {
        Self { standing: FileStanding::Missing, ..self }
    }

    /// The file that comes with the delivery of the day after.
    #[must_use]
    pub fn come_late(self) -> Self {
        Self { is_late: true, ..self }
    }

    /// Writes its paths, where it stands and where else it would, in another way.
    pub fn change_paths(&mut self, written: impl Fn(&str) -> String) {
        self.path = written(&self.path);
        match &mut self.standing {
            FileStanding::Own | FileStanding::Missing => {}
            FileStanding::Again { first: path }
            | FileStanding::Elsewhere { own: path }
            | FileStanding::Orphan { of: path } => *path = written(path),
        }
    }

    /// Whether its rows stand in another file already.
    #[must_use]
    pub fn is_again(&self) -> bool {
        matches!(self.standing, FileStanding::Again { .. })
    }

    /// Whether no commit of its Delta table names it.
    #[must_use]
    pub fn is_orphan(&self) -> bool {
        matches!(self.standing, FileStanding::Orphan { .. })
    }

    /// Whether it does not arrive.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.standing == FileStanding::Missing
    }

    /// The day of orders or events that the file holds, where it holds one.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        match self.extent {
            Extent::Day(date) => Some(date),
            _ => None,
        }
    }

    /// When the file came into its Delta table and left it; none for files of other tables.
    #[must_use]
    pub fn life(&self) -> Option<FileLife> {
        match &self.extent {
            Extent::Returns(file) => Some(file.life),
            _ => None,
        }
    }

    /// Whether it is the very file that a longer window has as `longer`. The tables of one file show what is known on the last
    /// day, so theirs never are.
    #[must_use]
    pub fn stays_as(&self, longer: &Self) -> bool {
        let is_whole = (&self.path, self.rows, self.blocks) == (&longer.path, longer.rows, longer.blocks);
        is_whole && self.standing == longer.standing && self.extent.stays_as(&longer.extent)
    }

    /// Whether the latest version of its table has its rows. It does not where a later version of a Delta table has removed the
    /// file, or none has added it.
    #[must_use]
    pub fn is_current(&self) -> bool {
        !self.is_orphan() && self.life().is_none_or(|life| life.removed.is_none())
    }
}

/// Which of its table's rows a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of them.
    Whole,
    /// Those of one day.
    Day(Date),
    /// Those that hang on the orders of some days, both included.
    Orders {
        /// The first of the days.
        first: Date,
        /// The last of the days.
        last: Date,
    },
    /// Those of one store and month, as far as they lie in the window.
    StoreMonth {
        /// The store.
        store: StoreIndex,
        /// The first day.
        first: Date,
        /// The last day.
        last: Date,
    },
    /// Some of the returns, as one version of their table knew them.
    Returns(DataFile),
}

impl Extent {
    fn stays_as(&self, longer: &Self) -> bool {
        match (self, longer) {
            (Self::Day(_) | Self::StoreMonth { .. }, _) => self == longer,
            (Self::Returns(file), Self::Returns(longer)) => file.has_rows_of(longer),
            _ => false,
        }
    }
}
