//! Rows of a block as a batch: for formats whose cells have types, and for whoever takes record batches.

use std::sync::Arc;

use arrow_array::{RecordBatch, StringArray};
use arrow_schema::{DataType, SchemaRef};
use retailgen_schema::TableDefinition;
use retailgen_text::{CellEdit, Patch};

use super::{BlockEncoder, Encoded};
use crate::{SinkError, jsonl::JsonlEncoder, patched::patched_batch, worksheet::cell_address};

/// What a worksheet shows where a look-up has found nothing.
pub(crate) const NOT_AVAILABLE: &str = "#N/A";

/// Makes rows of a block, for formats whose cells have types.
#[derive(Debug, Clone, Copy, Default)]
pub struct RowsEncoder {
    /// Whether cells have the address of a worksheet.
    pub(crate) is_worksheet: bool,
}

impl BlockEncoder for RowsEncoder {
    fn encode(&self, batch: &RecordBatch, patch: &Patch, _: bool, _: Vec<u8>) -> Result<Encoded, SinkError> {
        let schema = batch.schema_ref();
        let fails = |edit: &CellEdit| {
            let is_failure = edit.text.as_deref() == Some(NOT_AVAILABLE);
            self.is_worksheet && is_failure && *schema.field(edit.column).data_type() != DataType::Utf8
        };
        if !patch.cells.iter().any(fails) {
            return Ok(Encoded::Rows(patched_batch(batch, patch)?));
        }
        let (mut patch, mut failures) = (patch.clone(), Vec::new());
        for edit in patch.cells.iter_mut().filter(|edit| fails(edit)) {
            failures.push((edit.row, edit.column, edit.text.take().unwrap_or_default()));
        }
        Ok(Encoded::Sheet { rows: patched_batch(batch, &patch)?, failures })
    }

    fn cell_address(&self, row: u64, column: usize) -> Option<String> {
        self.is_worksheet.then(|| cell_address(row as usize, column))
    }
}

/// Makes rows of documents, whose lines are a column of text: their keys are no columns, so a patch changes the text.
#[derive(Debug)]
struct DocumentRowsEncoder {
    lines: JsonlEncoder,
    schema: SchemaRef,
}

impl BlockEncoder for DocumentRowsEncoder {
    fn encode(&self, batch: &RecordBatch, patch: &Patch, _: bool, mut buffer: Vec<u8>) -> Result<Encoded, SinkError> {
        if patch.is_empty() {
            return Ok(Encoded::Rows(batch.clone()));
        }
        buffer.clear();
        self.lines.encode_patched(batch, patch, &mut buffer)?;
        Ok(Encoded::Rows(rows_of_lines(Arc::clone(&self.schema), &buffer)))
    }
}

/// Lines of documents as rows of their one column.
///
/// # Panics
/// Where the schema is not one column of text.
#[must_use]
pub fn rows_of_lines(schema: SchemaRef, text: &[u8]) -> RecordBatch {
    let text = String::from_utf8_lossy(text);
    let lines: StringArray = text.split_terminator('\n').map(Some).collect();
    RecordBatch::try_new(schema, vec![Arc::new(lines)]).expect("a line is all that a row of documents has")
}

/// The encoder that makes rows of a table's blocks.
#[must_use]
pub fn rows_encoder(definition: &'static TableDefinition) -> Box<dyn BlockEncoder> {
    if definition.document.is_some() {
        Box::new(DocumentRowsEncoder { lines: JsonlEncoder::new(definition), schema: definition.schema() })
    } else {
        Box::new(RowsEncoder::default())
    }
}
