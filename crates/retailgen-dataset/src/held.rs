//! Which run a folder holds, for whoever goes on with it.

use std::path::Path;

use retailgen_folder::{FolderState, Manifest};
use retailgen_schema::Table;
use retailgen_synth::calendar::Date;
use retailgen_tables::{Window, window::LAST_DAY};
use retailgen_truth::RunDocument;

use crate::{DatasetError, Scenario};

/// The most appended days that are tried where only a manifest tells of a run.
const MOST_SOUGHT: u32 = 366;

impl Scenario {
    /// The scenario of the run in a truth folder, to append days to it: as [`from_truth`](Self::from_truth), also where an append
    /// was interrupted.
    ///
    /// # Errors
    /// As for [`from_truth`](Self::from_truth).
    ///
    /// ```
    /// use std::path::Path;
    /// use retailgen_dataset::Scenario;
    ///
    /// let error = Scenario::to_append(Path::new("nowhere")).unwrap_err();
    /// assert_eq!(error.to_string(), "nowhere is not a folder that retailgen has finished: it does not exist");
    /// ```
    pub fn to_append(truth: &Path) -> Result<Self, DatasetError> {
        match Self::from_truth(truth) {
            // What it says is held against the run in the folder of the data before anything is written.
            Err(error) if Manifest::of_continued(truth).is_ok() => match RunDocument::read(truth) {
                Ok(run) if FolderState::inspect(truth).is_ok_and(|state| is_unfinished(&state)) => Self::recorded(run),
                _ => Err(error),
            },
            found => found,
        }
    }

    /// The same over the window of a folder that was written with these settings, by its manifest; none where it was written
    /// with others.
    ///
    /// ```
    /// use retailgen_dataset::{Scale, Scenario, Table, Window, WriteOptions};
    ///
    /// let folder = tempfile::tempdir()?;
    /// let scenario = Scenario::new(7).with_scale(Scale::MIN).with_tables([Table::OrdersHeader])?;
    /// let week = scenario.clone().with_window(Window::new("2024-11-25".parse()?, 7)?);
    /// week.dataset().write(folder.path(), &WriteOptions::default())?;
    ///
    /// let first = scenario.with_window(Window::new("2024-11-25".parse()?, 1)?);
    /// assert_eq!(first.clone().in_folder(folder.path())?, Some(week));
    /// assert_eq!(first.with_scale(Scale::ONE).in_folder(folder.path())?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`DatasetError::Folder`] where the folder is not finished.
    pub fn in_folder(self, folder: &Path) -> Result<Option<Self>, DatasetError> {
        let manifest = Manifest::of_continued(folder)?;
        let first = self.window().first();
        let last_day = manifest.files.iter().filter_map(|file| day_in(&file.path)).max();
        let lengths = match last_day {
            Some(day) if day < first => return Ok(None),
            Some(day) => (day.days() - first.days() + 1) as u32..=(day.days() - first.days() + 1) as u32,
            None => 1..=(LAST_DAY.days() - first.days() + 1) as u32,
        };
        let policy = self.anomalies().to_toml();
        for days in lengths {
            let has_history = self.tables().contains(&Table::Returns);
            for appended in 0..days.min(if has_history { MOST_SOUGHT } else { 1 }) {
                let candidate = self.clone().with_window(Window::new(first, days - appended)?.extended(appended)?);
                if candidate.run_id_under(&policy) == manifest.run_id {
                    return Ok(Some(candidate));
                }
            }
        }
        Ok(None)
    }
}

/// The day in the path of a partition.
fn day_in(path: &str) -> Option<Date> {
    path.split('/').find_map(|folder| folder.split_once('=')?.1.parse().ok())
}

fn is_unfinished(state: &FolderState) -> bool {
    matches!(state, FolderState::Unfinished { .. })
}
