//! Where the parts of a run keep their books: markers of their own, manifests, and what waits to be merged.

use crate::{FileDigest, PartNumber};

/// The folder, below that of the run, in which parts keep their books.
pub(crate) const PARTS_FOLDER: &str = "_retailgen.parts";

/// What a part may put aside until the parts are merged: rows in the folder of the data, the others in the folder of the truth.
///
/// ```
/// use retailgen_folder::PutAside;
///
/// assert_eq!(PutAside::ALL.map(PutAside::suffix), ["labels", "collateral", "rows", "spill"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PutAside {
    /// The labels of the part, in the order of its files.
    Labels,
    /// What the labels of a finished run drag along, which has a file of its own.
    Collateral,
    /// The rows of a finished run that begin a file.
    Rows,
    /// Labels as they come.
    Spill,
}

impl PutAside {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Labels, Self::Collateral, Self::Rows, Self::Spill];

    /// The end of the file's name.
    #[must_use]
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Labels => "labels",
            Self::Collateral => "collateral",
            Self::Rows => "rows",
            Self::Spill => "spill",
        }
    }

    /// The path below the folder of the run.
    pub(crate) fn path(self, part: PartNumber) -> String {
        path_of(part, self.suffix())
    }
}

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
    let put_aside = PutAside::ALL.map(PutAside::suffix);
    parts.flat_map(move |part| {
        ["inprogress", "json"].into_iter().chain(put_aside).map(move |suffix| path_of(part, suffix))
    })
}

/// The run as which a marker names the parts of a run: parts of another number are another run's, and so is the single run.
pub(crate) fn run_id_of_parts(run_id: &str, of: u32) -> String {
    let mut digits = FileDigest::of(format!("{run_id} in {of} parts").as_bytes()).sha256.to_string();
    digits.truncate(32);
    digits
}
