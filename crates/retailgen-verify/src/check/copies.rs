//! What was copied: repeated rows, redelivered rows and codes taken from other rows, against their originals.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use retailgen_dataset::{Dataset, PlannedFile};
use retailgen_tables::{Part, Window, parts};
use retailgen_truth::StoredLabel;

use super::{
    finding::{Check, Findings},
    labels::finding,
    twin::each_block,
};
use crate::{
    cells::{Cell, RecordForm},
    read::body,
};

/// The copies in one file, and the rows of it that labels name as originals. It grows with the labels of the file.
pub struct Copies<'l> {
    form: RecordForm,
    labels: &'l [StoredLabel],
    originals: BTreeMap<u64, Option<Vec<u8>>>,
    extra_rows: Vec<(&'l StoredLabel, Vec<u8>)>,
}

/// Where the first deliveries of rows can be looked up.
#[derive(Clone, Copy)]
pub struct Deliveries<'v> {
    /// Where each file stands in the manifest.
    pub places: &'v BTreeMap<&'v str, usize>,
    /// The clean twin, and its files by path.
    pub twin: Option<(&'v Dataset, &'v BTreeMap<&'v str, &'v PlannedFile>)>,
}

impl<'l> Copies<'l> {
    /// For a file with these labels.
    pub fn new(form: RecordForm, labels: &'l [StoredLabel]) -> Self {
        let originals = labels.iter().filter_map(|label| label.related_row).map(|row| (row, None)).collect();
        Self { form, labels, originals, extra_rows: Vec::new() }
    }

    /// Looks at a healed row.
    pub fn see(&mut self, row: u64, text: &[u8]) {
        if !self.originals.is_empty()
            && let Some(original) = self.originals.get_mut(&row)
        {
            *original = Some(text.to_vec());
        }
    }

    /// Takes a healed row that is there besides the clean ones, with the label that says so.
    pub fn push(&mut self, label: &'l StoredLabel, text: &[u8]) {
        self.extra_rows.push((label, text.to_vec()));
    }

    /// Checks all of them when the file has been read.
    pub fn finish(self, deliveries: Deliveries, findings: &mut Findings) {
        for label in self.labels.iter().filter(|label| !label.is_extra_row() && label.related_row.is_some()) {
            self.check_cell(label, findings);
        }
        let mut again: BTreeMap<String, BTreeMap<&[u8], &StoredLabel>> = BTreeMap::new();
        for (label, text) in &self.extra_rows {
            if label.related_row.is_some() {
                self.check_repeated(label, text, findings);
            } else if let Some(path) = self.check_redelivered(label, text, deliveries, findings) {
                again.entry(path).or_default().insert(text, label);
            }
        }
        if let Some((dataset, planned)) = deliveries.twin {
            for (path, rows) in again {
                self.look_up(&path, rows, dataset, planned, findings);
            }
        }
    }

    /// The original that a label names by its row, if all that it says of it is so.
    fn original(&self, label: &StoredLabel, findings: &mut Findings) -> Option<&[u8]> {
        let mut wrong = |what: &str| findings.push(finding(Check::LabelRelated, label, what));
        if label.related_file.as_ref() != Some(&label.file) {
            wrong("its original is named by row and is not in this file");
            return None;
        }
        let Some(original) = label.related_row.and_then(|row| self.originals.get(&row)?.as_deref()) else {
            wrong("its original is a row that the file does not have");
            return None;
        };
        if label.related_row >= label.row {
            wrong("its original does not stand above it");
        }
        if !self.form.has_key(body(original), label.related_key.as_deref()) {
            wrong("the key of its original is not the key of the row it names");
        }
        Some(original)
    }

    fn check_cell(&self, label: &StoredLabel, findings: &mut Findings) {
        let Some(original) = self.original(label, findings) else { return };
        let column = label.column.as_deref().and_then(|name| self.form.column(name));
        let cell = column.and_then(|column| self.form.cell(body(original), column));
        if cell.as_ref().and_then(|cell| cell.text()) != label.dirty_value.as_deref() {
            let what = "its dirty value is not the clean value of the row it names";
            let told = finding(Check::LabelRelated, label, what);
            findings.push(told.with_values(cell.as_ref().and_then(|cell| cell.text()), label.dirty_value.as_deref()));
        }
    }

