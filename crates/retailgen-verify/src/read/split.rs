//! Where a record of a text ends.

use memchr::{memchr, memchr_iter, memchr2};

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

fn csv_record(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr2(b'"', b'\n', &text[at..])?;
        if text[at] == b'\n' {
            return Some(at + 1);
        }
        // A quote opens a field only where one begins; elsewhere it stands for itself.
        at = if at == 0 || text[at - 1] == b',' { after_quotes(text, at)? } else { at + 1 };
    }
}

/// The place after the quotes that open at `open`; none where they do not close within the text.
pub(crate) fn after_quotes(text: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr(b'"', &text[at..])? + 1;
        if text.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}
