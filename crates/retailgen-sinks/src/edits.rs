//! Edits of a block on its way into text: cells written otherwise, and rows written besides those of the batch.

/// A row that is written besides those of the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtraRow {
    /// Its place among the rows written, from 0.
    pub row: usize,
    /// The row that it repeats, in the batch or in the other batch that came with the edits.
    pub of: usize,
    /// Whether `of` counts in the other batch.
    pub from_elsewhere: bool,
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
pub(crate) struct Rows<'e> {
    extra: std::iter::Peekable<std::slice::Iter<'e, ExtraRow>>,
    next: usize,
    len: usize,
    row: usize,
}

/// Where a written row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Batch(usize),
    Elsewhere(usize),
}

impl<'e> Rows<'e> {
    pub(crate) fn new(len: usize, extra: &'e [ExtraRow]) -> Self {
        Self { extra: extra.iter().peekable(), next: 0, len, row: 0 }
    }
}

impl Iterator for Rows<'_> {
    type Item = Source;

    fn next(&mut self) -> Option<Source> {
        let row = self.row;
        let source = if let Some(extra) = self.extra.next_if(|extra| extra.row == row) {
            if extra.from_elsewhere { Source::Elsewhere(extra.of) } else { Source::Batch(extra.of) }
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
            ExtraRow { row: 1, of: 0, from_elsewhere: false },
            ExtraRow { row: 2, of: 7, from_elsewhere: true },
            ExtraRow { row: 5, of: 2, from_elsewhere: false },
        ];
        let sources: Vec<Source> = Rows::new(3, &extra).collect();
        assert_eq!(
            sources,
            [
                Source::Batch(0),
                Source::Batch(0),
                Source::Elsewhere(7),
                Source::Batch(1),
                Source::Batch(2),
                Source::Batch(2)
            ]
        );
    }
}
