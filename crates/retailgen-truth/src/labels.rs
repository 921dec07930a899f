//! The labels of some rows: what is wrong with them, and what only looks wrong.

use std::{ops::Deref, slice, vec};

use retailgen_anomaly::Level;

use crate::{Detection, Label};

/// The labels of a [`DirtyBatch`](crate::DirtyBatch) or a [`DirtyFile`](crate::DirtyFile), by row and column: a slice of
/// [`Label`]s that tells faults from decoys and what a check made of them.
///
/// ```
/// use retailgen::{Policy, Scenario, Table};
///
/// let dataset = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(Policy::castable()).dataset();
/// let batch = dataset.dirty_batches(Table::Customers)?.next().expect("there is a first batch")?;
/// let labels = &batch.labels;
/// assert_eq!(labels.len(), labels.faults().count() + labels.decoys().count());
///
/// // A check of e-mails has to find these rows, and to leave alone what has a label of a decoy or none at all.
/// let wanted = labels.faults_in("email");
/// assert!(wanted.clone().all(|label| label.dirty_value != label.clean_value));
/// let found: Vec<usize> = wanted.clone().map(|label| label.row).skip(1).collect();
/// assert_eq!(labels.detection(found, wanted).missed.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(Vec<Label>);

impl Labels {
    /// The labels of faults: what a check should find.
    pub fn faults(&self) -> impl Iterator<Item = &Label> + Clone {
        self.0.iter().filter(|label| !label.decoy)
    }

    /// The labels of faults in cells of one column, or of one key of a JSON object: what a check of it should find. Rows
    /// that are one too many have no column and are not among them.
    pub fn faults_in(&self, column: &str) -> impl Iterator<Item = &Label> + Clone {
        self.faults().filter(move |label| label.column.as_deref() == Some(column))
    }

    /// The labels of faults of one kind, such as `email.malformed`: what a check finds that can tell that kind alone.
    /// `retailgen anomalies` and [`describe_anomalies`](crate::describe_anomalies) list the kinds.
    ///
    /// ```
    /// use retailgen::{Policy, Scenario, Table};
    ///
    /// let dataset = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(Policy::castable()).dataset();
    /// let labels = dataset.dirty_batches(Table::Customers)?.next().expect("there is a first batch")?.labels;
    /// assert!(labels.faults_of("email.malformed").all(|label| label.column.as_deref() == Some("email")));
    /// assert!(labels.faults_of("null").count() > labels.faults_in("phone").count());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn faults_of(&self, kind: &str) -> impl Iterator<Item = &Label> + Clone {
        self.faults().filter(move |label| label.kind == kind)
    }

    /// The labels of rows that are one too many: repeated ones, and orders that are delivered again. What looks for a key
    /// that stands there twice finds these, besides the keys that `code.duplicated` copies.
    ///
    /// ```
    /// use retailgen::{Policy, Scenario, Table};
    ///
    /// let dataset = Scenario::new(7).with_scale("0.01".parse()?).with_anomalies(Policy::castable()).dataset();
    /// let batch = dataset.dirty_batches(Table::Customers)?.next().expect("there is a first batch")?;
    /// assert_eq!(batch.rows.num_rows(), batch.clean.num_rows() + batch.labels.extra_rows().count());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn extra_rows(&self) -> impl Iterator<Item = &Label> + Clone {
        self.faults().filter(|label| label.level == Level::Row)
    }

    /// The labels of decoys: what a check should leave alone.
    pub fn decoys(&self) -> impl Iterator<Item = &Label> + Clone {
        self.0.iter().filter(|label| label.decoy)
    }

    /// Holds the rows that a check found, which count as those of the labels do, against the labels of what it should find.
    pub fn detection<'l>(
        &'l self,
        found: impl IntoIterator<Item = usize>,
        wanted: impl IntoIterator<Item = &'l Label>,
    ) -> Detection<'l> {
        Detection::new(&self.0, found, wanted)
    }
}

impl Deref for Labels {
    type Target = [Label];

    fn deref(&self) -> &[Label] {
        &self.0
    }
}

impl FromIterator<Label> for Labels {
    fn from_iter<I: IntoIterator<Item = Label>>(labels: I) -> Self {
        Self(labels.into_iter().collect())
    }
}

impl Extend<Label> for Labels {
    fn extend<I: IntoIterator<Item = Label>>(&mut self, labels: I) {
        self.0.extend(labels);
    }
}

impl IntoIterator for Labels {
    type Item = Label;
    type IntoIter = vec::IntoIter<Label>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'l> IntoIterator for &'l Labels {
    type Item = &'l Label;
    type IntoIter = slice::Iter<'l, Label>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
