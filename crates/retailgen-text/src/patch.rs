//! The patch of a block on its way into a file: cells written otherwise, and extra rows.

use arrow_array::RecordBatch;

/// The cells of a block that are written otherwise, and the rows that are written besides. With an empty patch the block is
/// written as it is.
///
/// ```
/// use retailgen_text::{CellEdit, ExtraRow, Patch};
///
/// let mut patch = Patch::default();
/// assert!(patch.is_empty());
/// patch.extra_rows.push(ExtraRow { row: 1, of: 0, from_other: false });
/// patch.cells.push(CellEdit { row: 1, column: 2, text: None });
/// assert_eq!(patch.rows_written(10), 11);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Patch {
    /// Rows that the block does not have, with its columns, for extra rows to repeat.
    pub other_rows: Option<RecordBatch>,
    /// Rows that are written besides the rows of the block, by ascending `row`.
    pub extra_rows: Vec<ExtraRow>,
    /// Cells that are written otherwise, by ascending row and column, each cell once.
    pub cells: Vec<CellEdit>,
}

impl Patch {
    /// Whether the block is written as it is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.extra_rows.is_empty() && self.cells.is_empty()
    }

    /// How many rows are written of a block of `rows`.
    #[must_use]
    pub fn rows_written(&self, rows: usize) -> u64 {
        (rows + self.extra_rows.len()) as u64
    }

    /// Where rows of the block, given in ascending order, stand among the written ones.
    pub fn places_written(&self, rows: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut extra = self.extra_rows.iter().peekable();
        let mut before = 0;
        rows.map(|row| {
            while extra.next_if(|extra| extra.row <= row + before).is_some() {
                before += 1;
            }
            row + before
        })
        .collect()
    }

    /// The rows to be written of a block of `rows`, in order: where each comes from, and the edits of its cells.
    pub fn rows(&self, rows: usize) -> impl Iterator<Item = (Source, &[CellEdit])> {
        let mut cells = self.cells.as_slice();
        Rows::new(rows, &self.extra_rows).enumerate().map(move |(written, source)| {
            let count = cells.iter().take_while(|edit| edit.row == written).count();
            let (edits, rest) = cells.split_at(count);
            cells = rest;
            (source, edits)
        })
    }
}

/// A row that is written besides the rows of the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtraRow {
    /// Its place among the rows written, from 0.
    pub row: usize,
    /// The row that it repeats, in the block or among the other rows.
    pub of: usize,
    /// Whether `of` counts among the other rows.
    pub from_other: bool,
}

/// A cell that is written otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellEdit {
    /// Place of its row among the rows written, from 0.
    pub row: usize,
    /// Number of the column.
    pub column: usize,
    /// What is written; `None` for null.
    pub text: Option<String>,
}

/// Walks the rows to be written in order, telling for each where it comes from.
struct Rows<'e> {
    extra: std::iter::Peekable<std::slice::Iter<'e, ExtraRow>>,
    next: usize,
    len: usize,
    row: usize,
}

/// Where a written row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// This row of the block.
    Batch(usize),
    /// This one of the other rows.
    Other(usize),
}

impl<'e> Rows<'e> {
    fn new(len: usize, extra: &'e [ExtraRow]) -> Self {
        Self { extra: extra.iter().peekable(), next: 0, len, row: 0 }
    }
}

impl Iterator for Rows<'_> {
    type Item = Source;

    fn next(&mut self) -> Option<Source> {
        let row = self.row;
        let source = if let Some(extra) = self.extra.next_if(|extra| extra.row == row) {
            if extra.from_other { Source::Other(extra.of) } else { Source::Batch(extra.of) }
        } else if self.next < self.len {
            self.next += 1;
            Source::Batch(self.next - 1)
        } else {
            return None;
        };
        self.row += 1;
        Some(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extra_rows_take_their_places() {
        let extra = [
            ExtraRow { row: 1, of: 0, from_other: false },
            ExtraRow { row: 2, of: 7, from_other: true },
            ExtraRow { row: 5, of: 2, from_other: false },
        ];
        let sources: Vec<Source> = Rows::new(3, &extra).collect();
        assert_eq!(
            sources,
            [
                Source::Batch(0),
                Source::Batch(0),
                Source::Other(7),
                Source::Batch(1),
                Source::Batch(2),
                Source::Batch(2)
            ]
        );
    }
}
