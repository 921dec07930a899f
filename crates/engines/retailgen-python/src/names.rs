//! Values that Python code names.

use pyo3::PyResult;

use crate::error::refused;

/// The value of a name.
///
/// # Errors
/// `UsageError` with the names that there are.
pub fn named<T: Copy>(what: &str, name: &str, all: &[T], name_of: fn(T) -> &'static str) -> PyResult<T> {
    let found = all.iter().copied().find(|one| name_of(*one) == name);
    found.ok_or_else(|| {
        let names = all.iter().map(|one| name_of(*one)).collect::<Vec<_>>().join(", ");
        refused(format!("there is no {what} {name:?}: choose among {names}"))
    })
}
