//! A version of a Delta table as deltalake reads it: the check on what was written.

use std::path::Path;
use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};
use deltalake::kernel::engine::arrow_conversion::TryIntoArrow;
use deltalake::{DeltaTableBuilder, DeltaTableError};

use super::table::url;
use crate::SinkError;

/// What a version of a table consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableVersion {
    /// Its columns.
    pub schema: SchemaRef,
    /// Its data files below the table's folder, each with its rows, by path.
    pub files: Vec<(String, u64)>,
}

/// Reads version `version` of the table in `folder`.
///
/// # Errors
/// [`SinkError::Delta`] where there is no such version or the log cannot be read.
pub fn read_version(folder: &Path, version: u32) -> Result<TableVersion, SinkError> {
    let failed = |source: DeltaTableError| SinkError::Delta {
        action: "read",
        path: folder.to_path_buf(),
        source: source.into(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(SinkError::io("start the reader of", folder))?;
    let builder = DeltaTableBuilder::from_url(url(folder)?).map_err(failed)?;
    let table = runtime.block_on(builder.with_version(version.into()).load()).map_err(failed)?;
    let snapshot = table.snapshot().map_err(failed)?;
    let schema: Schema = snapshot.schema().as_ref().try_into_arrow().map_err(|error| failed(error.into()))?;
    let mut files: Vec<(String, u64)> = Vec::new();
    for file in snapshot.log_data() {
        files.push((file.path().to_string(), file.num_records().unwrap_or(0) as u64));
    }
    files.sort();
    Ok(TableVersion { schema: Arc::new(schema), files })
}
