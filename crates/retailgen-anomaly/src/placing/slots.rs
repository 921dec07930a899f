//! Slots: the places of entities in a block, so that a fault stays with its entity when another one's row goes.

use arrow_array::{Int64Array, RecordBatch, cast::AsArray, types::Int64Type};
use retailgen_schema::TableDefinition;

use super::{eligible::Rows, place::Place};

/// A rule that can hit fewer than one row in so many is dealt out over those rows, not over slots: most would be in vain.
const SPARSE: u64 = 8;

/// Where the rows of a block stand among its entities.
pub struct Slots<'b> {
    rows: u64,
    /// The primary keys, the number of the first entity, and how many there are, where some may have no row.
    entities: Option<(&'b Int64Array, u64, u64)>,
}

impl<'b> Slots<'b> {
    /// The slots of a block.
    pub fn of(definition: &TableDefinition, batch: &'b RecordBatch, place: &Place) -> Self {
        let rows = batch.num_rows() as u64;
        let entities = place.slots.and_then(|slots| {
            let [key] = definition.primary_key else { return None };
            let keys = batch.column_by_name(key)?.as_primitive_opt::<Int64Type>()?;
            (slots > rows).then_some((keys, place.first, slots))
        });
        Self { rows, entities }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.entities.map_or(self.rows, |(.., slots)| slots)
    }

    /// The slot of a row.
    pub fn of_row(&self, row: usize) -> u64 {
        // Keys count from 1.
        self.entities.map_or(row as u64, |(keys, first, _)| keys.value(row).unsigned_abs().wrapping_sub(first + 1))
    }

    /// Over how many slots hits at some of `rows` are dealt.
    pub fn dealt_for(&self, rows: &Rows) -> u64 {
        let all = self.count();
        if (rows.len() as u64).saturating_mul(SPARSE) < all { rows.len() as u64 } else { all }
    }

    /// The place among `rows` of the row that stands at slot `slot` of so many; none where it is not among them.
    pub fn place_among(&self, rows: &Rows, slot: u64, of: u64) -> Option<usize> {
        if of < self.count() || (self.entities.is_none() && rows.len() as u64 == self.rows) {
            return Some(slot as usize);
        }
        let row = match self.entities {
            Some((keys, first, _)) => keys.values().binary_search(&((first + slot + 1) as i64)).ok()?,
            None => slot as usize,
        };
        rows.place_of(row)
    }
}
