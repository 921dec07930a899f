//! What the tests share: worlds to look at, and readers that turn record batches into rows.
#![allow(dead_code, reason = "rows and files are read whole, whatever tests ask of them")]

pub mod contents;
pub mod events;
pub mod few_entities;
pub mod gazetteer;
pub mod json_line;
pub mod laid_out_parquet;
pub mod landing;
pub mod place;
pub mod released;
pub mod rows;
pub mod spoiling;
pub mod tamper;
pub mod truth;
pub mod written;

use std::{collections::BTreeMap, sync::LazyLock};

use arrow_array::RecordBatch;
use retailgen::{Dataset, Date, Scale, Scenario, Table, Window};
use retailgen_sinks::csv::CsvEncoder;
use retailgen_synth::Seed;
use retailgen_tables::{World, open, parts};

/// Microseconds in a day.
pub const DAY: i64 = 86_400_000_000;

/// A window from texts.
pub fn window(start: &str, days: u32) -> Window {
    Window::new(date(start), days).unwrap()
}

/// A date from a text.
pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// A scale from a text.
pub fn scale(text: &str) -> Scale {
    text.parse().unwrap()
}

/// All 25 years of the company's life.
pub fn whole_life() -> Window {
    window("2015-01-01", 9_131)
}

/// A scenario of all tables.
pub fn scenario(seed: u64, scale_text: &str, window: Window) -> Scenario {
    Scenario::new(seed).with_scale(scale(scale_text)).with_window(window)
}

/// Datasets that the rules are checked on: a year of some size, the company's whole life, and weeks of high trade.
pub fn datasets() -> &'static [Dataset] {
    static DATASETS: LazyLock<Vec<Dataset>> = LazyLock::new(|| {
        let scenarios = [
            scenario(42, "0.01", Window::default()),
            scenario(7, "0.0001", whole_life()),
            scenario(u64::MAX, "0.05", window("2019-11-20", 45)),
        ];
        scenarios.iter().map(Scenario::dataset).collect()
    });
    &DATASETS
}

/// The batches of a table.
pub fn batches(dataset: &Dataset, table: Table) -> Vec<RecordBatch> {
    dataset.batches(table).collect::<Result<_, _>>().unwrap()
}

/// One file of a table, in memory.
pub struct File {
    /// Its path below the folder.
    pub path: String,
    /// Its rows, block by block.
    pub batches: Vec<RecordBatch>,
}

impl File {
    /// The date in the path of a daily partition.
    pub fn date(&self) -> Date {
        let (_, value) = self.path.split_once("_dt=").unwrap();
        date(&value[..10])
    }
}

/// The files of a table one by one, which the facade's batches run together.
pub fn files(world: &World, window: Window, table: Table) -> Vec<File> {
    parts(world, window, table)
        .into_iter()
        .map(|part| {
            let rows = open(world, window, &part);
            File { batches: (0..part.blocks).map(|block| rows.batch(block)).collect(), path: part.path }
        })
        .collect()
}

/// The world that a dataset plays in.
pub fn world_of(dataset: &Dataset) -> World {
    World::new(Seed(dataset.scenario().seed()), dataset.scenario().scale())
}

/// A world from a number and a text.
pub fn world(seed: u64, scale_text: &str) -> World {
    World::new(Seed(seed), scale(scale_text))
}

/// The text of a file of `table` with these rows.
pub fn csv(table: Table, batches: &[RecordBatch]) -> Vec<u8> {
    let encoder = CsvEncoder::new(table.definition());
    let mut text = Vec::new();
    encoder.header(&mut text);
    for batch in batches {
        encoder.encode(batch, &mut text).unwrap();
    }
    text
}

/// All files of a table as text, by path.
pub fn texts(world: &World, window: Window, table: Table) -> BTreeMap<String, Vec<u8>> {
    files(world, window, table).into_iter().map(|file| (file.path, csv(table, &file.batches))).collect()
}

/// Rows of a table over all batches.
pub fn count(batches: &[RecordBatch]) -> u64 {
    batches.iter().map(|batch| batch.num_rows() as u64).sum()
}
