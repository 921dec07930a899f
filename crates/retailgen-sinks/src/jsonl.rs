//! JSON lines: the line of each row, with keys of its envelope written otherwise where edits ask for it.

use arrow_array::{RecordBatch, StringArray, cast::AsArray};
use retailgen_schema::TableDefinition;
use retailgen_text::{CellEdit, Envelope, Patch, Source};

use crate::SinkError;

/// Turns the batches of a table of JSON lines into text.
///
/// Such a table has one column, the whole line. An edit of that column, number 0, replaces the line; an edit of number
/// `n + 1` replaces the value of the envelope's key `n`, and one without text takes the key out.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{RecordBatch, StringArray};
/// use retailgen_schema::Table;
/// use retailgen_sinks::jsonl::JsonlEncoder;
/// use retailgen_text::{CellEdit, Patch};
///
/// let definition = Table::Events.definition();
/// let line = r#"{"event_id":"e1","event_ts":"2024-03-01T00:00:00.000000Z","user_id":7,"payload":{}}"#;
/// let batch = RecordBatch::try_new(definition.schema(), vec![Arc::new(StringArray::from(vec![line]))])?;
/// let user_id = definition.cell_number("user_id").expect("the envelope has one");
/// let patch = Patch { cells: vec![CellEdit { row: 0, column: user_id, text: None }], ..Patch::default() };
/// let mut text = Vec::new();
/// JsonlEncoder::new(definition).encode_patched(&batch, &patch, &mut text)?;
/// assert_eq!(
///     String::from_utf8(text)?,
///     "{\"event_id\":\"e1\",\"event_ts\":\"2024-03-01T00:00:00.000000Z\",\"payload\":{}}\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct JsonlEncoder {
    table: &'static str,
    envelope: Envelope,
}

impl JsonlEncoder {
    /// An encoder for a table of the retailer.
    #[must_use]
    pub fn new(definition: &TableDefinition) -> Self {
        Self { table: definition.name, envelope: Envelope::of(definition) }
    }

    /// Appends one line for each row that is written under a patch, as [`CsvEncoder`](crate::csv::CsvEncoder) does.
    ///
    /// # Errors
    /// [`SinkError::SchemaMismatch`] when a batch is not one column of text.
    pub fn encode_patched(&self, batch: &RecordBatch, patch: &Patch, out: &mut Vec<u8>) -> Result<(), SinkError> {
        let lines = self.lines(batch)?;
        let others = patch.other_rows.as_ref().map(|batch| self.lines(batch)).transpose()?;
        out.reserve(lines.value_data().len() + batch.num_rows());
        for (source, edits) in patch.rows(batch.num_rows()) {
            let line = match (source, others) {
                (Source::Other(row), Some(others)) => others.value(row),
                (Source::Batch(row) | Source::Other(row), _) => lines.value(row),
            };
            if edits.is_empty() {
                out.extend_from_slice(line.as_bytes());
            } else {
                out.extend_from_slice(self.edited(line, edits).as_bytes());
            }
            out.push(b'\n');
        }
        Ok(())
    }

    fn edited(&self, line: &str, edits: &[CellEdit]) -> String {
        edits.iter().fold(line.to_owned(), |line, edit| match edit.column.checked_sub(1) {
            None => edit.text.clone().unwrap_or_default(),
            Some(key) => self.envelope.with(&line, key, edit.text.as_deref()),
        })
    }

    fn lines<'b>(&self, batch: &'b RecordBatch) -> Result<&'b StringArray, SinkError> {
        match batch.columns() {
            [column] => column.as_string_opt::<i32>(),
            _ => None,
        }
        .ok_or_else(|| SinkError::SchemaMismatch {
            table: self.table.to_owned(),
            difference: "it should be one column of text".to_owned(),
        })
    }
}
