//! A checkpoint of a Delta log: a Parquet file of actions, one a row.

use std::path::Path;

use serde_json::{Map, Value};

use crate::{ReadError, arrow_text::object, parquet_rows::batches};

/// Hands on the actions of a part of a checkpoint, in the form that commits have.
pub(super) fn actions(
    part: &Path,
    mut apply: impl FnMut(Map<String, Value>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    for batch in batches(part)? {
        let batch = batch.map_err(ReadError::unreadable(part))?;
        for row in 0..batch.num_rows() {
            apply(object(&batch, row))?;
        }
    }
    Ok(())
}
