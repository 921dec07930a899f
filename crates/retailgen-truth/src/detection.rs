//! What a check found, held against what it should find.

use std::{collections::BTreeMap, fmt};

use crate::{Label, matching::Matching};

/// The most lines that a detection shows of what was missed, and of what was found wrongly.
const SHOWN: usize = 20;

/// What a check found, held against the labels of what it should find: [`Labels::detection`](crate::Labels::detection).
///
/// A row counts once, however often it was found, and finds every wanted label of its own. As text a detection names each
/// label that was missed and each row that was found wrongly, the first twenty of either.
///
/// ```
/// use retailgen_anomaly::Level;
/// use retailgen_schema::Table;
/// use retailgen_truth::{Label, Labels};
///
/// let null = |row| {
///     let mut label = Label::new(Table::Stores, "stores.csv", "null", Level::Cell);
///     (label.row, label.column) = (Some(row), Some("name".into()));
///     label
/// };
/// let labels: Labels = [null(0), null(3)].into_iter().collect();
/// assert!(labels.detection([3, 0], labels.faults_in("name")).is_exact());
///
/// let detection = labels.detection([], labels.faults_in("name"));
/// assert_eq!((detection.found.len(), detection.missed.len(), detection.unexpected.len()), (0, 2, 0));
/// assert!(detection.to_string().starts_with("found 0 of 2 faults, and 0 rows wrongly\nmissed: null: stores.csv, row 0"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "it only tells: assert that it is exact"]
#[non_exhaustive]
pub struct Detection<'l> {
    /// The wanted labels whose rows were found: the true positives.
    pub found: Vec<&'l Label<'static>>,
    /// The wanted labels whose rows were not found: the false negatives.
    pub missed: Vec<&'l Label<'static>>,
    /// The rows that were found and have no wanted label, in ascending order: the false positives.
    pub unexpected: Vec<FalsePositive<'l>>,
}

/// A row that a check found and should not have found.
///
/// ```
/// use retailgen_truth::Labels;
///
/// let labels = Labels::default();
/// let detection = labels.detection([2], labels.faults());
/// assert_eq!((detection.unexpected[0].row, detection.unexpected[0].labels.len()), (2, 0));
/// assert_eq!(detection.unexpected[0].to_string(), "row 2, of which there is no label");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FalsePositive<'l> {
    /// The row, as it was found.
    pub row: usize,
    /// What the truth says of the row: its decoys, and faults that the check was not to look for.
    pub labels: Vec<&'l Label<'static>>,
}

impl<'l> Detection<'l> {
    /// Holds rows against `wanted`; `labels` are all that there are, by row.
    pub(crate) fn new(
        labels: &'l [Label<'static>],
        found: impl IntoIterator<Item = usize>,
        wanted: impl IntoIterator<Item = &'l Label<'static>>,
    ) -> Self {
        let wanted: Vec<&Label<'static>> = wanted.into_iter().collect();
        let wanted_at = by_row(wanted.iter().copied().enumerate().map(|(number, label)| (label, number)));
        let mut matching = Matching::default();
        for row in found {
            matching.report(row, wanted_at.get(&row).map(|numbers| numbers.iter().copied()), ());
        }
        let mut about = by_row(labels.iter().map(|label| (label, label)));
        let false_positive =
            |(row, ()): (&usize, &())| FalsePositive { row: *row, labels: about.remove(row).unwrap_or_default() };
        let mut unexpected: Vec<_> = matching.unexpected().map(false_positive).collect();
        unexpected.sort_unstable_by_key(|found| found.row);
        let (found, missed): (Vec<_>, Vec<_>) =
            wanted.into_iter().enumerate().partition(|(number, _)| matching.is_found(number));
        let labels =
            |numbered: Vec<(usize, &'l Label<'static>)>| numbered.into_iter().map(|(_, label)| label).collect();
        Self { found: labels(found), missed: labels(missed), unexpected }
    }

    /// Whether everything that was wanted was found, and nothing else.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.missed.is_empty() && self.unexpected.is_empty()
    }
}

