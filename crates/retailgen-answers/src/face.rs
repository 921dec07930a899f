//! Which of the ways to see the data a row belongs to.

/// A way to see the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// As it should be.
    Clean,
    /// As it is.
    Dirty,
    /// Without the rows that faults name.
    Rejected,
}

impl Face {
    pub const ALL: [Self; 3] = [Self::Clean, Self::Dirty, Self::Rejected];
}

/// Some of the ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Faces(u8);

impl Faces {
    pub const ALL: Self = Self(0b111);
    pub const CLEAN: Self = Self(1 << Face::Clean as u8);
    pub const DIRTY: Self = Self(1 << Face::Dirty as u8);

    pub fn has(self, face: Face) -> bool {
        self.0 & 1 << face as u8 != 0
    }
}
