//! Editions of the data: as it should be, as it is, and without the rows that faults name.

/// An edition of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edition {
    /// As it should be.
    Clean,
    /// As it is.
    Dirty,
    /// Without the rows that faults name, those apart whose faults are let through.
    Rejected,
}

impl Edition {
    pub const ALL: [Self; 3] = [Self::Clean, Self::Dirty, Self::Rejected];
}

/// Some editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Editions(u8);

impl Editions {
    pub const ALL: Self = Self(0b111);
    pub const CLEAN: Self = Self(1 << Edition::Clean as u8);
    pub const DIRTY: Self = Self(1 << Edition::Dirty as u8);
    /// Of a row whose faults are let through.
    pub const NOT_CLEAN: Self = Self(1 << Edition::Dirty as u8 | 1 << Edition::Rejected as u8);

    pub fn has(self, edition: Edition) -> bool {
        self.0 & 1 << edition as u8 != 0
    }
}
