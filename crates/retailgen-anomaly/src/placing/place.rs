//! Where a block stands in its table, and what the rows of other tables have to do with it.

use std::{fmt, ops::Range};

use retailgen_synth::calendar::Date;

use crate::kind::{Belongs, Identity};

/// Where a block stands in its table.
#[derive(Clone)]
#[non_exhaustive]
pub struct Place<'p> {
    /// Its rows on the scale of the whole table: row numbers where they are known beforehand, expected ones else.
    pub span: Range<f64>,
    /// The rows of the table, known or expected, where it is one file; the spans of its blocks add up to them.
    pub total: Option<u64>,
    /// Where a table of days is one file: the block's rows in the file, and how many rows the file has. A count is dealt out over these.
    pub counted: Option<(Range<f64>, u64)>,
    /// Where each row is an entity that its primary key counts: how many entities the block is for. Some may have no row any more.
    pub slots: Option<u64>,
    /// The number of the block's first entity, which keys what is drawn for the block.
    pub first: u64,
    /// The day, where the table is partitioned by day.
    pub day: Option<Day<'p>>,
    /// With which delivery of a feed the file comes that the block is of; none where all days come at once.
    pub timing: Option<Timing>,
    /// What the rows of other tables allow a foreign key of a row to be, where that is known.
    pub belongs: Option<Belongs<'p>>,
    /// What another row for the same entity can be known by, where that is known.
    pub identity: Option<Identity<'p>>,
    /// The cells whose values are gone or written otherwise in the whole file, so that nothing else may be wrong in them.
    pub spoiled: &'p [usize],
}

/// The delivery of a feed in which a file is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// The delivery of the file's own day.
    OnItsDay,
    /// The delivery of the day after, for which a late file comes.
    DayAfter,
}

/// The day of a partition.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Day<'p> {
    /// Its date.
    pub date: Date,
    /// How many rows the table has before a date, on the scale of [`Place::span`].
    pub rows_before: &'p dyn Fn(Date) -> f64,
    /// The same before the date's year and before the next one: every rule asks.
    year: (f64, f64),
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place")
            .field("span", &self.span)
            .field("total", &self.total)
            .field("counted", &self.counted)
            .field("first", &self.first)
            .field("day", &self.day)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Day<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Day").field("date", &self.date).finish_non_exhaustive()
    }
}

impl<'p> Day<'p> {
    /// The day `date` of a table with so many rows before each date.
    #[must_use]
    pub fn new(date: Date, rows_before: &'p dyn Fn(Date) -> f64) -> Self {
        let first = |year| rows_before(Date::new(year, 1, 1));
        Self { date, rows_before, year: (first(date.year()), first(date.year() + 1)) }
    }

    /// The days of the date's year, from its first one to the next year's, counted from 1970.
    pub(super) fn days_of_year(&self) -> (f64, f64) {
        let first = |year| f64::from(Date::new(year, 1, 1).days());
        (first(self.date.year()), first(self.date.year() + 1))
    }

    /// How many rows the table has before the date's year, and before the next one.
    pub(super) fn year(&self) -> (f64, f64) {
        self.year
    }
}

impl<'p> Place<'p> {
    /// A block of a table that is one file of `total` rows, known or expected.
    #[must_use]
    pub fn in_file(span: Range<f64>, first: u64, total: u64) -> Self {
        Self { total: Some(total), ..Self::at(span, first) }
    }

    /// A block of a table with a file a day.
    #[must_use]
    pub fn in_partition(span: Range<f64>, first: u64, day: Day<'p>) -> Self {
        Self { day: Some(day), ..Self::at(span, first) }
    }

    /// A block whose rows are counted in the block alone. `start` differs from block to block, so that their hits add up to the rate.
    #[must_use]
    pub fn uncounted(start: f64, first: u64) -> Self {
        Self::at(start..start, first)
    }

    fn at(span: Range<f64>, first: u64) -> Self {
        Self {
            span,
            total: None,
            counted: None,
            slots: None,
            first,
            day: None,
            timing: None,
            belongs: None,
            identity: None,
            spoiled: &[],
        }
    }

    /// The same place in a block for so many entities, in order of their keys from the block's first one on.
    #[must_use]
    pub fn with_slots(self, slots: Option<u64>) -> Self {
        Self { slots, ..self }
    }

    /// The same place in a delivery of a feed.
    #[must_use]
    pub fn with_timing(self, timing: Option<Timing>) -> Self {
        Self { timing, ..self }
    }

    /// The same place in a table of days that is one file, `counted` among its rows.
    #[must_use]
    pub fn with_counted(self, counted: Option<(Range<f64>, u64)>) -> Self {
        Self { counted, ..self }
    }

    /// The same place, in a file that has cells of its rows spoiled as a whole.
    #[must_use]
    pub fn with_spoiled(self, spoiled: &'p [usize]) -> Self {
        Self { spoiled, ..self }
    }

    /// The same place, where `belongs` knows which foreign keys go together.
    ///
    /// Without it `key.mismatched` hits nothing.
    #[must_use]
    pub fn with_belonging(self, belongs: Belongs<'p>) -> Self {
        Self { belongs: Some(belongs), ..self }
    }

    /// The same place, where `identity` gives what a second row for an entity is known by.
    ///
    /// Without it `entity.duplicated` hits nothing.
    #[must_use]
    pub fn with_identity(self, identity: Identity<'p>) -> Self {
        Self { identity: Some(identity), ..self }
    }
}
