//! What can go wrong, as the facade reports it.

use std::path::PathBuf;

use retailgen_anomaly::PolicyError;
use retailgen_sinks::SinkError;
use retailgen_synth::{calendar::DateError, scale::ScaleError};
use retailgen_tables::window::WindowError;

use crate::truth::TruthError;

/// Why a scenario was refused or a run failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such table.
    #[error("there is no table {name:?}{}", suggest(suggestion.as_deref(), known))]
    UnknownTable {
        /// The name as given.
        name: String,
        /// The table whose name is nearest, if one is near.
        suggestion: Option<String>,
        /// The tables there are, separated by commas.
        known: String,
    },
    /// No table was chosen.
    #[error("no table was chosen: name at least one, or leave the choice out for all")]
    NoTables,
    /// The scale factor was refused.
    #[error(transparent)]
    Scale(#[from] ScaleError),
    /// The window was refused.
    #[error(transparent)]
    Window(#[from] WindowError),
    /// A date was refused.
    #[error(transparent)]
    Date(#[from] DateError),
    /// The folder cannot be used, or a file in it not written.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// The anomaly policy was refused.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The truth could not be written.
    #[error(transparent)]
    Truth(#[from] TruthError),
    /// Data and truth were to go into one folder.
    #[error("the truth cannot be written into the folder of the data, {}: name another folder for it", .0.display())]
    TruthInData(PathBuf),
    /// The run was cancelled; the folder says that it is unfinished.
    #[error("cancelled: the folder is marked as unfinished, and the same command starts it over")]
    Cancelled,
}

fn suggest(suggestion: Option<&str>, known: &str) -> String {
    match suggestion {
        Some(name) => format!(": did you mean {name}?"),
        None => format!(": choose among {known}"),
    }
}
