//! Where a record of a text ends.

use memchr::{memchr, memchr_iter};
use retailgen_read::csv_record;

/// How a text is cut into records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A record ends with a line break outside of quotes (RFC 4180).
    Csv,
    /// A record is a line.
    Lines,
}

impl Layout {
    /// The length of the first record of `text`, its line end included; none where the end is not in sight.
    pub fn record(self, text: &[u8]) -> Option<usize> {
        match self {
            Self::Lines => memchr(b'\n', text).map(|end| end + 1),
            Self::Csv => csv_record(text),
        }
    }

    /// How many physical lines a record takes.
    pub fn lines(self, record: &[u8]) -> u64 {
        match self {
            Self::Lines => 1,
            Self::Csv => 1 + memchr_iter(b'\n', body(record)).count() as u64,
        }
    }
}

/// A record without its line end.
pub fn body(record: &[u8]) -> &[u8] {
    record.strip_suffix(b"\n").unwrap_or(record)
}
