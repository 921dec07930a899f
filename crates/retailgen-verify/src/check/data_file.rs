//! One data file against its manifest entry, its labels and its clean twin, in one pass over it.

use std::path::Path;

use retailgen_dataset::{PlannedFile, Progress};
use retailgen_folder::ManifestFile;
use retailgen_truth::StoredLabel;

use super::{
    alignment::{Alignment, Difference, Waiting},
    copies::{Copies, Deliveries},
    finding::{Check, Finding, Findings, Side},
    folder,
    labels::{finding, with_rows},
    twin::Twin,
};
use crate::{
    VerifyError,
    cells::{Cell, RecordForm},
    read::{DeltaForm, ReadError, Record, Records, body, digest, shown},
    undo::{self, Healer, Misfit},
};

/// Rows between two reports of progress.
const REPORTED: u64 = 8 * 1024;

/// What a file is checked against.
pub struct DataFile<'v> {
    /// The folder that it is in.
    pub folder: &'v Path,
    /// What the manifest says of it.
    pub entry: &'v ManifestFile,
    /// How its records are written.
    pub form: RecordForm,
    /// How it was written, where it is a data file of a Delta table and that is known.
    pub delta: Option<DeltaForm>,
    /// Its labels, in the order of rows and columns, each with a row but for the beginning of the file; none where there is no
    /// truth.
    pub labels: Option<&'v [StoredLabel]>,
    /// The clean file, made anew.
    pub twin: Option<Twin<'v>>,
    /// Where first deliveries can be looked up.
    pub deliveries: Deliveries<'v>,
    /// Whether it does not arrive: then its labels have all of it.
    pub is_missing: bool,
    /// Who hears of it, where the file is planned.
    pub progress: Option<(&'v dyn Progress, &'v PlannedFile)>,
}

