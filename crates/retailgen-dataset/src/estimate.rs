//! How large a scenario's files will be, measured on a sample of them.

use std::{collections::BTreeMap, path::Path};

use retailgen_folder::{PartNumber, PendingFile};
use retailgen_schema::{ColumnDefinition, ColumnType, Format, Table, TableDefinition};
use retailgen_sinks::{
    csv::CsvEncoder,
    format::{BlockFile, Encoded},
};
use retailgen_synth::Scale;
use retailgen_tables::Rows;

#[cfg(feature = "delta")]
use crate::history;
use crate::{
    Dataset, DatasetError, Plan, PlannedFile, TableTotals,
    passage::{Face, Passage, Wanted, create_file},
};

/// Rows that are enough to tell how long the lines of a table are.
const LINES: u64 = 4_000;
/// Blocks that are looked at all the same, spread over the table: a day or a month of one store stands for no other.
const PLACES: usize = 6;
/// Rows one after the other that tell how well typed columns are packed; a file of fewer is measured as a whole.
const PACKED_ROWS: u64 = 16_000;
/// The same for each file of a large Delta table, whose rows take long to find: each of its blocks is a walk through some
/// forty thousand orders.
const DELTA_ROWS: u64 = 1_000;

/// The largest scale that is sampled. A block of a larger one costs a day of trade of its own size: of shipments at scale
/// 100 it took 19 s. Rows are as long at any scale, but for the digits of numbers.
const MOST_SAMPLED: Scale = Scale::ONE;

/// What a table will come to on the disk.
///
/// ```
/// use retailgen_dataset::{Scale, Scenario, Table};
///
/// let estimates = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores, Table::Suppliers])?.dataset().estimate()?;
/// let bytes: u64 = estimates.iter().map(|estimate| estimate.bytes).sum();
/// assert_eq!(estimates.iter().map(|estimate| estimate.files).sum::<usize>(), 2);
/// assert!(bytes < 2_000, "{bytes} bytes");
/// # Ok::<(), retailgen_dataset::DatasetError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableEstimate {
    /// The table.
    pub table: Table,
    /// Its files, those that follow from others included.
    pub files: usize,
    /// Rows of the clean data, in the latest version of a Delta table.
    pub rows: Rows,
    /// Bytes of the files, anomalies included: a measure of a sample, carried over to all rows.
    pub bytes: u64,
}

impl Dataset {
    /// Tells how large the tables that have files will be, without writing anything: some blocks are made and encoded in
    /// memory as they would be for the files, and what they come to is carried over to the rows of the
    /// [plan](Self::plan).
    ///
    /// From scale 0.01 over a year each table is told within 15 % of what a run writes, mostly within 3 %. Below that, and
    /// over a few days, tables whose rows the plan only estimates can be further off, most of all `returns`, whose log is
    /// nearly all there is. The manifest and the truth are not counted.
    ///
    /// Takes a fraction of the time of a run; at small scales, where a table is hardly more than its sample, nearly as long.
    ///
    /// # Errors
    /// [`DatasetError::NotBuilt`] and [`DatasetError::Policy`], as [`write`](Self::write) would say them, but for a `count` that is more than
    /// the rows that can be hit: which those are is known from the rows alone.
    ///
    /// ```
    /// use retailgen_dataset::{Scale, Scenario, Table};
    ///
    /// let stores = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset().estimate()?;
    /// assert_eq!((stores[0].files, stores[0].rows.count()), (1, 4));
    /// assert!((300..600).contains(&stores[0].bytes));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn estimate(&self) -> Result<Vec<TableEstimate>, DatasetError> {
        self.estimate_files(&self.plan())
    }

    /// The same of one [part](Self::plan_of_part) of the run.
    ///
    /// # Errors
    /// As for [`estimate`](Self::estimate).
    ///
    /// ```
    /// use retailgen_dataset::{PartNumber, Scale, Scenario};
    ///
    /// let dataset = Scenario::new(7).with_scale(Scale::MIN).dataset();
    /// let part = dataset.estimate_of_part(PartNumber::new(2, 2)?)?;
    /// let files: usize = part.iter().map(|estimate| estimate.files).sum();
    /// assert!(0 < files && files < dataset.plan().paths().count());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn estimate_of_part(&self, part: PartNumber) -> Result<Vec<TableEstimate>, DatasetError> {
        self.estimate_files(&self.plan_of_part(part))
    }

    fn estimate_files(&self, plan: &Plan) -> Result<Vec<TableEstimate>, DatasetError> {
        self.check_quickly(&self.plan())?;
        let scenario = self.scenario();
        let totals = plan.by_table();
        let is_larger = scenario.scale() > MOST_SAMPLED;
        let at_most = if is_larger { scenario.clone().with_scale(MOST_SAMPLED).dataset() } else { self.clone() };
        let plan_at_most = if is_larger { at_most.plan() } else { plan.clone() };
        let totals_at_most = plan_at_most.by_table();
        let sampler = Sampler { dataset: &at_most, passage: Passage::new(&at_most, scenario.tables(), Face::Files)? };
        let mut estimates = Vec::new();
        for &table in scenario.tables() {
            let of_table = |totals: &[TableTotals]| totals.iter().find(|totals| totals.table == table).copied();
            let (files, rows) = of_table(&totals).map_or((0, Rows::Exact(0)), |totals| (totals.files, totals.rows));
            let sample: Vec<&PlannedFile> = plan_at_most.files().iter().filter(|file| file.table() == table).collect();
            let mut bytes = sampler.table(table, &sample)?;
            if is_larger {
                let measured = of_table(&totals_at_most).map_or(0, |totals| totals.rows.count());
                bytes = Measure { rows: measured, bytes }.over(rows.count())
                    + longer_ids(scenario.definition(table), scenario.scale(), rows);
            }
            let mut estimate = TableEstimate { table, files, rows, bytes };
            if scenario.definition(table).format == Format::Delta {
                estimate.files += plan.derived().len();
                #[cfg(feature = "delta")]
                if let Some(table) = plan.delta() {
                    estimate.bytes += history::derived_bytes(self, table, plan, estimate.bytes);
                }
            }
            // In a short window a table may have no files at all.
            if estimate.files > 0 {
                estimates.push(estimate);
            }
        }
        Ok(estimates)
    }
}

