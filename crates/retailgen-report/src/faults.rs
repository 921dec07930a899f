//! What the truth says, brought down to what a page can show.

mod examples;
mod incidents;
mod places;

use std::{collections::BTreeMap, path::Path};

use retailgen_folder::Manifest;
use retailgen_read::Undoing;
use retailgen_schema::Table;
use retailgen_synth::calendar::Date;
use retailgen_truth::{Label, RunDocument, StoredLabels};

pub use examples::Example;
pub use incidents::Incident;
pub use places::Strip;

use crate::{ReportError, source::Source, source::day_of};
use examples::Examples;
use incidents::Incidents;
use places::Places;

/// The most kinds that are told apart: some three times as many as there are.
const MOST_KINDS: usize = 64;
/// What all further kinds are counted under.
const OTHER_KINDS: &str = "other kinds";

/// The truth about a folder.
pub struct Faults {
    /// What was asked for and what became of it.
    pub run: RunDocument,
    /// Faults, and decoys.
    pub count: [u64; 2],
    /// Values that do not cast to the type of their column.
    pub breaks_type: u64,
    /// Faults by kind and table.
    pub kinds: BTreeMap<String, BTreeMap<Table, u64>>,
    /// Faults by the nearest kind of check that sees them, and by what a pipeline should do.
    pub checks: BTreeMap<String, u64>,
    /// The same for what a pipeline should do.
    pub actions: BTreeMap<String, u64>,
    /// Decoys by kind, with an example each.
    pub decoys: BTreeMap<String, (u64, Example)>,
    /// Where in the files of each table faults lie.
    pub strips: BTreeMap<Table, Strip>,
    /// Some faults of each kind.
    pub examples: BTreeMap<String, Vec<Example>>,
    /// How many incidents there are, and the one that is told.
    pub incidents: (u64, Option<Incident>),
    /// Days of trade that an incident hit, with the number of its labels.
    pub bad_days: BTreeMap<Date, u64>,
    /// What is to be undone in the text of files, by their paths.
    pub undoing: BTreeMap<String, Undoing>,
}

impl Faults {
    /// Reads a truth folder, which must be of the same run as the data.
    pub fn read(source: &Source, truth: &Path) -> Result<Self, ReportError> {
        let manifest = Manifest::of_finished(truth)?;
        if manifest.run_id != source.manifest.run_id {
            let (folder, truth) = (source.folder().to_path_buf(), truth.to_path_buf());
            return Err(ReportError::TruthOfAnotherRun { folder, truth });
        }
        let run = RunDocument::read_unchanged(truth)?;
        let mut faults = Self {
            run,
            count: [0; 2],
            breaks_type: 0,
            kinds: BTreeMap::new(),
            checks: BTreeMap::new(),
            actions: BTreeMap::new(),
            decoys: BTreeMap::new(),
            strips: BTreeMap::new(),
            examples: BTreeMap::new(),
            incidents: (0, None),
            bad_days: BTreeMap::new(),
            undoing: BTreeMap::new(),
        };
        let mut places = Places::new(source);
        let mut incidents = Incidents::default();
        let mut examples = Examples::default();
        for label in StoredLabels::open(truth)? {
            let label = label?.label;
            if label.decoy {
                faults.decoy(&label);
                continue;
            }
            faults.fault(&label);
            if label.is_text() {
                label.add_to(faults.undoing.entry(label.file.clone().into_owned()).or_default());
            }
            places.add(&label);
            incidents.add(&label);
            examples.add(&label);
        }
        faults.strips = places.strips();
        faults.examples = examples.chosen();
        faults.incidents = (incidents.count(), incidents.longest());
        Ok(faults)
    }

    fn decoy(&mut self, label: &Label) {
        self.count[1] += 1;
        if let Some((count, _)) = self.decoys.get_mut(&*label.kind) {
            *count += 1;
        } else if self.decoys.len() < MOST_KINDS {
            self.decoys.insert(label.kind.clone().into_owned(), (1, Example::new(label)));
        }
    }

    fn fault(&mut self, label: &Label) {
        self.count[0] += 1;
        self.breaks_type += u64::from(label.breaks_type);
        let is_new = !self.kinds.contains_key(&*label.kind);
        let kind = if is_new && self.kinds.len() >= MOST_KINDS { OTHER_KINDS } else { &label.kind };
        match self.kinds.get_mut(kind) {
            Some(tables) => *tables.entry(label.table).or_default() += 1,
            None => drop(self.kinds.insert(kind.to_owned(), BTreeMap::from([(label.table, 1)]))),
        }
        *self.checks.entry(label.detectability.to_string()).or_default() += 1;
        *self.actions.entry(label.expected_action.to_string()).or_default() += 1;
        if label.incident_id.is_some()
            && let Some(day) = day_of(&label.file)
        {
            *self.bad_days.entry(day).or_default() += 1;
        }
    }
}
