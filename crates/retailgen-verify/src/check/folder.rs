//! A finished folder: its manifest, and whether the files below it are those that the manifest lists.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use retailgen_folder::{
    FileDigest, MANIFEST_NAME, Manifest, ManifestFile, is_anything_at, is_plain_file, list_files, place_below,
};

use super::finding::{Check, Finding, Findings, Side};
use crate::VerifyError;
use retailgen_truth::{AUDIT, LABELS, RUN};

/// The manifest of a finished folder with data.
///
/// # Errors
/// As for [`Manifest::of_finished`], and [`VerifyError::TruthForData`] where the folder holds a truth.
pub fn data_manifest(folder: &Path) -> Result<Manifest, VerifyError> {
    let manifest = Manifest::of_finished(folder)?;
    if manifest.files.iter().any(|file| file.path == LABELS) {
        let data =
            folder.to_str().and_then(|name| name.trim_end_matches('/').strip_suffix(".truth")).map(PathBuf::from);
        let data = data.filter(|data| is_anything_at(data));
        return Err(VerifyError::TruthForData { truth: folder.to_path_buf(), data });
    }
    Ok(manifest)
}

/// The manifest of a finished folder with a truth.
///
/// # Errors
/// As for [`Manifest::of_finished`], and [`VerifyError::DataForTruth`] where the folder holds no file of a truth.
pub fn truth_manifest(folder: &Path) -> Result<Manifest, VerifyError> {
    let manifest = Manifest::of_finished(folder)?;
    if !manifest.files.iter().any(|file| [RUN, LABELS, AUDIT].contains(&file.path.as_str())) {
        return Err(VerifyError::DataForTruth(folder.to_path_buf()));
    }
    Ok(manifest)
}

/// The place of a file that a manifest lists.
pub fn place(folder: &Path, file: &ManifestFile) -> PathBuf {
    place_below(folder, &file.path)
}

/// Looks for files that the manifest does not list; returns how many there are that systems drop.
///
/// # Errors
/// [`VerifyError::Folder`] where a folder cannot be listed.
pub fn check_listing(
    folder: &Path,
    manifest: &Manifest,
    side: Side,
    findings: &mut Findings,
) -> Result<u64, VerifyError> {
    let listed: BTreeSet<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let found = list_files(folder)?;
    for path in found.paths {
        if path != MANIFEST_NAME && !listed.contains(path.as_str()) {
            findings.push(Finding::in_folder(Check::FileExtra, side, &path, "the manifest does not list it"));
        }
    }
    Ok(found.dropped)
}

/// Whether a listed file is there; tells if not.
///
/// # Errors
/// [`VerifyError::Folder`] where the system cannot say.
pub fn is_there(folder: &Path, file: &ManifestFile, side: Side, findings: &mut Findings) -> Result<bool, VerifyError> {
    let place = place(folder, file);
    // What a link leads to is not in the folder, and none of ours is one.
    let there = is_plain_file(&place)?;
    if !there {
        findings.push(on_listed(Check::FileMissing, side, file, "the manifest lists it, and it is not there"));
    }
    Ok(there)
}

/// A finding on a file that a manifest lists.
fn on_listed(check: Check, side: Side, file: &ManifestFile, what: &str) -> Finding {
    let table = (side == Side::Data).then(|| file.table.clone());
    Finding { table, ..Finding::in_folder(check, side, &file.path, what) }
}

/// Compares a file's size and SHA-256 with the manifest.
pub fn check_digest(file: &ManifestFile, found: &FileDigest, side: Side, findings: &mut Findings) {
    let check = |check, what: &str, expected: String, found: String| {
        on_listed(check, side, file, what).with_values(Some(&expected), Some(&found))
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
        let finding = on_listed(Check::FileRows, side, file, "its number of rows is not the one in the manifest");
        findings.push(finding.with_values(Some(&file.rows.to_string()), Some(&rows.to_string())));
    }
}
