//! Days appended to a finished run.
//!
//! The finished run becomes the first of two parts of the longer run: the files that stay, with their labels. The second part
//! is what is new or reaches further than before, and merging both ends the append. Of the shipments, whose one file is written
//! again, the rows that have settled are put aside by the first part and begin the file of the second. Every step can be done
//! again after a kill.

mod gone;

use std::{collections::BTreeMap, path::Path};

use retailgen_anomaly::Amount;
use retailgen_folder::{
    Continuation, Manifest, ManifestFile, PartNumber, PartNumberError, PartPlan, PutAside, Run, open_put_aside,
};
use retailgen_schema::Format;
use retailgen_sinks::format::{BlockFile, StoredRows};
use retailgen_tables::blocks_kept;
use retailgen_truth::{ContinuedTruth, StayingFile};

use self::gone::Gone;
use crate::{
    Dataset, DatasetError, MergeOptions, Outcome, Plan, PlannedFile, WriteOptions,
    feed::is_first_load,
    merge,
    recorded::{policy_record, refuse_another_truth},
    schedule::BegunFile,
    separation::keep_truth_apart,
    write::DataFacts,
};

/// The files that stay are the first part of two, the others the second.
const PARTS: u32 = 2;

/// How many orders are kept in memory, some 44 MB. At full scale these are three months: so far do returns and parcels look back.
const ORDERS_KEPT: usize = 400_000;

/// A run and the longer one that it becomes.
struct Append<'a> {
    before: &'a Dataset,
    after: &'a Dataset,
    plan_before: Plan,
    plan: Plan,
    run: Run,
    /// The place in the longer run of each file that stays, by its path.
    kept: BTreeMap<String, usize>,
    /// The file that is written again and begins with rows that stay.
    begun: Option<Begun>,
}

/// A file of both runs whose first blocks stay.
struct Begun {
    path: String,
    /// In the longer run.
    place: usize,
    blocks: usize,
}