    fn check_repeated(&self, label: &StoredLabel, text: &[u8], findings: &mut Findings) {
        let Some(original) = self.original(label, findings) else { return };
        for (column, original, copy) in self.form.differences(body(original), body(text)) {
            let mut told =
                finding(Check::LabelRelated, label, "the row differs from its original, and no label says so");
            told.column = Some(column.to_owned());
            let text = |cell: &Option<Cell>| cell.as_ref().and_then(|cell| cell.text().map(str::to_owned));
            findings.push(told.with_values(text(&original).as_deref(), text(&copy).as_deref()));
        }
    }

    /// Checks what a label says of the row's first delivery; returns the path of the file that had it, where that follows
    /// from the row.
    fn check_redelivered(
        &self,
        label: &StoredLabel,
        text: &[u8],
        deliveries: Deliveries,
        findings: &mut Findings,
    ) -> Option<String> {
        let mut wrong = |what: &str| findings.push(finding(Check::LabelRelated, label, what));
        if !self.form.has_key(body(text), label.related_key.as_deref()) {
            wrong("the key of its original is not the key of the row");
        }
        let definition = self.form.definition();
        let values: Option<Vec<(&str, String)>> = (definition.partitions.iter().enumerate())
            .map(|(number, partition)| Some((partition.name, self.form.partition_value(body(text), number)?)))
            .collect();
        let values = values.filter(|values| !values.is_empty());
        let path = values.and_then(|values| {
            let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            definition.path_for(&values).ok()
        });
        let Some(path) = path.or_else(|| label.related_file.clone().map(Cow::into_owned)) else {
            wrong("it names no file for a row whose first file does not follow from it");
            return None;
        };
        let (first, this) = (deliveries.places.get(path.as_str()), deliveries.places.get(&*label.file));
        let expected = first.map(|_| path.as_str());
        if label.related_file.as_deref() != expected {
            let told =
                finding(Check::LabelRelated, label, "the file of its original is not the one that the row belongs to");
            findings.push(told.with_values(expected, label.related_file.as_deref()));
        }
        if first.is_some() && first >= this {
            findings.push(finding(Check::LabelRelated, label, "its original does not stand in an earlier file"));
        }
        Some(path)
    }

    /// Looks for rows in the clean file that had them first.
    fn look_up(
        &self,
        path: &str,
        mut rows: BTreeMap<&[u8], &StoredLabel>,
        dataset: &Dataset,
        planned: &BTreeMap<&str, &PlannedFile>,
        findings: &mut Findings,
    ) {
        let window = dataset.scenario().window();
        let outside = if planned.contains_key(path) { None } else { self.part_outside(path, dataset) };
        let inside = planned.get(path).map(|file| (file.part(), window));
        let found: Option<(&Part, Window)> = inside.or(outside.as_ref().map(|(part, window)| (part, *window)));
        if let Some((part, window)) = found {
            let layout = self.form.layout();
            each_block(&dataset.over(window), part, |text| {
                let mut at = 0;
                while let Some(length) = layout.record(&text[at..]) {
                    rows.remove(&text[at..at + length]);
                    at += length;
                }
                !rows.is_empty()
            });
        }
        for label in rows.into_values() {
            let what = format!("the row is not in {path}, to which it belongs");
            findings.push(finding(Check::LabelRelated, label, what));
        }
    }

    /// The part of a file of a day outside the window.
    fn part_outside(&self, path: &str, dataset: &Dataset) -> Option<(Part, Window)> {
        let days: BTreeSet<&str> = path.split('/').filter_map(|folder| Some(folder.split_once('=')?.1)).collect();
        let window = days.into_iter().find_map(|day| Window::new(day.parse().ok()?, 1).ok())?;
        let table = self.form.definition().name.parse().ok()?;
        let definition = self.form.definition();
        let mut parts = parts(dataset.world(), window, table).into_iter();
        let part = parts.find(|part| definition.file_path(&part.path) == path)?;
        Some((part, window))
    }
}
