//! The folder that is asked: its files by table.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use retailgen_folder::{Manifest, ManifestFile};
use retailgen_schema::{Formats, Table, is_of_changes};
use retailgen_truth::{LABELS, RUN};

use crate::AnswersError;

/// A finished folder, all of whose files are there in their sizes.
#[derive(Debug)]
pub(crate) struct Source {
    pub folder: PathBuf,
    pub run_id: String,
    /// The files of each table that is there, in the order of the manifest; log entries of Delta tables included.
    files: BTreeMap<Table, Vec<ManifestFile>>,
}

impl Source {
    /// Looks at a folder and at the sizes of its files.
    pub fn open(folder: &Path) -> Result<Self, AnswersError> {
        let manifest = Manifest::of_finished(folder)?;
        let has = |name: &str| manifest.files.iter().any(|file| file.path == name);
        if has(RUN) && has(LABELS) {
            return Err(AnswersError::TruthForData(folder.to_path_buf()));
        }
        if let Some((path, problem)) = manifest.first_damaged(folder)? {
            return Err(AnswersError::damaged(&path)(problem));
        }
        let mut files: BTreeMap<Table, Vec<ManifestFile>> = BTreeMap::new();
        for file in manifest.files.into_iter().filter(|file| !is_of_changes(&file.path)) {
            let Ok(table) = file.table.parse::<Table>() else {
                let reason = format!("it lists a file of the table {:?}, which is not known", file.table);
                return Err(AnswersError::damaged(&folder.join("_manifest.json"))(reason));
            };
            files.entry(table).or_default().push(file);
        }
        let all = files.iter().flat_map(|(table, files)| files.iter().map(|file| (*table, file.path.as_str())));
        let formats = Formats::of_files(all);
        if let Some(&table) = files.keys().find(|table| formats.of(**table) != table.definition().format) {
            let format = formats.of(table);
            return Err(AnswersError::OtherFormat { folder: folder.to_path_buf(), table, format });
        }
        Ok(Self { folder: folder.to_path_buf(), run_id: manifest.run_id, files })
    }

    /// Whether the table is there.
    pub fn has(&self, table: Table) -> bool {
        self.files.contains_key(&table)
    }

    /// The files of a table; none where it is not there.
    pub fn files(&self, table: Table) -> &[ManifestFile] {
        self.files.get(&table).map_or(&[], Vec::as_slice)
    }
}
