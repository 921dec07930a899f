//! A label of its own: what the truth says of one effect, for whoever keeps it.

use std::borrow::Cow;

use retailgen_anomaly::{Action, Detectability, Level};
use retailgen_schema::Table;
use retailgen_tables::Part;

use crate::label;

/// What the truth says of one fault or decoy in memory.
///
/// The fields are the columns of `labels.parquet`, under the same names; docs/anomalies.md tells more of them.
///
/// ```
/// use retailgen::{Level, Policy, Scenario, Table};
///
/// let rule = "[[rule]]\nid = 'x'\ntable = 'stores'\ncolumn = 'name'\nkind = 'null'\ncount = 1\n";
/// let policy = Policy::parse(rule, "mine.toml")?;
/// let dataset = Scenario::new(7).with_scale("0.001".parse()?).with_anomalies(policy).dataset();
/// let batch = dataset.dirty_batches(Table::Stores)?.next().expect("there is a first batch")?;
///
/// let label = batch.faults().next().expect("the rule asks for one");
/// assert_eq!((label.kind.as_str(), label.column.as_deref(), label.level), ("null", Some("name"), Level::Cell));
/// assert!(batch.rows["name"].is_null(label.row) && label.dirty_value.is_none() && label.clean_value.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// The table.
    pub table: Table,
    /// The path of the file that holds the row when the dataset is written.
    pub file: String,
    /// The first physical line of the row in its file, from 1, the header counted; none in a record batch.
    pub line: Option<u64>,
    /// The row, from 0: in the batch for a label of a [`DirtyBatch`](crate::DirtyBatch), in the file for one of a
    /// [`DirtyFile`](crate::DirtyFile).
    pub row: usize,
    /// The column, or the key of a JSON object; none where the row as a whole is one too many.
    pub column: Option<String>,
    /// The kind, such as `email.malformed` or `decoy.plus_tag`.
    pub kind: String,
    /// Whether it is a right value that only looks wrong. Whoever reports it is mistaken.
    pub decoy: bool,
    /// The rule of the policy; none for a decoy.
    pub rule_id: Option<String>,
    /// What it belongs to with other labels of its rule, such as a bad day or a run of readings.
    pub incident_id: Option<String>,
    /// What is hit.
    pub level: Level,
    /// The primary key of the clean row, as a JSON object.
    pub key: String,
    /// The clean cell as CSV text, without quotes; none for null, and for a whole row.
    pub clean_value: Option<String>,
    /// The cell as it is now, in the same form; none for null, and for a whole row.
    pub dirty_value: Option<String>,
    /// Of a copy: the path of the file that holds the original; none where no file of the dataset does.
    pub related_file: Option<String>,
    /// Of a copy: the row of the original, counted like [`row`](Self::row); none where the original stands elsewhere.
    pub related_row: Option<usize>,
    /// Of a copy: the primary key of the original.
    pub related_key: Option<String>,
    /// The version of a Delta table that brought it.
    pub delta_version: Option<u64>,
    /// Whether the value does not cast to the column's type.
    pub breaks_type: bool,
    /// The nearest kind of check that can see it.
    pub detectability: Detectability,
    /// What a pipeline should do about it.
    pub expected_action: Action,
}

impl Label {
    /// The label of a row of `part`, which counts rows as it does.
    pub(crate) fn new(part: &Part, label: label::Label) -> Self {
        let owned = |text: Option<Cow<str>>| text.map(Cow::into_owned);
        Self {
            table: part.table,
            file: part.path.clone(),
            line: label.line,
            // Only an effect on a file as a whole would have no row, and no rule makes one.
            row: label.row.unwrap_or_default() as usize,
            column: label.column.map(str::to_owned),
            kind: label.kind.to_owned(),
            decoy: label.decoy,
            rule_id: label.rule_id.map(str::to_owned),
            incident_id: owned(label.incident_id),
            level: label.level,
            key: owned(label.key).unwrap_or_default(),
            clean_value: owned(label.clean_value),
            dirty_value: owned(label.dirty_value),
            related_file: owned(label.related_file),
            related_row: label.related_row.map(|row| row as usize),
            related_key: owned(label.related_key),
            delta_version: label.delta_version,
            breaks_type: label.breaks_type,
            detectability: label.detectability,
            expected_action: label.expected_action,
        }
    }
}
