//! The brief: what a learner reads before anything else.

use std::path::{Path, PathBuf};

use retailgen_dataset::{DatasetError, truth_beside};

use crate::{
    Topic,
    marking::{PRECISION, RECALL},
};

/// What every brief begins with, by which it is known again.
pub(crate) const MARK: &str = "<!-- written by retailgen exercise -->";

/// The end of a brief's name.
const ENDING: &str = ".brief.md";

const MARKING: &str = include_str!("../topics/marking.md");

/// Where the brief of the exercise in `folder` is: beside it, under its name with `.brief.md` added.
///
/// # Errors
/// [`DatasetError::NoNameForTruth`] for a root folder, which has no name and nothing beside it.
///
/// ```
/// use std::path::Path;
/// use retailgen_exercise::brief_beside;
///
/// assert_eq!(brief_beside(Path::new("course/ex1"))?, Path::new("course/ex1.brief.md"));
/// # Ok::<(), retailgen_dataset::DatasetError>(())
/// ```
pub fn brief_beside(folder: &Path) -> Result<PathBuf, DatasetError> {
    // The truth has the same place and beginning.
    let truth = truth_beside(folder)?;
    let name = truth.file_stem().unwrap_or_default();
    let mut name = name.to_owned();
    name.push(ENDING);
    Ok(truth.with_file_name(name))
}

/// The text of a topic's brief that goes to `place`.
pub(crate) fn brief(topic: Topic, place: &Path) -> String {
    let task = match topic {
        Topic::Quotes => include_str!("../topics/quotes.md"),
        Topic::Duplicates => include_str!("../topics/duplicates.md"),
        Topic::References => include_str!("../topics/references.md"),
        Topic::Dates => include_str!("../topics/dates.md"),
        Topic::SchemaDrift => include_str!("../topics/schema-drift.md"),
    };
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let folder = name.strip_suffix(ENDING).unwrap_or(&name);
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    let marking = MARKING.replace("RECALL", &percent(RECALL)).replace("PRECISION", &percent(PRECISION));
    format!("{MARK}\n{task}\n{marking}").replace("FOLDER", folder)
}
