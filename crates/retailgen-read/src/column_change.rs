//! A file with a column added, dropped, renamed or retyped, read as it was before.
//!
//! As with [`Rewriting`](crate::Rewriting), the writer has a list of its own.

use std::{collections::VecDeque, ops::Range, path::Path};

use crate::{
    FileFormat,
    csv_text::{after_quotes, csv_record},
};

/// What has changed in every row of a file, as its labels tell it.
///
/// ```
/// use std::io::Read;
/// use retailgen_read::{ColumnChange, Rewriting, Undoing, Undone};
///
/// let change = ColumnChange::of_label("column.retyped", "a.csv", None, "fee: 1234.50", "fee: 1234,50");
/// let rewriting = change.map(Rewriting::Columns);
/// assert!(rewriting.is_some());
/// let mut text = String::new();
/// let written = &b"id,fee\n7,\"4,90\"\n8,\n"[..];
/// Undone::new(written, Undoing { rewriting, ..Undoing::default() }).read_to_string(&mut text)?;
/// assert_eq!(text, "id,fee\n7,4.90\n8,\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnChange {
    is_json: bool,
    change: Change,
    /// Where the column stands in the header of the file, once that is known.
    found: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Change {
    /// A column is there with a value.
    Added { name: String, value: String },
    /// A column is not there; its fields, a line each, and how far they have been put back.
    Dropped { name: String, place: usize, fields: Vec<u8>, at: usize },
    /// A column has another name.
    Renamed { name: String, now: String },
    /// The fields of a column are of another type.
    Retyped { name: String, form: Form },
}

/// A way in which a value may be written, named by the one that has an example in a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    FloatingPoint,
    DecimalComma,
    DayFirst,
    WithoutT,
    DateDayFirst,
    Compact,
    YesNo,
    NumberAsText,
}

/// The examples of labels: a value as it was, and as it is.
const FORMS: [(&str, &str, Form); 8] = [
    ("42", "42.0", Form::FloatingPoint),
    ("1234.50", "1234,50", Form::DecimalComma),
    ("2024-03-31T09:30:00.000000", "31/03/2024 09:30:00.000000", Form::DayFirst),
    ("2024-03-31T09:30:00.000000", "2024-03-31 09:30:00.000000", Form::WithoutT),
    ("2024-03-31", "31/03/2024", Form::DateDayFirst),
    ("2024-03-31", "20240331", Form::Compact),
    ("true", "Y", Form::YesNo),
    ("42", "\"42\"", Form::NumberAsText),
];

impl ColumnChange {
    /// The change that a label of the file at `path` tells: its kind, where the column stands in the table, and its values. None of
    /// any other kind, and where they tell no change.
    #[must_use]
    pub fn of_label(kind: &str, path: &str, place: Option<usize>, clean: &str, dirty: &str) -> Option<Self> {
        let with_value = |text: &str| text.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
        let change = match kind {
            "column.added" => with_value(dirty).map(|(name, value)| Change::Added { name, value })?,
            "column.dropped" => {
                let (name, fields) = clean.split_once('\n')?;
                Change::Dropped { name: name.to_owned(), place: place?, fields: fields.into(), at: 0 }
            }
            "column.renamed" => Change::Renamed { name: clean.to_owned(), now: dirty.to_owned() },
            "column.retyped" => {
                let ((name, before), (_, after)) = with_value(clean).zip(with_value(dirty))?;
                let form = FORMS.iter().find(|form| (form.0, form.1) == (&before, &after))?.2;
                Change::Retyped { name, form }
            }
            _ => return None,
        };
        let is_json = FileFormat::of(Path::new(path)) == Some(FileFormat::JsonLines);
        Some(Self { is_json, change, found: None })
    }

    /// The name of a column that is gone, by the clean value of its label.
    #[must_use]
    pub fn dropped_name(clean: &str) -> Option<&str> {
        clean.split_once('\n').map(|(name, _)| name)
    }

    /// The name that the schema has for the column; none where it is a new one.
    #[must_use]
    pub fn own_name(&self) -> Option<&str> {
        match &self.change {
            Change::Added { .. } => None,
            Change::Dropped { name, .. } | Change::Renamed { name, .. } | Change::Retyped { name, .. } => Some(name),
        }
    }

    /// The name that the file has for the column; none where that is the schema's, or no column is there.
    #[must_use]
    pub fn new_name(&self) -> Option<&str> {
        match &self.change {
            Change::Added { name, .. } | Change::Renamed { now: name, .. } => Some(name),
            Change::Dropped { .. } | Change::Retyped { .. } => None,
        }
    }

    /// Adds the fields of the rows below, which another label of the file has.
    pub fn append(&mut self, below: &Self) {
        if let (Change::Dropped { fields, .. }, Change::Dropped { fields: more, .. }) =
            (&mut self.change, &below.change)
        {
            fields.extend_from_slice(more);
        }
    }

