//! A label of its own: what the truth says of one effect, for whoever keeps it.

use std::{borrow::Cow, fmt};

use retailgen_anomaly::{Action, Detectability, Level};
use retailgen_schema::Table;
use retailgen_tables::Part;

use crate::label;

/// What the truth says of one fault or decoy in memory.
///
/// The fields are the columns of `labels.parquet`, under the same names; docs/anomalies.md tells more of them. Labels are
/// ordered by table, file, line, row and the name of the column, then by the other fields.
///
/// As text a label is one line for the message of a failed test: `email.malformed by rule emails: customers.csv, row 17,
/// email: "a@example.com" is "a@@example.com"`.
///
/// ```
/// use retailgen::{Level, Policy, Scenario, Table};
///
/// let rule = "[[rule]]\nid = 'x'\ntable = 'stores'\ncolumn = 'name'\nkind = 'null'\ncount = 1\n";
/// let policy = Policy::parse(rule, "mine.toml")?;
/// let dataset = Scenario::new(7).with_scale("0.001".parse()?).with_anomalies(policy).dataset();
/// let batch = dataset.dirty_batches(Table::Stores)?.next().expect("there is a first batch")?;
///
/// let label = batch.labels.faults().next().expect("the rule asks for one");
/// assert_eq!((label.kind.as_str(), label.column.as_deref(), label.level), ("null", Some("name"), Level::Cell));
/// assert!(batch.rows["name"].is_null(label.row) && label.dirty_value.is_none() && label.clean_value.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// Kind, rule, place, and the clean and the dirty value, on one line whatever they hold. The row counts as in
/// [`row`](Label::row).
impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        if let Some(rule) = &self.rule_id {
            write!(f, " by rule {rule}")?;
        }
        write!(f, ": {}, row {}", self.file, self.row)?;
        if let Some(line) = self.line {
            write!(f, " (line {line})")?;
        }
        match &self.column {
            Some(column) if self.decoy => write!(f, ", {column}: {} is right", Value(self.dirty_value.as_deref())),
            Some(column) => {
                let (clean, dirty) = (self.clean_value.as_deref(), self.dirty_value.as_deref());
                write!(f, ", {column}: {} is {}", Value(clean), Value(dirty))
            }
            None => self.copy_of(f),
        }
    }
}

impl Label {
    /// Which row one that is one too many repeats.
    fn copy_of(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(", the row again")?;
        match (self.related_row, &self.related_file) {
            (Some(row), _) => write!(f, ", of row {row}"),
            (None, Some(file)) => write!(f, ", of one in {file}"),
            (None, None) => Ok(()),
        }
    }
}

/// A value in quotes, with its line breaks escaped, or null.
struct Value<'v>(Option<&'v str>);

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(text) => write!(f, "{text:?}"),
            None => f.write_str("null"),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The label of a telephone number that has become null in a row.
    pub(crate) fn null_phone(row: usize) -> Label {
        Label {
            table: Table::Customers,
            file: "customers.csv".to_owned(),
            line: None,
            row,
            column: Some("phone".to_owned()),
            kind: "null".to_owned(),
            decoy: false,
            rule_id: Some("phones".to_owned()),
            incident_id: None,
            level: Level::Cell,
            key: format!("{{\"customer_id\":{row}}}"),
            clean_value: Some("(02) 7010 8854".to_owned()),
            dirty_value: None,
            related_file: None,
            related_row: None,
            related_key: None,
            delta_version: None,
            breaks_type: false,
            detectability: Detectability::Domain,
            expected_action: Action::Warn,
        }
    }

    #[test]
    fn a_label_is_told_in_one_line() {
        let label = null_phone(3);
        assert_eq!(label.to_string(), "null by rule phones: customers.csv, row 3, phone: \"(02) 7010 8854\" is null");

        let cut = Label { line: Some(5), dirty_value: Some("(02)\n\"".to_owned()), ..label.clone() };
        assert_eq!(
            cut.to_string(),
            r#"null by rule phones: customers.csv, row 3 (line 5), phone: "(02) 7010 8854" is "(02)\n\"""#
        );

        let odd = Some("(02)".to_owned());
        let kind = "decoy.short".to_owned();
        let decoy =
            Label { kind, decoy: true, rule_id: None, clean_value: odd.clone(), dirty_value: odd, ..label.clone() };
        assert_eq!(decoy.to_string(), r#"decoy.short: customers.csv, row 3, phone: "(02)" is right"#);

        let kind = "row.repeated".to_owned();
        let again = Label { kind, level: Level::Row, column: None, clean_value: None, ..label };
        let told =
            |label: Label| label.to_string().split_off("row.repeated by rule phones: customers.csv, row 3".len());
        assert_eq!(told(again.clone()), ", the row again");
        let elsewhere = Some("orders/a.csv".to_owned());
        assert_eq!(told(Label { related_file: elsewhere, ..again.clone() }), ", the row again, of one in orders/a.csv");
        assert_eq!(told(Label { related_row: Some(1), ..again }), ", the row again, of row 1");
    }

    #[test]
    fn labels_are_ordered_by_place() {
        let (first, last) = (null_phone(2), null_phone(10));
        let before = Label { column: Some("email".to_owned()), kind: "other".to_owned(), ..last.clone() };
        let mut labels = [last.clone(), before.clone(), first.clone()];
        labels.sort_unstable();
        assert_eq!(labels, [first, before, last]);
    }
}
