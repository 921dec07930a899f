//! The folders of a whole run: one for the data and, where it is wanted, one for the truth.

use std::path::Path;

use retailgen_anomaly::Tally;
use retailgen_folder::{
    Begin, Claim, Claimed, FolderError, FolderState, Manifest, ManifestFile, Overwrite, OwnedFolder, Run, Shortcomings,
    Standing,
};
use retailgen_tables::Oddities;
use retailgen_truth::{ExpectedCount, Label, RunDocument, RunFacts, TruthError, TruthWriter};

use crate::{
    DATASET_VERSION, DatasetError, Plan, Scenario,
    recorded::{policy_record, rule_records},
    separation::{keep_truth_apart, truth_beside},
};

/// The folders of a run, which are its own.
pub struct RunFolders<'p> {
    data: OwnedFolder,
    truth: Option<TruthWriter<'p>>,
}

/// The folders of a run, marked as its own.
#[expect(clippy::large_enum_variant, reason = "there is one a run")]
pub enum Claims {
    /// The folder of the data is the run's, and the one of the truth, where one is wanted, is marked.
    Ready(OwnedFolder, Option<Claim>),
    /// The same run has been finished there before.
    AlreadyDone(Manifest),
}

impl Claims {
    /// Marks both folders, after looking at both before either is touched, and empties the one of the data.
    ///
    /// # Errors
    /// [`DatasetError::TruthInData`], [`DatasetError::DataInTruth`], [`DatasetError::FinishedWithoutTruth`], and [`DatasetError::Folder`] and
    /// [`DatasetError::Truth`] where one of them cannot be used.
    pub fn stake(
        folder: &Path,
        truth: Option<&Path>,
        run: &Run,
        paths: &[String],
        overwrite: Overwrite,
    ) -> Result<Self, DatasetError> {
        let Some(truth) = truth else {
            return Ok(match OwnedFolder::begin(folder, run, paths, overwrite)? {
                Begin::AlreadyDone(manifest) => Self::AlreadyDone(manifest),
                Begin::Ready(data) => Self::Ready(data, None),
            });
        };
        keep_truth_apart(folder, truth)?;
        let found = (OwnedFolder::look(folder, run, paths, overwrite)?, TruthWriter::look(truth, run, overwrite)?);
        if found == (Standing::Done, Standing::Free) {
            return Err(DatasetError::FinishedWithoutTruth {
                folder: folder.to_path_buf(),
                truth: truth.to_path_buf(),
            });
        }
        // The truth comes out of making the data, so both are made together. A run that was killed between finishing one
        // and the other, or whose data is gone, makes both again.
        // Only the one that is done is replaced: in the other, another process may have finished since.
        let again = |standing| match standing {
            _ if found == (Standing::Done, Standing::Done) => Overwrite::No,
            Standing::Done => Overwrite::Yes,
            _ => overwrite,
        };
        // Nothing is removed from one before the other is known to be usable.
        let data = Claim::stake(folder, run, paths, again(found.0))?;
        match (data, TruthWriter::claim(truth, run, again(found.1))) {
            (Claimed::Ready(data), Ok(Claimed::Ready(truth))) => match data.take() {
                Ok(data) => Ok(Self::Ready(data, Some(truth))),
                Err(error) => {
                    truth.release();
                    Err(error.into())
                }
            },
            (Claimed::AlreadyDone(manifest), Ok(Claimed::AlreadyDone(_))) => Ok(Self::AlreadyDone(manifest)),
            // Another process has been at work since they were looked at.
            (Claimed::AlreadyDone(_), Ok(Claimed::Ready(truth))) => {
                truth.release();
                Err(in_use(folder))
            }
            (Claimed::Ready(data), done) => {
                data.release();
                Err(done.err().map_or_else(|| in_use(truth), DatasetError::from))
            }
            (Claimed::AlreadyDone(_), Err(error)) => Err(error.into()),
        }
    }
}

