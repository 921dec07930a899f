//! The one passage from a planned file to encoded blocks.
//!
//! A block's clean rows are made, the policy is applied to them, and they are encoded for what they are wanted as: bytes of
//! files, record batches, or text. Whatever hands out rows goes through here: files on any thread, files and batches in
//! memory, a table on standard output, samples for an estimate, and the clean files that `verify` compares with.

use std::{ops::Range, sync::Arc, vec};

use arrow_array::RecordBatch;
use retailgen_anomaly::Tally;
use retailgen_folder::{PartNumber, PendingFile};
use retailgen_schema::{Format, Table, TableDefinition};
use retailgen_sinks::{
    SinkError,
    format::{BlockEncoder, BlockFile, CommittedFile, Encoded, FileForm, FormatSupport, rows_encoder, text_encoder},
};
use retailgen_tables::{Oddities, Part, PartRows, Window, World, open};
use retailgen_text::{Patch, TypedFault};
use retailgen_truth::Label;

use crate::{Dataset, DatasetError, PlannedFile, Scenario, dirty::DirtyLayer};

/// What rows are wanted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// What the files of the table take.
    Files,
    /// Record batches in the table's schema.
    Rows,
    /// Text, whatever the format of the files: lines of JSON for documents and where the files are such, else CSV.
    Text,
}

/// What is wanted of a block besides its rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The text as it stands in a file: with the header, where it has one and the block is the first, and with faults of whole
    /// files.
    pub header: bool,
    /// The labels.
    pub labels: bool,
}

/// The way of some tables' blocks from clean rows to what is wanted. Threads share it.
#[derive(Debug)]
pub struct Passage {
    world: World,
    window: Window,
    dirty: Option<DirtyLayer>,
    encoders: Vec<(Table, Arc<dyn BlockEncoder>)>,
}

/// A block at the end of the passage.
#[derive(Debug)]
pub struct Block<'l> {
    /// Its clean rows; none in a file that has the rows of another a second time.
    pub clean: RecordBatch,
    /// What is written of it.
    pub encoded: Encoded,
    /// How many rows are written; of a file that does not arrive, how many would have been.
    pub rows: u64,
    /// How many lines of text these are, the header counted; 0 in a format without lines.
    pub lines: u64,
    /// Its labels, where they are wanted, by row and column. Rows and bytes count from the block's first ones, lines from 1.
    pub labels: Vec<Label<'l>>,
    /// What is odd in it without being wrong.
    pub oddities: Oddities,
}

/// How much of a file stands above a block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Above {
    /// Rows.
    pub rows: u64,
    /// Lines of text, the header counted.
    pub lines: u64,
    /// Bytes of text; 0 in a format that is none.
    pub bytes: u64,
    /// Rows of a sheet above its header.
    pub of_sheet: u64,
}

impl Above {
    /// Goes on below a block.
    pub fn pass(&mut self, rows: u64, lines: u64, encoded: &Encoded) {
        self.rows += rows;
        self.lines += lines;
        self.bytes += encoded.text().map_or(0, <[u8]>::len) as u64;
    }
}

impl Passage {
    /// The passage of the blocks of `tables` under the scenario's policy.
    ///
    /// # Errors
    /// [`DatasetError::NotBuilt`] where files are wanted in a format that this build does not write.
    pub fn new(dataset: &Dataset, tables: &[Table], face: Face) -> Result<Self, DatasetError> {
        let dirty = DirtyLayer::new(dataset.world(), dataset.scenario(), tables);
        Ok(Self { dirty: Some(dirty), ..Self::clean(dataset, tables, face)? })
    }

