//! Cells of any dataset, by the names that its owner has for them.

use std::path::Path;

use retailgen_read::{Row, Rows, TableFile};
use serde_json::Value;

use crate::{ScoreError, foreign_form, neutral_form::whole};

/// The columns of a file of such cells.
pub(crate) const COLUMNS: [&str; 6] = ["table", "row", "key", "column", "kind", "value"];

/// A cell of any dataset, or a whole row where no column is named: wrong, as a [`CellTruth`](crate::CellTruth) knows or as a check
/// reports. The row or its key must be there.
///
/// ```
/// use retailgen_score::NamedCell;
///
/// let cell = NamedCell::in_row(7, "city");
/// assert_eq!((cell.row, cell.column.as_deref(), cell.key), (Some(7), Some("city"), None));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct NamedCell {
    /// The table, where the dataset has several.
    pub table: Option<Box<str>>,
    /// The row in its table, from 0, a header not counted.
    pub row: Option<u64>,
    /// The key of the row: one value, or a list or an object as JSON.
    pub key: Option<Box<str>>,
    /// The column; none where the whole row is meant.
    pub column: Option<Box<str>>,
    /// The kind of fault.
    pub kind: Option<Box<str>>,
    /// What stands there.
    pub value: Option<Box<str>>,
}

impl NamedCell {
    /// A cell by its row and column.
    #[must_use]
    pub fn in_row(row: u64, column: &str) -> Self {
        Self { row: Some(row), column: Some(column.into()), ..Self::default() }
    }

    /// Reads a row with columns of these names, or says why it names no cell. Loaders that keep places call the row `_row`.
    fn of(row: &Row) -> Result<Self, String> {
        if row.is_broken() {
            return Err("the line is no JSON object".to_owned());
        }
        let text = |name| row.get(name).filter(|text| !text.is_empty()).map(Box::<str>::from);
        let number = text("row").or_else(|| text("_row"));
        let number = number.map(|text| whole(&text).ok_or("the row is no whole number from 0")).transpose()?;
        let key = text("key").map(|text| key(&text));
        if number.is_none() && key.is_none() {
            return Err("it names neither row nor key".to_owned());
        }
        let value = row.get("value").map(Box::from);
        Ok(Self { table: text("table"), row: number, key, column: text("column"), kind: text("kind"), value })
    }
}

/// A key in one form, whatever blanks and quotes its JSON has.
fn key(text: &str) -> Box<str> {
    match serde_json::from_str(text) {
        Ok(Value::String(text)) => text.into(),
        Ok(value @ (Value::Array(_) | Value::Object(_))) => value.to_string().into(),
        // A number stays as it is written.
        _ => text.into(),
    }
}

/// Reads the cells of a file, one after the other; what is none comes with the reason and its place.
pub(crate) fn read(path: &Path, mut take: impl FnMut(Result<NamedCell, (String, String)>)) -> Result<(), ScoreError> {
    let file = TableFile::new(path).ok_or_else(|| ScoreError::UnknownFormat(path.to_path_buf()))?;
    let mut rows = Rows::open(&file)?;
    foreign_form::refuse(&file, rows.columns())?;
    while let Some(row) = rows.next_row()? {
        take(NamedCell::of(&row).map_err(|reason| {
            let place = row.line().map_or_else(|| format!("row {}", row.number()), |line| format!("line {line}"));
            (reason, format!("{}, {place}", path.display()))
        }));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_form() {
        for (one, other) in
            [("\"a b\"", "a b"), ("[1, \"x\"]", "[1,\"x\"]"), ("{\"b\":1,\"a\":2}", "{\"a\": 2, \"b\": 1}")]
        {
            assert_eq!(key(one), key(other));
        }
        assert_eq!(key("007").as_ref(), "007");
        assert_ne!(key("7"), key("8"));
    }
}
