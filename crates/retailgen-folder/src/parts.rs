//! Parts of a run in one folder, written by several processes, or each in a folder of its own, until they are merged.
//!
//! A folder of parts has the marker of a run that several processes hold together, so to all others it is unfinished. It
//! names every file of the whole run. Beside it, in the folder `_retailgen.parts`, each part has a marker of its own, which
//! it alone holds, and at its end a manifest. To merge is to write the one manifest from those and to remove that folder.

mod claim;
mod continuing;
mod manifest;
mod merging;
mod part_folder;

pub use claim::{PartClaim, PartClaimed, PartPlan};
pub use continuing::{Continuation, ContinuedFolder, open_put_aside};
pub use manifest::{PartManifest, PlacedFile, PlannedPaths};
pub use merging::{CollectedParts, LabelsOfParts, PartsClaim, PartsClaimed, PartsError};
pub use part_folder::PartFolder;
