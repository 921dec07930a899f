//! Folders that stand apart: that of the data, that of its truth, and that of healed files.

use std::path::{Path, PathBuf};

use retailgen_folder::real_path;

use crate::Error;

/// Where the truth about the data in `folder` is unless it was sent elsewhere: beside it, under its name with `.truth`
/// added.
///
/// # Errors
/// [`Error::NoNameForTruth`] for a root folder, which has no name and nothing beside it.
///
/// ```
/// use std::path::Path;
///
/// assert_eq!(retailgen::truth_beside(Path::new("out/data"))?, Path::new("out/data.truth"));
/// let here = std::env::current_dir()?;
/// let beside = retailgen::truth_beside(Path::new("."))?;
/// assert_eq!(beside.parent(), here.canonicalize()?.parent());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn truth_beside(folder: &Path) -> Result<PathBuf, Error> {
    let beside = |folder: &Path| {
        let mut name = folder.file_name()?.to_owned();
        name.push(".truth");
        Some(folder.with_file_name(name))
    };
    // The name of `.` and `..` is that of the folder they lead to.
    let found = beside(folder).or_else(|| beside(&real_path(folder)));
    found.ok_or_else(|| Error::NoNameForTruth(folder.to_path_buf()))
}

/// Refuses a truth in the folder of the data or within it, and data within the folder of the truth.
///
/// # Errors
/// [`Error::TruthInData`] and [`Error::DataInTruth`].
pub fn keep_truth_apart(folder: &Path, truth: &Path) -> Result<(), Error> {
    let (data, real) = (real_path(folder), real_path(truth));
    if real.starts_with(&data) {
        return Err(Error::TruthInData(truth.to_path_buf()));
    }
    if data.starts_with(&real) {
        return Err(Error::DataInTruth(folder.to_path_buf()));
    }
    Ok(())
}

/// Refuses to write healed files where the data or its truth is, or into one of them.
///
/// # Errors
/// [`Error::HealedInData`].
pub fn keep_healed_apart(folder: &Path, truth: &Path, out: &Path) -> Result<(), Error> {
    let real = real_path(out);
    if [folder, truth].into_iter().any(|kept| real.starts_with(real_path(kept))) {
        return Err(Error::HealedInData(out.to_path_buf()));
    }
    Ok(())
}
