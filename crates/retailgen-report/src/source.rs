//! The folder that a page is about: its files by table, and the truth beside it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use retailgen_folder::{Manifest, ManifestFile};
use retailgen_read::Undoing;
use retailgen_schema::{Formats, Table, is_of_changes};
use retailgen_synth::calendar::Date;
use retailgen_truth::{LABELS, RUN};

use crate::{ReportError, read, text_file::TextFile};

/// A finished folder, all of whose files are there in their sizes.
pub struct Source {
    folder: PathBuf,
    /// What the folder holds.
    pub manifest: Manifest,
    /// The files of each table that is there, in the order of the manifest; log entries of Delta tables included.
    files: BTreeMap<Table, Vec<ManifestFile>>,
    /// By path: what is to be undone in the text, as the truth says.
    undoing: BTreeMap<String, Undoing>,
}

impl Source {
    /// Looks at a folder and at the sizes of its files.
    pub fn open(folder: &Path) -> Result<Self, ReportError> {
        let manifest = Manifest::of_finished(folder)?;
        if manifest.files.iter().any(|file| file.path == RUN) && manifest.files.iter().any(|file| file.path == LABELS) {
            return Err(ReportError::TruthForData(folder.to_path_buf()));
        }
        if let Some((path, problem)) = manifest.first_damaged(folder)? {
            return Err(ReportError::damaged(&path)(problem));
        }
        let mut files: BTreeMap<Table, Vec<ManifestFile>> = BTreeMap::new();
        for file in manifest.files.iter().filter(|file| !is_of_changes(&file.path)) {
            let Ok(table) = file.table.parse::<Table>() else {
                let reason = format!("it lists a file of the table {:?}, which is not known", file.table);
                return Err(ReportError::damaged(&folder.join("_manifest.json"))(reason));
            };
            files.entry(table).or_default().push(file.clone());
        }
        let all = files.iter().flat_map(|(table, files)| files.iter().map(|file| (*table, file.path.as_str())));
        let formats = Formats::of_files(all);
        if let Some(&table) = files.keys().find(|table| formats.of(**table) != table.definition().format) {
            let format = formats.of(table);
            return Err(ReportError::OtherFormat { folder: folder.to_path_buf(), table, format });
        }
        Ok(Self { folder: folder.to_path_buf(), manifest, files, undoing: BTreeMap::new() })
    }

    /// The files of a table; none where it is not there.
    pub fn files(&self, table: Table) -> &[ManifestFile] {
        self.files.get(&table).map_or(&[], Vec::as_slice)
    }

    /// Whether the table is there.
    pub fn has(&self, table: Table) -> bool {
        self.files.contains_key(&table)
    }

    /// Where a file is.
    pub fn path(&self, file: &ManifestFile) -> PathBuf {
        self.folder.join(&file.path)
    }

    /// Takes the faults of text, by the paths of their files.
    pub fn know_undoing(&mut self, undoing: BTreeMap<String, Undoing>) {
        self.undoing = undoing;
    }

    /// What is to be undone in a file.
    pub fn undoing(&self, file: &ManifestFile) -> Undoing {
        self.undoing.get(&file.path).cloned().unwrap_or_default()
    }

    /// Opens a file of text.
    pub fn text(&self, file: &ManifestFile) -> Result<TextFile, ReportError> {
        TextFile::open(&self.path(file), self.undoing(file))
    }

    /// Where the folder of a table is that is one.
    pub fn folder_of(&self, table: Table) -> PathBuf {
        self.folder.join(table.definition().path)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How many rows the files of a table have by the manifest.
    pub fn rows(&self, table: Table) -> u64 {
        self.files(table).iter().fold(0, |rows, file| rows.saturating_add(file.rows))
    }

    /// How many bytes they have.
    pub fn bytes(&self, table: Table) -> u64 {
        self.files(table).iter().fold(0, |bytes, file| bytes.saturating_add(file.bytes))
    }

    /// The first and the last day of trade, by the paths of daily files.
    pub fn days(&self) -> Option<(Date, Date)> {
        let daily = [Table::OrdersHeader, Table::OrdersLines, Table::Events];
        let days = daily.into_iter().flat_map(|table| self.files(table)).filter_map(|file| day_of(&file.path));
        days.fold(None, |span, day| match span {
            None => Some((day, day)),
            Some((first, last)) => Some((first.min(day), last.max(day))),
        })
    }
}

/// The day that the path of a daily file spells out.
pub fn day_of(path: &str) -> Option<Date> {
    let (_, rest) = path.split_once("_dt=")?;
    read::date(rest.get(..10)?.as_bytes())
}

/// What the folders of a path say, such as the 7 in `store_id=7`.
pub fn folder_value<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    path.split('/').find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_days_and_stores() {
        assert_eq!(day_of("events/event_dt=2024-01-02/events_00000.jsonl"), Some(Date::new(2024, 1, 2)));
        assert_eq!(day_of("events/event_dt=2024-01-32/x"), None);
        assert_eq!(day_of("stores.csv"), None);
        assert_eq!(folder_value("sensors/store_id=7/month=2024-01/sensors.csv", "month"), Some("2024-01"));
    }
}
