//! On which lines the rows of an encoded block begin.

use arrow_array::{RecordBatch, cast::AsArray};

use retailgen_text::Patch;

/// The lines on which the rows of a block of text begin, counted from 0 within the block.
#[derive(Debug)]
pub struct RowLines<'t> {
    lines: u64,
    /// Records above the first row.
    header: u64,
    /// The records, where one may take more than one line.
    records: Option<RecordStarts<'t>>,
}

impl<'t> RowLines<'t> {
    /// Of rows that take a line each, below a header of so many lines.
    pub(crate) fn one_each(rows: u64, header: u64) -> Self {
        Self { lines: rows + header, header, records: None }
    }

    /// Of a block of CSV text, whose quoted fields may hold line breaks.
    pub(crate) fn of_csv(text: &'t [u8], batch: &RecordBatch, patch: &Patch, has_header: bool) -> Self {
        let header = u64::from(has_header);
        if !may_break_lines(batch, patch) {
            return Self::one_each(patch.rows_written(batch.num_rows()), header);
        }
        let lines = memchr::memchr_iter(b'\n', text).count() as u64;
        Self { lines, header, records: Some(RecordStarts { text, at: 0, line: 0, record: 0 }) }
    }

    /// How many lines the block has.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.lines
    }

    /// The line on which row number `row` of the block begins; rows are asked for in ascending order.
    pub fn line_of(&mut self, row: u64) -> u64 {
        match &mut self.records {
            None => row + self.header,
            Some(records) => records.line_of(row + self.header),
        }
    }
}

/// Where the rows of a text begin, behind a header if there is one, and where the last one ends.
pub(crate) fn row_starts(text: &[u8], has_header: bool, may_be_quoted: bool) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut quoted = false;
    if !has_header {
        starts.push(0);
    }
    for place in memchr::memchr2_iter(b'"', b'\n', text) {
        if text[place] == b'\n' {
            if !quoted {
                starts.push(place + 1);
            }
        } else {
            quoted = may_be_quoted && !quoted;
        }
    }
    starts
}

/// Whether a row of a block may take more than one line. Its texts are a small part of what is written of it.
fn may_break_lines(batch: &RecordBatch, patch: &Patch) -> bool {
    let breaks = |text: &[u8]| memchr::memchr(b'\n', text).is_some();
    let columns = patch.other_rows.iter().chain([batch]).flat_map(RecordBatch::columns);
    columns.filter_map(|column| column.as_string_opt::<i32>()).any(|texts| breaks(texts.value_data()))
        || patch.cells.iter().filter_map(|edit| edit.text.as_deref()).any(|text| breaks(text.as_bytes()))
}

/// Walks the records of CSV text, counting lines: a quoted field may hold line breaks.
#[derive(Debug)]
struct RecordStarts<'t> {
    text: &'t [u8],
    at: usize,
    line: u64,
    record: u64,
}

impl RecordStarts<'_> {
    /// The line on which record number `record` begins; records are asked for in ascending order.
    fn line_of(&mut self, record: u64) -> u64 {
        while self.record < record {
            let mut quoted = false;
            for place in memchr::memchr2_iter(b'"', b'\n', &self.text[self.at..]) {
                if self.text[self.at + place] == b'"' {
                    quoted = !quoted;
                    continue;
                }
                self.line += 1;
                if !quoted {
                    self.at += place + 1;
                    break;
                }
            }
            self.record += 1;
        }
        self.line
    }
}