    /// The same without a policy.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn clean(dataset: &Dataset, tables: &[Table], face: Face) -> Result<Self, DatasetError> {
        let encoder = |table: Table| encoder(dataset.scenario().definition(table), face);
        let encoders = tables.iter().map(|&table| Ok((table, encoder(table)?)));
        Ok(Self {
            world: dataset.world().clone(),
            window: dataset.scenario().window(),
            dirty: None,
            encoders: encoders.collect::<Result<_, DatasetError>>()?,
        })
    }

    /// Makes ready to generate the rows of a file.
    #[must_use]
    pub fn open(&self, part: &Part) -> Box<dyn PartRows> {
        open(&self.world, self.window, part)
    }

    /// How a file is laid out otherwise than its rows ask for.
    #[must_use]
    pub fn layout(&self, part: &Part) -> Vec<TypedFault> {
        let laid_out = self.dirty.iter().flat_map(|dirty| dirty.laid_out(part));
        laid_out.map(|laid_out| laid_out.fault).collect()
    }

    /// Whether a fault takes the end of a file.
    #[must_use]
    pub fn loses_end(&self, part: &Part) -> bool {
        self.layout(part).iter().any(|fault| matches!(fault, TypedFault::CutFooter(_)))
    }

    /// What stands above the first block of a file.
    #[must_use]
    pub fn top(&self, part: &Part) -> Above {
        let of_sheet = self.layout(part).into_iter().map(TypedFault::rows_above).sum();
        Above { of_sheet, ..Above::default() }
    }

    /// Takes block number `number` of an opened file through; `buffer` is reused for its text.
    ///
    /// # Errors
    /// [`SinkError`] where a value cannot stand in what is wanted.
    pub fn block<'l>(
        &'l self,
        part: &'l Part,
        rows: &dyn PartRows,
        number: usize,
        wanted: Wanted,
        buffer: Vec<u8>,
    ) -> Result<Block<'l>, SinkError> {
        let mut oddities = Oddities::default();
        let clean = rows.batch_with_oddities(number, &mut oddities);
        if let Some(dirty) = self.dirty.as_ref().filter(|_| part.is_missing() && wanted.header) {
            let labels = dirty.missing_label(part, number, &clean, wanted.labels)?.into_iter().collect();
            let (encoded, rows) = (Encoded::Text(Vec::new()), clean.num_rows() as u64);
            return Ok(Block { clean, encoded, rows, lines: 0, labels, oddities: Oddities::default() });
        }
        let edits = self.dirty.as_ref().map(|dirty| dirty.edits(part, number, &clean)).unwrap_or_default();
        let format = self.encoder(part.table);
        let has_header = wanted.header && number == 0;
        let mut encoded = format.encode(&clean, &edits.patch, has_header, buffer)?;
        let spoiled = self.dirty.as_ref().zip(encoded.text().ok()).and_then(|(dirty, text)| {
            let patched = (&clean, &edits.patch);
            dirty.spoiled_text(part, number, patched, text, wanted.header, format)
        });
        let (mut labels, mut lines) = (Vec::new(), 0);
        let of_file = self.dirty.as_ref().filter(|_| has_header);
        if wanted.labels {
            let text = spoiled.as_ref().zip(encoded.text().ok());
            labels = self.dirty.as_ref().map(|dirty| dirty.labels(part, &clean, &edits, text)).unwrap_or_default();
            if let Some(mut row_lines) = format.row_lines(&encoded, &clean, &edits.patch, has_header) {
                for label in &mut labels {
                    // The beginning of a file is on its first line.
                    label.line = Some(label.row.map_or(1, |row| row_lines.line_of(row) + 1));
                    if let Some(spoiled) = &spoiled {
                        spoiled.place_line(label);
                    }
                }
                lines = row_lines.count();
            }
            let of_place = of_file.map(|dirty| dirty.labels_of_place(part));
            let of_layout = self.dirty.as_ref().filter(|_| wanted.header).zip(encoded.rows().ok());
            let of_layout =
                of_layout.map(|(dirty, rows)| dirty.labels_of_layout(part, number == 0, (&clean, &edits), rows));
            labels.splice(0..0, of_place.into_iter().flatten().chain(of_layout.into_iter().flatten()));
        }
        if let (Some(spoiled), Encoded::Text(text)) = (&spoiled, &mut encoded) {
            lines = lines.saturating_add_signed(spoiled.lines_added());
            spoiled.apply(text, number == 0);
        }
        let rows = edits.patch.rows_written(clean.num_rows());
        // A copy of a file has no row that is a clean one.
        let (clean, oddities) =
            if part.is_again() { (clean.slice(0, 0), Oddities::default()) } else { (clean, oddities) };
        let oddities = if part.is_orphan() { Oddities::default() } else { oddities };
        Ok(Block { clean, encoded, rows, lines, labels, oddities })
    }

    /// Clean rows as they are encoded without a patch and without a header.
    ///
    /// # Errors
    /// [`SinkError`] where a value cannot stand in what is wanted.
    pub fn encode_clean(&self, table: Table, clean: &RecordBatch) -> Result<Encoded, SinkError> {
        self.encoder(table).encode(clean, &Patch::default(), false, Vec::new())
    }

    /// A label of a block where it stands in its file, below earlier blocks.
    #[must_use]
    pub fn placed<'l>(&self, label: Label<'l>, above: &Above) -> Label<'l> {
        let mut label = label.moved_down(above.rows, above.lines, above.bytes);
        let column = label.column.as_deref().and_then(|name| label.table.definition().cell_number(name));
        if let (Some(row), Some(column)) = (label.row, column) {
            label.cell = self.encoder(label.table).cell_address(row + above.of_sheet, column).map(Into::into);
        }
        label
    }

    /// The label of a file that is written, where a fault has taken its end.
    #[must_use]
    pub fn label_of_end<'l>(&'l self, part: &'l Part, file: &CommittedFile) -> Option<Label<'l>> {
        let dirty = self.dirty.as_ref().filter(|_| !file.gone.is_empty())?;
        dirty.label_of_end(part, file.digest.bytes, &file.gone)
    }

    /// How each rule of the policy has fared in all blocks so far.
    #[must_use]
    pub fn tallies(&self) -> Vec<Tally> {
        self.dirty.as_ref().map(DirtyLayer::tallies).unwrap_or_default()
    }

    fn encoder(&self, table: Table) -> &dyn BlockEncoder {
        let found = self.encoders.iter().find(|(known, _)| *known == table);
        found.map(|(_, encoder)| encoder.as_ref()).expect("a passage is asked for blocks of its own tables")
    }
}