impl<'p> RunFolders<'p> {
    /// The folders that are the run's, for the files of its plan.
    ///
    /// # Errors
    /// [`DatasetError::Folder`] and [`DatasetError::Truth`] where the one of the truth cannot be emptied.
    pub fn new(data: OwnedFolder, truth: Option<Claim>, run: &Run, plan: &'p Plan) -> Result<Self, DatasetError> {
        let truth = truth.map(|truth| TruthWriter::begin(truth, run, plan)).transpose()?;
        Ok(Self { data, truth })
    }

    /// The folder of the data.
    pub fn data(&self) -> &OwnedFolder {
        &self.data
    }

    /// What the file systems of the folders cannot do, and the run does without.
    pub fn shortcomings(&self) -> Vec<Shortcomings> {
        let of_truth = self.truth.as_ref().map(TruthWriter::shortcomings);
        [self.data.shortcomings()].into_iter().chain(of_truth).collect()
    }

    /// Whether labels are wanted.
    pub fn wants_labels(&self) -> bool {
        self.truth.is_some()
    }

    /// Takes labels of the file at a place in the plan, as [`TruthWriter::receive`] does.
    ///
    /// # Errors
    /// [`TruthError`] where they cannot be put aside.
    pub fn receive(&self, file: usize, labels: &[Label]) -> Result<(), TruthError> {
        self.truth.as_ref().map_or(Ok(()), |truth| truth.receive(file, labels))
    }

    /// Finishes both folders, the data first.
    ///
    /// # Errors
    /// [`DatasetError::Folder`] and [`DatasetError::Truth`]; what is not finished then says so.
    pub fn finish(
        self,
        entries: Vec<ManifestFile>,
        scenario: &Scenario,
        tallies: &[Tally],
        oddities: &[(usize, Oddities)],
    ) -> Result<Manifest, DatasetError> {
        let manifest = self.data.finish(entries)?;
        if let Some(truth) = self.truth {
            truth.finish(&facts(scenario, tallies, oddities))?;
        }
        Ok(manifest)
    }
}

/// The error; that the folder holds another run is told with the settings that differ, as far as its manifest tells them, or
/// its truth, beside it or where this run's is to be.
pub fn naming_settings(error: DatasetError, folder: &Path, truth: Option<&Path>, scenario: &Scenario) -> DatasetError {
    let DatasetError::Folder(FolderError::AnotherRun { path, found, .. }) = &error else { return error };
    let finished = |folder: &Path| match FolderState::inspect(folder) {
        Ok(FolderState::Finished { manifest }) if manifest.run_id == *found => Some(manifest),
        _ => None,
    };
    let beside = truth_beside(folder).ok();
    let its_truth = truth.into_iter().chain(beside.as_deref()).find(|truth| finished(truth).is_some());
    let mut differences = Vec::new();
    if let Some(run) = its_truth.and_then(|truth| RunDocument::read(truth).ok()) {
        differences.extend(scenario.differing_from(&run.scenario, &run.policy));
    }
    if let Some(manifest) = finished(path).filter(|manifest| manifest.dataset_version != DATASET_VERSION) {
        differences.push(format!("dataset version {} → {DATASET_VERSION}", manifest.dataset_version));
    }
    if differences.is_empty() { error } else { DatasetError::OtherSettings { path: path.clone(), differences } }
}

fn in_use(folder: &Path) -> DatasetError {
    FolderError::InUse { path: folder.to_path_buf() }.into()
}

/// What the truth says of the run as a whole, or of a part of it.
pub(super) fn facts<'o>(scenario: &Scenario, tallies: &[Tally], oddities: &'o [(usize, Oddities)]) -> RunFacts<'o> {
    RunFacts {
        scenario: scenario.record(),
        policy: policy_record(scenario),
        rules: rule_records(scenario, tallies),
        expected: oddities
            .iter()
            .flat_map(|(file, oddities)| {
                oddities.iter().map(|(kind, count)| ExpectedCount { file: *file, kind, count })
            })
            .collect(),
    }
}
