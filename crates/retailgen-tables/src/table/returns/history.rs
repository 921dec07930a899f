//! The history of the table: its versions, when each was committed and which returns it knew.
//!
//! A window is loaded in two steps, which a merge and a delete follow at its end. Each appended day then has a merge and a
//! delete of its own: the merge adds what was booked on the day and corrects what was booked last before it.

use std::ops::Range;

use retailgen_synth::calendar::{Date, HOUR};

use crate::{window::Window, world::returns::Return};

/// Microseconds before the as-of time at which the late bookings and the results of inspections are merged.
const MERGED_BEFORE: i64 = HOUR / 2;
/// The same for the withdrawn returns' removal.
const DELETED_BEFORE: i64 = HOUR / 4;

/// What a version did to the table of returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnsChange {
    /// The first load, without the column `return_reason_code`.
    Load,
    /// Added the column, and rows that carry it.
    Evolve,
    /// Corrected rows that were under inspection, and added those booked since.
    Merge,
    /// Took away the returns that customers withdrew.
    Delete,
}

/// A version of the table of returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnsCommit {
    /// Its number, from 0 without gaps.
    pub version: u32,
    /// What it did.
    pub change: ReturnsChange,
    /// When it was committed, microseconds UTC; never before the version before it, nor after the as-of time.
    pub at: i64,
}

/// The history of the table of returns in a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnsHistory {
    /// The table's identity, a UUID: the same for the same seed, scale and window, whatever is appended.
    pub table_id: String,
    /// Its versions, at least the first two.
    pub commits: Vec<ReturnsCommit>,
}

/// The returns that are inspected together: at the end of the window the group 0, on the appended day of their number the
/// others.
pub type Group = u32;

/// What of the returns a data file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Those booked before the first load.
    Loaded,
    /// Those booked between the first load and the second, but for those under inspection.
    Evolved,
    /// Those booked after the second load, but for those under inspection.
    Merged,
    /// Those booked on an appended day, by its number from 1, but for those under inspection.
    Appended(u32),
    /// Those under inspection, as booked.
    UnderInspection(Group),
    /// Those under inspection, as corrected.
    Corrected(Group),
    /// Those under inspection, as corrected and without the withdrawn ones.
    Kept(Group),
}

impl Content {
    /// Places that the contents of one window have, so that each order has as many numbers.
    const PLACES: u64 = 6;
    /// A power of two above every number of an order times its places, at the largest scale.
    const ORDERS_BITS: u32 = 44;

    /// Whether its rows show what an inspection found.
    pub fn is_corrected(self) -> bool {
        matches!(self, Self::Corrected(_) | Self::Kept(_))
    }

    /// A number for an order among those that the content looks at, which no other content gives.
    pub fn number(self, order: u64) -> u64 {
        // Groups after the first stand where the appended day of their number has nothing.
        let (place, day) = match self {
            Self::Loaded => (0, 0),
            Self::Evolved => (1, 0),
            Self::UnderInspection(group) => (2, group),
            Self::Merged => (3, 0),
            Self::Corrected(group) => (4, group),
            Self::Kept(group) => (5, group),
            Self::Appended(day) => (3, day),
        };
        (order * Self::PLACES + place) | u64::from(day) << Self::ORDERS_BITS
    }
}

/// The times that divide the returns of a window among the versions.
#[derive(Debug, Clone, Copy)]
pub struct Milestones {
    /// The first day of orders.
    pub first: Date,
    /// The day that begins with the first load.
    pub loaded: Date,
    /// The day from which bookings may be under inspection at the second load.
    pub inspected_from: Date,
    /// The day that begins with the second load.
    pub evolved: Date,
    /// The day that begins with the as-of time of the window before any day was appended.
    pub end: Date,
}

impl Milestones {
    /// Those of `window`, where inspection looks back so many days.
    pub fn new(window: Window, inspection_days: i32) -> Self {
        let base = window.base();
        let after = |tenths: u32| base.first().plus_days((base.days() * tenths / 10).max(1) as i32);
        let (loaded, evolved) = (after(6), after(9));
        Self {
            first: base.first(),
            loaded,
            inspected_from: evolved.plus_days(-inspection_days).max(loaded),
            evolved,
            end: base.last().plus_days(1),
        }
    }

    /// When a kind of version is committed at the end of an appended day, microseconds UTC; day 0 is the window before.
    pub fn at(&self, change: ReturnsChange, day: u32) -> i64 {
        let end = self.end.plus_days(day as i32).midnight_utc();
        match change {
            ReturnsChange::Load => self.loaded.midnight_utc(),
            ReturnsChange::Evolve => self.evolved.midnight_utc(),
            ReturnsChange::Merge => end - MERGED_BEFORE,
            ReturnsChange::Delete => end - DELETED_BEFORE,
        }
    }

    /// The date of an appended day, from 1.
    fn date(&self, day: u32) -> Date {
        self.end.plus_days(day as i32 - 1)
    }

    /// The days on which the returns of a content are booked. Those of the last half hour before a merge come with the next.
    pub fn booked(&self, content: Content) -> Range<Date> {
        match content {
            Content::Loaded => self.first..self.loaded,
            Content::Evolved => self.loaded..self.evolved,
            Content::Merged => self.evolved..self.end,
            Content::Appended(day) => self.date(day)..self.date(day).plus_days(1),
            Content::UnderInspection(group) | Content::Corrected(group) | Content::Kept(group) => match group {
                0 => self.inspected_from..self.evolved,
                1 => self.booked(Content::Merged),
                _ => self.booked(Content::Appended(group - 1)),
            },
        }
    }

    /// The time up to which the table knows the bookings at the end of an appended day. A window of one day is loaded at its very
    /// end, when its merge has nothing to add.
    fn known_until(&self, day: u32) -> i64 {
        self.at(ReturnsChange::Merge, day).max(self.evolved.midnight_utc())
    }

    /// The times at which they are booked, microseconds UTC.
    fn times(&self, content: Content) -> Range<i64> {
        let booked = self.booked(content);
        let (start, end) = (booked.start.midnight_utc(), booked.end.midnight_utc());
        match content {
            Content::Loaded | Content::Evolved => start..end,
            Content::Merged => start..self.known_until(0),
            Content::Appended(day) => self.known_until(day - 1)..self.known_until(day),
            Content::UnderInspection(group) | Content::Corrected(group) | Content::Kept(group) => match group {
                0 => start..end,
                1 => self.times(Content::Merged),
                _ => self.times(Content::Appended(group - 1)),
            },
        }
    }

    /// Whether a content has a row for a return.
    pub fn has(&self, content: Content, found: &Return) -> bool {
        if !self.times(content).contains(&found.booked_at) {
            return false;
        }
        match content {
            Content::Loaded => true,
            Content::Evolved => !(found.is_doubtful && found.booked_at >= self.inspected_from.midnight_utc()),
            Content::Merged | Content::Appended(_) => !found.is_doubtful,
            Content::UnderInspection(_) | Content::Corrected(_) => found.is_doubtful,
            Content::Kept(_) => found.is_doubtful && !found.is_withdrawn,
        }
    }
}
