//! The history of the table: its versions, when each was committed and which returns it knew.

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
    /// The table's identity, a UUID: the same for the same seed, scale and window.
    pub table_id: String,
    /// Its versions, at least the first two.
    pub commits: Vec<ReturnsCommit>,
}

/// What of the returns a data file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Those booked before the first load.
    Loaded,
    /// Those booked between the first load and the second, but for those under inspection.
    Evolved,
    /// Those under inspection at the second load, as booked.
    UnderInspection,
    /// Those booked after the second load.
    Merged,
    /// Those under inspection, as corrected.
    Corrected,
    /// Those under inspection, as corrected and without the withdrawn ones.
    Kept,
}

impl Content {
    /// How many kinds of content there are.
    pub const COUNT: u64 = 6;

    /// Whether its rows show what an inspection found.
    pub fn is_corrected(self) -> bool {
        matches!(self, Self::Corrected | Self::Kept)
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
    /// The day that begins with the as-of time.
    pub end: Date,
}

impl Milestones {
    /// Those of `window`, where inspection looks back so many days.
    pub fn new(window: Window, inspection_days: i32) -> Self {
        let after = |tenths: u32| window.first().plus_days((window.days() * tenths / 10).max(1) as i32);
        let (loaded, evolved) = (after(6), after(9));
        Self {
            first: window.first(),
            loaded,
            inspected_from: evolved.plus_days(-inspection_days).max(loaded),
            evolved,
            end: window.last().plus_days(1),
        }
    }

    /// When a kind of version is committed, microseconds UTC.
    pub fn at(&self, change: ReturnsChange) -> i64 {
        match change {
            ReturnsChange::Load => self.loaded.midnight_utc(),
            ReturnsChange::Evolve => self.evolved.midnight_utc(),
            ReturnsChange::Merge => self.end.midnight_utc() - MERGED_BEFORE,
            ReturnsChange::Delete => self.end.midnight_utc() - DELETED_BEFORE,
        }
    }

    /// The days on which the returns of a content are booked. Those of the last half hour are known to no version.
    pub fn booked(&self, content: Content) -> Range<Date> {
        match content {
            Content::Loaded => self.first..self.loaded,
            Content::Evolved => self.loaded..self.evolved,
            Content::Merged => self.evolved..self.end,
            Content::UnderInspection | Content::Corrected | Content::Kept => self.inspected_from..self.evolved,
        }
    }

    /// Whether a content has a row for a return.
    pub fn has(&self, content: Content, found: &Return) -> bool {
        let booked = self.booked(content);
        let within = (booked.start.midnight_utc()..booked.end.midnight_utc()).contains(&found.booked_at);
        let is_inspected = found.is_doubtful && found.booked_at >= self.inspected_from.midnight_utc();
        within
            && match content {
                Content::Loaded => true,
                Content::Evolved => !is_inspected,
                Content::Merged => found.booked_at < self.at(ReturnsChange::Merge),
                Content::UnderInspection | Content::Corrected => is_inspected,
                Content::Kept => is_inspected && !found.is_withdrawn,
            }
    }
}
