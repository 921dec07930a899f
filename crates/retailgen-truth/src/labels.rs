//! The labels of some rows: what is wrong with them, and what only looks wrong.

use std::{ops::Deref, slice, vec};

use crate::{Detection, Label};

/// The labels of some rows, by row and column: a slice of [`Label`]s that tells faults from decoys and what a check made of
/// them.
///
/// ```
/// use retailgen_anomaly::Level;
/// use retailgen_schema::Table;
/// use retailgen_truth::{Label, Labels};
///
/// let null = |row, column: &'static str| {
///     let mut label = Label::new(Table::Customers, "customers.csv", "null", Level::Cell);
///     (label.row, label.column) = (Some(row), Some(column.into()));
///     label
/// };
/// let labels: Labels = [null(1, "phone"), null(4, "email"), null(7, "email")].into_iter().collect();
/// assert_eq!(labels.len(), labels.faults().count() + labels.decoys().count());
///
/// // A check of e-mails has to find rows 4 and 7, and to leave all others alone.
/// let detection = labels.detection([4, 5], labels.faults_in("email"));
/// assert_eq!((detection.found.len(), detection.missed.len(), detection.unexpected.len()), (1, 1, 1));
/// assert_eq!((labels.faults_of("null").count(), labels.extra_rows().count()), (3, 0));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(Vec<Label<'static>>);

impl Labels {
    /// The labels of faults: what a check should find.
    pub fn faults(&self) -> impl Iterator<Item = &Label<'static>> + Clone {
        self.0.iter().filter(|label| !label.decoy)
    }

    /// The labels of faults in cells of one column, or of one key of a JSON object: what a check of it should find. Extra
    /// rows have no column and are not among them.
    pub fn faults_in(&self, column: &str) -> impl Iterator<Item = &Label<'static>> + Clone {
        self.faults().filter(move |label| label.column.as_deref() == Some(column))
    }

    /// The labels of faults of one kind, such as `email.malformed`: what a check finds that can tell that kind alone.
    /// `retailgen anomalies` lists the kinds.
    pub fn faults_of(&self, kind: &str) -> impl Iterator<Item = &Label<'static>> + Clone {
        self.faults().filter(move |label| label.kind == kind)
    }

    /// The labels of extra rows: repeated ones, and orders that are delivered again. A check for a key that stands there
    /// twice finds these, besides the keys that `code.duplicated` copies.
    pub fn extra_rows(&self) -> impl Iterator<Item = &Label<'static>> + Clone {
        self.0.iter().filter(|label| label.is_extra_row())
    }

    /// The labels of decoys: what a check should leave alone.
    pub fn decoys(&self) -> impl Iterator<Item = &Label<'static>> + Clone {
        self.0.iter().filter(|label| label.decoy)
    }

    /// Compares the rows that a check found, counted as in the labels, with the labels of what it should find.
    pub fn detection<'l>(
        &'l self,
        found: impl IntoIterator<Item = usize>,
        wanted: impl IntoIterator<Item = &'l Label<'static>>,
    ) -> Detection<'l> {
        Detection::new(&self.0, found, wanted)
    }
}

impl Deref for Labels {
    type Target = [Label<'static>];

    fn deref(&self) -> &[Label<'static>] {
        &self.0
    }
}

impl FromIterator<Label<'static>> for Labels {
    fn from_iter<I: IntoIterator<Item = Label<'static>>>(labels: I) -> Self {
        Self(labels.into_iter().collect())
    }
}

impl Extend<Label<'static>> for Labels {
    fn extend<I: IntoIterator<Item = Label<'static>>>(&mut self, labels: I) {
        self.0.extend(labels);
    }
}

impl IntoIterator for Labels {
    type Item = Label<'static>;
    type IntoIter = vec::IntoIter<Label<'static>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'l> IntoIterator for &'l Labels {
    type Item = &'l Label<'static>;
    type IntoIter = slice::Iter<'l, Label<'static>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
