//! The rows of a block that a rule may hit. Their cell has a value, its incident reaches them, they meet its condition, and they
//! belong to its entities.

use std::{collections::BTreeMap, rc::Rc};

use arrow_array::{Array, RecordBatch, cast::AsArray};
use retailgen_schema::TableDefinition;
use retailgen_text::Envelope;

use super::{applied::Applied, incident, place::Place};
use crate::{kind::text, policy::Mechanism};

/// The rows. They are listed only where a rule has a hit, which most rules have not in most blocks.
pub enum Eligible {
    /// All of so many.
    All(usize),
    /// So many: those that have a value in a column.
    WithValue(usize, usize),
    /// These.
    Listed(Rc<[usize]>),
}

/// The rows that have a value for a key of the envelope, by key: several rules ask for one, and each line is searched for it.
pub type WithKeys = BTreeMap<usize, Rc<[usize]>>;

impl Eligible {
    /// The rows of `batch` that a rule may hit.
    pub fn of(
        applied: &Applied,
        definition: &TableDefinition,
        batch: &RecordBatch,
        place: &Place,
        with_keys: &mut WithKeys,
    ) -> Self {
        let rule = &applied.rule;
        let reached = match (rule.mechanism, place.day) {
            (Mechanism::Incident { days_share }, Some(day)) => incident::spell_on(day.date, days_share, applied.key)
                .and_then(|_| incident::rows_hit(definition, batch, day.date, applied)),
            _ => None,
        };
        let all = Self::All(batch.num_rows());
        let theirs = applied.entities.as_ref().map(|entities| entities.rows(definition, batch));
        if rule.condition.is_some() || theirs.is_some() {
            let is_met = |row: usize| rule.condition.as_ref().is_none_or(|condition| condition.is_met(batch, row));
            let is_reached = |row: usize| reached.as_ref().is_none_or(|rows| rows.binary_search(&row).is_ok());
            let has_value = |row: usize| rule.column.is_none_or(|cell| text(definition, batch, row, cell).is_some());
            let rows = theirs.unwrap_or_else(|| (0..batch.num_rows()).collect()).into_iter();
            return Self::Listed(rows.filter(|&row| is_met(row) && is_reached(row) && has_value(row)).collect());
        }
        let Some(cell) = rule.column else { return reached.map_or(all, |rows| Self::Listed(rows.into())) };
        let Some(column) = batch.columns().get(cell) else {
            if definition.cells[cell].required {
                return all;
            }
            let rows = with_keys.entry(cell).or_insert_with(|| with_key(definition, batch, cell));
            return Self::Listed(Rc::clone(rows));
        };
        match (reached, column.null_count()) {
            (None, 0) => all,
            (None, nulls) => Self::WithValue(batch.num_rows() - nulls, cell),
            (Some(rows), _) => Self::Listed(rows.into_iter().filter(|&row| column.is_valid(row)).collect()),
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        match self {
            Self::All(count) | Self::WithValue(count, _) => *count,
            Self::Listed(rows) => rows.len(),
        }
    }

    /// The rows, in order.
    pub fn rows(self, batch: &RecordBatch) -> Rows {
        match self {
            Self::All(count) => Rows::All(count),
            Self::WithValue(_, column) => {
                Rows::Listed((0..batch.num_rows()).filter(|&row| batch.column(column).is_valid(row)).collect())
            }
            Self::Listed(rows) => Rows::Listed(rows),
        }
    }
}

/// Rows of a block, in order.
pub enum Rows {
    /// The first so many, which are not listed: there are thousands, and a rule hits a few.
    All(usize),
    /// These.
    Listed(Rc<[usize]>),
}

impl Rows {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::All(count) => *count,
            Self::Listed(rows) => rows.len(),
        }
    }

    /// Row number `n` among them.
    pub fn row(&self, n: usize) -> usize {
        match self {
            Self::All(_) => n,
            Self::Listed(rows) => rows[n],
        }
    }

    /// Which of them row number `row` is.
    pub fn place_of(&self, row: usize) -> Option<usize> {
        match self {
            Self::All(count) => (row < *count).then_some(row),
            Self::Listed(rows) => rows.binary_search(&row).ok(),
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).map(|n| self.row(n))
    }
}

/// The rows whose line has a value for a key of the envelope.
fn with_key(definition: &TableDefinition, batch: &RecordBatch, cell: usize) -> Rc<[usize]> {
    let (envelope, key) = (Envelope::of(definition), cell - definition.columns.len());
    let lines = batch.column(0).as_string::<i32>();
    (0..lines.len()).filter(|&row| envelope.has_value(lines.value(row), key)).collect()
}
