//! Files that follow from the rows of others: the log and the change data of a Delta table, and what happened to the rows of tables.

use std::path::Path;

use retailgen_anomaly::Tally;
use retailgen_dataset::{Dataset, Plan, WrittenChanges};
use retailgen_folder::ManifestFile;
use retailgen_schema::{Format, is_of_changes};
use retailgen_truth::StoredLabel;

use super::{
    finding::{Check, Finding, Findings, Side},
    folder, label_plan,
};
use crate::{VerifyError, cells::RecordForm, read::digest};

/// Whether a file of the manifest is one: the data files of a Delta table lie in its own folder, all others below.
pub fn is_derived(path: &str, form: Option<RecordForm>) -> bool {
    is_of_changes(path)
        || form.map(RecordForm::definition).is_some_and(|definition| {
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

/// Checks that a file of changes, and its labels, are what follows from the rows of both days, which are made anew; says how the rules
/// of operations fare in it.
///
/// # Errors
/// [`VerifyError`] where a value has no text.
pub fn check_changes(
    dataset: &Dataset,
    plan: &Plan,
    file: &ManifestFile,
    labels: &[StoredLabel],
    findings: &mut Findings,
) -> Result<Vec<Tally>, VerifyError> {
    // One that is not planned is told already.
    let Some(changes) = plan.changes().iter().find(|changes| changes.path() == file.path) else {
        return Ok(Vec::new());
    };
    let WrittenChanges { entry, labels: planned, tallies } = changes.expected(dataset)?;
    if file.sha256 != entry.sha256 || file.rows != entry.rows {
        let what = "it is not what happened to the rows since the day before";
        findings.push(Finding::on(Check::Changes, &file.table, &file.path, what));
    }
    label_plan::check(file, None, labels, planned, findings);
    Ok(tallies)
}
