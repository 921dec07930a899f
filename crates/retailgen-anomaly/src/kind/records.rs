//! The text of a block, record by record, for kinds that write a record or the edge of a file otherwise.

use std::{ops::Range, str};

use retailgen_schema::{CHANGED, ColumnDefinition, ColumnType, Format, TableDefinition};
use retailgen_synth::Stream;
use retailgen_text::Splice;

use super::form;

/// The most bytes that a file may lose at once.
const MOST_LOST: usize = 8 << 20;

/// The text of a block as it would be written, with the places of its records.
#[derive(Debug, Clone, Copy)]
pub struct Records<'t> {
    /// What is known about the table.
    pub table: &'static TableDefinition,
    /// The whole text, with the header where the block is the first of a CSV file.
    pub text: &'t [u8],
    /// Where the rows begin, and where the last one ends.
    pub starts: &'t [usize],
    /// The line of column names, with its line end; empty in lines of JSON.
    pub header: &'t [u8],
    /// The whole text of the file of the day before, where it is known and one block.
    pub day_before: Option<&'t [u8]>,
}

/// What becomes of some text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The bytes that are written otherwise.
    pub splice: Splice,
    /// The rows of the block in whose text they stand, or which a reader may lose with them. No other fault may be there.
    pub rows: Range<usize>,
}

impl<'t> Records<'t> {
    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Where a row stands in the text, its line end included.
    pub fn span(&self, row: usize) -> Range<usize> {
        self.starts[row]..self.starts[row + 1]
    }

    /// The text of a row without its line end.
    pub fn body(&self, row: usize) -> &'t [u8] {
        let record = &self.text[self.span(row)];
        record.strip_suffix(b"\n").unwrap_or(record)
    }

    /// Whether the fields of a record are separated by commas.
    pub fn is_csv(&self) -> bool {
        self.table.format == Format::Csv
    }

    /// Where the fields of a row of CSV stand in the text, their quotes included.
    pub fn fields(&self, row: usize) -> Vec<Range<usize>> {
        let start = self.starts[row];
        fields(self.body(row)).into_iter().map(|field| start + field.start..start + field.end).collect()
    }

    /// Damage to a row alone: `len` bytes from `at` on become `dirty`.
    pub fn damage(row: usize, at: usize, len: usize, dirty: impl Into<Vec<u8>>) -> Damage {
        Damage { splice: Splice { at, len, dirty: dirty.into() }, rows: row..row + 1 }
    }

    /// Damage to the whole text of a row but for its line end.
    pub fn rewritten(&self, row: usize, dirty: impl Into<Vec<u8>>) -> Damage {
        Self::damage(row, self.starts[row], self.body(row).len(), dirty)
    }

    /// Bytes before a row; none before the first one of the block, above which another block's may stand.
    pub fn inserted_above(&self, row: usize, dirty: impl Into<Vec<u8>>) -> Option<Damage> {
        (row > 0).then(|| Self::damage(row, self.starts[row], 0, dirty))
    }

    /// The loss of all text from a byte on, as damage to all rows; none where that is more than a label should hold.
    pub fn lost_from(&self, at: usize) -> Option<Damage> {
        let len = self.text.len() - at;
        let is_kept = (1..=MOST_LOST).contains(&len);
        is_kept.then(|| Damage { splice: Splice { at, len, dirty: Vec::new() }, rows: 0..self.count() })
    }

    /// The rows of the day before in the place of all rows; none where there are none, and where a label should not hold them.
    pub fn stale(&self) -> Option<Damage> {
        let (before, at) = (self.day_before?.strip_prefix(self.header)?, self.header.len());
        let len = self.text.len() - at;
        let is_kept = [len, before.len()].iter().all(|len| (1..=MOST_LOST).contains(len));
        let splice = Splice { at, len, dirty: before.to_vec() };
        (is_kept && *before != self.text[at..]).then(|| Damage { splice, rows: 0..self.count() })
    }

    /// The fields of a row of CSV in which a text stands, as far as a table has such columns; else all that are not empty.
    /// Fields in quotes are not among them.
    pub fn bare_texts(&self, row: usize) -> Vec<Range<usize>> {
        let fields = self.fields(row);
        let bare = |field: &&Range<usize>| !matches!(self.text[(*field).clone()], [] | [b'"', ..]);
        let is_text = |number: &usize| {
            self.table.columns.get(*number).is_some_and(|column| column.column_type == ColumnType::Utf8)
        };
        let texts = fields.iter().enumerate().filter(|(number, _)| is_text(number)).map(|(_, field)| field);
        let texts: Vec<_> = texts.filter(bare).cloned().collect();
        if texts.is_empty() { fields.iter().filter(bare).cloned().collect() } else { texts }
    }

    /// A place within some text, between two letters; none where there are not two.
    pub fn place_within(&self, span: Range<usize>, stream: &mut Stream) -> Option<usize> {
        let text = str::from_utf8(&self.text[span.clone()]).ok()?;
        let places: Vec<usize> = text.char_indices().skip(1).map(|(at, _)| at).collect();
        (!places.is_empty()).then(|| span.start + form::pick(&places, stream))
    }

    /// The names of the columns as the header has them; empty where the header is not in the block.
    pub fn names(&self) -> Vec<&'t str> {
        let line = str::from_utf8(self.header).unwrap_or_default().trim_end_matches('\n');
        line.split(',').filter(|name| !name.is_empty()).collect()
    }

    /// A header of other names in the place of the file's, whose line end stays.
    pub fn renamed(&self, names: &[impl AsRef<str>]) -> Damage {
        let line = names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(",");
        Damage { splice: Splice { at: 0, len: self.header.len() - 1, dirty: line.into_bytes() }, rows: 0..0 }
    }
}

