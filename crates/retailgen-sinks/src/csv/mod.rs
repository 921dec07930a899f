//! Record batches as CSV text.
//!
//! Lines end in LF; fields are quoted as RFC 4180 says and only where needed. Null is an empty field, an empty string is
//! `""`. Booleans are `true` and `false`, dates `2024-03-01`, timestamps `2024-03-01T04:15:09.120000`; decimals have
//! exactly their scale, and floats are as [`push_float`](crate::text::push_float) writes them.
//!
//! A null in a table of one column is an empty line, which many readers skip; no CSV table of the retailer is that narrow.

mod cells;
mod quoting;

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use retailgen_schema::TableDefinition;

use self::cells::Cells;
use self::quoting::{needs_quotes, push_quoted};
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
            let name = field.name().as_bytes();
            if needs_quotes(name) {
                push_quoted(name, out);
            } else {
                out.extend_from_slice(name);
            }
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
        if !Arc::ptr_eq(&self.schema, batch.schema_ref()) && self.schema.fields() != batch.schema_ref().fields() {
            return Err(SinkError::SchemaMismatch {
                table: self.table.clone(),
                difference: first_difference(&self.schema, batch.schema_ref()),
            });
        }
        let mut columns = Vec::with_capacity(batch.num_columns());
        for (array, field) in batch.columns().iter().zip(self.schema.fields()) {
            let cells = Cells::of(array.as_ref()).ok_or_else(|| SinkError::UnsupportedType {
                table: self.table.clone(),
                column: field.name().clone(),
                data_type: array.data_type().to_string(),
            })?;
            columns.push(cells);
        }
        let width: usize = columns.iter().map(Cells::typical_width).sum();
        out.reserve(batch.num_rows().saturating_mul(width + columns.len()));
        for row in 0..batch.num_rows() {
            for (index, cells) in columns.iter_mut().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                cells.push(row, out).map_err(|value| SinkError::DateOutOfRange {
                    table: self.table.clone(),
                    column: self.schema.field(index).name().clone(),
                    row,
                    value,
                })?;
            }
            out.push(b'\n');
        }
        Ok(())
    }
}

/// Says where two lists of columns part.
fn first_difference(wanted: &Schema, found: &Schema) -> String {
    for (index, (wanted, found)) in wanted.fields().iter().zip(found.fields()).enumerate() {
        if wanted != found {
            return format!(
                "column {} should be {} ({}{}) and is {} ({}{})",
                index + 1,
                wanted.name(),
                wanted.data_type(),
                if wanted.is_nullable() { "" } else { ", never null" },
                found.name(),
                found.data_type(),
                if found.is_nullable() { "" } else { ", never null" },
            );
        }
    }
    format!("it should have {} columns and has {}", wanted.fields().len(), found.fields().len())
}
