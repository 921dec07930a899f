//! The files of the data, opened in the form that each table has there.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use retailgen_read::{FileFormat, ReadError, Rows, TableFile, Undoing, Undone, delta};
use retailgen_schema::{Format, Formats, Table};

use crate::{Truth, source_file::Meant};

/// The files of a folder of data.
pub(crate) struct DataFiles<'t> {
    folder: &'t Path,
    truth: &'t Truth,
    formats: Formats,
    /// The files of Delta tables that no later version has replaced.
    live: HashMap<Table, Vec<PathBuf>>,
}

impl<'t> DataFiles<'t> {
    pub(crate) fn of(folder: &'t Path, truth: &'t Truth) -> Self {
        Self { folder, truth, formats: truth.files.formats(), live: HashMap::new() }
    }

    /// The rows of a file, with the faults of its text undone; none where a later version of its Delta table has replaced it,
    /// and of documents in Parquet, which are not read.
    pub(crate) fn open(&mut self, file: u32) -> Result<Option<Rows>, ReadError> {
        let table = self.truth.files.table(file);
        let path = self.folder.join(self.truth.files.path(file));
        let format = match self.formats.of(table) {
            Format::Parquet if table.definition().document.is_some() => return Ok(None),
            Format::Csv => FileFormat::Csv,
            Format::Jsonl => FileFormat::JsonLines,
            // What a label has of it is text, whatever the format.
            _ if self.truth.missing.contains(&file) => match table.definition().document {
                Some(_) => FileFormat::JsonLines,
                None => FileFormat::Csv,
            },
            Format::Parquet => FileFormat::Parquet,
            Format::Xlsx => FileFormat::Xlsx,
            Format::Delta if self.is_live(table, &path)? => FileFormat::Parquet,
            _ => return Ok(None),
        };
        let Some(source) = TableFile::new(&path) else { return Ok(None) };
        Rows::open_undone(&source.with_format(format), self.truth.undoing(file)).map(Some)
    }

    /// What is to be undone in a file that is known by where it is.
    fn undoing_of(&self, path: &Path) -> Undoing {
        let below = path.strip_prefix(self.folder).ok().and_then(Path::to_str);
        match below.map(|below| self.truth.files.find(None, below)) {
            Some(Meant::One(file)) => self.truth.undoing(file),
            _ => Undoing::default(),
        }
    }

    fn is_live(&mut self, table: Table, path: &Path) -> Result<bool, ReadError> {
        if !self.live.contains_key(&table) {
            let folder = self.folder.join(table.definition().path);
            let files =
                delta::Snapshot::load_from(&folder, |commit| Undone::open(commit, self.undoing_of(commit)))?.files;
            self.live.insert(table, files.into_iter().map(|file| file.path).collect());
        }
        Ok(self.live[&table].iter().any(|live| live == path))
    }
}
