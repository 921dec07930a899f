//! Files that appear whole, and folders that know their owner: how a run writes only into folders that are its own.
//!
//! [`PendingFile`] has its name only when it is whole, and knows its size and SHA-256. [`OwnedFolder`] is the protocol of a
//! folder. The first thing in a folder is the marker, `_retailgen.inprogress`, which names every file the run may write; the last
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
//! A folder may also be a place in an object store, behind an [`Address`] such as `s3://bucket/data_raw`. Its files are then made
//! on the local disk one by one, and put into the store when they are whole.
//!
//! A process holds a lock on the marker while it writes, so that a second one is told instead of spoiling the first
//! one's files. The lock dies with the process.
//!
//! ```
//! use retailgen_folder::{Begin, ManifestFile, OwnedFolder, Overwrite, Run};
//!
//! let parent = tempfile::tempdir()?;
//! let run = Run { run_id: "07ab".into(), tool_version: "0.1.0".into(), dataset_version: "1".into() };
//! let planned = ["stores.csv".to_owned()];
//! let Begin::Ready(folder) = OwnedFolder::begin(parent.path(), &run, &planned, Overwrite::No)? else { unreachable!() };
//! let mut file = folder.file("stores.csv")?;
//! file.write_block(b"store_id\n1\n")?;
//! assert!(!parent.path().join("stores.csv").exists());
//! folder.finish(vec![ManifestFile::new("stores.csv", "stores", 1, file.commit()?)])?;
//! assert!(parent.path().join("stores.csv").exists() && parent.path().join("_manifest.json").exists());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A building block of the crate `retailgen`, which hands on [`FolderError`], [`Manifest`] and what is in it; the rest may
//! change in any release.

mod claim;
mod class;
mod digest;
mod dir;
mod error;
mod file;
mod holding;
mod manifest;
mod marked_file;
mod marker;
mod nesting;
mod owned;
mod part_books;
mod part_number;
mod parts;
mod parts_found;
mod path;
mod place;
mod removal;
mod scratch;
mod shortcomings;
mod state;
mod strangers;
#[cfg(test)]
mod tests;

pub use claim::{Begin, Claim, Claimed, Overwrite, Standing};
pub use class::ErrorClass;
pub use digest::{FileDigest, NotASha256, Sha256Sum};
pub use error::FolderError;
pub use file::PendingFile;
pub use manifest::{Manifest, ManifestFile, Run};
pub use marked_file::MarkedFile;
pub use nesting::{real_path, refuse_address, refuse_within_run};
pub use owned::OwnedFolder;
pub use part_books::PutAside;
pub use part_number::{PartNumber, PartNumberError};
pub use parts::{
    CollectedParts, Continuation, ContinuedFolder, LabelsOfParts, PartClaim, PartClaimed, PartFolder, PartManifest,
    PartPlan, PartsClaim, PartsClaimed, PartsError, PlacedFile, PlannedPaths, open_put_aside,
};
pub use path::{MANIFEST_NAME, MARKER_NAME, place_below};
pub use place::{is_anything_at, is_plain_file, open_plain};
pub use retailgen_stores::{Address, AddressProblem};
pub use scratch::ScratchFile;
pub use shortcomings::{Shortcoming, Shortcomings};
pub use state::FolderState;
pub use strangers::{FilesBelow, count_dropped_by_system, is_dropped_by_system, list_files};
