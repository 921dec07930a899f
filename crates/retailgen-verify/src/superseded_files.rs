//! The files of a folder that are superseded: a later version of their Delta table does without them.

use std::{
    collections::BTreeSet,
    io::{self, Read as _},
    path::Path,
};

use retailgen_folder::{Manifest, open_plain};
use retailgen_schema::{Format, Formats, Table, is_of_changes};
use serde_json::Value;

use crate::{
    cells::RecordForm,
    check::{is_derived, place},
};

/// The most bytes of a log entry that are read.
const MOST_BYTES: u64 = 1 << 20;

/// The files of a finished folder that hold no row of a table as it stands: data files that the latest version of a Delta
/// table does without or that none has added, its change data, and what is told of changes beside the tables.
///
/// The table's log tells which they are; an entry of it that cannot be read tells of none. Paths are as in the manifest.
///
/// ```
/// use retailgen_dataset::{Scale, Scenario, Table, WriteOptions};
/// use retailgen_verify::superseded_files;
///
/// # if !cfg!(feature = "delta") { return Ok(()); }
/// let parent = tempfile::tempdir()?;
/// let dataset = Scenario::new(7).with_scale("0.01".parse()?).with_tables([Table::Returns])?.dataset();
/// let data = parent.path().join("data");
/// let outcome = dataset.write(&data, &WriteOptions::default())?;
/// let past = superseded_files(&data, outcome.manifest());
/// let files = &outcome.manifest().files;
/// let current: u64 = files.iter().filter(|file| !past.contains(&file.path)).map(|file| file.rows).sum();
/// let all: u64 = files.iter().map(|file| file.rows).sum();
/// assert!(0 < current && current < all);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn superseded_files(folder: &Path, manifest: &Manifest) -> BTreeSet<String> {
    let (mut past, mut added, mut data_files) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    let formats = formats(manifest);
    for file in &manifest.files {
        if is_of_changes(&file.path) {
            past.insert(file.path.clone());
        }
        let Ok(table) = file.table.parse::<Table>() else { continue };
        let definition = formats.definition(table);
        if definition.format != Format::Delta {
            continue;
        }
        if !is_derived(&file.path, Some(RecordForm::new(definition))) {
            data_files.push(&file.path);
            continue;
        }
        let text = open_plain(&place(folder, file)).map(|entry| io::read_to_string(entry.take(MOST_BYTES)));
        let entry = text.ok().and_then(Result::ok).unwrap_or_default();
        let actions = entry.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>().unwrap_or_default();
        let named = |name: &'static str| {
            let paths = actions.iter().filter_map(move |action| action[name]["path"].as_str());
            paths.map(|path| format!("{}{path}", definition.path))
        };
        past.extend(named("remove"));
        added.extend(named("add"));
        past.insert(file.path.clone());
    }
    // Where no entry could be read, nobody knows.
    if !added.is_empty() {
        past.extend(data_files.into_iter().filter(|path| !added.contains(*path)).cloned());
    }
    past
}

/// The formats of the files of a folder.
pub(crate) fn formats(manifest: &Manifest) -> Formats {
    Formats::of_files(manifest.files.iter().filter_map(|file| Some((file.table.parse().ok()?, file.path.as_str()))))
}