impl Dataset {
    /// Appends days to the folder that holds this dataset, finished, and to its truth. The folder then holds the
    /// [extended](crate::Scenario::extended) scenario, with the same bytes as if that were written at once.
    ///
    /// Partitions of days stay as they are, and so do the commits of a Delta table, to which each day adds its own. Tables as of
    /// the last day, and months that are not over, are written again; parcels that have arrived long ago are taken from the file
    /// that was there. A truth must be given where the run has one.
    ///
    /// An append that was interrupted is finished when it is done again. Where all was written but the last step, the folder holds
    /// part of the next scenario already; asked to append to that, this finishes it and appends nothing more.
    ///
    /// # Errors
    /// [`DatasetError::Window`] where the days leave the company's life; [`DatasetError::TruthOfAnotherRun`]; [`DatasetError::Folder`] where the folder holds something
    /// else, or is no longer whole; [`DatasetError::Truth`] where the truth is not as it was written; and what
    /// [`write`](Self::write) says. Nothing that stays is touched.
    ///
    /// ```
    /// use retailgen_dataset::{Scale, Scenario, Table, Window, WriteOptions};
    ///
    /// let parent = tempfile::tempdir()?;
    /// let (data, whole) = (parent.path().join("data"), parent.path().join("whole"));
    /// let week = Window::new("2024-11-25".parse()?, 7)?;
    /// let scenario = Scenario::new(7).with_scale(Scale::MIN).with_window(week).with_tables([Table::Stores, Table::OrdersHeader])?;
    /// let options = WriteOptions::default();
    /// scenario.dataset().write(&data, &options)?;
    /// let outcome = scenario.dataset().append(&data, 2, &options)?;
    ///
    /// let extended = scenario.extended(2)?;
    /// assert_eq!(outcome.manifest().run_id, extended.run_id());
    /// assert_eq!(outcome, extended.dataset().write(&whole, &options)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn append(&self, folder: &Path, days: u32, options: &WriteOptions) -> Result<Outcome, DatasetError> {
        if self.scenario().window().is_increment() {
            return Err(DatasetError::AppendToIncrement(folder.to_path_buf()));
        }
        if is_first_load(folder) {
            return Err(DatasetError::AppendToFirstLoad(folder.to_path_buf()));
        }
        let (first, second) = parts()?;
        let ended = MergeOptions { truth: options.truth, progress: options.progress, ..MergeOptions::default() };
        if Continuation::is_under_way(folder, &self.scenario().run(), PARTS)? {
            return merge(&[folder], &ended);
        }
        // The same world: what has been worked out for the one serves the other.
        let after = self.over(self.scenario().window().extended(days)?);
        self.world().keep_orders(ORDERS_KEPT);
        let append = Append::new(self, &after);
        append.after.check_quickly(&append.plan)?;
        if let Some(truth) = options.truth {
            keep_truth_apart(folder, truth)?;
            refuse_another_truth(folder, truth)?;
        }
        // Told before the truth is touched.
        let put_aside = append.begun.as_ref().map(|begun| begun.path.as_str());
        let finished = Continuation::look(folder, &append.run, PARTS, &self.scenario().run_id(), put_aside)?;
        let gone = Gone::count(&append, options.truth.is_some())?;
        let rows_kept = append.rows_kept(finished.as_ref(), &gone);
        let is_merged = match options.truth {
            Some(truth) => append.keep_labels(truth, first, &gone, rows_kept)?,
            None => false,
        };
        if let Some(done) = append.keep_files(folder, first, options.truth.is_some())? {
            return Ok(done);
        }
        if !is_merged {
            let plan = append.plan.restricted(|file| !append.kept.contains_key(file.path()), true);
            let options = WriteOptions { part: Some(second), ..*options };
            let write = |file: &mut dyn BlockFile| append.write_kept_rows(folder, first, rows_kept, file);
            let begun = append.begun.as_ref();
            let begun = begun.map(|begun| BegunFile {
                place: begun.place,
                blocks: begun.blocks,
                rows: rows_kept,
                write: &write,
            });
            append.after.write_files_of(folder, &options, (&append.plan, &plan), begun.as_ref())?;
        }
        merge(&[folder], &ended)
    }
}

impl<'a> Append<'a> {
    fn new(before: &'a Dataset, after: &'a Dataset) -> Self {
        let (plan_before, plan) = (before.plan(), after.plan());
        let found: BTreeMap<&str, &PlannedFile> = plan_before.made().iter().map(|file| (file.path(), file)).collect();
        let stays =
            |file: &&PlannedFile| found.get(file.path()).is_some_and(|found| found.part().stays_as(file.part()));
        let kept = plan.made().iter().filter(stays).map(|file| (file.path().to_owned(), file.place()));
        let begins = |file: &PlannedFile| {
            // A count is dealt out over all rows, so that its faults move; a file that may be laid out otherwise has other bytes.
            let mut rules = before.scenario().anomalies().rules_for(file.table());
            let moves = rules.any(|rule| matches!(rule.amount, Amount::Count(_)) || rule.kind.is_of_layout());
            let is_fit = file.definition().format == Format::Parquet && !moves;
            let found = found.get(file.path()).filter(|_| is_fit)?;
            let blocks = blocks_kept(before.world(), found.part(), file.part());
            // The last block closes the file.
            let blocks = blocks.min(file.part().blocks.saturating_sub(1));
            (blocks > 0).then(|| Begun { path: file.path().to_owned(), place: file.place(), blocks })
        };
        let begun = plan.files().iter().find_map(begins);
        Self { kept: kept.collect(), begun, run: after.scenario().run(), before, after, plan_before, plan }
    }

