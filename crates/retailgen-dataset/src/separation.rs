//! Folders that stand apart: the folder of the data and the folder of its truth.

use std::path::{Path, PathBuf};

use retailgen_folder::{Address, Manifest, real_path};

use crate::DatasetError;

/// Where the truth about the data in `folder` is unless it was sent elsewhere: beside it, under its name with `.truth`
/// added. Of a [feed's](crate::Feed) delivery it is beside the folder of the feed: `landing.truth/2025-01-03`.
///
/// # Errors
/// [`DatasetError::NoNameForTruth`] for a root folder, which has no name and nothing beside it.
///
/// ```
/// use std::path::Path;
///
/// assert_eq!(retailgen_dataset::truth_beside(Path::new("out/data"))?, Path::new("out/data.truth"));
/// let here = std::env::current_dir()?;
/// let beside = retailgen_dataset::truth_beside(Path::new("."))?;
/// assert_eq!(beside.parent(), here.canonicalize()?.parent());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn truth_beside(folder: &Path) -> Result<PathBuf, DatasetError> {
    let beside = |folder: &Path| {
        let mut name = folder.file_name()?.to_owned();
        name.push(".truth");
        Some(folder.with_file_name(name))
    };
    let of_feed = |folder: &Path| Some(beside(folder.parent()?)?.join(folder.file_name()?));
    // `.` and `..` have the name of the folder they lead to.
    let found = beside(folder).or_else(|| beside(&real_path(folder)));
    // A feed has no address.
    if Address::is_one(folder) {
        return found.ok_or_else(|| DatasetError::NoNameForTruth(folder.to_path_buf()));
    }
    let of_delivery = of_feed(&real_path(folder)).filter(|truth| Manifest::of_finished(truth).is_ok());
    match (found, of_delivery) {
        (Some(found), Some(of_delivery)) if !found.exists() => Ok(of_delivery),
        (found, _) => found.ok_or_else(|| DatasetError::NoNameForTruth(folder.to_path_buf())),
    }
}

/// Refuses a truth in the folder of the data or within it, and data within the folder of the truth.
///
/// # Errors
/// [`DatasetError::TruthInData`] and [`DatasetError::DataInTruth`].
pub fn keep_truth_apart(folder: &Path, truth: &Path) -> Result<(), DatasetError> {
    let (data, real) = (real_path(folder), real_path(truth));
    if real.starts_with(&data) {
        return Err(DatasetError::TruthInData(truth.to_path_buf()));
    }
    if data.starts_with(&real) {
        return Err(DatasetError::DataInTruth(folder.to_path_buf()));
    }
    Ok(())
}
