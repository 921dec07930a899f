//! What can go wrong with a schema format or a dbt project.

use std::{io, path::PathBuf};

/// Why there is no such format, or why a project was not written.
///
/// Its text names the thing and says what to do, without a full stop; causes are its [`source`](std::error::Error::source).
///
/// ```
/// use retailgen_loaders::{LoaderError, SchemaFormat};
///
/// let refused = "xml".parse::<SchemaFormat>();
/// assert!(matches!(refused, Err(LoaderError::UnknownFormat { name, .. }) if name == "xml"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoaderError {
    /// There is no such format of a schema.
    #[error("there is no schema format {name:?}{}", suggest(suggestion.as_deref(), known))]
    UnknownFormat {
        /// The name as given.
        name: String,
        /// The format whose name is nearest, if one is near.
        suggestion: Option<String>,
        /// The formats there are, separated by commas.
        known: String,
    },
    /// A folder for a new project has something in it.
    #[error("{} is not empty: name a new or empty folder", .0.display())]
    FolderNotEmpty(PathBuf),
    /// A file or folder cannot be written.
    #[error("cannot write {}", path.display())]
    CannotWrite {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

fn suggest(suggestion: Option<&str>, known: &str) -> String {
    match suggestion {
        Some(name) => format!(": did you mean {name}?"),
        None => format!(": choose among {known}"),
    }
}