    /// How many rows of the finished run begin the file that is written again.
    fn rows_kept(&self, finished: Option<&Manifest>, gone: &Gone) -> u64 {
        let is_begun = |file: &&ManifestFile| self.begun.as_ref().is_some_and(|begun| begun.path == file.path);
        let file = finished.and_then(|manifest| manifest.files.iter().find(is_begun));
        file.map_or(0, |file| file.rows.saturating_sub(gone.rows))
    }

    /// Begins the file that is written again with the rows that the first part has put aside.
    fn write_kept_rows(
        &self,
        folder: &Path,
        part: PartNumber,
        rows: u64,
        file: &mut dyn BlockFile,
    ) -> Result<(), DatasetError> {
        let Some(begun) = &self.begun else { return Ok(()) };
        let put_aside = open_put_aside(folder, part, &begun.path)?;
        Ok(file.write_stored(&StoredRows { file: put_aside, path: folder.join(&begun.path), rows })?)
    }

    /// The files that stay whole, and the one whose first `rows` rows stay.
    fn staying(&self, gone: &Gone, rows: u64) -> BTreeMap<String, StayingFile> {
        let whole = self
            .kept
            .iter()
            .map(|(path, &place)| (path.clone(), StayingFile { place, rows: None, oddities_gone: BTreeMap::new() }));
        let begun = self.begun.iter().map(|begun| {
            let oddities_gone = gone.oddities.iter().map(|(kind, count)| (kind.to_owned(), count)).collect();
            (begun.path.clone(), StayingFile { place: begun.place, rows: Some(rows), oddities_gone })
        });
        whole.chain(begun).collect()
    }

    /// Puts the labels of the files that stay aside, in the folder of the truth. Returns whether the longer run has its truth already.
    fn keep_labels(&self, truth: &Path, part: PartNumber, gone: &Gone, rows: u64) -> Result<bool, DatasetError> {
        let before = self.before.scenario().run_id();
        Ok(match ContinuedTruth::begin(truth, &self.run, part, &before, &self.staying(gone, rows))? {
            ContinuedTruth::Merged => true,
            ContinuedTruth::Done => false,
            ContinuedTruth::Begun(kept) => {
                let rules = gone.rules_without(&kept.before().rules, self.before.scenario());
                let scenario = self.after.scenario();
                kept.finish(scenario.record(), policy_record(scenario), rules)?;
                false
            }
        })
    }

    /// Makes the files that stay the first part in the folder. Returns what the folder holds where the longer run is finished there.
    fn keep_files(&self, folder: &Path, part: PartNumber, has_truth: bool) -> Result<Option<Outcome>, DatasetError> {
        let before = self.before.scenario().run_id();
        let paths: Vec<String> = self.plan.paths().map(str::to_owned).collect();
        let arriving = self.plan.files().len();
        let own: Vec<usize> = self.kept.values().copied().filter(|place| *place < arriving).collect();
        let is_kept = |file: &&PlannedFile| self.kept.contains_key(file.path());
        let facts = DataFacts::of(has_truth, self.plan.missing().iter().filter(is_kept));
        let plan = PartPlan { run: &self.run, part, paths: &paths, merged: &[], own: &own };
        loop {
            match Continuation::begin(folder, &plan, &before)? {
                Continuation::Merged(manifest) => return Ok(Some(Outcome::AlreadyDone(manifest))),
                Continuation::Done => return Ok(None),
                Continuation::Begun(continued) => {
                    let stays = |file: &&ManifestFile| self.kept.contains_key(&file.path);
                    let files: Vec<ManifestFile> = continued.files().iter().filter(stays).cloned().collect();
                    if let Some(begun) = &self.begun {
                        continued.put_aside(&begun.path, PutAside::Rows)?;
                    }
                    continued.into_part().finish(files, &facts)?;
                }
            }
        }
    }
}

fn parts() -> Result<(PartNumber, PartNumber), PartNumberError> {
    Ok((PartNumber::new(1, PARTS)?, PartNumber::new(2, PARTS)?))
}
