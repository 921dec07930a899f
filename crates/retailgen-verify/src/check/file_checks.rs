//! The files of a lane, checked one after the other.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use retailgen_anomaly::Tally;
use retailgen_dataset::{Dataset, Plan, PlannedFile, Progress, Scenario};
use retailgen_folder::Manifest;
use retailgen_schema::{Formats, Table, is_of_changes};
use retailgen_truth::StoredLabel;

use super::{
    audit,
    copies::Deliveries,
    data_file::DataFile,
    derived,
    finding::{Check, Finding, Findings, Side},
    folder, label_plan, labels,
    labels_again::LabelsAgain,
    truth_of_files::TruthOfFile,
    twin::{Inlets, Twin},
};
use crate::{VerifyError, cells::RecordForm, read::DeltaForm};

/// What the checks of all files share.
pub struct FileChecks<'v> {
    /// The folder that they are in.
    pub folder: &'v Path,
    /// Its manifest.
    pub manifest: &'v Manifest,
    /// The formats of its files.
    pub formats: Formats,
    /// The files of which no row counts.
    pub superseded: BTreeSet<String>,
    /// Who hears how it gets on.
    pub progress: &'v dyn Progress,
    /// The planned files by path.
    pub planned: &'v BTreeMap<&'v str, &'v PlannedFile>,
    /// The scenario, where it is known.
    pub scenario: Option<&'v Scenario>,
    /// Where first deliveries can be looked up.
    pub deliveries: Deliveries<'v>,
    /// What files of changes are made from, where the policy is known.
    pub changes: Option<(&'v Dataset, &'v Plan)>,
    /// The folder of the truth, where there are labels.
    pub truth: Option<&'v Path>,
}

/// What the check of a file came to.
#[derive(Default)]
pub struct Checked {
    /// The rows that count.
    pub rows: u64,
    /// Whether it was read.
    pub is_read: bool,
    /// How rules fare that are not about its rows, but about the operations that it tells.
    pub tallies: Vec<Tally>,
    /// What does not hold.
    pub findings: Findings,
    /// The labels of what follows from other files.
    pub labels: Vec<StoredLabel>,
}

/// The files of a lane that were checked, by their places in the manifest, or the one that ended it.
pub type LaneOutcome = Result<Vec<(usize, Checked)>, Failed>;

/// A file that could not be checked.
pub struct Failed {
    /// Its place in the manifest.
    pub place: usize,
    /// Why not.
    pub error: Box<VerifyError>,
}

/// Files by their places in the manifest, with what the truth says of them.
pub type FilesOfLane = Vec<(usize, TruthOfFile)>;

impl FileChecks<'_> {
    /// Checks the files of a lane against what is made for it, up to the first on which the system refuses or whose format has
    /// no reader.
    pub fn of_lane(&self, files: FilesOfLane, made: Option<&Inlets>) -> LaneOutcome {
        let of_files = files.iter().map(|(place, of_file)| (&self.manifest.files[*place], &of_file.labels));
        let mut again = LabelsAgain::new(self.truth, of_files);
        let check = |(place, of_file)| match self.check(place, of_file, &mut again, made) {
            Ok(checked) => Ok((place, checked)),
            Err(error) => Err(Failed { place, error: Box::new(error) }),
        };
        files.into_iter().map(check).collect()
    }

    fn check(
        &self,
        place: usize,
        of_file: TruthOfFile,
        again: &mut LabelsAgain,
        made: Option<&Inlets>,
    ) -> Result<Checked, VerifyError> {
        let entry = &self.manifest.files[place];
        let TruthOfFile { labels, expected, mut findings } = of_file;
        // A table that this build does not know is told by the plan; there is no saying what its files should hold.
        let form = entry.table.parse().ok().map(|table: Table| RecordForm::new(self.formats.definition(table)));
        let planned = self.planned.get(entry.path.as_str()).copied();
        let made = made.filter(|_| planned.is_some());
        if derived::is_derived(&entry.path, form) {
            let is_read = derived::check(self.folder, entry, &mut findings)?;
            let labels = again.of_file(entry, &labels)?;
            let tallies = match self.changes.filter(|_| is_of_changes(&entry.path)) {
                Some((dataset, plan)) => derived::check_changes(dataset, plan, entry, &labels, &mut findings)?,
                None => Vec::new(),
            };
            // Of the labels of changes all is told.
            let labels = if is_of_changes(&entry.path) { Vec::new() } else { labels };
            return Ok(Checked { is_read, tallies, findings, labels, ..Checked::default() });
        }
        let Some(form) = form else {
            let what = format!("there is no table {}", entry.table);
            findings.push(Finding::on(Check::FileUnreadable, &entry.table, &entry.path, what));
            return Ok(Checked { findings, ..Checked::default() });
        };
        let labels = labels::in_order_of_healing(again.of_file(entry, &labels)?, form);
        let is_missing = planned.is_some_and(|file| file.part().is_missing());
        let is_there = !is_missing && folder::is_there(self.folder, entry, Side::Data, &mut findings)?;
        let file = DataFile {
            folder: self.folder,
            entry,
            form,
            delta: planned.zip(self.scenario).and_then(|(file, scenario)| DeltaForm::of(file, scenario)),
            labels: self.truth.is_some().then_some(labels.as_slice()),
            twin: made.map(|made| Twin::new(&made.blocks, form.layout())),
            deliveries: self.deliveries,
            is_missing,
            progress: planned.filter(|_| !is_missing).map(|planned| (self.progress, planned)),
        };
        let mut rows = 0;
        if is_there {
            rows = file.check(&mut findings)?;
        } else if is_missing && labels.iter().any(|label| label.is_of_missing_file()) {
            file.check(&mut findings)?;
        } else {
            // With it goes what is left of the twin, behind which the labels come.
            drop(file);
        }
        // A thread that is gone has panicked, which is told when it is joined.
        if let Some(planned) = made.and_then(|made| made.planned.as_ref()?.recv().ok()) {
            label_plan::check(entry, Some(form), &labels, planned.labels, &mut findings);
            audit::check_expected(entry, expected.as_ref(), &planned.oddities, &mut findings);
        }
        let rows = if self.superseded.contains(&entry.path) { 0 } else { rows };
        Ok(Checked { rows, is_read: is_there, findings, ..Checked::default() })
    }
}
