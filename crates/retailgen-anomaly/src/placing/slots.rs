//! Slots: the places of entities in a block, so that a fault stays with its entity when another one's row goes.

use arrow_array::{Int64Array, RecordBatch, cast::AsArray, types::Int64Type};
use retailgen_schema::TableDefinition;
use retailgen_synth::Key;

use super::{dealing::Candidates, eligible::Rows, place::Place};

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

    /// The slot of a row.
    pub fn of_row(&self, row: usize) -> u64 {
        // Keys count from 1.
        self.entities.map_or(row as u64, |(keys, first, _)| keys.value(row).unsigned_abs().wrapping_sub(first + 1))
    }

    /// The row at a slot; none where it is gone.
    fn row_at(&self, slot: u64) -> Option<usize> {
        match self.entities {
            Some((keys, first, _)) => keys.values().binary_search(&((first + slot + 1) as i64)).ok(),
            None => Some(slot as usize),
        }
    }

    /// The rows at which `hits` are tried, dealt over the slots.
    pub fn candidates(&self, rows: &Rows, hits: u64, evenly: bool, key: Key) -> Candidates {
        let slots = self.entities.map_or(self.rows, |(.., slots)| slots);
        if (rows.len() as u64).saturating_mul(SPARSE) < slots {
            return Candidates::new(rows.len(), hits, evenly, key);
        }
        Candidates::at_slots(rows.len(), hits, evenly, key, slots, |slot| rows.place_of(self.row_at(slot)?))
    }
}
