//! The label: what the truth says of one fault or decoy.

use std::{borrow::Cow, fmt};

use retailgen_anomaly::{Action, Detectability, Kind, Level};
use retailgen_schema::Table;

use crate::Collateral;

/// What the truth says of one fault or decoy.
///
/// The fields but the last are the columns of `labels.parquet`, under the same names; docs/anomalies.md says more about them. Labels are
/// ordered by table, file, line, row and the name of the column, then by the other fields. A label that somebody keeps is a
/// `Label<'static>`; one on its way into a file borrows its text.
///
/// As text a label is one line for the message of a failed test: `email.malformed by rule emails: customers.csv, row 17,
/// email: "a@example.com" is "a@@example.com"`.
///
/// ```
/// use retailgen_anomaly::{Action, Detectability, Level};
/// use retailgen_schema::Table;
/// use retailgen_truth::Label;
///
/// let mut label = Label::new(Table::Stores, "stores.csv", "null", Level::Cell);
/// label.rule_id = Some("names".into());
/// label.row = Some(3);
/// label.column = Some("name".into());
/// label.clean_value = Some("Rundle Mall".into());
/// assert_eq!((label.index(), label.is_extra_row()), (Some(3), false));
/// assert_eq!(label.to_string(), "null by rule names: stores.csv, row 3, name: \"Rundle Mall\" is null");
///
/// let kept: Label<'static> = label.clone().into_owned();
/// assert_eq!(kept, label);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Label<'a> {
    /// The table.
    pub table: Table,
    /// The path of the file that holds the row when the dataset is written.
    pub file: Cow<'a, str>,
    /// The first physical line of the row in its file, from 1, the header counted; none in a record batch, and in formats
    /// without lines.
    pub line: Option<u64>,
    /// The row, from 0: in the batch for a label of a batch, in the file for all others. None for an effect on a whole file.
    pub row: Option<u64>,
    /// Of a fault of text: the first of its bytes in the file, from 0. Nothing of cells and rows.
    pub byte: Option<u64>,
    /// Of a fault of text: the byte behind its last one; equal to [`byte`](Self::byte) where bytes are missing.
    pub byte_end: Option<u64>,
    /// Of a fault of text: how many rows, from [`row`](Self::row) on, stand in the changed text or may be lost with it. None for
    /// the beginning of a file.
    pub rows: Option<u64>,
    /// The column, or the key of a JSON object; none for an effect on a whole row or on text.
    pub column: Option<Cow<'a, str>>,
    /// The kind, such as `email.malformed` or `decoy.plus_tag`.
    pub kind: Cow<'a, str>,
    /// Whether it is a right value that only looks wrong. Whoever reports it is mistaken.
    pub decoy: bool,
    /// The rule of the policy; none for a decoy.
    pub rule_id: Option<Cow<'a, str>>,
    /// What it belongs to with other labels of its rule, such as a bad day or a series of readings.
    pub incident_id: Option<Cow<'a, str>>,
    /// What is hit.
    pub level: Level,
    /// The address in a worksheet, such as `C17`.
    pub cell: Option<Cow<'a, str>>,
    /// The primary key of the clean row, as a JSON object; none for an effect on a whole file.
    pub key: Option<Cow<'a, str>>,
    /// The clean cell as CSV text, without quotes; none for null, and for a whole row. Of a fault of text: the bytes that stand
    /// there in the clean file, in hexadecimal where that is Parquet.
    pub clean_value: Option<Cow<'a, str>>,
    /// The cell as it is now, in the same form; none for null, and for a whole row. Of a fault of text: the bytes that stand
    /// there, those that are no UTF-8 as U+FFFD.
    pub dirty_value: Option<Cow<'a, str>>,
    /// Of a copy: the path of the file that holds the original; none where no file of the dataset does.
    pub related_file: Option<Cow<'a, str>>,
    /// Of a copy: the row of the original, counted like [`row`](Self::row); none where the original stands elsewhere.
    pub related_row: Option<u64>,
    /// Of a copy: the primary key of the original.
    pub related_key: Option<Cow<'a, str>>,
    /// The version of a Delta table that brought it.
    pub delta_version: Option<u64>,
    /// Whether the value does not cast to the column's type.
    pub breaks_type: bool,
    /// The nearest kind of check that can see it.
    pub detectability: Detectability,
    /// What a pipeline should do about it.
    pub expected_action: Action,
    /// The sound rows that a right check reports because of it: the rows of `collateral.parquet`.
    pub collateral: Vec<Collateral>,
}

