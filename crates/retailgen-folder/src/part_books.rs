//! Where the parts of a run keep their books: markers of their own, manifests, and what waits to be merged.

use crate::{FileDigest, PartNumber};

/// The folder, below that of the run, in which parts keep their books.
pub(crate) const PARTS_FOLDER: &str = "_retailgen.parts";

/// What a part may put aside there until the parts are merged: rows in the folder of the data, the others in that of the truth.
pub(crate) const PUT_ASIDE: [&str; 3] = ["labels", "rows", "spill"];

/// What a part may have there.
const SUFFIXES: [&str; 5] = ["inprogress", "json", PUT_ASIDE[0], PUT_ASIDE[1], PUT_ASIDE[2]];

/// The path of something that a part has there, below the folder of the run.
pub(crate) fn path_of(part: PartNumber, suffix: &str) -> String {
    format!("{PARTS_FOLDER}/{}-of-{}.{suffix}", part.number(), part.of())
}

/// Whether a path below the folder of a run is of the books that its parts keep.
pub(crate) fn is_of_parts(path: &str) -> bool {
    path.split_once('/').is_some_and(|(folder, _)| folder == PARTS_FOLDER)
}

/// All that the parts of a run may have there.
pub(crate) fn paths_of_all(of: u32) -> impl Iterator<Item = String> {
    let parts = (1..=of).filter_map(move |number| PartNumber::new(number, of).ok());
    parts.flat_map(|part| SUFFIXES.map(|suffix| path_of(part, suffix)))
}

/// The run as which a marker names the parts of a run: parts of another number are another run's, and so is the single run.
pub(crate) fn run_id_of_parts(run_id: &str, of: u32) -> String {
    let mut digits = FileDigest::of(format!("{run_id} in {of} parts").as_bytes()).sha256.to_string();
    digits.truncate(32);
    digits
}
