//! The folders of the truth: the one of an earlier run, and the one to write.

use std::path::{Path, PathBuf};

use clap::ValueHint;
use retailgen::{Scenario, truth_beside};

use super::content;
use crate::values::folder;

/// The flags for them.
#[derive(Debug, clap::Args)]
pub struct TruthFolders {
    /// Take all that decides the files from the truth folder of an earlier run, which gives the same bytes again [default: off]
    #[arg(long, value_name = "FOLDER", value_parser = folder(), value_hint = ValueHint::DirPath, hide_short_help = true)]
    #[arg(conflicts_with_all = content::ids())]
    from_truth: Option<PathBuf>,

    #[command(flatten)]
    to_write: TruthToWrite,
}

/// The flags for the one to write.
#[derive(Debug, clap::Args)]
pub struct TruthToWrite {
    /// Folder for the truth, which lists every fault [default: the name of the data folder with .truth added]
    #[arg(long, value_name = "FOLDER", value_parser = folder(), conflicts_with = "no_truth", value_hint = ValueHint::DirPath)]
    truth: Option<PathBuf>,

    /// Write no truth [default: off]
    #[arg(long)]
    no_truth: bool,
}

impl TruthFolders {
    /// What an earlier run generated, where that is to be generated again.
    ///
    /// # Errors
    /// [`retailgen::Error::Dataset`] where its truth does not tell.
    pub fn scenario(&self) -> Result<Option<Scenario>, retailgen::Error> {
        Ok(self.from_truth.as_deref().map(Scenario::from_truth).transpose()?)
    }

    /// The one to write.
    pub fn to_write(&self) -> &TruthToWrite {
        &self.to_write
    }
}

impl TruthToWrite {
    /// The folder of the truth, where one was named.
    pub fn given(&self) -> Option<&Path> {
        self.truth.as_deref()
    }

    /// Where the truth of a scenario goes: beside the data, unless it is sent elsewhere, not wanted, or there are no faults.
    ///
    /// # Errors
    /// [`retailgen::DatasetError::NoNameForTruth`] where it would go beside a folder without a name.
    pub fn folder(&self, scenario: &Scenario, data: &Path) -> Result<Option<PathBuf>, retailgen::Error> {
        match &self.truth {
            _ if self.no_truth => Ok(None),
            Some(given) => Ok(Some(given.clone())),
            None if scenario.anomalies().rules().is_empty() => Ok(None),
            None => Ok(Some(truth_beside(data)?)),
        }
    }
}
