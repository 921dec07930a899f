//! The cells of a row as text: as they stand in the file, and as they should.

use retailgen_read::Row;
use serde_json::{Map, Value};

use crate::wrong::WrongRow;

/// The column of a label that is about a whole line.
pub(crate) const WHOLE_LINE: &str = "json";

/// Cells by the names of their columns.
#[derive(Debug, Clone)]
pub(crate) enum Cells<'r> {
    /// A row of a file.
    Row(Row<'r>),
    /// Cells with texts of their own.
    Owned(Vec<(String, Option<String>)>),
    /// Some cells of a row exchanged.
    Exchanged(&'r Cells<'r>, &'r [(Box<str>, Option<Box<str>>)]),
}

impl<'r> Cells<'r> {
    /// The cells of a row as it stands in the file. `DuckDB` takes a comma behind the last value of a JSON object, so it counts
    /// as one here too.
    pub fn dirty(row: Row<'r>) -> Self {
        let line = row.raw().filter(|_| row.is_broken());
        let mended = line.and_then(|line| {
            let head = std::str::from_utf8(line).ok()?.strip_suffix(",}")?;
            object(&[head, "}"].concat())
        });
        mended.map_or(Self::Row(row), Self::Owned)
    }

    /// The cells as they should be. Whoever has the result keeps the owned cells that it may need.
    pub fn clean<'c>(dirty: &'c Cells<'c>, wrong: &'c WrongRow, line: &'c mut Option<Cells<'c>>) -> Cells<'c> {
        let whole = wrong.clean.iter().find(|(column, _)| **column == *WHOLE_LINE);
        let object = whole.and_then(|(_, line)| object(line.as_deref()?));
        match object {
            Some(cells) => Cells::Exchanged(line.insert(Cells::Owned(cells)), &wrong.clean),
            None => Cells::Exchanged(dirty, &wrong.clean),
        }
    }

    /// The cell of a column; none for null.
    pub fn get(&self, column: &str) -> Option<&str> {
        match self {
            Self::Row(row) => row.get(column),
            Self::Owned(cells) => cells.iter().find(|(name, _)| name == column).and_then(|(_, cell)| cell.as_deref()),
            Self::Exchanged(cells, exchanged) => match exchanged.iter().find(|(name, _)| **name == *column) {
                Some((_, cell)) => cell.as_deref(),
                None => cells.get(column),
            },
        }
    }
}

/// The keys of a JSON object with their values as text.
fn object(line: &str) -> Option<Vec<(String, Option<String>)>> {
    let object: Map<String, Value> = serde_json::from_str(line).ok()?;
    let text = |value| match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    };
    Some(object.into_iter().map(|(key, value)| (key, text(value))).collect())
}
