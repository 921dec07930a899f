//! Days appended to a finished run.
//!
//! The finished run becomes the first of two parts of the longer run: the files that stay, with their labels. The second part
//! is what is new or reaches further than before, and merging both ends the append. Every step can be done again after a kill.

use std::{collections::BTreeMap, path::Path};

use retailgen_anomaly::Tally;
use retailgen_folder::{Continuation, ManifestFile, PartNumber, PartNumberError, PartPlan, Run};
use retailgen_schema::Table;
use retailgen_truth::{ContinuedTruth, RuleRecord};

use crate::{
    Dataset, DatasetError, MergeOptions, Outcome, Plan, PlannedFile, WriteOptions,
    feed::is_first_load,
    merge,
    passage::{Face, Passage, Wanted},
    recorded::{policy_record, refuse_another_truth, rule_records},
    separation::keep_truth_apart,
    write::DataFacts,
};

/// The files that stay are the first part of two, the others the second.
const PARTS: u32 = 2;

/// A run and the longer one that it becomes.
struct Append<'a> {
    before: &'a Dataset,
    after: &'a Dataset,
    plan_before: Plan,
    plan: Plan,
    run: Run,
    /// The place in the longer run of each file that stays, by its path.
    kept: BTreeMap<String, usize>,
}

impl Dataset {
    /// Appends days to the folder that holds this dataset, finished, and to its truth. The folder then holds the
    /// [extended](crate::Scenario::extended) scenario, with the same bytes as if that were written at once.
    ///
    /// Partitions of days stay as they are, and so do the commits of a Delta table, to which each day adds its own. Tables as of
    /// the last day, and months that are not over, are written again. A truth must be given where the run has one.
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
        let append = Append::new(self, &after);
        append.after.check_quickly(&append.plan)?;
        if let Some(truth) = options.truth {
            keep_truth_apart(folder, truth)?;
            refuse_another_truth(folder, truth)?;
            // Told before the truth is touched.
            Continuation::look(folder, &append.run, PARTS, &self.scenario().run_id())?;
        }
        let is_merged = match options.truth {
            Some(truth) => append.keep_labels(truth, first)?,
            None => false,
        };
        if let Some(done) = append.keep_files(folder, first, options.truth.is_some())? {
            return Ok(done);
        }
        if !is_merged {
            let plan = append.plan.restricted(|file| !append.kept.contains_key(file.path()), true);
            let options = WriteOptions { part: Some(second), ..*options };
            append.after.write_files_of(folder, &options, (&append.plan, &plan))?;
        }
        merge(&[folder], &ended)
    }
}

impl<'a> Append<'a> {
    fn new(before: &'a Dataset, after: &'a Dataset) -> Self {
        let (plan_before, plan) = (before.plan(), after.plan());
        let found: BTreeMap<&str, &PlannedFile> = plan_before.files().iter().map(|file| (file.path(), file)).collect();
        let stays =
            |file: &&PlannedFile| found.get(file.path()).is_some_and(|found| found.part().stays_as(file.part()));
        let kept = plan.files().iter().filter(stays).map(|file| (file.path().to_owned(), file.place()));
        Self { kept: kept.collect(), run: after.scenario().run(), before, after, plan_before, plan }
    }

    /// Puts the labels of the files that stay aside, in the folder of the truth. Returns whether the longer run has its truth already.
    fn keep_labels(&self, truth: &Path, part: PartNumber) -> Result<bool, DatasetError> {
        let before = self.before.scenario().run_id();
        let place_of = |path: &str| self.kept.get(path).copied();
        Ok(match ContinuedTruth::begin(truth, &self.run, part, &before, &place_of)? {
            ContinuedTruth::Merged => true,
            ContinuedTruth::Done => false,
            ContinuedTruth::Begun(kept) => {
                let rules = self.rules_of_kept(&kept.before().rules)?;
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
        let own: Vec<usize> = self.kept.values().copied().collect();
        let plan = PartPlan { run: &self.run, part, paths: &paths, merged: &[], own: &own };
        loop {
            match Continuation::begin(folder, &plan, &before)? {
                Continuation::Merged(manifest) => return Ok(Some(Outcome::AlreadyDone(manifest))),
                Continuation::Done => return Ok(None),
                Continuation::Begun(continued) => {
                    let stays = |file: &&ManifestFile| self.kept.contains_key(&file.path);
                    let files: Vec<ManifestFile> = continued.files().iter().filter(stays).cloned().collect();
                    continued.into_part().finish(files, &DataFacts { has_truth })?;
                }
            }
        }
    }

    /// The rules of the finished run as they are counted in the files that stay. Where only some of a table's files do, the
    /// faults of the others are made once more to count them.
    fn rules_of_kept(&self, before: &[RuleRecord]) -> Result<Vec<RuleRecord>, DatasetError> {
        let goes = |file: &&PlannedFile| !self.kept.contains_key(file.path());
        let of_table = |table: Table| self.plan_before.files().iter().filter(move |file| file.table() == table);
        let mut tallies = Vec::new();
        let mut remade = Vec::new();
        for &table in self.before.scenario().tables() {
            if of_table(table).all(|file| goes(&file)) {
                remade.push(table);
            } else if of_table(table).any(|file| goes(&file)) {
                tallies.push((table, self.recounted(table, of_table(table).filter(goes))?));
            }
        }
        let mut kept = before.to_vec();
        let scenario = self.before.scenario();
        for rule in &mut kept {
            if remade.iter().any(|table| table.name() == rule.table) {
                (rule.eligible, rule.planned, rule.realised, rule.moved, rule.unplaced) = (0, 0, 0, 0, 0);
            }
            let recounted = tallies.iter().find(|(table, _)| table.name() == rule.table);
            let gone = recounted.into_iter().flat_map(|(_, tallies)| rule_records(scenario, tallies));
            for gone in gone.filter(|gone| gone.rule_id == rule.rule_id) {
                rule.eligible = rule.eligible.saturating_sub(gone.eligible);
                rule.planned = rule.planned.saturating_sub(gone.planned);
                rule.realised = rule.realised.saturating_sub(gone.realised);
                rule.moved = rule.moved.saturating_sub(gone.moved);
                rule.unplaced = rule.unplaced.saturating_sub(gone.unplaced);
            }
            rule.labels = 0;
        }
        Ok(kept)
    }

    /// What the rules do in some files of a table.
    fn recounted<'f>(
        &self,
        table: Table,
        files: impl Iterator<Item = &'f PlannedFile>,
    ) -> Result<Vec<Tally>, DatasetError> {
        let passage = Passage::new(self.before, &[table], Face::Files)?;
        let wanted = Wanted { header: true, labels: false };
        let mut buffer = Vec::new();
        for file in files {
            let rows = passage.open(file.part());
            for number in 0..file.part().blocks {
                buffer = passage.block(file.part(), rows.as_ref(), number, wanted, buffer)?.encoded.into_buffer();
            }
        }
        Ok(passage.tallies())
    }
}

fn parts() -> Result<(PartNumber, PartNumber), PartNumberError> {
    Ok((PartNumber::new(1, PARTS)?, PartNumber::new(2, PARTS)?))
}
