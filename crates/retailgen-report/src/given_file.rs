//! A file of JSON that is given to a page: what another command has written about the same data.

use std::{io::Read as _, path::Path};

use retailgen_folder::open_plain;
use serde::de::DeserializeOwned;

use crate::ReportError;

/// The most bytes that are read: the answers about a year at scale 1 have less than a megabyte.
const MOST_BYTES: u64 = 64 << 20;

/// What a file holds, or why it does not hold that.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Result<T, String>, ReportError> {
    let mut text = Vec::new();
    let read = open_plain(path)?.take(MOST_BYTES).read_to_end(&mut text);
    read.map_err(ReportError::reading(path))?;
    Ok(serde_json::from_slice(&text).map_err(|error| error.to_string()))
}
