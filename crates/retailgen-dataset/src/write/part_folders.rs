//! The folders of one part of a run, which it may share with other parts.

use std::path::Path;

use retailgen_anomaly::Tally;
use retailgen_folder::{
    FolderError, Manifest, ManifestFile, Overwrite, OwnedFolder, PartClaim, PartClaimed, PartFolder, PartNumber,
    PartPlan, Run, Shortcomings,
};
use retailgen_tables::Oddities;
use retailgen_truth::{Label, TruthError, TruthPartWriter};
use serde::{Deserialize, Serialize};

use super::{WriteOptions, folders::facts};
use crate::{DatasetError, Plan, PlannedFile, Scenario, separation::keep_truth_apart};

/// The folders of a part, as far as they are its own.
pub struct PartFolders {
    data: PartFolder,
    truth: Option<TruthPartWriter>,
    facts: DataFacts,
}

/// What a part says of the data of the run besides its files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DataFacts {
    /// Whether the part has a truth.
    pub has_truth: bool,
    /// Its files that do not arrive. Only the truth tells of them.
    pub missing: Vec<MissingFile>,
}

/// A file that does not arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MissingFile {
    /// Its place among the files of the whole run.
    pub place: usize,
    /// The table.
    pub table: String,
    /// Where it would be.
    pub path: String,
}

impl DataFacts {
    /// The facts of a part with these of the files that do not arrive.
    pub fn of<'f>(has_truth: bool, missing: impl IntoIterator<Item = &'f PlannedFile>) -> Self {
        let missing = missing.into_iter().map(|file| MissingFile {
            place: file.place(),
            table: file.table().name().to_owned(),
            path: file.path().to_owned(),
        });
        Self { has_truth, missing: missing.collect() }
    }
}

/// How a part begins.
#[expect(clippy::large_enum_variant, reason = "there is one a run")]
pub enum BegunPart {
    /// The part is this process's.
    Ready(PartFolders),
    /// It has been finished there before, or the whole run has.
    AlreadyDone(Manifest),
}

impl PartFolders {
    /// Makes the part this process's in both folders, after looking at both before anything is removed.
    ///
    /// # Errors
    /// [`DatasetError::TruthInData`], [`DatasetError::DataInTruth`], and [`DatasetError::Folder`] and
    /// [`DatasetError::Truth`] where one of the folders cannot be used.
    pub fn begin(
        folder: &Path,
        options: &WriteOptions,
        run: &Run,
        part: PartNumber,
        (whole, plan): (&Plan, &Plan),
    ) -> Result<BegunPart, DatasetError> {
        if let Some(truth) = options.truth {
            keep_truth_apart(folder, truth)?;
        }
        let paths: Vec<String> = whole.paths().map(str::to_owned).collect();
        let derived = whole.files().len()..whole.files().len() + plan.derived().len();
        let own: Vec<usize> = plan.files().iter().map(PlannedFile::place).chain(derived).collect();
        let data = PartClaim::stake(
            folder,
            &PartPlan { run, part, paths: &paths, merged: &[], own: &own },
            options.overwrite,
        )?;
        let data = match (data, options.overwrite) {
            (PartClaimed::Ready(data), _) => data,
            (PartClaimed::Merged(manifest), Overwrite::No) => return Ok(BegunPart::AlreadyDone(manifest)),
            (PartClaimed::Merged(_), Overwrite::Yes) => return Err(merged(folder)),
        };
        let claimed =
            options.truth.map(|truth| TruthPartWriter::claim(truth, run, part, options.overwrite)).transpose();
        let truth = match claimed {
            Ok(Some(PartClaimed::Ready(truth))) => Some(truth),
            Ok(None) => None,
            Ok(Some(PartClaimed::Merged(_))) => {
                data.release();
                return Err(merged(options.truth.unwrap_or(folder)));
            }
            Err(error) => {
                data.release();
                return Err(error.into());
            }
        };
        // The truth comes out of making the data, so both are made together.
        if let Some(manifest) = data.done().filter(|_| truth.as_ref().is_none_or(|truth| truth.done().is_some())) {
            let manifest = manifest.manifest();
            data.release();
            truth.into_iter().for_each(PartClaim::release);
            return Ok(BegunPart::AlreadyDone(manifest));
        }
        let facts = DataFacts::of(truth.is_some(), plan.missing());
        let data = data.take()?;
        let truth = truth.map(TruthPartWriter::begin).transpose()?;
        Ok(BegunPart::Ready(Self { data, truth, facts }))
    }

    /// The folder of the data.
    pub fn data(&self) -> &OwnedFolder {
        self.data.folder()
    }

    /// What the file systems of the folders cannot do, and the part does without.
    pub fn shortcomings(&self) -> Vec<Shortcomings> {
        let of_truth = self.truth.as_ref().map(TruthPartWriter::shortcomings);
        [self.data().shortcomings()].into_iter().chain(of_truth).collect()
    }

    /// Whether labels are wanted.
    pub fn wants_labels(&self) -> bool {
        self.truth.is_some()
    }

    /// Takes labels of the file at a place in the plan of the whole run.
    ///
    /// # Errors
    /// [`TruthError`] where they cannot be put aside.
    pub fn receive(&self, file: usize, labels: &[Label]) -> Result<(), TruthError> {
        self.truth.as_ref().map_or(Ok(()), |truth| truth.receive(file, labels))
    }

    /// Finishes the part in both folders, the data first.
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
        let manifest = self.data.finish(entries, &self.facts)?;
        if let Some(truth) = self.truth {
            truth.finish(&facts(scenario, tallies, oddities))?;
        }
        Ok(manifest.manifest())
    }
}

fn merged(folder: &Path) -> DatasetError {
    FolderError::AlreadyMerged { path: folder.to_path_buf() }.into()
}
