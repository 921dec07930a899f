//! Record batches as Arrow's C stream, in a capsule that any Arrow library takes.

use std::{
    any::Any,
    iter,
    panic::{self, AssertUnwindSafe},
};

use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader, ffi_stream::FFI_ArrowArrayStream};
use arrow_schema::{ArrowError, Schema, SchemaRef, ffi::FFI_ArrowSchema};
use pyo3::{Bound, PyResult, Python, types::PyCapsule};

use crate::error::refused;

/// Batches that are made as they are asked for.
pub type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

/// The capsule of a schema.
///
/// # Errors
/// Never for a schema of ours, whose types all have a form in C.
pub fn schema_capsule<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema).map_err(|error| refused(error.to_string()))?;
    PyCapsule::new_with_value(py, schema, c"arrow_schema")
}

/// The capsule of a stream. What reads it makes each batch when it asks for it, and touches nothing of Python meanwhile.
///
/// # Errors
/// Where Python has no memory for it.
pub fn stream_capsule(py: Python<'_>, schema: SchemaRef, batches: Batches) -> PyResult<Bound<'_, PyCapsule>> {
    let reader: Box<dyn RecordBatchReader + Send> = Box::new(RecordBatchIterator::new(guarded(batches), schema));
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), c"arrow_array_stream")
}

/// The same with an error in place of a panic, after which nothing comes: a panic must not leave Rust for C.
fn guarded(mut batches: Batches) -> impl Iterator<Item = Result<RecordBatch, ArrowError>> + Send {
    let mut is_over = false;
    iter::from_fn(move || {
        if is_over {
            return None;
        }
        let next = panic::catch_unwind(AssertUnwindSafe(|| batches.next()))
            .unwrap_or_else(|payload| Some(Err(ArrowError::ExternalError(told(payload.as_ref()).into()))));
        is_over = !matches!(next, Some(Ok(_)));
        next
    })
}

fn told(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str).or(payload.downcast_ref::<&str>().copied());
    format!("retailgen panicked, which is a mistake of its own: {}", text.unwrap_or("no reason given"))
}
