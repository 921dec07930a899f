//! Rows of CSV files and of JSON lines, with their lines and bytes.

use std::{
    borrow::Cow,
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use memchr::{memchr, memchr_iter};
use serde_json::Value;

use crate::{
    ReadError, Row,
    cells::{Cells, Place, without_line_end},
    csv_text::{after_quotes, csv_record},
    inflated::Inflated,
    undone::{Shift, Undoing, Undone},
};

/// Bytes read at a time.
const CHUNK: u64 = 256 * 1024;

/// The longest record that is looked at: a quote that is never closed goes beyond it.
const LONGEST: usize = 16 << 20;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How records follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextForm {
    /// RFC 4180, commas between fields; the first record names the columns.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

/// A text file being read.
#[derive(Debug)]
pub(crate) struct TextRows {
    path: PathBuf,
    file: Undone<Inflated<File>>,
    form: TextForm,
    columns: Vec<String>,
    /// Text that is not consumed yet, from `start` on.
    text: Vec<u8>,
    start: usize,
    at_end: bool,
    /// Byte, line and number of the record at `start`.
    byte: u64,
    line: u64,
    number: u64,
    /// How far the record at `start` has moved in the file.
    moved: Moved,
    cells: Cells,
}

/// How far a place of the undone text has moved in the file.
#[derive(Debug, Clone, Copy, Default)]
struct Moved {
    /// How many shifts lie before the place.
    shifts: usize,
    lines: i64,
}

impl Moved {
    /// Goes on to a place and tells where it is in the file: what is put in right there belongs to what follows.
    fn to(&mut self, byte: u64, shifts: &[Shift]) -> u64 {
        while let Some(shift) = shifts.get(self.shifts).filter(|shift| shift.at < byte) {
            self.lines += shift.lines;
            self.shifts += 1;
        }
        self.shifts.checked_sub(1).map_or(byte, |last| shifts[last].place(byte))
    }
}

impl TextRows {
    pub(crate) fn open(path: &Path, form: TextForm, undoing: Undoing) -> Result<Self, ReadError> {
        let file = undoing.inflated(path, || ReadError::open(path))?;
        let mut rows = Self {
            path: path.to_path_buf(),
            file: Undone::new(file, undoing),
            form,
            columns: Vec::new(),
            text: Vec::new(),
            start: 0,
            at_end: false,
            byte: 0,
            line: 1,
            number: 0,
            moved: Moved::default(),
            cells: Cells::default(),
        };
        rows.fill()?;
        if rows.text.starts_with(BYTE_ORDER_MARK) {
            rows.start = BYTE_ORDER_MARK.len();
            rows.byte = BYTE_ORDER_MARK.len() as u64;
        }
        if form == TextForm::Csv
            && let Some(length) = rows.record()?
        {
            let header = without_line_end(&rows.text[rows.start..rows.start + length]);
            let header = String::from_utf8_lossy(header);
            let names = fields(&header).map(|field| field.map_or_else(String::new, Cow::into_owned));
            rows.columns = names.collect();
            rows.pass(length);
            rows.number = 0;
        }
        Ok(rows)
    }

    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    fn fill(&mut self) -> Result<(), ReadError> {
        self.text.drain(..self.start);
        self.start = 0;
        let read = (&mut self.file).take(CHUNK).read_to_end(&mut self.text).map_err(ReadError::io(&self.path))?;
        self.at_end = read == 0;
        Ok(())
    }

    /// The length of the next record; none at the end of the file.
    fn record(&mut self) -> Result<Option<usize>, ReadError> {
        loop {
            let rest = &self.text[self.start..];
            let found = match self.form {
                TextForm::Csv => csv_record(rest),
                TextForm::JsonLines => memchr(b'\n', rest).map(|end| end + 1),
            };
            if found.is_some() {
                return Ok(found);
            }
            if self.at_end {
                return Ok((!rest.is_empty()).then_some(rest.len()));
            }
            if rest.len() > LONGEST {
                let reason = format!("the record that begins on line {} has no end", self.line);
                return Err(ReadError::unreadable(&self.path)(reason));
            }
            self.fill()?;
        }
    }

    fn pass(&mut self, length: usize) {
        let record = &self.text[self.start..self.start + length];
        self.line += memchr_iter(b'\n', record).count() as u64;
        self.start += length;
        self.byte += length as u64;
        self.number += 1;
    }

    pub(crate) fn next_row(&mut self) -> Result<Option<Row<'_>>, ReadError> {
        let (start, line, number, length) = loop {
            let Some(length) = self.record()? else { return Ok(None) };
            let start = self.moved.to(self.byte, self.file.shifts());
            let at = (start, self.line, self.number, length);
            // An empty line is nobody's row, unless the file has one column, whose null it is then.
            let is_empty = without_line_end(&self.text[self.start..self.start + length]).is_empty();
            self.pass(length);
            if !is_empty || (self.form == TextForm::Csv && self.columns.len() == 1) {
                break at;
            }
            self.number -= 1;
        };
        let raw = &self.text[self.start - length..self.start];
        self.cells.clear();
        let body = without_line_end(raw);
        let mut is_broken = false;
        match self.form {
            TextForm::Csv => {
                let text = String::from_utf8_lossy(body);
                for field in fields(&text).take(self.columns.len()) {
                    self.cells.push(|text| {
                        field.is_some_and(|field| {
                            text.push_str(&field);
                            true
                        })
                    });
                }
            }
            TextForm::JsonLines => match serde_json::from_slice(body) {
                Ok(Value::Object(object)) => {
                    for (name, value) in object {
                        let column = self.columns.iter().position(|known| *known == name).unwrap_or_else(|| {
                            self.columns.push(name);
                            self.columns.len() - 1
                        });
                        match value {
                            Value::Null => {}
                            Value::String(text) => self.cells.set(column, &text),
                            other => self.cells.set(column, &other.to_string()),
                        }
                    }
                }
                _ => is_broken = true,
            },
        }
        let mut behind = self.moved;
        let end = behind.to(self.byte, self.file.shifts());
        let lines = 1 + memchr_iter(b'\n', body).count() as u64;
        let place = Some(Place {
            start,
            end: end.max(start),
            line: line.saturating_add_signed(self.moved.lines).max(1),
            lines: lines.saturating_add_signed(behind.lines - self.moved.lines).max(1),
            raw,
        });
        Ok(Some(Row { columns: &self.columns, cells: &self.cells, number, place, is_broken }))
    }
}

/// The fields of a record; one that is empty and not in quotes is null.
fn fields(record: &str) -> impl Iterator<Item = Option<Cow<'_, str>>> {
    let mut rest = Some(record);
    std::iter::from_fn(move || {
        let text = rest?;
        // Where the quotes close; one behind the end where they do not.
        let bytes = text.as_bytes();
        let quoted = (bytes.first() == Some(&b'"')).then(|| after_quotes(bytes, 0).unwrap_or(text.len() + 1));
        let from = quoted.unwrap_or(0).min(text.len());
        let end = memchr(b',', &bytes[from..]).map_or(text.len(), |comma| from + comma);
        rest = text.get(end + 1..);
        let field = &text[..end];
        Some(match quoted {
            Some(close) => {
                let inner = field.get(1..close - 1).unwrap_or_default();
                Some(if inner.contains('"') { inner.replace("\"\"", "\"").into() } else { inner.into() })
            }
            None if field.is_empty() => None,
            None => Some(field.into()),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_know_null_from_an_empty_text() {
        let found = |record: &'static str| fields(record).map(|field| field.map(Cow::into_owned)).collect();
        let cases: [(&str, Vec<Option<&str>>); 7] = [
            ("a,b", vec![Some("a"), Some("b")]),
            (",\"\",x", vec![None, Some(""), Some("x")]),
            ("\"a,\"\"b\"\"\",", vec![Some("a,\"b\""), None]),
            ("5\" pipe,x", vec![Some("5\" pipe"), Some("x")]),
            ("\"open,x", vec![Some("open,x")]),
            ("\"", vec![Some("")]),
            ("", vec![None]),
        ];
        for (record, wanted) in cases {
            let found: Vec<Option<String>> = found(record);
            assert_eq!(found.iter().map(Option::as_deref).collect::<Vec<_>>(), wanted, "{record}");
        }
    }
}