    /// Takes the records that are whole, and says how many bytes they have; none where one is not written so.
    pub(crate) fn undo(
        &mut self,
        written: &[u8],
        at_start: bool,
        at_end: bool,
        out: &mut VecDeque<u8>,
    ) -> Option<usize> {
        let mut start = 0;
        loop {
            let rest = &written[start..];
            let length = if self.is_json { memchr::memchr(b'\n', rest).map(|end| end + 1) } else { csv_record(rest) };
            let Some(length) = length.or((at_end && !rest.is_empty()).then_some(rest.len())) else {
                return Some(start);
            };
            let record = &rest[..length];
            if self.is_json {
                self.line(record, out);
            } else {
                let body = record.strip_suffix(b"\n").unwrap_or(record);
                self.record(body, at_start && start == 0, out)?;
                out.extend(&record[body.len()..]);
            }
            start += length;
        }
    }

    /// A record of CSV without its line end.
    fn record(&mut self, record: &[u8], is_header: bool, out: &mut VecDeque<u8>) -> Option<()> {
        let mut fields: Vec<&[u8]> = ranges(record).into_iter().map(|field| &record[field]).collect();
        let place_of = |name: &str| fields.iter().position(|field| *field == name.as_bytes());
        let retyped;
        match &mut self.change {
            Change::Added { name, value } => {
                if is_header {
                    self.found = place_of(name);
                }
                let place = self.found.filter(|place| *place < fields.len())?;
                let added = fields.remove(place);
                if added != if is_header { &*name } else { &*value }.as_bytes() {
                    return None;
                }
            }
            Change::Dropped { name, place, fields: dropped, at } => {
                let field = if is_header {
                    name.as_bytes()
                } else {
                    let rest = &dropped[*at..];
                    let length = csv_record(rest)?;
                    *at += length;
                    &rest[..length - 1]
                };
                if *place > fields.len() {
                    return None;
                }
                fields.insert(*place, field);
            }
            Change::Renamed { name, now } => {
                if is_header {
                    let place = place_of(now)?;
                    fields[place] = name.as_bytes();
                }
            }
            Change::Retyped { name, form } => {
                if is_header {
                    self.found = place_of(name);
                }
                let field = fields.get_mut(self.found?)?;
                if !is_header && !field.is_empty() {
                    retyped = form.back(field)?;
                    *field = &retyped;
                }
            }
        }
        for (number, field) in fields.into_iter().enumerate() {
            if number > 0 {
                out.push_back(b',');
            }
            out.extend(field);
        }
        Some(())
    }

    /// A line of JSON: what is not there is not undone, since a line may be none.
    fn line(&self, line: &[u8], out: &mut VecDeque<u8>) {
        let key = |name: &str| format!("\"{name}\":").into_bytes();
        match &self.change {
            Change::Added { name, value } => match line.strip_prefix(format!("{{\"{name}\":{value},").as_bytes()) {
                Some(rest) => {
                    out.push_back(b'{');
                    out.extend(rest);
                }
                None => out.extend(line),
            },
            Change::Renamed { name, now } => {
                let (name, now) = (key(name), key(now));
                let mut rest = line;
                while let Some(at) = memchr::memmem::find(rest, &now) {
                    out.extend(&rest[..at]);
                    out.extend(&name);
                    rest = &rest[at + now.len()..];
                }
                out.extend(rest);
            }
            Change::Retyped { name, .. } => {
                let key = key(name);
                let mut rest = line;
                while let Some(at) = memchr::memmem::find(rest, &key) {
                    let value = at + key.len();
                    out.extend(&rest[..value]);
                    rest = &rest[value..];
                    if let Some(digits) = number_in_quotes(rest) {
                        out.extend(&rest[1..=digits]);
                        rest = &rest[digits + 2..];
                    }
                }
                out.extend(rest);
            }
            Change::Dropped { .. } => out.extend(line),
        }
    }
}

/// How many letters a number in quotes has that a text begins with.
fn number_in_quotes(text: &[u8]) -> Option<usize> {
    let digits =
        text.strip_prefix(b"\"")?.iter().take_while(|byte| byte.is_ascii_digit() || b"-.".contains(byte)).count();
    (digits > 0 && text.get(digits + 1) == Some(&b'"')).then_some(digits)
}

