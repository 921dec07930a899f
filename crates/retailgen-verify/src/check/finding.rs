//! Findings: what does not hold, where, and how they are counted.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Display},
};

use serde::{Serialize, Serializer};

/// How many findings of one check are listed for one file; the others are counted.
const LISTED: u64 = 20;

macro_rules! checks {
    ($($(#[$doc:meta])* $check:ident = $name:literal,)*) => {
        /// What was checked. A check has a name, such as `label.dirty_value`, which is how it is shown and serialized.
        ///
        /// ```
        /// use retailgen_verify::Check;
        ///
        /// assert_eq!(Check::FileDigest.name(), "file.digest");
        /// let of_labels = Check::ALL.iter().filter(|check| check.name().starts_with("label."));
        /// assert_eq!(of_labels.count(), 13);
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Check {
            $($(#[$doc])* $check,)*
        }

        impl Check {
            /// Every check, in the order in which they are documented.
            pub const ALL: &[Self] = &[$(Self::$check,)*];

            /// Its name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$check => $name,)*
                }
            }
        }
    };
}

checks! {
    /// A file that the manifest lists is not there.
    FileMissing = "file.missing",
    /// A file is there that the manifest does not list.
    FileExtra = "file.extra",
    /// A file is shorter or longer than the manifest says.
    FileSize = "file.size",
    /// A file's SHA-256 is not the one in the manifest.
    FileDigest = "file.digest",
    /// A file has fewer or more rows than the manifest says.
    FileRows = "file.rows",
    /// A file does not have the columns of its table.
    FileColumns = "file.columns",
    /// A file is not in its format.
    FileUnreadable = "file.unreadable",
    /// A row does not have the columns of its table.
    RowShape = "row.shape",
    /// The values are of another dataset version than this build makes, so there is no clean twin; or the truth is of an older
    /// version that did not record the policy, so the labels cannot be made anew.
    RunVersion = "run.version",
    /// Data, truth and policy do not belong together; labels and values are not compared then.
    RunIdentity = "run.identity",
    /// There are other files than the scenario has.
    RunPlan = "run.plan",
    /// The rules are not the policy's, or their counts differ from policy or labels.
    RunCounts = "run.counts",
    /// The audit's counts differ from labels or scenario.
    AuditCounts = "audit.counts",
    /// A label's number does not come after the number of the label before it.
    LabelId = "label.id",
    /// A label is not in the order of files, rows and columns.
    LabelOrder = "label.order",
    /// Two labels are on one cell or row.
    LabelTwice = "label.twice",
    /// A label names a place that is not there, or not on that line.
    LabelPlace = "label.place",
    /// The parts of a label do not go together.
    LabelForm = "label.form",
    /// A label is not what its rule brings about.
    LabelRule = "label.rule",
    /// A label changes nothing.
    LabelEffect = "label.no_effect",
    /// A label's dirty value is not what stands at its place.
    LabelDirtyValue = "label.dirty_value",
    /// A label's clean value is not what the clean twin has.
    LabelCleanValue = "label.clean_value",
    /// A label is wrong about whether its value casts to the column's type.
    LabelType = "label.breaks_type",
    /// A label's key is not the key of the clean row.
    LabelKey = "label.key",
    /// A label's original is not what was copied.
    LabelRelated = "label.related",
    /// A label is not what scenario and policy come to, one is missing, or one is there that they do not come to.
    LabelPlan = "label.plan",
    /// A value is not what the clean twin has, and no label says so.
    Unlabelled = "cell.unlabelled",
    /// A row of the clean twin is missing.
    RowMissing = "row.missing",
    /// A row is there that the clean twin does not have, and no label says so.
    RowExtra = "row.extra",
    /// The log or the change data of a Delta table is not what follows from its data files, or a version cannot be read
    /// as what the history says.
    DeltaHistory = "delta.history",
    /// A file of changes is not what happened to the rows of its table since the day before.
    Changes = "feed.changes",
}

impl Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Which folder a finding is about.
///
/// ```
/// use std::fs;
/// use retailgen_dataset::{Scale, Scenario, Table, WriteOptions};
/// use retailgen_verify::{Side, VerifyOptions, verify};
///
/// let folder = tempfile::tempdir()?;
/// let dataset = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset();
/// dataset.write(folder.path(), &WriteOptions::default())?;
/// fs::remove_file(folder.path().join("stores.csv"))?;
///
/// let verification = verify(folder.path(), &VerifyOptions::default())?;
/// assert!(verification.findings.iter().all(|finding| finding.side == Side::Data));
/// assert_eq!(verification.findings.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The data.
    Data,
    /// The truth.
    Truth,
}

/// What was expected and what was found; none is null.
///
/// ```
/// use std::fs;
/// use retailgen_dataset::{Scale, Scenario, Table, WriteOptions};
/// use retailgen_verify::{Check, VerifyOptions, verify};
///
/// let folder = tempfile::tempdir()?;
/// let dataset = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset();
/// dataset.write(folder.path(), &WriteOptions::default())?;
/// let path = folder.path().join("stores.csv");
/// let text = fs::read_to_string(&path)?;
/// fs::write(&path, format!("{text}\n"))?;
///
/// let verification = verify(folder.path(), &VerifyOptions::default())?;
/// let size = verification.findings.iter().find(|finding| finding.check == Check::FileSize).ok_or("it has grown")?;
/// let values = size.values.as_ref().ok_or("there are two sizes")?;
/// assert_eq!(values.expected, Some(text.len().to_string()));
/// assert_eq!(values.found, Some((text.len() + 1).to_string()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Values {
    /// What should be there.
    pub expected: Option<String>,
    /// What is there.
    pub found: Option<String>,
}

