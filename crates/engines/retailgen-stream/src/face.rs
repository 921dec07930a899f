//! Which rows of a table are meant.

/// Which rows of a table are meant.
///
/// ```
/// use retailgen_stream::Face;
///
/// assert_eq!(Face::ALL.map(Face::name), ["dirty", "clean"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Face {
    /// With the faults of the dataset's policy.
    Dirty,
    /// Without faults.
    Clean,
}

impl Face {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Dirty, Self::Clean];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dirty => "dirty",
            Self::Clean => "clean",
        }
    }
}
