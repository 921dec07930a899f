//! Lanes: which files are checked one after the other, and in which order their clean rows are made.
//!
//! Several tables hang on the orders of a day, which are drawn once if all that hangs on the day is made at one time. So a file
//! that hangs on many days, such as `shipments.parquet`, begins with the first of them and ends with the last. It has a lane of
//! its own meanwhile; all other files are checked one by one in the first lane.

use std::{collections::BTreeMap, ops::Range};

use retailgen_dataset::{Dataset, Date, Plan, PlannedFile, Work, order_of_work};
use retailgen_folder::Manifest;
use retailgen_schema::Table;

/// What is done for the clean rows.
#[derive(Debug)]
pub enum Step<'p> {
    /// The orders of a day are drawn, for the blocks of several files.
    Draw(Date),
    /// Some blocks of a file are made; its last blocks come last.
    Make {
        /// The file.
        file: &'p PlannedFile,
        /// Its place in the manifest.
        place: usize,
        /// The lane in which it is checked.
        lane: usize,
        /// The blocks.
        blocks: Range<usize>,
    },
}

/// The files of a manifest in the order in which they are checked.
#[derive(Debug)]
pub struct Lanes<'p> {
    /// For each lane the places of its files in the manifest; there is one lane at least.
    pub places: Vec<Vec<usize>>,
    /// What is done for them, one after the other.
    pub steps: Vec<Step<'p>>,
}

impl<'p> Lanes<'p> {
    /// One lane with all files, of which none is made.
    pub fn single(files: usize) -> Self {
        Self { places: vec![(0..files).collect()], steps: Vec::new() }
    }

    /// The lanes of the files of `manifest`. Clean rows are made for the files that `plan` has.
    pub fn new(dataset: &Dataset, plan: &'p Plan, manifest: &Manifest) -> Self {
        let mut listed: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, file) in manifest.files.iter().enumerate() {
            // A table that this build does not know has no form, and nothing is asked of its files.
            if file.table.parse::<Table>().is_ok() {
                listed.entry(&file.path).or_default().push(place);
            }
        }
        let mut places = vec![Vec::new()];
        let mut lanes: BTreeMap<usize, usize> = BTreeMap::new();
        let mut steps = Vec::new();
        for work in order_of_work(dataset, plan) {
            let (job, blocks) = match work {
                Work::Draw(date) => {
                    steps.push(Step::Draw(date));
                    continue;
                }
                Work::Blocks { job, blocks } => (job, blocks),
            };
            let file = &plan.made()[job];
            for &place in listed.get(file.path()).into_iter().flatten() {
                let lane = *lanes.entry(place).or_insert_with(|| {
                    let lane = if blocks == (0..file.part().blocks) { 0 } else { places.len() };
                    places.resize_with(places.len().max(lane + 1), Vec::new);
                    places[lane].push(place);
                    lane
                });
                steps.push(Step::Make { file, place, lane, blocks: blocks.clone() });
            }
        }
        let others = (0..manifest.files.len()).filter(|place| !lanes.contains_key(place));
        places[0].splice(0..0, others);
        Self { places, steps }
    }
}

#[cfg(test)]
mod tests {
    use retailgen_dataset::{Scenario, Window, WriteOptions};

    use super::*;

    #[test]
    fn every_file_has_one_lane_and_its_blocks_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let weeks = Window::new("2024-11-20".parse().unwrap(), 20).unwrap();
        let tables = [Table::Stores, Table::OrdersHeader, Table::OrdersLines, Table::Shipments];
        let scenario = Scenario::new(3).with_scale("0.02".parse().unwrap()).with_window(weeks).with_tables(tables);
        let dataset = scenario.unwrap().dataset();
        let outcome = dataset.write(folder.path(), &WriteOptions::default()).unwrap();
        let (plan, mut manifest) = (dataset.plan(), outcome.manifest().clone());
        manifest.files[0].path = "shops.csv".to_owned();
        let Lanes { places, steps } = Lanes::new(&dataset, &plan, &manifest);

        let mut all = places.concat();
        all.sort_unstable();
        assert_eq!(all, Lanes::single(manifest.files.len()).places[0]);
        let files =
            |lane: &[usize]| -> Vec<&str> { lane.iter().map(|&place| manifest.files[place].path.as_str()).collect() };
        assert_eq!(files(&places[1]), ["shipments.parquet"]);
        assert_eq!(places.len(), 2);
        // What is not made comes first; then a table's files come by day, and the days' tables in turn.
        let first = files(&places[0]);
        assert_eq!(first[0], "shops.csv");
        let place = |path: &str| first.iter().position(|found| found.starts_with(path)).unwrap();
        assert!(place("orders_header/order_dt=2024-11-27") < place("orders_lines/order_dt=2024-11-20"));
        assert!(place("orders_lines/order_dt=2024-11-27") < place("orders_header/order_dt=2024-11-28"));

        let (mut made, mut drawn) = (BTreeMap::new(), 0);
        for step in &steps {
            match step {
                Step::Draw(_) => drawn += 1,
                Step::Make { place, lane, blocks, .. } => {
                    assert_eq!(made.insert(*place, blocks.end).unwrap_or(0), blocks.start);
                    assert!(places[*lane].contains(place));
                }
            }
        }
        assert_eq!((made.len(), drawn), (manifest.files.len() - 1, 20));
        assert!(plan.files().iter().zip(0..).skip(1).all(|(file, place)| made[&place] == file.part().blocks));
    }
}
