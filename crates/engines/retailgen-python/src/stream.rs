//! Readers as Arrow's C streams, in capsules that any Arrow library takes.

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_schema::{Schema, ffi::FFI_ArrowSchema};
use pyo3::{Bound, PyResult, Python, types::PyCapsule};
use retailgen_stream::Reader;

use crate::error::raised;

/// The capsule of a schema.
///
/// # Errors
/// Never for a schema of ours, whose types all have a form in C.
pub fn schema_capsule<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowSchema::try_from(schema).map_err(raised)?, c"arrow_schema")
}

/// The capsule of a stream. What reads it makes each batch when it asks for it, and touches nothing of Python meanwhile.
///
/// # Errors
/// Where Python has no memory for it.
pub fn stream_capsule(py: Python<'_>, reader: Reader) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), c"arrow_array_stream")
}
