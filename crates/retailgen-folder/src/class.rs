//! What kinds of failures there are, for whoever answers them all alike.

/// What kind of failure an error is: what the one who asked can do about it.
///
/// ```
/// use retailgen_folder::{ErrorClass, FolderError};
///
/// let error = FolderError::InUse { path: "data_raw".into() };
/// assert_eq!(error.class(), ErrorClass::Busy);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorClass {
    /// What was asked for cannot be done: change the arguments or the configuration.
    Usage,
    /// A folder holds something that stays untouched: name another one, or allow overwriting where that is offered.
    FolderTaken,
    /// Another process is at work: try again later.
    Busy,
    /// The system refused, or a file could not be read or written.
    Failed,
    /// Something was checked and does not hold.
    Found,
    /// It was asked to stop.
    Cancelled,
}
