//! The files of a Delta table that follow from its data files: its log, and its change data.

use std::path::Path;

use retailgen_schema::Format;
use retailgen_sinks::folder::ManifestFile;
#[cfg(feature = "delta")]
use retailgen_sinks::{
    delta::{DeltaTable, file_schema, read_version},
    folder::Manifest,
};

#[cfg(feature = "delta")]
use super::finding::{Check, Finding};
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
    if !folder::is_there(root, file, Side::Data, findings) {
        return Ok(false);
    }
    let place = folder::place(root, file);
    let found = digest(&place).map_err(|error| VerifyError::reading(&place, error))?;
    folder::check_digest(file, &found, Side::Data, findings);
    Ok(true)
}

/// Checks that log and change data are those that follow from the data files, and that every version is read as what the
/// history says.
#[cfg(feature = "delta")]
pub fn check_table(root: &Path, manifest: &Manifest, table: &DeltaTable, findings: &mut Findings) {
    let name = table.definition.name;
    let mut tell = |path: &str, what: String| findings.push(Finding::on(Check::DeltaHistory, name, path, what));
    match table.expected(root) {
        Ok(expected) => {
            for file in expected {
                // One that the manifest does not list is told already.
                if manifest.files.iter().any(|found| found.path == file.path && found.sha256 != file.digest.sha256) {
                    tell(&file.path, "it is not what follows from the data files".to_owned());
                }
            }
        }
        // A data file that is gone or broken is told by itself.
        Err(error) => tell(table.definition.path, format!("what follows from its data files is not known: {error}")),
    }
    let mut current: Vec<&str> = Vec::new();
    for commit in &table.commits {
        current.extend(commit.appended.iter().map(String::as_str));
        if let Some(rewrite) = &commit.rewritten {
            current.retain(|path| *path != rewrite.from);
            current.extend(rewrite.to.as_deref());
        }
        current.sort_unstable();
        let log = table.log_path(commit.version);
        if !root.join(&log).exists() {
            tell(&log, format!("version {} is not in the log, so it and later ones cannot be read", commit.version));
            break;
        }
        let read = match read_version(&root.join(table.definition.path), commit.version) {
            Ok(read) => read,
            Err(error) => {
                tell(&log, format!("version {} cannot be read: {}", commit.version, in_full(&error)));
                continue;
            }
        };
        let rows = |path: &str| manifest.files.iter().find(|file| file.path == path).map_or(0, |file| file.rows);
        let below = |path: &str| path.strip_prefix(table.definition.path).unwrap_or(path).to_owned();
        let expected: Vec<(String, u64)> = current.iter().map(|path| (below(path), rows(path))).collect();
        if read.files != expected {
            tell(&log, format!("version {} does not have the data files and rows of the history", commit.version));
        }
        if read.schema.fields() != file_schema(table.definition, commit.version, table.options.timestamps).fields() {
            tell(&log, format!("version {} does not have the columns of the table as of then", commit.version));
        }
    }
}

/// An error with what brought it about, as far as one line has room. Delta's errors repeat what brought them about, some as
/// Rust prints a structure.
#[cfg(feature = "delta")]
fn in_full(error: &dyn std::error::Error) -> String {
    const ROOM: usize = 200;
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        // Some append a backtrace, where RUST_BACKTRACE asks for one.
        let cause = error.to_string();
        let cause = cause.lines().next().unwrap_or_default();
        if !text.contains(cause) {
            text.push_str(": ");
            text.push_str(cause);
        }
        source = error.source();
    }
    match text.char_indices().nth(ROOM) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    }
}