impl<'a> Label<'a> {
    /// A label of which nothing more is known yet: neither where in the file it stands, nor what was and is there.
    #[must_use]
    pub fn new(table: Table, file: impl Into<Cow<'a, str>>, kind: impl Into<Cow<'a, str>>, level: Level) -> Self {
        Self {
            table,
            file: file.into(),
            line: None,
            row: None,
            byte: None,
            byte_end: None,
            rows: None,
            column: None,
            kind: kind.into(),
            decoy: false,
            rule_id: None,
            incident_id: None,
            level,
            cell: None,
            key: None,
            clean_value: None,
            dirty_value: None,
            related_file: None,
            related_row: None,
            related_key: None,
            delta_version: None,
            breaks_type: false,
            detectability: Detectability::Domain,
            expected_action: Action::Accept,
            collateral: Vec::new(),
        }
    }

    /// A label by a rule of the policy on text or a file, of which the place is not known yet.
    #[doc(hidden)]
    #[must_use]
    pub fn by_rule(
        table: Table,
        file: impl Into<Cow<'a, str>>,
        kind: &'static Kind,
        id: impl Into<Cow<'a, str>>,
    ) -> Self {
        Self {
            rule_id: Some(id.into()),
            detectability: kind.detectability,
            expected_action: kind.expected_action,
            ..Self::new(table, file, kind.name, kind.level)
        }
    }

    /// The row as an index into its batch or file; none for an effect on a whole file.
    #[must_use]
    pub fn index(&self) -> Option<usize> {
        self.row.and_then(|row| usize::try_from(row).ok())
    }

    /// Whether its whole row stands in the file besides the clean ones.
    #[must_use]
    pub fn is_extra_row(&self) -> bool {
        self.level == Level::Row && !self.decoy
    }

    /// The same with rows, its own and its original's, lines and bytes that stand further down.
    #[doc(hidden)]
    #[must_use]
    pub fn moved_down(self, rows: u64, lines: u64, bytes: u64) -> Self {
        Self {
            line: self.line.map(|line| line + lines),
            row: self.row.map(|row| row + rows),
            byte: self.byte.map(|byte| byte + bytes),
            byte_end: self.byte_end.map(|byte| byte + bytes),
            related_row: self.related_row.map(|row| row + rows),
            ..self
        }
    }

    /// The same with text of its own.
    #[must_use]
    pub fn into_owned(self) -> Label<'static> {
        let owned = |text: Option<Cow<str>>| text.map(|text| Cow::Owned(text.into_owned()));
        Label {
            table: self.table,
            file: Cow::Owned(self.file.into_owned()),
            line: self.line,
            row: self.row,
            byte: self.byte,
            byte_end: self.byte_end,
            rows: self.rows,
            column: owned(self.column),
            kind: Cow::Owned(self.kind.into_owned()),
            decoy: self.decoy,
            rule_id: owned(self.rule_id),
            incident_id: owned(self.incident_id),
            level: self.level,
            cell: owned(self.cell),
            key: owned(self.key),
            clean_value: owned(self.clean_value),
            dirty_value: owned(self.dirty_value),
            related_file: owned(self.related_file),
            related_row: self.related_row,
            related_key: owned(self.related_key),
            delta_version: self.delta_version,
            breaks_type: self.breaks_type,
            detectability: self.detectability,
            expected_action: self.expected_action,
            collateral: self.collateral,
        }
    }

    /// Whether bytes of the file are written otherwise, and not a row or a cell.
    ///
    /// ```
    /// use retailgen_anomaly::Level;
    /// use retailgen_schema::Table;
    /// use retailgen_truth::Label;
    ///
    /// let mut label = Label::new(Table::Stores, "stores.csv", "quote.stray", Level::Record);
    /// (label.byte, label.byte_end) = (Some(812), Some(813));
    /// assert!(label.is_text());
    /// ```
    #[must_use]
    pub fn is_text(&self) -> bool {
        self.level.is_text()
    }

    /// Which row an extra one repeats.
    fn copy_of(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(", the row again")?;
        match (self.related_row, &self.related_file) {
            (Some(row), _) => write!(f, ", of row {row}"),
            (None, Some(file)) => write!(f, ", of one in {file}"),
            (None, None) => Ok(()),
        }
    }
}

