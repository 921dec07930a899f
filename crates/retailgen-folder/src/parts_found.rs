//! Which parts a folder has, and what is said of those that it lacks.

use std::path::Path;

use crate::dir::{Dir, Kind};
use crate::marker::Sections;
use crate::part_books::{PARTS_FOLDER, run_id_of_parts};
use crate::{FolderError, MARKER_NAME, Manifest, PartNumber};

/// The parts in a folder, by number.
#[derive(Debug, Default)]
pub(crate) struct PartsFound {
    /// How many parts the run has.
    pub of: u32,
    /// Those that have a manifest.
    pub finished: Vec<PartNumber>,
    /// Those that have only begun.
    pub unfinished: Vec<PartNumber>,
}

impl PartsFound {
    /// Looks into a folder; none where no part of a run has begun there.
    pub(crate) fn look(root: &Dir) -> Result<Option<Self>, FolderError> {
        if root.kind(PARTS_FOLDER)? != Some(Kind::Folder) {
            return Ok(None);
        }
        let below = Path::new(PARTS_FOLDER).join("any");
        let Some(folder) = root.folder_of(&below)? else { return Ok(None) };
        let mut found = Self::default();
        let mut begun = Vec::new();
        for name in folder.names()? {
            match name.to_str().and_then(part_of_name) {
                Some((part, "json")) => found.finished.push(part),
                Some((part, "inprogress")) => begun.push(part),
                _ => {}
            }
        }
        begun.retain(|part| !found.finished.contains(part));
        found.unfinished = begun;
        found.finished.sort_unstable();
        found.unfinished.sort_unstable();
        let first = found.finished.first().or(found.unfinished.first());
        found.of = first.map_or(0, |part| part.of());
        Ok(first.is_some().then_some(found))
    }

    /// What it lacks, in words; none where every part is finished.
    fn lack(&self) -> Option<String> {
        let numbers = |parts: &[PartNumber]| parts.iter().map(|part| part.number()).collect::<Vec<_>>();
        lack(self.of, &numbers(&self.finished), &numbers(&self.unfinished))
    }
}

/// What is lacking of the parts of a run, in words.
pub(crate) fn lack(of: u32, finished: &[u32], unfinished: &[u32]) -> Option<String> {
    let missing: Vec<u32> =
        (1..=of).filter(|number| !finished.contains(number) && !unfinished.contains(number)).collect();
    let told = |numbers: &[u32], what: &str| match numbers {
        [] => None,
        [one] => Some(format!("part {one} of {of} is {what}")),
        several => Some(format!("parts {} of {of} are {what}", in_runs(several))),
    };
    let said: Vec<String> = [told(&missing, "missing"), told(unfinished, "unfinished")].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// Numbers in order, runs of them in short: `2, 5 to 9`.
fn in_runs(numbers: &[u32]) -> String {
    let runs = numbers.chunk_by(|a, b| a + 1 == *b).map(|run| match run {
        [first, .., last] if last - first > 1 => format!("{first} to {last}"),
        few => few.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
    });
    runs.collect::<Vec<_>>().join(", ")
}

/// Refuses to read a folder, or to write a whole run into it, while its parts are not merged.
pub(crate) fn refuse_unmerged(root: &Dir) -> Result<(), FolderError> {
    match PartsFound::look(root)? {
        None => Ok(()),
        Some(found) if is_append(root, found.of)? => {
            Err(FolderError::AppendInterrupted { path: root.path().to_path_buf() })
        }
        Some(found) => {
            let lack = found.lack().unwrap_or_else(|| format!("all {} are there", found.of));
            Err(FolderError::UnmergedParts { path: root.path().to_path_buf(), lack })
        }
    }
}

/// Whether the parts in a folder are those of an append: the manifest there is of the run that was finished before, and not of
/// the one that the parts have been merged to.
pub(crate) fn is_append(root: &Dir, of: u32) -> Result<bool, FolderError> {
    let Some(manifest) = Manifest::read(root)? else { return Ok(false) };
    let Some(marker) = root.read_small(MARKER_NAME)? else { return Ok(false) };
    let run_id = Sections::read(marker.as_slice(), &root.place(MARKER_NAME))?.run_id;
    Ok(run_id.is_some_and(|run_id| run_id != run_id_of_parts(&manifest.run_id, of)))
}

fn part_of_name(name: &str) -> Option<(PartNumber, &str)> {
    let (numbers, suffix) = name.split_once('.')?;
    let (number, of) = numbers.split_once("-of-")?;
    let part = PartNumber::new(number.parse().ok()?, of.parse().ok()?).ok()?;
    Some((part, suffix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lacking_is_told_in_runs() {
        assert_eq!(lack(3, &[1, 2, 3], &[]), None);
        assert_eq!(lack(3, &[1, 3], &[]).unwrap(), "part 2 of 3 is missing");
        let told = lack(12, &[1, 10, 12], &[3, 4]).unwrap();
        assert_eq!(told, "parts 2, 5 to 9, 11 of 12 are missing, parts 3, 4 of 12 are unfinished");
    }

    #[test]
    fn only_names_of_parts_are_read_as_such() {
        assert_eq!(part_of_name("3-of-8.json"), Some((PartNumber::new(3, 8).unwrap(), "json")));
        for name in ["9-of-8.json", "3-of-8", ".3-of-8.json.partial", "three-of-8.json"] {
            assert_eq!(part_of_name(name), None, "{name}");
        }
    }
}
