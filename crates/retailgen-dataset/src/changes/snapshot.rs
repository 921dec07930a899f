//! A table's whole snapshot, as it is delivered on a day: block by block, each row by its key.

use std::{borrow::Cow, collections::BTreeMap};

use arrow_array::{Array, RecordBatch, cast::AsArray, types::Int64Type};
use retailgen_schema::{Table, TableDefinition};
use retailgen_sinks::{SinkError, csv::CsvEncoder, format::BlockEncoder};
use retailgen_tables::{Part, PartRows, open};
use retailgen_text::{Patch, Source, cell_text};

use crate::{Dataset, dirty::DirtyLayer};

/// A snapshot, made as it is asked for.
pub struct Snapshot {
    files: Vec<(Part, Box<dyn PartRows>)>,
    /// Of each block of the table its file and its number there.
    blocks: Vec<(usize, usize)>,
    dirty: DirtyLayer,
}

/// The clean rows of a block, and what becomes of them.
type Block = (RecordBatch, Patch);

impl Snapshot {
    /// The snapshot of a table in a dataset.
    pub fn new(dataset: &Dataset, table: Table) -> Self {
        let (world, window) = (dataset.world(), dataset.scenario().window());
        let files = dataset.current_parts(table).into_iter();
        let files: Vec<_> = files.map(|part| (part.clone(), open(world, window, &part))).collect();
        let of_file = |(file, (part, _)): (usize, &(Part, _))| (0..part.blocks).map(move |block| (file, block));
        let blocks = files.iter().enumerate().flat_map(of_file).collect();
        Self { blocks, files, dirty: DirtyLayer::new(world, dataset.scenario(), &[table]) }
    }

    /// How many blocks it has.
    pub fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// A block; none beyond the last.
    pub fn block(&self, number: usize) -> Option<Block> {
        let &(file, number) = self.blocks.get(number)?;
        let (part, rows) = &self.files[file];
        let clean = rows.batch(number);
        let patch = self.dirty.edits(part, number, &clean).patch;
        Some((clean, patch))
    }
}

/// The rows of a block as they are delivered, by key, without the copies.
#[derive(Debug)]
pub struct Delivered {
    clean: RecordBatch,
    patch: Patch,
    text: Vec<u8>,
    /// Where the written rows begin in the text, and where the last one ends.
    starts: Vec<usize>,
    places: BTreeMap<i64, Place>,
}

/// Where a row is.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Among the clean rows.
    clean: usize,
    /// Among the written ones.
    written: usize,
}

impl Delivered {
    /// The rows of a block of a table whose key is a number.
    ///
    /// # Errors
    /// [`SinkError`] where a value has no text.
    pub fn new(definition: &TableDefinition, (clean, patch): Block) -> Result<Self, SinkError> {
        let encoder = CsvEncoder::new(definition);
        let mut text = Vec::new();
        encoder.encode_patched(&clean, &patch, &mut text)?;
        let starts = encoder.row_starts(&text, false).unwrap_or_default();
        let is_copy = |written: usize| patch.extra_rows.binary_search_by_key(&written, |extra| extra.row).is_ok();
        let mut places = BTreeMap::new();
        let keys = key_column(definition, &clean).and_then(|column| column.as_primitive_opt::<Int64Type>());
        for (written, (source, _)) in patch.rows(clean.num_rows()).enumerate() {
            if let (Some(keys), Source::Batch(row)) = (keys, source)
                && !is_copy(written)
            {
                places.insert(keys.value(row), Place { clean: row, written });
            }
        }
        Ok(Self { clean, patch, text, starts, places })
    }

    /// The rows by key.
    pub fn rows(&self) -> impl Iterator<Item = DeliveredRow<'_>> {
        self.places.iter().map(|(key, place)| DeliveredRow { block: self, key: *key, place: *place })
    }

    /// The row of a key.
    pub fn row(&self, key: i64) -> Option<DeliveredRow<'_>> {
        self.places.get(&key).map(|place| DeliveredRow { block: self, key, place: *place })
    }
}

fn key_column<'b>(definition: &TableDefinition, batch: &'b RecordBatch) -> Option<&'b dyn Array> {
    let [name] = definition.primary_key else { return None };
    batch.column_by_name(name).map(AsRef::as_ref)
}

/// A row as it is delivered.
#[derive(Debug, Clone, Copy)]
pub struct DeliveredRow<'d> {
    block: &'d Delivered,
    key: i64,
    place: Place,
}

impl<'d> DeliveredRow<'d> {
    /// Its key, which no fault has changed.
    pub fn key(&self) -> i64 {
        self.key
    }

    /// Its line in CSV.
    pub fn text(&self) -> &'d [u8] {
        let starts = &self.block.starts;
        let end = starts.get(self.place.written + 1).copied().unwrap_or(self.block.text.len());
        starts.get(self.place.written).map_or(&[], |start| &self.block.text[*start..end])
    }

    /// The text of a cell; none for null.
    pub fn cell(&self, column: usize) -> Option<Cow<'d, str>> {
        let cells = &self.block.patch.cells;
        match cells.binary_search_by_key(&(self.place.written, column), |edit| (edit.row, edit.column)) {
            Ok(found) => cells[found].text.as_deref().map(Cow::Borrowed),
            // Its row has a text already, so each cell has.
            Err(_) => {
                cell_text(self.block.clean.column(column).as_ref(), self.place.clean).ok().flatten().map(Cow::Owned)
            }
        }
    }

    /// The clean rows among which it stands, and its place there.
    pub fn clean(&self) -> (&'d RecordBatch, usize) {
        (&self.block.clean, self.place.clean)
    }
}
