//! A row that a rule hits, amid the clean rows of its block, and what a kind makes of it.

use std::fmt;

use arrow_array::{RecordBatch, cast::AsArray};
use retailgen_schema::TableDefinition;
use retailgen_text::{Envelope, cell_text};

use super::Dirty;

/// Whether a row of the block may name the row under a key: whether a product is on the order of a return.
pub type Belongs<'p> = &'p dyn Fn(usize, i64) -> bool;

/// The unique values, by cell, by which another row for the entity of a row of the block could be known: no row has them, ever, and
/// no other entity gets the same. None where the table has no such rows.
pub type Identity<'p> = &'p dyn Fn(usize) -> Vec<(usize, String)>;

/// A row to be hit, with all that a kind may look at.
pub struct Site<'s> {
    /// What is known about the table.
    pub table: &'static TableDefinition,
    /// The clean rows of the block.
    pub batch: &'s RecordBatch,
    /// The row to be hit.
    pub row: usize,
    /// Number of the rule's column among the table's cells.
    pub column: Option<usize>,
    /// What the rows of other tables allow a foreign key to be, where that is known.
    pub belongs: Option<Belongs<'s>>,
    /// What another row for the same entity can be known by, where that is known.
    pub identity: Option<Identity<'s>>,
    /// What rules have hit so far.
    pub taken: &'s Taken,
}

impl Site<'_> {
    /// The text of a clean cell.
    pub fn text(&self, row: usize, cell: usize) -> Option<String> {
        text(self.table, self.batch, row, cell)
    }

    /// Whether a rule has hit a cell or relies on it.
    pub fn is_taken(&self, row: usize, cell: usize) -> bool {
        self.taken.contains(row, cell)
    }
}

impl fmt::Debug for Site<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site").field("row", &self.row).field("column", &self.column).finish_non_exhaustive()
    }
}

/// What a kind makes of a row.
#[derive(Debug)]
pub struct Hit {
    /// What is written otherwise.
    pub change: Change,
    /// Cells, by row and number, that no later rule may spoil, since the fault could not be told without them.
    pub relied_on: Vec<(usize, usize)>,
}

/// What is written otherwise.
#[derive(Debug)]
pub enum Change {
    /// The rule's cell.
    Cell {
        /// Its new text.
        dirty: Dirty,
        /// The clean row that it was copied from, if it was.
        copied_from: Option<usize>,
    },
    /// Nothing of the row itself: it is written once more.
    Copy {
        /// The clean row behind which the copy stands.
        after: usize,
        /// Cells of the copy that have changed, by number, with their text.
        changed: Vec<(usize, Dirty)>,
    },
}

/// Cells that a rule has hit or relies on.
///
/// A bit for each cell of a row: kinds that look for another row ask of hundreds, and a set took a twentieth of a run.
#[derive(Debug)]
pub struct Taken {
    /// By row, as far as the last that has a cell here; bit n is cell n.
    rows: Vec<u64>,
    /// Whether cell 0 is a whole line of JSON; the other cells are then its parts.
    lines: bool,
}

impl Taken {
    /// Nothing yet.
    pub fn of(table: &TableDefinition) -> Self {
        assert!(table.cells.len() <= u64::BITS as usize, "{} has more cells than bits", table.name);
        Self { rows: Vec::new(), lines: table.document.is_some() }
    }

    /// Whether a rule has hit the cell, a part of it, or the whole line that it is a part of.
    pub fn contains(&self, row: usize, cell: usize) -> bool {
        let bits = self.rows.get(row).copied().unwrap_or_default();
        match cell {
            0 if self.lines => bits != 0,
            _ => bits & (1 << cell | u64::from(self.lines)) != 0,
        }
    }

    /// Takes more cells, by row and number among the table's cells.
    pub fn extend(&mut self, cells: impl IntoIterator<Item = (usize, usize)>) {
        for (row, cell) in cells {
            if row >= self.rows.len() {
                self.rows.resize(row + 1, 0);
            }
            self.rows[row] |= 1 << cell;
        }
    }
}

/// The text of a clean cell: of a column, or of a key in the line that is the table's one column.
pub fn text(table: &TableDefinition, batch: &RecordBatch, row: usize, cell: usize) -> Option<String> {
    match cell.checked_sub(table.columns.len()) {
        None => cell_text(batch.column(cell).as_ref(), row).expect("the model's dates have four-digit years"),
        Some(key) => Envelope::of(table).text(batch.column(0).as_string::<i32>().value(row), key),
    }
}
