//! The part of a table that Python code means by two numbers.

use pyo3::{Bound, PyAny, PyResult, types::PyAnyMethods as _};
use retailgen::PartNumber;

use crate::error::{raised, refused};

/// The part that an argument means, such as `(1, 4)`; none for the whole table.
///
/// # Errors
/// `UsageError` where there is no such part, or the argument is something else than two whole numbers.
pub fn part(given: Option<&Bound<'_, PyAny>>) -> PyResult<Option<PartNumber>> {
    let Some(given) = given else { return Ok(None) };
    let (number, of) = given
        .extract::<(u32, u32)>()
        .map_err(|_| refused("a part is two whole numbers, which one and of how many, such as (1, 4)"))?;
    PartNumber::new(number, of).map(Some).map_err(raised)
}