/// Kind, rule, place, and the clean and the dirty value, on one line whatever they hold. The row counts as in
/// [`row`](Label::row).
impl fmt::Display for Label<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        if let Some(rule) = &self.rule_id {
            write!(f, " by rule {rule}")?;
        }
        write!(f, ": {}", self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if let Some(line) = self.line {
            write!(f, " (line {line})")?;
        }
        match &self.column {
            Some(column) if self.decoy => write!(f, ", {column}: {} is right", Value(self.dirty_value.as_deref())),
            Some(column) => {
                let (clean, dirty) = (self.clean_value.as_deref(), self.dirty_value.as_deref());
                write!(f, ", {column}: {} is {}", Value(clean), Value(dirty))
            }
            None if self.level.is_text() => {
                let (clean, dirty) = (self.clean_value.as_deref(), self.dirty_value.as_deref());
                write!(f, ", text: {} is {}", Value(clean), Value(dirty))
            }
            None => self.copy_of(f),
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
    pub(crate) fn null_phone(row: u64) -> Label<'static> {
        Label {
            row: Some(row),
            column: Some("phone".into()),
            rule_id: Some("phones".into()),
            key: Some(format!("{{\"customer_id\":{row}}}").into()),
            clean_value: Some("(02) 7010 8854".into()),
            expected_action: Action::Warn,
            ..Label::new(Table::Customers, "customers.csv", "null", Level::Cell)
        }
    }

    #[test]
    fn a_label_is_one_line() {
        let label = null_phone(3);
        assert_eq!(label.to_string(), "null by rule phones: customers.csv, row 3, phone: \"(02) 7010 8854\" is null");

        let cut = Label { line: Some(5), dirty_value: Some("(02)\n\"".into()), ..label.clone() };
        assert_eq!(
            cut.to_string(),
            r#"null by rule phones: customers.csv, row 3 (line 5), phone: "(02) 7010 8854" is "(02)\n\"""#
        );

        let odd = Some("(02)".into());
        let kind = "decoy.short".into();
        let decoy =
            Label { kind, decoy: true, rule_id: None, clean_value: odd.clone(), dirty_value: odd, ..label.clone() };
        assert_eq!(decoy.to_string(), r#"decoy.short: customers.csv, row 3, phone: "(02)" is right"#);

        let kind = "row.repeated".into();
        let again = Label { kind, level: Level::Row, column: None, clean_value: None, ..label };
        let told =
            |label: Label| label.to_string().split_off("row.repeated by rule phones: customers.csv, row 3".len());
        assert_eq!(told(again.clone()), ", the row again");
        let elsewhere = Some("orders/a.csv".into());
        assert_eq!(told(Label { related_file: elsewhere, ..again.clone() }), ", the row again, of one in orders/a.csv");
        assert_eq!(told(Label { related_row: Some(1), ..again }), ", the row again, of row 1");
    }

    #[test]
    fn labels_are_ordered_by_place() {
        let (first, last) = (null_phone(2), null_phone(10));
        let before = Label { column: Some("email".into()), kind: "other".into(), ..last.clone() };
        let mut labels = [last.clone(), before.clone(), first.clone()];
        labels.sort_unstable();
        assert_eq!(labels, [first, before, last]);
    }
}
