//! What a file system cannot do and a run does without.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// Something that a file system cannot do, though a run wants it. The files are the same without.
///
/// ```
/// use retailgen_folder::Shortcoming;
///
/// assert!(Shortcoming::Locks.to_string().starts_with("there are no locks here"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Shortcoming {
    /// It has no locks.
    Locks,
    /// It cannot flush files or folders to the disk.
    Flushing,
    /// It does not let the time of a file be set.
    Times,
}

impl Shortcoming {
    const ALL: [Self; 3] = [Self::Locks, Self::Flushing, Self::Times];

    fn bit(self) -> u8 {
        1 << self as u8
    }

    /// Whether an error says that the file system cannot do it, rather than that it failed.
    fn explains(self, error: &io::Error) -> bool {
        match error.kind() {
            io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput => true,
            // A mount whose files all belong to somebody else.
            io::ErrorKind::PermissionDenied => self == Self::Times,
            _ => self == Self::Locks && has_no_locks(error),
        }
    }
}

/// Network file systems without a lock server say that there are no locks left.
#[cfg(unix)]
fn has_no_locks(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error())
}

#[cfg(not(unix))]
fn has_no_locks(_error: &io::Error) -> bool {
    false
}

impl fmt::Display for Shortcoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Locks => "there are no locks here: a second run into the same folder would go unnoticed",
            Self::Flushing => "this file system cannot flush files to the disk: a power failure may still lose them",
            Self::Times => {
                "the times of files cannot be set here: readers that choose a version of a Delta table by \
                 those find the latest only"
            }
        })
    }
}

/// The shortcomings found in a folder so far; clones share them.
///
/// ```
/// use retailgen_folder::Shortcomings;
///
/// assert_eq!(Shortcomings::default().found(), []);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Shortcomings(Arc<AtomicU8>);

impl Shortcomings {
    /// Goes on without what the file system cannot do; any other error stays one.
    pub(crate) fn tolerate(&self, what: Shortcoming, done: io::Result<()>) -> io::Result<()> {
        match done {
            Err(error) if what.explains(&error) => {
                self.0.fetch_or(what.bit(), Ordering::Relaxed);
                Ok(())
            }
            done => done,
        }
    }

    /// Each once.
    #[must_use]
    pub fn found(&self) -> Vec<Shortcoming> {
        let bits = self.0.load(Ordering::Relaxed);
        Shortcoming::ALL.into_iter().filter(|what| bits & what.bit() != 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_done_without_and_what_failed_is_an_error() {
        let shortcomings = Shortcomings::default();
        let tolerate = |what, kind: io::ErrorKind| shortcomings.tolerate(what, Err(kind.into())).is_ok();
        assert!(!tolerate(Shortcoming::Flushing, io::ErrorKind::StorageFull));
        assert!(!tolerate(Shortcoming::Flushing, io::ErrorKind::PermissionDenied));
        assert_eq!(shortcomings.found(), []);
        assert!(tolerate(Shortcoming::Times, io::ErrorKind::PermissionDenied));
        assert!(tolerate(Shortcoming::Flushing, io::ErrorKind::InvalidInput));
        assert_eq!(shortcomings.found(), [Shortcoming::Flushing, Shortcoming::Times]);
        #[cfg(unix)]
        for (errno, tolerated) in [
            (rustix::io::Errno::NOLCK, true),
            (rustix::io::Errno::NOSYS, true),
            (rustix::io::Errno::OPNOTSUPP, true),
            (rustix::io::Errno::IO, false),
        ] {
            assert_eq!(shortcomings.tolerate(Shortcoming::Locks, Err(errno.into())).is_ok(), tolerated, "{errno:?}");
        }
    }
}
