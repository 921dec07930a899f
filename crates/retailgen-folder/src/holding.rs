//! How a marker is held: by one process, or by several.

/// Whether others may hold a marker at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holding {
    /// One run, which may remove what the marker names.
    Alone,
    /// Several parts of one run, each of which sees to its own files.
    Together,
}
