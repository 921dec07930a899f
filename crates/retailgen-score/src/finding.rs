//! What a check or a pipeline reports.

use std::collections::BTreeMap;

use retailgen_schema::Table;

use crate::value::{Digest, normal};

/// One thing that a check or a pipeline reports as wrong, in the neutral form: every part may be missing but for the table or
/// the file.
///
/// ```
/// use retailgen_schema::Table;
/// use retailgen_score::Finding;
///
/// let mut finding = Finding::of(Table::Customers);
/// (finding.key, finding.column) = (Some("17".into()), Some("email".into()));
///
/// // A whole row, where a check keeps no key.
/// let row = |name: &str| if name == "store_id" { Some("7") } else { None };
/// finding.fingerprint = Some(Finding::fingerprint(Table::Stores, row));
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The table.
    pub table: Option<Table>,
    /// The file: its path, or a part of its path that no other file of the table has.
    pub file: Option<Box<str>>,
    /// A byte of the record in its file, from 0.
    pub byte: Option<u64>,
    /// The first physical line of the record, from 1, a header counted.
    pub line: Option<u64>,
    /// The row in its file, from 0.
    pub row: Option<u64>,
    /// The primary key, as JSON: an object, a list, or the one value.
    pub key: Option<Box<str>>,
    /// The text of the record in its file, without the line end.
    pub record: Option<Box<str>>,
    /// The whole row, by the number that [`fingerprint`](Self::fingerprint) gives it.
    pub fingerprint: Option<u64>,
    /// The column, or the key of an envelope.
    pub column: Option<Box<str>>,
    /// The value that stands there.
    pub value: Option<Box<str>>,
    /// The kind of fault.
    pub kind: Option<Box<str>>,
    /// What it belongs to with other findings.
    pub group: Option<Box<str>>,
    /// The tool.
    pub tool: Option<Box<str>>,
    /// The check.
    pub check: Option<Box<str>>,
    /// How bad the tool takes it to be.
    pub severity: Option<Box<str>>,
    /// How sure the tool is, 0 to 1.
    pub confidence: Option<f64>,
    /// What should stand there.
    pub repair: Option<Box<str>>,
    /// How many there are, where no place is known.
    pub count: Option<u64>,
}

impl Finding {
    /// A finding that names only its table so far.
    #[must_use]
    pub fn of(table: Table) -> Self {
        Self { table: Some(table), ..Self::default() }
    }

    /// The number of a whole row, by the texts of its table's columns in their order.
    #[must_use]
    pub fn fingerprint<'v>(table: Table, cell: impl Fn(&str) -> Option<&'v str>) -> u64 {
        let mut digest = Digest::default();
        digest.add(table.name());
        for column in table.definition().columns {
            digest.add_normal(normal(cell(column.name).unwrap_or_default()));
        }
        digest.number()
    }
}

/// Findings, and what of the files that they come from is none.
///
/// ```
/// use retailgen_score::Findings;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("findings.csv");
/// std::fs::write(&path, "table,row,column\nstores,3,name\nshops,3,name\n")?;
/// let mut findings = Findings::read(&[path])?;
/// assert_eq!((findings.list.len(), findings.not_understood.len()), (1, 1));
/// findings.complain("it is a warning", || "line 4".to_owned());
/// assert_eq!(findings.not_understood.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Findings {
    /// The findings.
    pub list: Vec<Finding>,
    /// What was not understood, by why.
    pub not_understood: BTreeMap<String, NotUnderstood>,
}

/// Findings that are not understood for one reason.
///
/// ```
/// use retailgen_score::Findings;
///
/// let mut findings = Findings::default();
/// findings.complain("there is no table \"shops\"", || "line 2".to_owned());
/// findings.complain("there is no table \"shops\"", || "line 3".to_owned());
/// let lost = &findings.not_understood["there is no table \"shops\""];
/// assert_eq!((lost.count, lost.example.as_str()), (2, "line 2"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotUnderstood {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub example: String,
}

impl Findings {
    /// Counts something that is not understood.
    pub fn complain(&mut self, reason: impl Into<String>, example: impl FnOnce() -> String) {
        complain(&mut self.not_understood, reason.into(), example);
    }
}

/// Counts something that is not understood under its reason.
pub(crate) fn complain(
    complaints: &mut BTreeMap<String, NotUnderstood>,
    reason: String,
    example: impl FnOnce() -> String,
) {
    let entry = complaints.entry(reason).or_insert_with(|| NotUnderstood { count: 0, example: example() });
    entry.count += 1;
}

impl FromIterator<Finding> for Findings {
    fn from_iter<I: IntoIterator<Item = Finding>>(findings: I) -> Self {
        Self { list: findings.into_iter().collect(), not_understood: BTreeMap::new() }
    }
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        self.list.extend(findings);
    }
}