/// Where the fields of a record of CSV stand, their quotes included.
fn fields(record: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, byte) in record.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                found.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(start..record.len());
    found
}

const NO_COLUMN: &str = "it hits the text of records or files: leave out `column`";
const NO_FILE_A_DAY: &str = "it needs a table with a file a day";

/// What kinds of whole files that belong to a day ask of their place.
pub fn needs_days(table: &TableDefinition, column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
    match (column, table.partitions) {
        (Some(_), _) => Err("it hits files: leave out `column`"),
        (None, [day]) if day.column_type == ColumnType::Date32 => Ok(()),
        (None, _) => Err(NO_FILE_A_DAY),
    }
}

/// What kinds of operations on the rows of a table ask of their place.
pub fn needs_operations(table: &TableDefinition, column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
    match column {
        Some(_) => Err("it hits operations: leave out `column`"),
        None if CHANGED.iter().any(|changed| changed.name() == table.name) => Ok(()),
        None => Err("a feed tells no operations on the table"),
    }
}

/// What kinds of whole files of text that belong to a day ask of their place.
pub fn needs_days_of_text(table: &TableDefinition, column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
    needs_days(table, column).and_then(|()| needs_text(table, column))
}

/// The same of files of CSV.
pub fn needs_days_of_csv(table: &TableDefinition, column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
    needs_days(table, column).and_then(|()| needs_csv(table, column))
}

/// What kinds of CSV text ask of their place.
pub fn needs_csv(table: &TableDefinition, column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
    match (column, table.format) {
        (Some(_), _) => Err(NO_COLUMN),
        (None, Format::Csv) => Ok(()),
        (None, _) => Err("it needs a table of CSV files"),
    }
}

/// What kinds of any text ask of their place.
pub fn needs_text(table: &TableDefinition, column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
    match (column, table.format) {
        (Some(_), _) => Err(NO_COLUMN),
        (None, Format::Csv | Format::Jsonl) => Ok(()),
        (None, _) => Err("it needs a table of CSV files or of JSON lines"),
    }
}

/// What kinds of workbooks ask of their place.
pub fn needs_workbook(table: &TableDefinition, column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
    match (column, table.format) {
        (Some(_), _) => Err("it hits files: leave out `column`"),
        (None, Format::Xlsx) => Ok(()),
        (None, _) => Err("it needs a table that is a workbook"),
    }
}

/// What kinds of whole Delta tables ask of their place.
pub fn needs_delta(table: &TableDefinition, column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
    match (column, table.format) {
        (Some(_), _) => Err("it hits files: leave out `column`"),
        (None, Format::Delta) => Ok(()),
        (None, _) => Err("it needs a Delta table"),
    }
}

/// What kinds of Parquet files ask of their place.
pub fn needs_parquet(table: &TableDefinition, column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
    match (column, table.format) {
        (Some(_), _) => Err("it hits files: leave out `column`"),
        (None, Format::Parquet) => Ok(()),
        (None, _) => Err("it needs a table of Parquet files"),
    }
}

/// The same of kinds of their columns: a document is all in one.
pub fn needs_parquet_columns(table: &TableDefinition, column: Option<&ColumnDefinition>) -> Result<(), &'static str> {
    needs_parquet(table, column)?;
    table.document.is_none().then_some(()).ok_or("it needs a table of columns, and not of documents")
}

/// What kinds of cells of workbooks ask of their place: in a column of text an error would be text.
pub fn needs_typed_cell_of_workbook(
    table: &TableDefinition,
    column: Option<&ColumnDefinition>,
) -> Result<(), &'static str> {
    match (column, table.format) {
        (_, format) if format != Format::Xlsx => Err("it needs a table that is a workbook"),
        (Some(column), _) if column.column_type != ColumnType::Utf8 => Ok(()),
        _ => Err("it needs a column that is no text"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_end_at_commas_outside_of_quotes() {
        let record = b"1,\"a, \"\"b\"\"\",,x";
        let texts: Vec<&[u8]> = fields(record).into_iter().map(|field| &record[field]).collect();
        assert_eq!(texts, [&b"1"[..], b"\"a, \"\"b\"\"\"", b"", b"x"]);
    }
}
