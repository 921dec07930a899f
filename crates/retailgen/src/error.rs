//! What can go wrong, as the facade reports it.

use retailgen_sinks::SinkError;
use retailgen_synth::{calendar::DateError, scale::ScaleError};
use retailgen_tables::window::WindowError;

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
