//! The files of a Delta table that follow from its data files: its log, and its change data.

use std::path::Path;

use retailgen_folder::ManifestFile;
use retailgen_schema::Format;

use super::{
    finding::{Findings, Side},
    folder,
};
use crate::{VerifyError, cells::RecordForm, read::digest};

/// Whether a file of the manifest is one: the data files of a Delta table lie in its own folder, all others below.
pub fn is_derived(path: &str, form: Option<RecordForm>) -> bool {
    form.map(RecordForm::definition).is_some_and(|definition| {
        definition.format == Format::Delta
            && path.strip_prefix(definition.path).is_some_and(|below| below.starts_with('_'))
    })
}

/// Checks such a file against the manifest; says whether it is there.
///
/// # Errors
/// [`VerifyError`] where the system refuses.
pub fn check(root: &Path, file: &ManifestFile, findings: &mut Findings) -> Result<bool, VerifyError> {
    if !folder::is_there(root, file, Side::Data, findings)? {
        return Ok(false);
    }
    let place = folder::place(root, file);
    let found = digest(&place).map_err(|error| VerifyError::reading(&place, error))?;
    folder::check_digest(file, &found, Side::Data, findings);
    Ok(true)
}