impl Form {
    /// A field of CSV as it was; none where it is not written so.
    fn back(self, field: &[u8]) -> Option<Vec<u8>> {
        // The text of a date with the day first, as ISO 8601 has it.
        let year_first = |date: &[u8]| match date {
            [d, e, b'/', m, n, b'/', year @ ..] if year.len() == 4 => {
                Some([year, b"-", &[*m, *n][..], b"-", &[*d, *e]].concat())
            }
            _ => None,
        };
        match self {
            Self::FloatingPoint => field.strip_suffix(b".0").map(<[u8]>::to_vec),
            Self::DecimalComma => {
                let inner = field.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
                Some(inner.iter().map(|byte| if *byte == b',' { b'.' } else { *byte }).collect())
            }
            Self::DayFirst => {
                let (date, time) = field.split_at_checked(10)?;
                Some([&year_first(date)?, &b"T"[..], time.strip_prefix(b" ")?].concat())
            }
            Self::WithoutT => {
                let (date, time) = field.split_at_checked(10)?;
                Some([date, b"T", time.strip_prefix(b" ")?].concat())
            }
            Self::DateDayFirst => year_first(field),
            Self::Compact => match field.len() {
                8 => Some([&field[..4], b"-", &field[4..6], b"-", &field[6..]].concat()),
                _ => None,
            },
            Self::YesNo => match field {
                b"Y" => Some(b"true".to_vec()),
                b"N" => Some(b"false".to_vec()),
                _ => None,
            },
            Self::NumberAsText => None,
        }
    }
}

/// Where the fields of a record stand, their quotes included.
fn ranges(record: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    loop {
        let quoted = record.get(start) == Some(&b'"');
        let from = if quoted { after_quotes(record, start).unwrap_or(record.len()) } else { start };
        let end = memchr::memchr(b',', &record[from..]).map_or(record.len(), |comma| from + comma);
        found.push(start..end);
        if end == record.len() {
            return found;
        }
        start = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::*;
    use crate::{Rewriting, Rewritten};

    fn undone(change: ColumnChange, written: &str) -> io::Result<String> {
        let mut text = String::new();
        Rewritten::new(written.as_bytes(), Some(Rewriting::Columns(change))).read_to_string(&mut text)?;
        Ok(text)
    }

    fn of(kind: &str, path: &str, place: usize, clean: &str, dirty: &str) -> ColumnChange {
        ColumnChange::of_label(kind, path, Some(place), clean, dirty).unwrap()
    }

    #[test]
    fn columns_are_as_they_were() {
        let clean = "id,at,name\n7,2024-03-31,\"a, \"\"b\n\"\"\"\n8,,\n";
        let added = clean.replace("id,at", "id,R,at").replace("7,", "7,x,").replace("8,", "8,x,");
        assert_eq!(undone(of("column.added", "a.csv", 0, "", "R: x"), &added).unwrap(), clean);
        let mut dropped = of("column.dropped", "a.csv", 1, "at\n2024-03-31\n", "");
        let written = "id,name\n7,\"a, \"\"b\n\"\"\"\n8,\n";
        assert!(undone(dropped.clone(), written).is_err(), "a field is lacking");
        dropped.append(&of("column.dropped", "a.csv", 1, "at\n\n", ""));
        assert_eq!(undone(dropped, written).unwrap(), clean);
        let renamed = of("column.renamed", "a.csv", 1, "at", "changedAt");
        assert_eq!(undone(renamed.clone(), &clean.replacen("at", "changedAt", 1)).unwrap(), clean);
        assert!(undone(renamed, clean).is_err());
        let retyped = of("column.retyped", "a.csv", 1, "at: 2024-03-31", "at: 31/03/2024");
        assert_eq!(undone(retyped.clone(), &clean.replace("2024-03-31", "31/03/2024")).unwrap(), clean);
        assert!(undone(retyped, clean).is_err());
    }

    #[test]
    fn keys_are_as_they_were() {
        let clean = "{\"id\":7,\"user_id\":42}\n{\"id\":8,\"user_id\":null}\n{'id\n";
        let added = clean.replace("{\"", "{\"R\":\"x\",\"");
        assert_eq!(undone(of("column.added", "a.jsonl", 0, "", "R: \"x\""), &added).unwrap(), clean);
        let renamed = of("column.renamed", "a.jsonl", 1, "user_id", "userId");
        assert_eq!(undone(renamed, &clean.replace("user_id", "userId")).unwrap(), clean);
        let retyped = of("column.retyped", "a.jsonl.gz", 1, "user_id: 42", "user_id: \"42\"");
        assert_eq!(undone(retyped, &clean.replace(":42", ":\"42\"")).unwrap(), clean);
    }

    #[test]
    fn labels_of_other_kinds_tell_no_change() {
        for (kind, clean, dirty) in [
            ("header.renamed", "at", "changedAt"),
            ("column.added", "", "R"),
            ("column.dropped", "at", ""),
            ("column.retyped", "at: 42", "at: 43"),
        ] {
            assert_eq!(ColumnChange::of_label(kind, "a.csv", Some(0), clean, dirty), None, "{kind}");
        }
    }
}