fn encoder(definition: &'static TableDefinition, face: Face) -> Result<Arc<dyn BlockEncoder>, DatasetError> {
    Ok(match face {
        // Faults of text hit lines of JSON whatever they are wanted as.
        Face::Rows if definition.document.is_none() || definition.format != Format::Jsonl => {
            rows_encoder(definition).into()
        }
        Face::Rows | Face::Text => text_encoder(definition).into(),
        Face::Files => support(definition)?.encoder(definition).into(),
    })
}

/// Starts a planned file of a scenario, which may be laid out otherwise.
///
/// # Errors
/// [`DatasetError::NotBuilt`] where this build does not write its format, [`DatasetError::Folder`] where the system refuses.
pub fn create_file(
    pending: PendingFile,
    file: &PlannedFile,
    scenario: &Scenario,
    faults: &[TypedFault],
) -> Result<Box<dyn BlockFile>, DatasetError> {
    let form = FileForm {
        definition: file.definition(),
        compression: scenario.compression(),
        delta_version: file.delta_version().unwrap_or_default(),
        delta_timestamps: scenario.delta().timestamps,
        faults,
    };
    Ok(support(file.definition())?.create(pending, &form)?)
}

/// What this build can do with the files of a table.
///
/// # Errors
/// [`DatasetError::NotBuilt`], which names the feature that writes them.
pub fn support(definition: &TableDefinition) -> Result<&'static FormatSupport, DatasetError> {
    let TableDefinition { name, format, .. } = *definition;
    FormatSupport::of(format).ok_or_else(|| DatasetError::NotBuilt {
        what: format!("files of the table {name} as {format}"),
        feature: FormatSupport::feature(format).unwrap_or_default(),
    })
}

/// The files that have rows of one part of `table`, each with the blocks of that part: all parts together have every block
/// once and in order, and about as many rows each.
fn blocks_of_part(dataset: &Dataset, table: Table, part: PartNumber) -> Vec<(Part, Range<usize>)> {
    let files = dataset.current_parts(table);
    let total: u64 = files.iter().map(|file| file.rows.count()).sum();
    let mut before = 0;
    let mut chosen = Vec::new();
    for file in files {
        let (rows, blocks) = (file.rows.count(), file.blocks as u64);
        // A block is in the part in which its middle lies.
        let index = |block: u64| {
            let middle = u128::from(2 * blocks * before + (2 * block + 1) * rows) * u128::from(part.of());
            let whole = u128::from(2 * blocks * total.max(1));
            u32::try_from(middle / whole).map_or(part.of() - 1, |index| index.min(part.of() - 1))
        };
        let first = (0..blocks).find(|block| index(*block) >= part.index()).unwrap_or(blocks);
        let end = (first..blocks).find(|block| index(*block) > part.index()).unwrap_or(blocks);
        before += rows;
        if first < end {
            chosen.push((file, first as usize..end as usize));
        }
    }
    chosen
}

/// A file on the walk, its rows, and the blocks that are left of it.
type OpenedFile = (Arc<Part>, Arc<dyn PartRows>, Range<usize>);

/// Walks the blocks of a table in memory, file by file; a table with a history is walked as its latest version.
pub(crate) struct BlockWalk {
    world: World,
    window: Window,
    waiting: vec::IntoIter<(Part, Range<usize>)>,
    current: Option<OpenedFile>,
}

/// A block on the walk: the file, its rows, and the block's number in it.
pub(crate) type WalkedBlock = (Arc<Part>, Arc<dyn PartRows>, usize);

impl BlockWalk {
    /// A walk through `table`.
    pub fn new(dataset: &Dataset, table: Table) -> Self {
        let files = dataset.current_parts(table).into_iter();
        let whole = |file: Part| {
            let blocks = 0..file.blocks;
            (file, blocks)
        };
        Self::through(dataset, files.map(whole).collect())
    }

    /// A walk through one part of `table`.
    pub fn of_part(dataset: &Dataset, table: Table, part: PartNumber) -> Self {
        Self::through(dataset, blocks_of_part(dataset, table, part))
    }

    fn through(dataset: &Dataset, files: Vec<(Part, Range<usize>)>) -> Self {
        let (world, window) = (dataset.world().clone(), dataset.scenario().window());
        Self { world, window, waiting: files.into_iter(), current: None }
    }

    /// Files that are not begun.
    pub fn files_left(&self) -> usize {
        self.waiting.len()
    }
}

impl Iterator for BlockWalk {
    type Item = WalkedBlock;

    fn next(&mut self) -> Option<WalkedBlock> {
        loop {
            if let Some((part, rows, left)) = &mut self.current
                && let Some(number) = left.next()
            {
                return Some((Arc::clone(part), Arc::clone(rows), number));
            }
            let (part, blocks) = self.waiting.next()?;
            let rows = open(&self.world, self.window, &part).into();
            self.current = Some((Arc::new(part), rows, blocks));
        }
    }
}