/// Bytes by which the numbers in rows of text are longer than at the scale that was sampled: each counts as many things as
/// there are.
fn longer_ids(definition: &TableDefinition, scale: Scale, rows: Rows) -> u64 {
    if !matches!(definition.format, Format::Csv | Format::Jsonl) {
        return 0;
    }
    let times = scale.nanos() / MOST_SAMPLED.nanos();
    let is_id = |column: &&ColumnDefinition| {
        let is_key = column.references.is_some() || definition.primary_key.contains(&column.name);
        is_key && column.column_type == ColumnType::Int64
    };
    let ids = definition.cells.iter().filter(is_id).count() as u64;
    rows.count() * ids * u64::from(times.max(1).ilog10())
}

/// Measures samples of a dataset.
struct Sampler<'d> {
    dataset: &'d Dataset,
    passage: Passage,
}

/// What has been measured: clean rows, and the bytes that they became.
#[derive(Default)]
struct Measure {
    rows: u64,
    bytes: u64,
}

impl Measure {
    /// Carried over to so many rows.
    fn over(&self, rows: u64) -> u64 {
        (self.bytes as f64 * rows as f64 / self.rows.max(1) as f64) as u64
    }
}

/// What has been measured of a file of typed values.
struct Packed {
    /// Bytes of all of it.
    bytes: u64,
    /// Bytes of a file of one row, which is hardly more than what every file has besides its rows.
    bare: u64,
    /// The rows that were made, and the bytes that they became beyond those.
    measure: Measure,
}