impl DataFile<'_> {
    /// Checks the file; returns how many rows it has, as far as it could be read.
    ///
    /// # Errors
    /// [`VerifyError`] where the system refuses or the format has no reader.
    pub fn check(mut self, findings: &mut Findings) -> Result<u64, VerifyError> {
        let place = folder::place(self.folder, self.entry);
        let (of_text, mut undoing) = undo::undoing(self.labels.unwrap_or_default());
        undoing.is_missing = self.is_missing;
        let mut records = match Records::open(&place, self.form.definition(), self.delta, undoing) {
            Ok(records) => records,
            Err(error) => {
                self.tell_unreadable(error, findings)?;
                if self.is_missing {
                    return Ok(0);
                }
                let found = digest(&place).map_err(|error| VerifyError::reading(&place, error))?;
                folder::check_digest(self.entry, &found, Side::Data, findings);
                return Ok(0);
            }
        };
        let (rows, whole) = self.check_rows(&mut records, findings)?;
        if whole && !self.is_missing {
            folder::check_rows(self.entry, rows, Side::Data, findings);
        }
        for misfit in records.misfits() {
            findings.push(text_misfit_finding(of_text[misfit.span], misfit.found.as_deref()));
        }
        let found = records.digest().map_err(|error| VerifyError::reading(&place, error))?;
        folder::check_digest(self.entry, &found, Side::Data, findings);
        Ok(rows)
    }

    /// Goes through the rows; says how many there are and whether the end was reached.
    fn check_rows(&mut self, records: &mut Records, findings: &mut Findings) -> Result<(u64, bool), VerifyError> {
        let labels = with_rows(self.labels.unwrap_or_default());
        let mut undoing = Healer::new(self.form, labels);
        let mut copies = Copies::new(self.form, labels);
        let mut alignment = self.twin.take().map(Alignment::new);
        let (mut rows, mut bytes) = (0, 0);
        let whole = loop {
            let record = match records.next() {
                Ok(Some(record)) => record,
                Ok(None) => break true,
                Err(error) => {
                    self.tell_unreadable(error, findings)?;
                    break false;
                }
            };
            rows += 1;
            bytes += record.text.len() as u64;
            if let Some((progress, file)) = self.progress
                && rows % REPORTED == 0
            {
                progress.wrote(file, REPORTED, bytes);
                bytes = 0;
            }
            let mut fits = true;
            let healed = undoing.heal(&record, &mut |label, misfit| {
                fits = false;
                tell_misfit(label, misfit, findings);
            });
            let text = healed.text;
            if !healed.labels.is_empty() {
                self.check_places(&record, text, healed.labels, fits, findings);
            }
            copies.see(record.row, text);
            if healed.is_extra {
                if let Some(label) = labels_of(labels, record.row).find(|label| label.is_extra_row()) {
                    copies.push(label, text);
                }
                continue;
            }
            match &mut alignment {
                Some(alignment) => {
                    if !alignment.fits(text) {
                        let labelled = healed.labels.iter();
                        let labelled =
                            labelled.filter_map(|label| Some((label.column.clone()?.into_owned(), label.label_id)));
                        let waiting = Waiting {
                            row: record.row,
                            line: record.line,
                            text: text.to_vec(),
                            labelled: labelled.collect(),
                        };
                        alignment.push(waiting, &mut |difference| self.tell_difference(&difference, findings));
                    }
                }
                None => self.check_shape(&record, text, findings),
            }
        };
        if let Some(alignment) = alignment.filter(|_| whole) {
            alignment.finish(&mut |difference| self.tell_difference(&difference, findings));
        }
        for label in undoing.left().iter().filter(|_| whole) {
            findings.push(finding(Check::LabelPlace, label, format!("the file has only {rows} rows")));
        }
        copies.finish(self.deliveries, findings);
        if let Some((progress, file)) = self.progress {
            progress.wrote(file, rows % REPORTED, bytes);
            progress.finished(file);
        }
        Ok((rows, whole))
    }

    fn tell_unreadable(&self, error: ReadError, findings: &mut Findings) -> Result<(), VerifyError> {
        let check = match error {
            ReadError::Columns { .. } => Check::FileColumns,
            ReadError::Broken(_) => Check::FileUnreadable,
            error => return Err(VerifyError::reading(&folder::place(self.folder, self.entry), error)),
        };
        let what = format!("{error}; its rows were not looked at from there on");
        findings.push(Finding::on(check, &self.entry.table, &self.entry.path, what));
        Ok(())
    }

    /// Checks what the labels of a row say of where and which it is.
    fn check_places(
        &self,
        record: &Record,
        healed: &[u8],
        labels: &[StoredLabel],
        fits: bool,
        findings: &mut Findings,
    ) {
        for label in labels {
            if label.line != record.line {
                let said = label.line.map(|line| line.to_string());
                let told = finding(Check::LabelPlace, label, "its line is not the line of its row");
                findings.push(told.with_values(record.line.map(|line| line.to_string()).as_deref(), said.as_deref()));
            }
            // Of a row that could not be healed the key may be what is wrong.
            if fits && !self.form.has_key(body(healed), label.key.as_deref()) {
                let told = finding(Check::LabelKey, label, "its key is not the key of the clean row");
                findings.push(told.with_values(Some(&self.form.key_in_words(body(healed))), label.key.as_deref()));
            }
        }
    }

    /// Where there is no twin, looks whether the row has the table's columns. Without a truth nothing can be asked of
    /// lines of JSON, which may be meant to be none.
    fn check_shape(&self, record: &Record, text: &[u8], findings: &mut Findings) {
        if self.labels.is_none() && self.form.has_absent_cells() {
            return;
        }
        if let Some(problem) = self.form.problem(body(text)) {
            findings.push(Finding { row: Some(record.row), line: record.line, ..self.on(Check::RowShape, problem) });
        }
    }

    fn tell_difference(&self, difference: &Difference, findings: &mut Findings) {
        match *difference {
            Difference::Row(found, clean) => self.tell_row(found, clean, findings),
            Difference::Extra(row) => {
                let key = self.form.key_in_words(body(&row.text));
                let what = format!("the clean file has no such row here, and no label says so: {key}");
                findings.push(Finding { row: Some(row.row), line: row.line, ..self.on(Check::RowExtra, what) });
            }
            Difference::Missing(clean) => {
                let key = self.form.key_in_words(body(clean));
                findings.push(self.on(Check::RowMissing, format!("a row of the clean file is not there: {key}")));
            }
        }
    }

    fn tell_row(&self, found: &Waiting, clean: &[u8], findings: &mut Findings) {
        let place = |told: Finding| Finding { row: Some(found.row), line: found.line, ..told };
        let (text, clean_text) = (body(&found.text), body(clean));
        if let Some(problem) = self.form.problem(text) {
            findings.push(place(self.on(Check::RowShape, problem)));
            return;
        }
        let differences = self.form.differences(clean_text, text);
        if differences.is_empty() {
            let what = "the row is not written as the clean one, though its values are the same (quotes or line end)";
            let (clean, found) = (shown(clean_text), shown(text));
            findings.push(place(self.on(Check::Unlabelled, what).with_values(Some(&clean), Some(&found))));
        }
        for (column, clean, found_cell) in differences {
            let of = |cell: &Option<Cell>| cell.as_ref().and_then(|cell| cell.text().map(str::to_owned));
            let (clean, cell) = (of(&clean), of(&found_cell));
            let whole = self.form.has_absent_cells().then_some(0).and_then(|number| self.form.columns().nth(number));
            let label = found.labelled.iter().find(|(name, _)| name == column || Some(name.as_str()) == whole);
            let (check, what) = match label {
                Some(_) => (Check::LabelCleanValue, "its clean value is not the value in the clean file"),
                None => (Check::Unlabelled, "the value is not the clean one, and no label says so"),
            };
            let told = Finding {
                column: Some(column.to_owned()),
                label_id: label.and_then(|(_, id)| *id),
                ..place(self.on(check, what))
            };
            findings.push(told.with_values(clean.as_deref(), cell.as_deref()));
        }
    }

    fn on(&self, check: Check, what: impl Into<String>) -> Finding {
        Finding::on(check, &self.entry.table, &self.entry.path, what)
    }
}

