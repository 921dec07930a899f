//! The cells of a row, as text.

use std::ops::Range;

/// The cells of one row, kept for the next one to be put into.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    text: String,
    cells: Vec<Option<Range<usize>>>,
}

impl Cells {
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
    }

    /// Puts the next cell behind the others; `write` appends its text, and answers whether there is a value.
    pub(crate) fn push(&mut self, write: impl FnOnce(&mut String) -> bool) {
        let start = self.text.len();
        let cell = if write(&mut self.text) { Some(start..self.text.len()) } else { None };
        self.cells.push(cell);
    }

    /// Puts a text into a cell anywhere, with nulls up to there.
    pub(crate) fn set(&mut self, column: usize, text: &str) {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, None);
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.cells[column] = Some(start..self.text.len());
    }

    fn get(&self, column: usize) -> Option<&str> {
        self.text.get(self.cells.get(column)?.clone()?)
    }
}

/// One row of a file.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    pub(crate) columns: &'r [String],
    pub(crate) cells: &'r Cells,
    pub(crate) number: u64,
    pub(crate) place: Option<Place<'r>>,
    pub(crate) is_broken: bool,
}

/// Where a row of a text file stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'r> {
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) line: u64,
    pub(crate) lines: u64,
    pub(crate) raw: &'r [u8],
}

impl<'r> Row<'r> {
    /// Its number in the file, from 0.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Its first physical line, from 1, a header counted; none in Parquet and workbooks.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.place.map(|place| place.line)
    }

    /// How many physical lines it takes; none in Parquet and workbooks.
    #[must_use]
    pub fn lines(&self) -> Option<u64> {
        self.place.map(|place| place.lines)
    }

    /// Its bytes in the file, from 0 and with the line end; none in Parquet and workbooks.
    #[must_use]
    pub fn bytes(&self) -> Option<Range<u64>> {
        self.place.map(|place| place.start..place.end)
    }

    /// Its text in the file, without the line end and with faults of text undone; none in Parquet and workbooks.
    #[must_use]
    pub fn raw(&self) -> Option<&'r [u8]> {
        self.place.map(|place| without_line_end(place.raw))
    }

    /// Whether it is a line that is no JSON object, and so has no cells.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// The names of the columns; for JSON lines they grow from row to row.
    #[must_use]
    pub fn columns(&self) -> &'r [String] {
        self.columns
    }

    /// The cell of a column by its number; none for null.
    #[must_use]
    pub fn cell(&self, column: usize) -> Option<&'r str> {
        self.cells.get(column)
    }

    /// The cell of a column by its name; none for null, and where there is no such column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&'r str> {
        self.columns.iter().position(|name| name == column).and_then(|column| self.cell(column))
    }
}

/// A record without its line end.
pub(crate) fn without_line_end(record: &[u8]) -> &[u8] {
    let record = record.strip_suffix(b"\n").unwrap_or(record);
    record.strip_suffix(b"\r").unwrap_or(record)
}
