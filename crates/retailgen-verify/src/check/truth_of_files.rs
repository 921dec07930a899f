//! What the truth says of each file: labels and counts, gone through once in the order of the manifest and checked by themselves.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use retailgen_folder::Manifest;
use retailgen_schema::{Formats, Table};
use retailgen_truth::{AuditRow, StoredLabel};

use super::{
    audit,
    by_file::ByFile,
    finding::Findings,
    labels::{self, LabelChecks},
    labels_again::LabelRows,
};
use crate::cells::RecordForm;

/// What is in the order of files, as it is read.
pub type Things<'t, T> = Box<dyn Iterator<Item = T> + 't>;

/// What the truth says of one file.
#[derive(Default)]
pub struct TruthOfFile {
    /// Where its labels stand.
    pub labels: LabelRows,
    /// The counts of what is odd in it without being wrong, where there is an audit.
    pub expected: Option<BTreeMap<String, u64>>,
    /// What labels and counts alone came to.
    pub findings: Findings,
}

/// What the truth says of all files.
pub struct TruthOfFiles {
    /// By place in the manifest.
    pub files: Vec<TruthOfFile>,
    /// What labels and counts came to that stand behind the last file's.
    pub rest: Findings,
}

/// A label at its row of the file of labels.
struct Numbered {
    row: usize,
    /// The highest number of a label above.
    passed: Option<u64>,
    label: StoredLabel,
}

impl TruthOfFiles {
    /// Goes through all labels and counts.
    pub fn read(
        manifest: &Manifest,
        places: &BTreeMap<&str, usize>,
        formats: &Formats,
        labels: Option<Things<StoredLabel>>,
        audit: Option<Things<AuditRow>>,
        checks: &mut LabelChecks,
    ) -> Self {
        let (read, highest) = (Cell::new(0), Cell::new(None));
        let numbered = labels.into_iter().flatten().map(|label| {
            let (row, passed) = (read.get(), highest.get());
            read.set(row + 1);
            highest.set(passed.max(label.label_id));
            Numbered { row, passed, label }
        });
        let mut labels = ByFile::new(numbered, places, |numbered: &Numbered| &numbered.label.file);
        let mut audit = audit.map(|audit| ByFile::new(audit, places, |row: &AuditRow| &row.file));
        let mut files = Vec::with_capacity(manifest.files.len());
        for (place, entry) in manifest.files.iter().enumerate() {
            let form = entry.table.parse().ok().map(|table: Table| RecordForm::new(formats.definition(table)));
            let mut of_file = TruthOfFile::default();
            let TruthOfFile { labels: LabelRows { rows, passed }, expected, findings } = &mut of_file;
            // Both closures tell, one after the other.
            let heard = RefCell::new((&mut *checks, &mut *findings));
            let mut own = Vec::new();
            labels.take(
                place,
                |Numbered { row, passed: above, label }| {
                    let (checks, findings) = &mut *heard.borrow_mut();
                    checks.count(&label, findings);
                    if let Some(form) = form {
                        checks.check(&label, entry, form, findings);
                    }
                    if own.is_empty() {
                        (rows.start, *passed) = (row, above);
                    }
                    rows.end = row + 1;
                    own.push(label);
                },
                |Numbered { label, .. }| {
                    let (checks, findings) = &mut *heard.borrow_mut();
                    checks.stray(&label, places.contains_key(&*label.file), findings);
                },
            );
            *expected = audit.as_mut().map(|audit| {
                let mut counts = Vec::new();
                let heard = RefCell::new(&mut *findings);
                audit.take(place, |row| counts.push(row), |row| audit::stray(&row, &mut heard.borrow_mut()));
                audit::check(entry, counts, &own, findings)
            });
            labels::check_together(&mut own, form, findings);
            files.push(of_file);
        }
        let mut rest = Findings::default();
        for Numbered { label, .. } in labels.rest() {
            checks.stray(&label, places.contains_key(&*label.file), &mut rest);
        }
        for row in audit.into_iter().flat_map(ByFile::rest) {
            audit::stray(&row, &mut rest);
        }
        Self { files, rest }
    }
}
