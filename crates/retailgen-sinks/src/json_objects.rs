//! Rows of columns as lines of JSON: an object for each row, with a key for each column.
//!
//! Numbers have the digits that CSV shows, so a decimal keeps its scale; dates and timestamps are text, and so is whatever
//! stands in a typed column without being a value of JSON. Null is written out: every object has every key.

use std::io::Write;

use arrow_array::{Array, RecordBatch, StringArray, cast::AsArray};
use arrow_schema::DataType;
use retailgen_schema::{ColumnType, TableDefinition};
use retailgen_text::{CellEdit, Cells, Patch, Source};

use crate::SinkError;

/// Turns the batches of a table into lines of JSON.
///
/// ```
/// use retailgen_schema::{Table, suppliers::{SuppliersBuilder, SuppliersRow}};
/// use retailgen_sinks::json_objects::JsonObjectEncoder;
/// use retailgen_text::{CellEdit, Patch};
///
/// let mut builder = SuppliersBuilder::with_capacity(1);
/// builder.push(&SuppliersRow { name: "Say \"Mills\"", ..SuppliersRow::EXAMPLE });
/// let definition = Table::Suppliers.definition();
/// let column = definition.cell_number("lead_time_days").expect("there is such a column");
/// let patch = Patch { cells: vec![CellEdit { row: 0, column, text: Some("4 days".to_owned()) }], ..Patch::default() };
/// let mut text = Vec::new();
/// JsonObjectEncoder::new(definition).encode_patched(&builder.finish(), &patch, &mut text)?;
/// let text = String::from_utf8(text)?;
/// assert!(text.starts_with("{\"supplier_id\":1,\"supplier_code\":\"SUP-"), "{text}");
/// assert!(text.contains("\"name\":\"Say \\\"Mills\\\"\""), "{text}");
/// assert!(text.contains("\"lead_time_days\":\"4 days\",\"preferred\":true}\n"), "{text}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct JsonObjectEncoder {
    definition: &'static TableDefinition,
    /// What stands before each value: the brace or comma, the key and the colon.
    keys: Vec<Vec<u8>>,
}

/// A column of a block.
enum Column<'a> {
    /// Its values are texts.
    Text(&'a StringArray),
    /// Its values are numbers or booleans, which JSON writes as CSV does.
    Bare(Cells<'a>, &'a dyn Array),
    /// Its values are dates or timestamps, in quotes.
    Quoted(Cells<'a>, &'a dyn Array),
}

impl JsonObjectEncoder {
    /// An encoder for a table of the retailer.
    #[must_use]
    pub fn new(definition: &'static TableDefinition) -> Self {
        let mut before = b'{';
        let keys = definition.columns.iter().map(|column| {
            let mut key = vec![before];
            before = b',';
            push_text(column.name, &mut key);
            key.push(b':');
            key
        });
        Self { definition, keys: keys.collect() }
    }

    /// Appends one line for each row that is written under a patch, as [`CsvEncoder`](crate::csv::CsvEncoder) does.
    ///
    /// # Errors
    /// [`SinkError::SchemaMismatch`] when a batch has other columns than the table; nothing is appended then.
    /// [`SinkError::DateOutOfRange`] when a date has no four-digit year; a part of the lines has been appended then.
    pub fn encode_patched(&self, batch: &RecordBatch, patch: &Patch, out: &mut Vec<u8>) -> Result<(), SinkError> {
        let mut columns = self.columns(batch)?;
        let other = patch.other_rows.as_ref();
        let mut other = other.map(|batch| self.columns(batch)).transpose()?.unwrap_or_default();
        let keys: usize = self.keys.iter().map(Vec::len).sum();
        let width: usize = columns.iter().map(Column::typical_width).sum();
        out.reserve((batch.num_rows() + patch.extra_rows.len()).saturating_mul(keys + width + 2));
        for (source, edits) in patch.rows(batch.num_rows()) {
            match source {
                Source::Batch(row) => self.row(&mut columns, row, edits, out)?,
                Source::Other(row) => self.row(&mut other, row, edits, out)?,
            }
        }
        Ok(())
    }