/// One thing that does not hold.
///
/// As text a finding is one line:
///
/// ```
/// use std::fs;
/// use retailgen_dataset::{Scale, Scenario, Table, WriteOptions};
/// use retailgen_verify::{Check, VerifyOptions, verify};
///
/// let folder = tempfile::tempdir()?;
/// let dataset = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset();
/// dataset.write(folder.path(), &WriteOptions::default())?;
/// fs::remove_file(folder.path().join("stores.csv"))?;
///
/// let verification = verify(folder.path(), &VerifyOptions::default())?;
/// let finding = &verification.findings[0];
/// assert_eq!((finding.check, finding.file.as_str()), (Check::FileMissing, "stores.csv"));
/// assert_eq!(finding.to_string(), "file.missing: stores.csv: the manifest lists it, and it is not there");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// What was checked.
    pub check: Check,
    /// The folder.
    pub side: Side,
    /// The file, below its folder. What is wrong with a label is told at the data file that it is about.
    pub file: String,
    /// The table, for a file of the data.
    pub table: Option<String>,
    /// The first physical line of the row in its file, from 1, the header counted; none where a file has no lines, or the
    /// finding is about no row.
    pub line: Option<u64>,
    /// The row in its file, from 0, the header not counted.
    pub row: Option<u64>,
    /// The column, or the key of a JSON object.
    pub column: Option<String>,
    /// The number of the label, as `labels.parquet` has it.
    pub label_id: Option<u64>,
    /// What is wrong, as a clause.
    pub what: String,
    /// What was expected and found, where there are two such values.
    pub values: Option<Values>,
}

impl Finding {
    /// A finding on a file of the data.
    pub(crate) fn on(check: Check, table: &str, file: &str, what: impl Into<String>) -> Self {
        Self { table: Some(table.to_owned()), ..Self::in_folder(check, Side::Data, file, what) }
    }

    /// A finding on a file of either folder.
    pub(crate) fn in_folder(check: Check, side: Side, file: &str, what: impl Into<String>) -> Self {
        Self {
            check,
            side,
            file: file.to_owned(),
            table: None,
            line: None,
            row: None,
            column: None,
            label_id: None,
            what: what.into(),
            values: None,
        }
    }

    /// The same with what was expected and what was found.
    pub(crate) fn with_values(mut self, expected: Option<&str>, found: Option<&str>) -> Self {
        self.values = Some(Values { expected: expected.map(str::to_owned), found: found.map(str::to_owned) });
        self
    }
}