impl Sampler<'_> {
    fn table(&self, table: Table, files: &[&PlannedFile]) -> Result<u64, DatasetError> {
        let definition = self.dataset.scenario().definition(table);
        match definition.format {
            Format::Csv | Format::Jsonl => self.text(definition, files),
            Format::Delta => self.history(files),
            _ => self.packed_files(files),
        }
    }

    /// Bytes of files of typed values, of which some are measured where there are many.
    fn packed_files(&self, files: &[&PlannedFile]) -> Result<u64, DatasetError> {
        let places = spread(files.len(), PLACES);
        let (mut bytes, mut bare, mut all) = (0, 0, Measure::default());
        for &place in &places {
            let packed = self.packed(files[place], PACKED_ROWS)?;
            bytes += packed.bytes;
            bare += packed.bare / places.len() as u64;
            all.rows += packed.measure.rows;
            all.bytes += packed.measure.bytes;
        }
        let others = (0..files.len()).filter(|place| !places.contains(place));
        Ok(bytes + others.map(|place| bare + all.over(files[place].rows().count())).sum::<u64>())
    }

    /// Bytes of the data files of a Delta table. In a large one, files of returns under inspection, the same few over and
    /// over, are taken to be packed like the others.
    fn history(&self, files: &[&PlannedFile]) -> Result<u64, DatasetError> {
        let is_small = files.iter().map(|file| file.rows().count()).sum::<u64>() <= PACKED_ROWS;
        let is_like_others =
            |file: &PlannedFile| !is_small && file.part.life().is_some_and(|life| life.under_inspection);
        let (mut bytes, mut bare, mut all) = (0, 0, Measure::default());
        for file in files.iter().filter(|file| !is_like_others(file)) {
            let packed = self.packed(file, if is_small { PACKED_ROWS } else { DELTA_ROWS })?;
            bytes += packed.bytes;
            bare = packed.bare;
            all.rows += packed.measure.rows;
            all.bytes += packed.measure.bytes;
        }
        let others = files.iter().filter(|file| is_like_others(file));
        Ok(bytes + others.map(|file| bare + all.over(file.rows().count())).sum::<u64>())
    }

    /// Bytes of files of text: every one has its header, and lines are as long as in blocks here and there.
    fn text(&self, definition: &'static TableDefinition, files: &[&PlannedFile]) -> Result<u64, DatasetError> {
        let mut header = Vec::new();
        if definition.format == Format::Csv {
            CsvEncoder::new(definition).header(&mut header);
        }
        // Compressed, it is measured with the rows.
        let is_compressed = definition.is_compressed();
        let headers = if is_compressed { 0 } else { (header.len() * files.len()) as u64 };
        let planned: u64 = files.iter().map(|file| file.rows().count()).sum();
        let blocks: usize = files.iter().map(|file| file.part.blocks).sum();
        let wanted = (LINES * blocks as u64).div_ceil(planned.max(1)) as usize;
        let mut measure = Measure::default();
        let places = spread(blocks, wanted.max(PLACES));
        let is_all = places.len() == blocks;
        let mut buffer = Vec::new();
        for (file, blocks) in by_file(files, &places) {
            let rows = self.passage.open(&file.part);
            let mut out =
                create_file(PendingFile::measured(Path::new(file.path())), file, self.dataset.scenario(), &[])?;
            if is_compressed {
                out.write(&Encoded::Text(header.clone()))?;
            }
            for number in blocks {
                let block = self.passage.block(&file.part, rows.as_ref(), number, Wanted::default(), buffer)?;
                measure.rows += block.clean.num_rows() as u64;
                out.write(&block.encoded)?;
                buffer = block.encoded.into_buffer();
            }
            measure.bytes += out.commit()?.digest.bytes;
        }
        Ok(headers + if is_all { measure.bytes } else { measure.over(planned) })
    }

    /// Measures a file of typed values, which are packed: the file itself where it is small, else one of so many rows, or
    /// a few more, from its middle.
    fn packed(&self, file: &PlannedFile, enough: u64) -> Result<Packed, DatasetError> {
        let scenario = self.dataset.scenario();
        let rows = self.passage.open(&file.part);
        let (planned, blocks) = (file.rows().count(), file.part.blocks);
        let wanted = (enough * blocks as u64).div_ceil(planned.max(1)).min(blocks as u64) as usize;
        let measured = || -> Result<Box<dyn BlockFile>, DatasetError> {
            create_file(PendingFile::measured(Path::new(file.path())), file, scenario, &[])
        };
        let (mut out, mut bare) = (measured()?, measured()?);
        let mut measure = Measure::default();
        for number in (blocks - wanted) / 2..blocks {
            if wanted < blocks && measure.rows >= enough {
                break;
            }
            let block = self.passage.block(&file.part, rows.as_ref(), number, Wanted::default(), Vec::new())?;
            let clean = block.clean.num_rows();
            if measure.rows == 0 && clean > 0 {
                bare.write(&Encoded::Rows(block.clean.slice(0, 1)))?;
            }
            measure.rows += clean as u64;
            out.write(&block.encoded)?;
        }
        let (bytes, bare) = (out.commit()?.digest.bytes, bare.commit()?.digest.bytes);
        measure.bytes = bytes.saturating_sub(bare);
        let bytes = if wanted == blocks { bytes } else { bare + measure.over(planned) };
        Ok(Packed { bytes, bare, measure })
    }
}

/// At most `wanted` of `all` numbers from 0, evenly spread.
fn spread(all: usize, wanted: usize) -> Vec<usize> {
    let wanted = wanted.min(all);
    (0..wanted).map(|number| (2 * number + 1) * all / (2 * wanted)).collect()
}

/// The files that hold blocks, counted through all files, with the numbers that these have in them.
fn by_file<'p>(files: &[&'p PlannedFile], blocks: &[usize]) -> Vec<(&'p PlannedFile, Vec<usize>)> {
    let mut first = 0;
    let starts: BTreeMap<usize, &PlannedFile> = files
        .iter()
        .map(|&file| {
            let start = first;
            first += file.part.blocks;
            (start, file)
        })
        .collect();
    let mut chosen: Vec<(&PlannedFile, Vec<usize>)> = Vec::new();
    for &block in blocks {
        let Some((start, &file)) = starts.range(..=block).next_back() else { continue };
        match chosen.last_mut() {
            Some((last, blocks)) if last.path() == file.path() => blocks.push(block - start),
            _ => chosen.push((file, vec![block - start])),
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_spread_and_never_more_than_there_are() {
        assert_eq!(spread(10, 2), [2, 7]);
        assert_eq!(spread(3, 12), [0, 1, 2]);
        assert_eq!(spread(0, 12), [0; 0]);
    }
}
