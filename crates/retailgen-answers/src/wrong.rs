//! What the labels say of each row.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

use retailgen_folder::Manifest;
use retailgen_read::Undoing;
use retailgen_schema::Table;
use retailgen_truth::{RunDocument, StoredLabels};

use crate::{AnswersError, source::Source};

/// A row that faults name.
#[derive(Debug, Default)]
pub(crate) struct WrongRow {
    /// Whether it stands in the file besides the clean rows.
    pub is_extra: bool,
    /// Whether one of its faults is not let through.
    pub is_rejected: bool,
    /// The cells that were written otherwise: their columns and clean values.
    pub clean: Vec<(Box<str>, Option<Box<str>>)>,
}

/// The wrong rows of all files, and what is to be undone in their text.
#[derive(Debug, Default)]
pub(crate) struct Wrong {
    /// Whether there is a truth.
    is_known: bool,
    /// By path and number of the row.
    rows: HashMap<String, HashMap<u64, WrongRow>>,
    undoing: HashMap<String, Undoing>,
    /// What is wrong with each row of a file that came a day late, so that the clean data has it in the delivery before.
    late: HashMap<String, WrongRow>,
    /// The files that did not arrive, by table, in order.
    missing: BTreeMap<Table, BTreeSet<String>>,
    /// The rows that faults name, by table and kind; a row counts once for each of its kinds.
    pub by_kind: BTreeMap<Table, BTreeMap<String, u64>>,
}

impl Wrong {
    /// Reads a truth folder, which must be of the same run as the data. Rows whose faults are all of the kinds or rules that are
    /// let through are not rejected.
    pub fn read(source: &Source, truth: &Path, let_through: &[&str]) -> Result<Self, AnswersError> {
        let manifest = Manifest::of_finished(truth)?;
        if manifest.run_id != source.run_id {
            let (folder, truth) = (source.folder.clone(), truth.to_path_buf());
            return Err(AnswersError::TruthOfAnotherRun { folder, truth });
        }
        let run = RunDocument::read_unchanged(truth)?;
        let is_known = |name: &str| run.rules.iter().any(|rule| rule.rule_id == name || rule.kind == name);
        if let Some(name) = let_through.iter().find(|name| !is_known(name)) {
            return Err(AnswersError::UnknownFault { name: (*name).to_owned(), truth: truth.to_path_buf() });
        }
        let mut wrong = Self { is_known: true, ..Self::default() };
        // Labels of a row stand together, so the kinds of one row are enough to count each once.
        let mut last: (String, u64, Vec<String>) = Default::default();
        for label in StoredLabels::open(truth)? {
            let label = label?.label;
            if label.decoy {
                continue;
            }
            if label.is_text() && label.own_path().is_none() && !label.is_of_stray_file() {
                label.add_to(wrong.undoing.entry(label.file.clone().into_owned()).or_default());
            }
            if label.is_of_missing_file() {
                wrong.missing.entry(label.table).or_default().insert(label.file.clone().into_owned());
                // There is no row of it that could be wrong.
                continue;
            }
            let is_let_through =
                let_through.iter().any(|name| label.kind == *name || label.rule_id.as_deref() == Some(*name));
            if label.is_of_late_file() {
                let every = WrongRow { is_extra: true, is_rejected: !is_let_through, clean: Vec::new() };
                wrong.late.insert(label.file.clone().into_owned(), every);
            }
            let Some(row) = label.row else { continue };
            if (last.0.as_str(), last.1) != (&*label.file, row) {
                last = (label.file.clone().into_owned(), row, Vec::new());
            }
            if !last.2.iter().any(|kind| *kind == label.kind) {
                last.2.push(label.kind.clone().into_owned());
                let kinds = wrong.by_kind.entry(label.table).or_default();
                *kinds.entry(label.kind.clone().into_owned()).or_default() += 1;
            }
            let found = wrong.rows.entry(label.file.clone().into_owned()).or_default().entry(row).or_default();
            // The label of a late file comes before the labels of its rows.
            let of_file = wrong.late.get(&*label.file);
            found.is_extra |= label.is_extra_row() || of_file.is_some();
            found.is_rejected |= !is_let_through || of_file.is_some_and(|every| every.is_rejected);
            if let Some(column) = label.column.as_deref().filter(|_| !label.is_text()) {
                found.clean.push((column.into(), label.clean_value.as_deref().map(Into::into)));
            }
        }
        Ok(wrong)
    }

    /// Whether there is a truth.
    pub fn is_known(&self) -> bool {
        self.is_known
    }

    /// Whether text was written otherwise, so that a reader may see other rows.
    pub fn has_text(&self) -> bool {
        self.undoing.values().any(|undoing| !undoing.is_missing)
    }

    /// What is to be undone in the text of a file.
    pub fn undoing(&self, path: &str) -> Undoing {
        self.undoing.get(path).cloned().unwrap_or_default()
    }

    /// The files of a table that did not arrive.
    pub fn missing(&self, table: Table) -> &BTreeSet<String> {
        const NONE: &BTreeSet<String> = &BTreeSet::new();
        self.missing.get(&table).unwrap_or(NONE)
    }

    /// What is wrong with each row of a file; none where labels of rows tell all.
    pub fn every_row(&self, path: &str) -> Option<&WrongRow> {
        self.late.get(path)
    }

    /// The wrong rows of a file.
    pub fn rows(&self, path: &str) -> Option<&HashMap<u64, WrongRow>> {
        self.rows.get(path)
    }
}
