//! Which part of a run, or of a table, out of how many.

use std::fmt;

/// One part of several: of a run that several processes write, or of a table's rows.
///
/// ```
/// use retailgen_folder::PartNumber;
///
/// let part = PartNumber::new(3, 8)?;
/// assert_eq!((part.number(), part.index(), part.of()), (3, 2, 8));
/// assert_eq!(part.to_string(), "part 3 of 8");
/// assert_eq!(PartNumber::new(9, 8).unwrap_err().to_string(), "there is no part 9 of 8: parts are numbered 1 to 8");
/// # Ok::<(), retailgen_folder::PartNumberError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartNumber {
    number: u32,
    of: u32,
}

/// Why there is no such part.
///
/// ```
/// use retailgen_folder::{PartNumber, PartNumberError};
///
/// assert_eq!(PartNumber::new(0, 8), Err(PartNumberError::OutOfRange { number: 0, of: 8 }));
/// assert_eq!(PartNumber::new(1, 0), Err(PartNumberError::Parts { of: 0 }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PartNumberError {
    /// A run cannot have so many parts.
    #[error("a run cannot have {of} parts: take 1 to {}", PartNumber::MOST)]
    Parts {
        /// The number of parts.
        of: u32,
    },
    /// The number lies outside.
    #[error("there is no part {number} of {of}: parts are numbered 1 to {of}")]
    OutOfRange {
        /// The number of the part, from 1.
        number: u32,
        /// The number of parts.
        of: u32,
    },
}

impl PartNumber {
    /// The most parts that a run can have.
    ///
    /// ```
    /// use retailgen_folder::PartNumber;
    ///
    /// assert!(PartNumber::new(1, PartNumber::MOST).is_ok() && PartNumber::new(1, PartNumber::MOST + 1).is_err());
    /// ```
    pub const MOST: u32 = 10_000;

    /// Part number `number` of `of`, counted from 1.
    ///
    /// # Errors
    /// [`PartNumberError`] where there is no such part.
    pub fn new(number: u32, of: u32) -> Result<Self, PartNumberError> {
        match () {
            () if !(1..=Self::MOST).contains(&of) => Err(PartNumberError::Parts { of }),
            () if !(1..=of).contains(&number) => Err(PartNumberError::OutOfRange { number, of }),
            () => Ok(Self { number, of }),
        }
    }

    /// Its number, from 1.
    #[must_use]
    pub fn number(self) -> u32 {
        self.number
    }

    /// Its number, from 0.
    #[must_use]
    pub fn index(self) -> u32 {
        self.number - 1
    }

    /// How many parts there are.
    #[must_use]
    pub fn of(self) -> u32 {
        self.of
    }
}

impl fmt::Display for PartNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "part {} of {}", self.number, self.of)
    }
}