/// The labels of a row, among labels by row.
fn labels_of(labels: &[StoredLabel], row: u64) -> impl Iterator<Item = &StoredLabel> {
    let start = labels.partition_point(|label| label.row < Some(row));
    labels[start..].iter().take_while(move |label| label.row == Some(row))
}

fn tell_misfit(label: &StoredLabel, misfit: Misfit, findings: &mut Findings) {
    findings.push(misfit_finding(label, misfit));
}

/// What is to say of a label of text in whose place something else stands: `found`, where anything does.
pub fn text_misfit_finding(label: &StoredLabel, found: Option<&str>) -> Finding {
    match found {
        Some(_) => finding(Check::LabelDirtyValue, label, "its dirty value is not what stands at its bytes")
            .with_values(label.dirty_value.as_deref(), found),
        None => finding(Check::LabelPlace, label, "the file has no such bytes, or another label has them"),
    }
}

/// What is to say of a label that does not fit.
pub fn misfit_finding(label: &StoredLabel, misfit: Misfit) -> Finding {
    match misfit {
        Misfit::NoColumn => finding(Check::LabelPlace, label, "the table has no such column"),
        Misfit::NoCell => finding(Check::LabelPlace, label, "the row has no such cell"),
        Misfit::Other(cell) => {
            let what = match (&cell, &label.dirty_value) {
                (Cell::Null, None) => "the key is there, with null",
                _ => "its dirty value is not the value found there",
            };
            finding(Check::LabelDirtyValue, label, what).with_values(label.dirty_value.as_deref(), cell.text())
        }
    }
}
