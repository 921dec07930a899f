//! What can go wrong when somebody's table is read.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use retailgen_folder::{ErrorClass, FolderError, open_plain};

/// Why a table could not be read.
///
/// ```
/// use std::path::Path;
/// use retailgen_folder::ErrorClass;
/// use retailgen_read::{ReadError, TableFile, Rows};
///
/// let file = TableFile::new(Path::new("nowhere.csv")).ok_or("it has a known ending")?;
/// let error = Rows::open(&file).unwrap_err();
/// assert!(matches!(error, ReadError::Folder(_)));
/// assert_eq!(error.class(), ErrorClass::Failed);
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The system refused, or something else than a file stands there.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// A file is not what its format asks for.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A Delta table uses what this reader does not know, so its rows would come out wrong.
    #[error("{} uses {feature} of Delta, which retailgen does not read: {advice}", table.display())]
    DeltaFeature {
        /// The folder of the table.
        table: PathBuf,
        /// The feature, by the name that Delta has for it.
        feature: String,
        /// What to do.
        advice: &'static str,
    },
}

impl ReadError {
    /// What kind of failure it is.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Folder(error) => error.class(),
            Self::DeltaFeature { .. } => ErrorClass::Usage,
            Self::Unreadable { .. } => ErrorClass::Failed,
        }
    }

    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| FolderError::io("read", path)(source).into()
    }

    pub(crate) fn open(path: &Path) -> Result<File, Self> {
        Ok(open_plain(path)?)
    }

    /// Names a file that cannot be read and why; made for `map_err`.
    pub(crate) fn unreadable<E: ToString>(path: &Path) -> impl FnOnce(E) -> Self {
        move |reason| Self::Unreadable { path: path.to_path_buf(), reason: reason.to_string() }
    }
}
