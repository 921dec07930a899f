//! A finished folder: its manifest, and whether the files below it are those that the manifest lists.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use retailgen_sinks::{
    SinkError,
    file::FileDigest,
    folder::{FolderState, MANIFEST_NAME, Manifest, ManifestFile},
};

use super::finding::{Check, Finding, Findings, Side};
use crate::VerifyError;
use retailgen_truth::LABELS;

/// The manifest of a finished folder.
///
/// # Errors
/// [`VerifyError::NotFinished`] where the folder has none that is whole, and [`VerifyError::Sink`] where it cannot be read.
pub fn manifest(folder: &Path) -> Result<Manifest, VerifyError> {
    let not_finished = |reason| Err(VerifyError::NotFinished { path: folder.to_path_buf(), reason });
    let state = match FolderState::inspect(folder) {
        // The advice of that error is for whoever is about to write.
        Err(SinkError::Damaged { .. }) => return not_finished("its _manifest.json is damaged"),
        Err(SinkError::NotAFolder { .. }) => return not_finished("it is a file"),
        state => state?,
    };
    match state {
        FolderState::Finished { manifest } => Ok(manifest),
        FolderState::Absent => not_finished("it does not exist"),
        FolderState::Unfinished { .. } => not_finished("a run is writing it, or was stopped before it was done"),
        _ => not_finished("it has no _manifest.json"),
    }
}

/// The manifest of a finished folder with data.
///
/// # Errors
/// As for [`manifest`], and [`VerifyError::TruthForData`] where it is that of a truth.
pub fn data_manifest(folder: &Path) -> Result<Manifest, VerifyError> {
    let manifest = manifest(folder)?;
    if manifest.files.iter().any(|file| file.path == LABELS) {
        let data =
            folder.to_str().and_then(|name| name.trim_end_matches('/').strip_suffix(".truth")).map(PathBuf::from);
        let data = data.filter(|data| data.is_dir());
        return Err(VerifyError::TruthForData { truth: folder.to_path_buf(), data });
    }
    Ok(manifest)
}

/// The place of a file that a manifest lists.
pub fn place(folder: &Path, file: &ManifestFile) -> PathBuf {
    let mut place = folder.to_path_buf();
    place.extend(file.path.split('/'));
    place
}

/// Looks for files that the manifest does not list.
///
/// # Errors
/// [`VerifyError::Sink`] where a folder cannot be listed.
pub fn check_listing(
    folder: &Path,
    manifest: &Manifest,
    side: Side,
    findings: &mut Findings,
) -> Result<(), VerifyError> {
    let listed: BTreeSet<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let mut found = Vec::new();
    list(folder, "", &mut found)?;
    found.sort_unstable();
    for path in found {
        if path != MANIFEST_NAME && !listed.contains(path.as_str()) {
            findings.push(Finding::in_folder(Check::FileExtra, side, &path, "the manifest does not list it"));
        }
    }
    Ok(())
}

/// Collects the paths of all files below a folder, as manifests write them. Links are files here.
fn list(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<(), VerifyError> {
    let failed = |source: io::Error| SinkError::Io { action: "list", path: folder.to_path_buf(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(failed)?.is_dir() {
            list(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.push(name);
        }
    }
    Ok(())
}

/// Whether a listed file is there; tells if not.
pub fn is_there(folder: &Path, file: &ManifestFile, side: Side, findings: &mut Findings) -> bool {
    let there = fs::metadata(place(folder, file)).is_ok_and(|found| found.is_file());
    if !there {
        findings.push(Finding {
            table: (side == Side::Data).then(|| file.table.clone()),
            ..Finding::in_folder(Check::FileMissing, side, &file.path, "the manifest lists it, and it is not there")
        });
    }
    there
}

/// Compares a file's size and SHA-256 with the manifest.
pub fn check_digest(file: &ManifestFile, found: &FileDigest, side: Side, findings: &mut Findings) {
    let check = |check, what: &str, expected: String, found: String| {
        Finding {
            table: (side == Side::Data).then(|| file.table.clone()),
            ..Finding::in_folder(check, side, &file.path, what)
        }
        .with_values(Some(&expected), Some(&found))
    };
    if found.bytes != file.bytes {
        let (expected, found) = (file.bytes.to_string(), found.bytes.to_string());
        findings.push(check(Check::FileSize, "its size is not the one in the manifest", expected, found));
    } else if found.sha256 != file.sha256 {
        let (expected, found) = (file.sha256.to_string(), found.sha256.to_string());
        findings.push(check(Check::FileDigest, "its SHA-256 is not the one in the manifest", expected, found));
    }
}

/// Compares a number of rows with the manifest.
pub fn check_rows(file: &ManifestFile, rows: u64, side: Side, findings: &mut Findings) {
    if rows != file.rows {
        let finding = Finding {
            table: (side == Side::Data).then(|| file.table.clone()),
            ..Finding::in_folder(Check::FileRows, side, &file.path, "its number of rows is not the one in the manifest")
        };
        findings.push(finding.with_values(Some(&file.rows.to_string()), Some(&rows.to_string())));
    }
}
