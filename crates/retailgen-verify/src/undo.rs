//! The labels of a file undone, record by record.

use retailgen_read::Undoing;
use retailgen_truth::StoredLabel;

use crate::{
    cells::{Cell, RecordForm},
    read::{Record, body},
};

/// What labels say is to be undone in the text of their file, and the label of each span.
pub fn undoing(labels: &[StoredLabel]) -> (Vec<&StoredLabel>, Undoing) {
    let mut undoing = Undoing::default();
    for label in labels {
        label.add_to(&mut undoing);
    }
    (labels.iter().filter(|label| label.span().is_some()).collect(), undoing)
}

/// Whether a label of text does not say what is to be undone: no bytes, no way in which the whole file is written or laid out, no other
/// place or day.
pub fn says_nothing(label: &StoredLabel) -> bool {
    let is_laid_out = label.sheet_fault().is_some() || label.parquet_fault().is_some();
    let stands_elsewhere = label.own_path().is_some() || label.is_of_late_file();
    let is_of_file = label.rewriting().is_some() || is_laid_out || stands_elsewhere;
    label.is_text() && label.span().is_none() && !is_of_file
}

/// Undoes the labels of one file as its records go by.
pub struct Healer<'l> {
    form: RecordForm,
    /// By row.
    labels: &'l [StoredLabel],
    text: Vec<u8>,
    spare: Vec<u8>,
}

/// A record with its labels undone.
pub struct Healed<'h> {
    /// The text, with the line end of the record.
    pub text: &'h [u8],
    /// Whether the clean file does not have the row.
    pub is_extra: bool,
    /// The labels of the row.
    pub labels: &'h [StoredLabel],
}

/// Why a label does not fit what is written at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// The table has no such column.
    NoColumn,
    /// The record has no such cell.
    NoCell,
    /// Something else is written there.
    Other(Cell),
}

impl<'l> Healer<'l> {
    /// For a file with these labels, which stand in the order of their rows.
    pub fn new(form: RecordForm, labels: &'l [StoredLabel]) -> Self {
        Self { form, labels, text: Vec::new(), spare: Vec::new() }
    }

    /// The next record, which comes after those before it, as it is without its labels. A label that does not fit is
    /// handed over and left alone.
    pub fn heal<'h>(&'h mut self, record: &Record<'h>, misfit: &mut dyn FnMut(&StoredLabel, Misfit)) -> Healed<'h> {
        let count = self.labels.iter().take_while(|label| label.row.is_some_and(|row| row <= record.row)).count();
        let (labels, rest) = self.labels.split_at(count);
        self.labels = rest;
        let is_extra = labels.iter().any(|label| label.is_extra_row());
        if labels.iter().all(|label| label.column.is_none()) {
            return Healed { text: record.text, is_extra, labels };
        }
        let body = body(record.text);
        self.text.clear();
        self.text.extend_from_slice(body);
        for label in labels {
            let Some(name) = &label.column else { continue };
            if let Err(problem) = self.undo(name, label) {
                misfit(label, problem);
            }
        }
        self.text.extend_from_slice(&record.text[body.len()..]);
        Healed { text: &self.text, is_extra, labels }
    }