/// One line: check, place, what, values.
impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let truth = if self.side == Side::Truth { "truth: " } else { "" };
        write!(f, "{}: {truth}{}", self.check, self.file)?;
        match (self.line, self.row) {
            (Some(line), _) => write!(f, ", line {line}")?,
            (None, Some(row)) => write!(f, ", row {row}")?,
            (None, None) => {}
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        if let Some(label_id) = self.label_id {
            write!(f, ", label {label_id}")?;
        }
        write!(f, ": {}", self.what)?;
        if let Some(Values { expected, found }) = &self.values {
            let shown =
                |value: &Option<String>| value.as_ref().map_or_else(|| "null".to_owned(), |text| format!("{text:?}"));
            write!(f, ": {} instead of {}", shown(found), shown(expected))?;
        }
        Ok(())
    }
}

/// Findings that are counted but not listed.
///
/// ```
/// use std::fs;
/// use retailgen_dataset::{Policy, Scale, Scenario, Table, WriteOptions};
/// use retailgen_verify::{Check, VerifyOptions, verify};
///
/// let parent = tempfile::tempdir()?;
/// let (data, truth) = (parent.path().join("data"), parent.path().join("truth"));
/// let mut write = WriteOptions::default();
/// write.truth = Some(&truth);
/// let scenario = Scenario::new(7).with_scale("0.01".parse()?).with_tables([Table::Suppliers])?;
/// scenario.dataset().write(&data, &write)?;
///
/// // All 80 suppliers are changed, and no label says so.
/// let path = data.join("suppliers.csv");
/// fs::write(&path, fs::read_to_string(&path)?.replace("SUP-", "SUB-"))?;
/// let mut options = VerifyOptions::default();
/// options.truth = Some(&truth);
/// let verification = verify(&data, &options)?;
/// let more = &verification.more[0];
/// assert_eq!((more.check, more.count), (Check::Unlabelled, 60));
/// assert_eq!(more.to_string(), "and 60 more of cell.unlabelled in suppliers.csv");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct More {
    /// What was checked.
    pub check: Check,
    /// The folder.
    pub side: Side,
    /// The file.
    pub file: String,
    /// How many there are besides those listed.
    pub count: u64,
}

/// `and 17 more of label.key in customers.csv`.
impl Display for More {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "and {} more of {} in {}", self.count, self.check, self.file)
    }
}

/// What a verification came to.
///
/// ```
/// use std::fs;
/// use retailgen_dataset::{Scale, Scenario, Table, WriteOptions};
/// use retailgen_verify::{VerifyOptions, verify};
///
/// let folder = tempfile::tempdir()?;
/// let dataset = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::Stores])?.dataset();
/// dataset.write(folder.path(), &WriteOptions::default())?;
///
/// let verification = verify(folder.path(), &VerifyOptions::default())?;
/// assert!(verification.holds());
/// assert_eq!((verification.files, verification.rows, verification.labels), (1, 4, None));
///
/// fs::write(folder.path().join("notes.txt"), "mine")?;
/// let verification = verify(folder.path(), &VerifyOptions::default())?;
/// assert_eq!(verification.count(), 1);
/// let json: serde_json::Value = serde_json::from_str(&verification.to_json())?;
/// assert_eq!((&json["holds"], &json["findings"][0]["check"]), (&false.into(), &"file.extra".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
#[must_use = "what does not hold is told here and is no error"]
pub struct Verification {
    /// The run that the data is of, by its manifest.
    pub run_id: String,
    /// What does not hold: at most 20 of a kind for each file, in an order that is always the same.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub more: Vec<More>,
    /// Files of the data that were read.
    pub files: u64,
    /// Their rows, without the [superseded files](crate::superseded_files).
    pub rows: u64,
    /// Labels that were checked; none without a truth.
    pub labels: Option<u64>,
    /// Files and folders that systems drop, such as `.DS_Store` ([`is_dropped_by_system`](retailgen_folder::is_dropped_by_system)).
    pub ignored: u64,
    /// Whether the files were compared with the clean ones, made anew.
    pub clean_twin: bool,
}

