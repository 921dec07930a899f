//! The last step of every builder: columns and schema put together.

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::SchemaRef;

/// A batch of columns that a generated builder filled together.
///
/// # Panics
/// Only if the generated code is at fault: if a column's type or length differs from the schema's or the others'.
pub(crate) fn record_batch(schema: SchemaRef, columns: Vec<ArrayRef>) -> RecordBatch {
    RecordBatch::try_new(schema, columns)
        .expect("builder and schema come from one definition, and `push` appends to every column")
}