/// Something by the row of its label, as far as that has one.
fn by_row<'l, T>(labelled: impl Iterator<Item = (&'l Label<'static>, T)>) -> BTreeMap<usize, Vec<T>> {
    let mut by_row: BTreeMap<usize, Vec<T>> = BTreeMap::new();
    for (label, thing) in labelled {
        if let Some(row) = label.index() {
            by_row.entry(row).or_default().push(thing);
        }
    }
    by_row
}

/// How many were found, then a line for each label that was missed and each row that was found wrongly.
impl fmt::Display for Detection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { found, missed, unexpected } = self;
        let (all, wrong) = (found.len() + missed.len(), unexpected.len());
        write!(f, "found {} of {all} faults, and {wrong} rows wrongly", found.len())?;
        list(f, "missed", missed)?;
        list(f, "wrongly", unexpected)
    }
}

/// The row, and what there is about it.
impl fmt::Display for FalsePositive<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {}, ", self.row)?;
        match self.labels.split_first() {
            None => f.write_str("of which there is no label"),
            Some((first, others)) => {
                write!(f, "of which there is {first}")?;
                others.iter().try_for_each(|label| write!(f, "; {label}"))
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, what: &str, items: &[impl fmt::Display]) -> fmt::Result {
    for item in items.iter().take(SHOWN) {
        write!(f, "\n{what}: {item}")?;
    }
    match items.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => write!(f, "\n{what}: … and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::tests::null_phone;

    /// Null telephone numbers in rows 1, 3 and 5, and a decoy in row 4.
    fn labels() -> Vec<Label<'static>> {
        let decoy = Label { kind: "decoy.short".into(), decoy: true, rule_id: None, ..null_phone(4) };
        vec![null_phone(1), null_phone(3), decoy, null_phone(5)]
    }

    fn faults<'l>(labels: &'l [Label<'static>]) -> impl Iterator<Item = &'l Label<'static>> {
        labels.iter().filter(|label| !label.decoy)
    }

    #[test]
    fn everything_and_nothing_else_is_exact() {
        let labels = labels();
        // In any order, and as often as a check likes.
        let detection = Detection::new(&labels, [5, 1, 3, 3], faults(&labels));
        assert!(detection.is_exact());
        assert_eq!(detection.found, [&labels[0], &labels[1], &labels[3]]);
        assert_eq!(detection.to_string(), "found 3 of 3 faults, and 0 rows wrongly");
        assert!(Detection::new(&labels, [], []).is_exact());
    }

    #[test]
    fn what_was_missed_and_what_was_found_wrongly_is_named() {
        let labels = labels();
        let detection = Detection::new(&labels, [9, 4, 3, 5], faults(&labels));
        assert!(!detection.is_exact());
        assert_eq!(detection.missed, [&labels[0]]);
        let rows: Vec<_> = detection.unexpected.iter().map(|row| (row.row, row.labels.as_slice())).collect();
        assert_eq!(rows, [(4, &[&labels[2]][..]), (9, &[])]);
        assert_eq!(
            detection.to_string(),
            "found 2 of 3 faults, and 2 rows wrongly\n\
             missed: null by rule phones: customers.csv, row 1, phone: \"(02) 7010 8854\" is null\n\
             wrongly: row 4, of which there is decoy.short: customers.csv, row 4, phone: null is right\n\
             wrongly: row 9, of which there is no label"
        );
    }

    #[test]
    fn either_alone_is_not_exact() {
        let labels = labels();
        assert!(!Detection::new(&labels, [1, 3], faults(&labels)).is_exact());
        assert!(!Detection::new(&labels, [1, 3, 4, 5], faults(&labels)).is_exact());
        // A row with a fault that was not wanted is found wrongly too.
        let detection = Detection::new(&labels, [1, 3], faults(&labels).take(1));
        assert_eq!(detection.unexpected, [FalsePositive { row: 3, labels: vec![&labels[1]] }]);
    }

    #[test]
    fn a_long_list_is_cut_and_counted() {
        let labels: Vec<Label<'static>> = (0..50).map(null_phone).collect();
        let text = Detection::new(&labels, 100..121, &labels).to_string();
        assert_eq!(text.lines().filter(|line| line.starts_with("missed: null ")).count(), SHOWN);
        assert!(text.contains("\nmissed: … and 30 more\nwrongly: row 100, "), "{text}");
        assert!(text.ends_with("\nwrongly: … and 1 more"), "{text}");
    }
}