    /// The labels of rows behind the last record.
    pub fn left(&self) -> &'l [StoredLabel] {
        self.labels
    }

    fn undo(&mut self, name: &str, label: &StoredLabel) -> Result<(), Misfit> {
        let column = self.form.column(name).ok_or(Misfit::NoColumn)?;
        let cell = self.form.cell(&self.text, column).ok_or(Misfit::NoCell)?;
        let fits = match &label.dirty_value {
            Some(dirty) => cell.text() == Some(&**dirty),
            None if self.form.has_absent_cells() => cell == Cell::Absent,
            None => cell == Cell::Null,
        };
        if !fits {
            return Err(Misfit::Other(cell));
        }
        if !label.decoy {
            self.spare.clear();
            if !self.form.replace(&self.text, column, label.clean_value.as_deref(), &mut self.spare) {
                return Err(Misfit::NoCell);
            }
            std::mem::swap(&mut self.text, &mut self.spare);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use retailgen_anomaly::Level;
    use retailgen_schema::Table;
    use retailgen_truth::Label;

    use super::*;

    fn label(row: u64, column: Option<&str>, clean: Option<&str>, dirty: Option<&str>) -> StoredLabel {
        let owned = |text: Option<&str>| text.map(|text| text.to_owned().into());
        let level = if column.is_some() { Level::Cell } else { Level::Row };
        let mut label = Label::new(Table::Suppliers, "suppliers.csv", "null", level);
        label.row = Some(row);
        label.column = owned(column);
        label.clean_value = owned(clean);
        label.dirty_value = owned(dirty);
        label.into()
    }

    fn decoy(mut label: StoredLabel) -> StoredLabel {
        label.label.decoy = true;
        label
    }

    /// The healed text of rows, the misfits, and how many labels are left.
    fn heal(table: Table, rows: &[&str], labels: &[StoredLabel]) -> (String, Vec<Misfit>, usize) {
        let mut undoing = Healer::new(RecordForm::new(table.definition()), labels);
        let (mut text, mut misfits) = (Vec::new(), Vec::new());
        for (row, line) in rows.iter().enumerate() {
            let record = Record { text: line.as_bytes(), row: row as u64, line: None };
            let healed = undoing.heal(&record, &mut |_, misfit| misfits.push(misfit));
            if !healed.is_extra {
                text.extend_from_slice(healed.text);
            }
        }
        (String::from_utf8(text).unwrap(), misfits, undoing.left().len())
    }

    #[test]
    fn cells_get_their_clean_value_and_extra_rows_go() {
        let rows = ["1,A,\"x, y\",AUS,-3,true\n", "1,A,\"x, y\",,3,true\n", "2,B,,AU,4,false\n"];
        let labels = [
            label(0, Some("country_code"), Some("AU"), Some("AUS")),
            label(0, Some("lead_time_days"), Some("3"), Some("-3")),
            label(1, None, None, None),
            label(1, Some("country_code"), Some("AU"), None),
            label(2, Some("name"), Some("a, b"), None),
        ];
        let (text, misfits, left) = heal(Table::Suppliers, &rows, &labels);
        assert_eq!(text, "1,A,\"x, y\",AU,3,true\n2,B,\"a, b\",AU,4,false\n");
        assert_eq!((misfits, left), (vec![], 0));
    }

    #[test]
    fn labels_that_do_not_fit_are_told_and_left_alone() {
        let rows = ["1,A,x,AUS,-3,true\n", "2,B\n"];
        let labels = [
            label(0, Some("country_code"), Some("AU"), Some("AUT")),
            label(0, Some("nonsense"), Some("1"), Some("2")),
            label(0, Some("name"), Some("y"), None),
            label(1, Some("preferred"), Some("true"), None),
            label(7, Some("name"), Some("y"), None),
        ];
        let (text, misfits, left) = heal(Table::Suppliers, &rows, &labels);
        assert_eq!(text, rows.concat());
        let found = |text: &str| Misfit::Other(Cell::Text(text.to_owned()));
        assert_eq!(misfits, [found("AUS"), Misfit::NoColumn, found("x"), Misfit::NoCell]);
        assert_eq!(left, 1);
    }

    #[test]
    fn decoys_must_be_there_and_stay() {
        let named = |dirty| decoy(label(0, Some("name"), Some(dirty), Some(dirty)));
        let rows = ["1,A,O'Brien,AU,3,true\n"];
        assert_eq!(heal(Table::Suppliers, &rows, &[named("O'Brien")]), (rows.concat(), vec![], 0));
        assert_eq!(heal(Table::Suppliers, &rows, &[named("Brien")]).1.len(), 1);
        let whole = decoy(label(0, None, None, None));
        assert_eq!(heal(Table::Suppliers, &rows, &[whole]), (rows.concat(), vec![], 0));
    }

    #[test]
    fn json_lines_heal_by_key_and_as_a_whole() {
        let clean =
            r#"{"event_id":"e","event_ts":"t","event_type":"search","user_id":null,"session_id":"s","payload":{}}"#;
        let without = clean.replace("\"event_type\":\"search\",", "");
        let rows = [
            format!("{}\n", clean.replace("\"t\"", "\"x\"")),
            format!("{without}\n"),
            format!("{}\n", &clean[..30]),
            format!("{}\n", clean.replace("null", "99")),
        ];
        let labels = [
            label(0, Some("event_ts"), Some("t"), Some("x")),
            label(1, Some("event_type"), Some("search"), None),
            label(2, Some("json"), Some(clean), Some(&clean[..30])),
            label(3, Some("user_id"), None, Some("99")),
        ];
        let lines: Vec<&str> = rows.iter().map(String::as_str).collect();
        let (text, misfits, left) = heal(Table::Events, &lines, &labels);
        assert_eq!(text, format!("{clean}\n").repeat(4));
        assert_eq!((misfits, left), (vec![], 0));
    }
}
