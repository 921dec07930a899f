//! The files of a Delta log: which of them make the latest version, and what a commit says.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Read},
    path::{Path, PathBuf},
};

use retailgen_folder::list_files;
use serde_json::{Map, Value};

use super::LOG;
use crate::ReadError;

/// The files to replay.
#[derive(Debug)]
pub(super) struct Log {
    /// The parts of the latest whole checkpoint; none where the log begins with commit 0.
    pub checkpoint: Vec<PathBuf>,
    /// The commits after it, in order.
    pub commits: Vec<PathBuf>,
    /// The version of the last.
    pub version: u64,
}

impl Log {
    /// Lists the log. `_last_checkpoint` is not asked: it is a hint, and may be older than the checkpoints that there are.
    pub fn list(table: &Path) -> Result<Self, ReadError> {
        let log = table.join(LOG);
        let unreadable = |reason: String| ReadError::unreadable(&log)(reason);
        let mut commits = BTreeMap::new();
        // By version and number of parts, the parts.
        let mut checkpoints: BTreeMap<(u64, u64), BTreeMap<u64, PathBuf>> = BTreeMap::new();
        for name in list_files(&log)?.paths {
            let words: Vec<&str> = name.split('.').collect();
            let Some(version) = words.first().filter(|word| word.len() == 20).and_then(|word| word.parse().ok()) else {
                continue;
            };
            match words[1..] {
                ["json"] => drop(commits.insert(version, log.join(&name))),
                ["checkpoint", "parquet"] => {
                    checkpoints.entry((version, 1)).or_default().insert(1, log.join(&name));
                }
                ["checkpoint", part, parts, "parquet"] => {
                    if let (Ok(part), Ok(parts)) = (part.parse(), parts.parse()) {
                        checkpoints.entry((version, parts)).or_default().insert(part, log.join(&name));
                    }
                }
                _ => {}
            }
        }
        let whole = checkpoints.into_iter().rev().find(|((_, parts), found)| found.len() as u64 == *parts);
        let (first, checkpoint) = match whole {
            Some(((version, _), parts)) => (version + 1, parts.into_values().collect()),
            None => (0, Vec::new()),
        };
        let last = commits.keys().next_back().copied();
        let version = last.filter(|last| *last >= first).or(first.checked_sub(1));
        let version = version.ok_or_else(|| unreadable("it has no commit".to_owned()))?;
        let mut wanted = Vec::new();
        for number in first..=version {
            match commits.remove(&number) {
                Some(commit) => wanted.push(commit),
                None => return Err(unreadable(format!("commit {number} is missing, and no checkpoint stands for it"))),
            }
        }
        Ok(Self { checkpoint, commits: wanted, version })
    }
}

/// The actions of a commit, one JSON object a line.
///
/// Within a commit it does not matter in which order they stand: no file is both added and removed there.
pub(super) fn actions(commit: &Path, text: impl Read) -> Result<Vec<Map<String, Value>>, ReadError> {
    let mut actions = Vec::new();
    for line in BufReader::new(text).lines() {
        let line = line.map_err(ReadError::io(commit))?;
        if !line.trim().is_empty() {
            actions.push(serde_json::from_str(&line).map_err(ReadError::unreadable(commit))?);
        }
    }
    Ok(actions)
}