impl Verification {
    /// Whether there is nothing to find.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    /// How many findings there are, listed or not.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.findings.len() as u64 + self.more.iter().map(|more| more.count).sum::<u64>()
    }

    /// As a JSON object, with `holds` and `count` besides the fields.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Document<'v> {
            holds: bool,
            count: u64,
            #[serde(flatten)]
            verification: &'v Verification,
        }
        let document = Document { holds: self.holds(), count: self.count(), verification: self };
        serde_json::to_string_pretty(&document).map_or_else(|_| String::new(), |text| text + "\n")
    }
}

/// Findings as they come.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    listed: Vec<Finding>,
    counts: BTreeMap<(Side, String, Check), u64>,
    /// The numbers of the labels that something has been told of, since they were last forgotten.
    labels: BTreeSet<u64>,
}

impl Findings {
    /// Takes a finding.
    pub fn push(&mut self, finding: Finding) {
        let count = self.counts.entry((finding.side, finding.file.clone(), finding.check)).or_default();
        *count += 1;
        self.labels.extend(finding.label_id);
        if *count <= LISTED {
            self.listed.push(finding);
        }
    }

    /// Takes what was found elsewhere, as if it came now.
    pub fn append(&mut self, later: Self) {
        let Self { listed, counts, .. } = later;
        for finding in listed {
            self.push(finding);
        }
        for (of, count) in counts {
            *self.counts.entry(of).or_default() += count.saturating_sub(LISTED);
        }
    }

    /// The numbers of the labels that something has been told of since this was last asked.
    pub fn labels(&mut self) -> BTreeSet<u64> {
        std::mem::take(&mut self.labels)
    }

    /// Those to list, and how many more there are.
    pub fn finish(self) -> (Vec<Finding>, Vec<More>) {
        let more = self.counts.into_iter().filter(|(_, count)| *count > LISTED);
        let more = more.map(|((side, file, check), count)| More { check, side, file, count: count - LISTED });
        (self.listed, more.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_as_one_line() {
        let finding = Finding {
            line: Some(17),
            row: Some(15),
            column: Some("qty".to_owned()),
            ..Finding::on(Check::Unlabelled, "orders_lines", "a.csv", "the value is not the clean one")
        };
        assert_eq!(
            finding.with_values(Some("2"), None).to_string(),
            "cell.unlabelled: a.csv, line 17, column qty: the value is not the clean one: null instead of \"2\""
        );
        let truth = Finding::in_folder(Check::FileMissing, Side::Truth, "run.json", "it is gone");
        assert_eq!(truth.to_string(), "file.missing: truth: run.json: it is gone");
    }

    #[test]
    fn only_so_many_are_listed_and_the_others_counted() {
        let mut findings = Findings::default();
        for _ in 0..25 {
            findings.push(Finding::on(Check::LabelKey, "stores", "stores.csv", "x"));
        }
        findings.push(Finding::on(Check::LabelId, "stores", "stores.csv", "y"));
        let (listed, more) = findings.finish();
        assert_eq!(listed.len(), 21);
        assert_eq!(more.len(), 1);
        assert_eq!(more[0].to_string(), "and 5 more of label.key in stores.csv");
    }

    #[test]
    fn findings_from_elsewhere_are_as_if_they_came_one_by_one() {
        let several = |first: usize, count: usize| {
            let mut findings = Findings::default();
            for number in first..first + count {
                findings.push(Finding::on(Check::LabelKey, "stores", "stores.csv", number.to_string()));
            }
            findings
        };
        for (before, later) in [(0, 25), (3, 25), (25, 3), (15, 5), (15, 6)] {
            let mut findings = several(0, before);
            findings.append(several(before, later));
            assert_eq!(findings.finish(), several(0, before + later).finish(), "{before} and {later}");
        }
    }

    #[test]
    fn checks_have_names_of_their_own() {
        let mut names: Vec<&str> = Check::ALL.iter().map(|check| check.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Check::ALL.len());
    }
}
