//! Record batches as CSV text.
//!
//! Lines end in LF; fields are quoted as RFC 4180 says and only where needed. Null is an empty field, an empty string is
//! `""`. Booleans are `true` and `false`, dates `2024-03-01`, timestamps `2024-03-01T04:15:09.120000`; decimals have
//! exactly their scale, and floats are as [`push_float`](retailgen_text::push_float) writes them.
//!
//! A null in a table of one column is an empty line, which many readers skip; no CSV table of the retailer is that narrow.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{Field, SchemaRef};
use retailgen_schema::TableDefinition;
use retailgen_text::{CellEdit, Cells, Patch, Source, push_field};

use crate::SinkError;

/// Turns the batches of one table into CSV text.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{Date32Array, RecordBatch, StringArray};
/// use arrow_schema::{DataType, Field, Schema};
/// use retailgen_sinks::csv::CsvEncoder;
///
/// let schema = Arc::new(Schema::new(vec![
///     Field::new("name", DataType::Utf8, true),
///     Field::new("open_dt", DataType::Date32, true),
/// ]));
/// let batch = RecordBatch::try_new(
///     Arc::clone(&schema),
///     vec![
///         Arc::new(StringArray::from(vec![Some("Bondi, the \"big\" one"), None])),
///         Arc::new(Date32Array::from(vec![19_783, 19_784])),
///     ],
/// )?;
/// let encoder = CsvEncoder::for_schema("stores", schema);
/// let mut text = Vec::new();
/// encoder.header(&mut text);
/// encoder.encode(&batch, &mut text)?;
/// assert_eq!(
///     String::from_utf8(text)?,
///     "name,open_dt\n\"Bondi, the \"\"big\"\" one\",2024-03-01\n,2024-03-02\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct CsvEncoder {
    table: String,
    schema: SchemaRef,
}

impl CsvEncoder {
    /// An encoder for a table of the retailer.
    #[must_use]
    pub fn new(definition: &TableDefinition) -> Self {
        Self::for_schema(definition.name, definition.schema())
    }

    /// An encoder for any columns of the types that the retailer's tables use; `table` is for messages only.
    #[must_use]
    pub fn for_schema(table: impl Into<String>, schema: SchemaRef) -> Self {
        Self { table: table.into(), schema }
    }

    /// Appends the line of column names.
    pub fn header(&self, out: &mut Vec<u8>) {
        for (index, field) in self.schema.fields().iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            push_field(Some(field.name()), out);
        }
        out.push(b'\n');
    }

    /// Appends one line for each row.
    ///
    /// # Errors
    /// [`SinkError::SchemaMismatch`] when the batch has other columns than the table, and
    /// [`SinkError::UnsupportedType`] when a column's type is in no table; nothing is appended then.
    /// [`SinkError::DateOutOfRange`] when a date has no four-digit year; the rows before it, and a part of its own, have
    /// been appended.
    pub fn encode(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), SinkError> {
        let mut columns = self.columns(batch)?;
        self.reserve(&columns, batch.num_rows(), out);
        (0..batch.num_rows()).try_for_each(|row| self.row(&mut columns, row, &[], out))
    }

    /// Appends one line for each row that is written under a patch. A cell's new text is quoted where it must be, like any
    /// other.
    ///
    /// # Errors
    /// As for [`CsvEncoder::encode`], for the other rows too.
    pub fn encode_patched(&self, batch: &RecordBatch, patch: &Patch, out: &mut Vec<u8>) -> Result<(), SinkError> {
        let mut columns = self.columns(batch)?;
        let other = patch.other_rows.as_ref();
        let mut other = other.map(|batch| self.columns(batch)).transpose()?.unwrap_or_default();
        self.reserve(&columns, batch.num_rows() + patch.extra_rows.len(), out);
        for (source, edits) in patch.rows(batch.num_rows()) {
            match source {
                Source::Batch(row) => self.row(&mut columns, row, edits, out)?,
                Source::Other(row) => self.row(&mut other, row, edits, out)?,
            }
        }
        Ok(())
    }

    /// Looks at a batch's columns, after making sure that they are the table's.
    fn columns<'b>(&self, batch: &'b RecordBatch) -> Result<Vec<Cells<'b>>, SinkError> {
        if !Arc::ptr_eq(&self.schema, batch.schema_ref()) && self.schema.fields() != batch.schema_ref().fields() {
            return Err(SinkError::schema_mismatch(&self.table, &self.schema, batch.schema_ref()));
        }
        let cells = |(array, field): (&'b ArrayRef, &Arc<Field>)| {
            Cells::of(array.as_ref()).ok_or_else(|| SinkError::UnsupportedType {
                table: self.table.clone(),
                column: field.name().clone(),
                data_type: array.data_type().to_string(),
            })
        };
        batch.columns().iter().zip(self.schema.fields()).map(cells).collect()
    }

    fn reserve(&self, columns: &[Cells], rows: usize, out: &mut Vec<u8>) {
        let width: usize = columns.iter().map(Cells::typical_width).sum();
        out.reserve(rows.saturating_mul(width + self.schema.fields().len()));
    }

    /// Appends one line with the `edits` of its row, which come by column.
    #[inline]
    fn row(
        &self,
        columns: &mut [Cells],
        row: usize,
        mut edits: &[CellEdit],
        out: &mut Vec<u8>,
    ) -> Result<(), SinkError> {
        for (index, cells) in columns.iter_mut().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            if let [edit, rest @ ..] = edits
                && edit.column == index
            {
                edits = rest;
                push_field(edit.text.as_deref(), out);
                continue;
            }
            cells.push(row, out).map_err(|value| SinkError::DateOutOfRange {
                table: self.table.clone(),
                column: self.schema.field(index).name().clone(),
                row,
                value,
            })?;
        }
        out.push(b'\n');
        Ok(())
    }
}
