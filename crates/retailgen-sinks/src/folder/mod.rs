//! The protocol by which a run writes only into folders that are its own.
//!
//! The first thing in a folder is the marker, `_retailgen.inprogress`, which names every file the run may write; the last
//! is the manifest, `_manifest.json`, the sign that all is there. Only what a marker or manifest names is ever deleted:
//!
//! | in the folder | means |
//! |---|---|
//! | nothing | free |
//! | a marker | a run is writing, or was killed |
//! | a manifest | finished |
//! | a manifest, and a marker of the same run | finished, killed before the marker was removed |
//! | a manifest, and a marker of another run | the other run had begun to replace the files |
//! | anything else | somebody else's: never touched |
//!
//! A process holds a lock on the marker while it writes, so that a second one is told instead of spoiling the first
//! one's files. The lock dies with the process.

mod manifest;
mod marker;
mod nesting;
mod owned;
mod path;
mod removal;
mod state;
#[cfg(test)]
mod tests;

pub use manifest::{MANIFEST_NAME, Manifest, ManifestFile};
pub use marker::MARKER_NAME;
pub use nesting::{real_path, refuse_address};
pub use owned::{Begin, Overwrite, OwnedFolder, Run, Standing};
pub use state::FolderState;