    fn columns<'b>(&self, batch: &'b RecordBatch) -> Result<Vec<Column<'b>>, SinkError> {
        let schema = self.definition.schema();
        if schema.fields() != batch.schema_ref().fields() {
            return Err(SinkError::schema_mismatch(self.definition.name, &schema, batch.schema_ref()));
        }
        let column = |array: &'b dyn Array| {
            if let Some(texts) = array.as_string_opt::<i32>() {
                return Column::Text(texts);
            }
            let cells = Cells::of(array).expect("the schema has types with a text form only");
            match array.data_type() {
                DataType::Date32 | DataType::Timestamp(..) => Column::Quoted(cells, array),
                _ => Column::Bare(cells, array),
            }
        };
        Ok(batch.columns().iter().map(|array| column(array.as_ref())).collect())
    }

    /// Appends one line with the `edits` of its row, which come by column.
    fn row(
        &self,
        columns: &mut [Column],
        row: usize,
        mut edits: &[CellEdit],
        out: &mut Vec<u8>,
    ) -> Result<(), SinkError> {
        for (index, (column, key)) in columns.iter_mut().zip(&self.keys).enumerate() {
            out.extend_from_slice(key);
            if let [edit, rest @ ..] = edits
                && edit.column == index
            {
                edits = rest;
                push_edit(self.definition.columns[index].column_type, edit.text.as_deref(), out);
                continue;
            }
            column.push(row, out).map_err(|value| SinkError::DateOutOfRange {
                table: self.definition.name.to_owned(),
                column: self.definition.columns[index].name.to_owned(),
                row,
                value,
            })?;
        }
        out.extend_from_slice(b"}\n");
        Ok(())
    }
}

impl Column<'_> {
    fn typical_width(&self) -> usize {
        match self {
            Self::Text(texts) => texts.value_data().len() / texts.len().max(1) + 2,
            Self::Bare(cells, _) | Self::Quoted(cells, _) => cells.typical_width() + 2,
        }
    }

    fn push(&mut self, row: usize, out: &mut Vec<u8>) -> Result<(), i64> {
        match self {
            Self::Text(texts) if texts.is_valid(row) => push_text(texts.value(row), out),
            Self::Bare(cells, array) if array.is_valid(row) => cells.push(row, out)?,
            Self::Quoted(cells, array) if array.is_valid(row) => {
                out.push(b'"');
                cells.push(row, out)?;
                out.push(b'"');
            }
            _ => out.extend_from_slice(b"null"),
        }
        Ok(())
    }
}

fn push_text(text: &str, out: &mut Vec<u8>) {
    let needs_escape = text.bytes().any(|byte| byte < b' ' || matches!(byte, b'"' | b'\\'));
    if needs_escape {
        serde_json::to_writer(&mut *out, text).expect("a text is JSON, and a buffer takes it");
        return;
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

/// Appends the text that a fault writes into a cell: as it is where that is a value of JSON of the column's kind, else in
/// quotes.
fn push_edit(column_type: ColumnType, text: Option<&str>, out: &mut Vec<u8>) {
    let Some(text) = text else {
        out.extend_from_slice(b"null");
        return;
    };
    let is_bare = match column_type {
        ColumnType::Utf8 | ColumnType::Date32 | ColumnType::TimestampMicros => false,
        ColumnType::Bool => matches!(text, "true" | "false"),
        _ => serde_json::from_str::<serde_json::Number>(text).is_ok_and(|_| !text.contains(char::is_whitespace)),
    };
    if is_bare {
        out.write_all(text.as_bytes()).expect("a buffer takes what it is given");
    } else {
        push_text(text, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_in_a_number_is_bare_only_where_json_reads_it() {
        let written = |column_type, text| {
            let mut out = Vec::new();
            push_edit(column_type, text, &mut out);
            String::from_utf8(out).unwrap()
        };
        for bare in ["-12.50", "0", "1e3"] {
            assert_eq!(written(ColumnType::Float64, Some(bare)), bare);
        }
        for text in ["007", "+7", "12,5", "", " 7", "NaN", "1e999"] {
            let quoted = written(ColumnType::Int64, Some(text));
            assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), text);
        }
        assert_eq!(written(ColumnType::Bool, Some("true")), "true");
        assert_eq!(written(ColumnType::Bool, Some("yes")), "\"yes\"");
        assert_eq!(written(ColumnType::Date32, Some("2024-01-01")), "\"2024-01-01\"");
        assert_eq!(written(ColumnType::Utf8, None), "null");
    }
}
