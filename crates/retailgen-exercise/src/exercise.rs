//! An exercise: its scenario, and how it is written.

use std::path::Path;

use retailgen_dataset::{DatasetError, Date, Outcome, Scale, Scenario, Window, WriteOptions, truth_beside};
use retailgen_folder::MarkedFile;

use crate::{
    ExerciseError, Topic,
    brief::{MARK, brief, brief_beside},
};

/// A dataset with the faults of one topic. Another seed gives other data with as many faults, but for chance.
///
/// ```
/// use retailgen_exercise::{Exercise, Topic};
///
/// let scenario = Exercise::new(Topic::Duplicates, 7).scenario()?;
/// assert_eq!((scenario.seed(), scenario.tables().len()), (7, 2));
/// assert_eq!(scenario.anomalies().name(), "exercise-duplicates");
/// # Ok::<(), retailgen_exercise::ExerciseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exercise {
    topic: Topic,
    seed: u64,
}

impl Exercise {
    /// The exercise on a topic from a seed.
    #[must_use]
    pub fn new(topic: Topic, seed: u64) -> Self {
        Self { topic, seed }
    }

    /// What its data is.
    ///
    /// # Errors
    /// [`ExerciseError::Dataset`], which the topics that are built in do not cause.
    pub fn scenario(&self) -> Result<Scenario, ExerciseError> {
        let extent = self.topic.extent();
        let scale: Scale = extent.scale.parse().map_err(DatasetError::from)?;
        let first: Date = extent.first.parse().map_err(DatasetError::from)?;
        let window = Window::new(first, extent.days).map_err(DatasetError::from)?;
        let scenario = Scenario::new(self.seed).with_scale(scale).with_window(window);
        Ok(scenario.with_tables(extent.tables.iter().copied())?.with_anomalies(self.topic.policy()?))
    }

    /// Writes the data into `folder`, the answer key into the folder of the truth, which is beside it unless `options` name
    /// another, and the brief beside it, under its name with `.brief.md` added.
    ///
    /// # Errors
    /// [`ExerciseError::BriefNotOurs`] and [`ExerciseError::AnotherBrief`] where something else stands in the brief's place,
    /// which is found out before anything is written; [`ExerciseError::Dataset`] and [`ExerciseError::Folder`] where a folder is
    /// not free or cannot be written.
    pub fn write(&self, folder: &Path, options: &WriteOptions) -> Result<Outcome, ExerciseError> {
        let place = brief_beside(folder)?;
        let text = brief(self.topic, &place);
        let refused = || ExerciseError::BriefNotOurs(place.clone());
        let file = MarkedFile::at(&place, MARK)?.ok_or_else(refused)?;
        if !file.takes(text.as_bytes(), options.overwrite)? {
            return Err(ExerciseError::AnotherBrief(place));
        }
        let beside = truth_beside(folder)?;
        let mut options = *options;
        options.truth = options.truth.or(Some(&beside));
        let outcome = self.scenario()?.dataset().write(folder, &options)?;
        file.put(text.as_bytes())?;
        Ok(outcome)
    }
}
