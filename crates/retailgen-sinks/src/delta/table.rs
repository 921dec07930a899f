//! The history of a Delta table, and what follows from its data files: change data and log.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use deltalake::logstore::{CommitOrBytes, LogStoreRef, StorageConfig, logstore_for};
use retailgen_folder::{FileDigest, FolderError, OwnedFolder, PendingFile, real_path};
use retailgen_schema::TableDefinition;
use url::Url;

use super::DeltaOptions;
use super::actions::{ChangeFile, entry};
use super::changes::Changes;
use super::columns::file_schema;
use crate::SinkError;
use crate::compression::Compression;
use crate::parquet::ParquetOptions;

/// A Delta table: what its history is, and where its data files lie.
#[derive(Clone, Debug)]
pub struct DeltaTable {
    /// The table.
    pub definition: &'static TableDefinition,
    /// Its id, a UUID.
    pub id: String,
    /// How it is written.
    pub options: DeltaOptions,
    /// How its Parquet files are compressed.
    pub compression: Compression,
    /// The commits, by version from 0.
    pub commits: Vec<DeltaCommit>,
}

/// A commit: one version of a table. Paths are those below the data folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeltaCommit {
    /// The version.
    pub version: u32,
    /// When it was made, microseconds since 1970 UTC.
    pub at: i64,
    /// What it did.
    pub change: DeltaChange,
    /// Data files whose rows are new.
    pub appended: Vec<String>,
    /// A data file that was rewritten.
    pub rewritten: Option<Rewrite>,
}

/// What a commit did, which names its operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeltaChange {
    /// Made the table.
    Load,
    /// Added columns, and rows that have them.
    Evolve,
    /// Changed some rows and added others, by the primary key.
    Merge,
    /// Took rows out.
    Delete,
}

/// A data file that gives way to another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The file that is no longer part of the table.
    pub from: String,
    /// The one that has its rows now; `None` where none are left.
    pub to: Option<String>,
}

/// A file that follows from a table's data files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedFile {
    /// Its path below the data folder.
    pub path: String,
    /// Its rows; a log entry has none.
    pub rows: u64,
    /// Its size and SHA-256.
    pub digest: FileDigest,
}

impl DeltaTable {
    /// The paths of all files that follow from the data files, as [`write`](Self::write) makes them.
    #[must_use]
    pub fn derived_paths(&self) -> Vec<String> {
        let changes = self.commits.iter().filter_map(|commit| self.change_path(commit));
        changes.chain(self.commits.iter().map(|commit| self.log_path(commit.version))).collect()
    }

    /// The path of the log entry of a version.
    #[must_use]
    pub fn log_path(&self, version: u32) -> String {
        format!("{}_delta_log/{version:020}.json", self.definition.path)
    }

    /// The path of a commit's change data, where it has any.
    fn change_path(&self, commit: &DeltaCommit) -> Option<String> {
        let changes_rows = matches!(commit.change, DeltaChange::Merge | DeltaChange::Delete);
        let rewritten = commit.rewritten.as_ref().map(|rewrite| rewrite.to.as_ref().unwrap_or(&rewrite.from));
        // Named after one of the commit's own files, whose name is unique.
        let of = rewritten.or(commit.appended.first()).filter(|_| changes_rows && self.options.change_data_feed)?;
        let name = self.relative(of).replacen("part-", "cdc-", 1);
        Some(format!("{}_change_data/{name}", self.definition.path))
    }

    /// A path below the table's folder, as the log has it.
    pub(super) fn relative<'p>(&self, path: &'p str) -> &'p str {
        path.strip_prefix(self.definition.path).unwrap_or(path)
    }

    /// Writes what follows from the data files, which lie in `folder` already: first the change data, then the log, whose
    /// last entry makes the table whole.
    ///
    /// Log entries get the times of their commits as times of change on the disk, since some readers travel in time by
    /// those.
    ///
    /// # Errors
    /// [`SinkError::Folder`] unless the folder's plan has [`derived_paths`](Self::derived_paths);
    /// [`SinkError::Parquet`] and [`SinkError::Folder`] where a data file cannot be read; [`SinkError::Delta`] where the log
    /// cannot be written.
    pub fn write(&self, folder: &OwnedFolder) -> Result<Vec<DerivedFile>, SinkError> {
        // Looked at before anything is made: none of the folders on the way may be a link.
        let places: Vec<PathBuf> =
            self.commits.iter().map(|commit| folder.place(&self.log_path(commit.version))).collect::<Result<_, _>>()?;
        let log = Log::open(&place(folder.root(), self.definition.path.trim_end_matches('/')))?;
        let mut changes = Vec::new();
        for commit in &self.commits {
            let change = self.change_path(commit).map(|path| {
                let (file, rows) = self.write_changes(folder.root(), commit, folder.file(&path)?)?;
                Ok::<_, SinkError>(DerivedFile { path, rows, digest: file.commit()? })
            });
            changes.push(change.transpose()?);
        }
        let mut entries = Vec::new();
        for ((commit, change), place) in self.commits.iter().zip(&changes).zip(places) {
            let path = self.log_path(commit.version);
            let text = self.entry(folder.root(), commit, change.as_ref())?;
            let digest = FileDigest::of(&text);
            log.write(commit.version, text)?;
            let at = SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(commit.at).unwrap_or(0));
            File::options()
                .append(true)
                .open(&place)
                .and_then(|file| file.set_modified(at))
                .map_err(SinkError::io("set the time of", &place))?;
            entries.push(DerivedFile { path, rows: 0, digest });
        }
        Ok(changes.into_iter().flatten().chain(entries).collect())
    }

    /// What [`write`](Self::write) would write next to the data files below `root`; nothing is written.
    ///
    /// # Errors
    /// [`SinkError::Parquet`] and [`SinkError::Folder`] where a data file cannot be read.
    pub fn expected(&self, root: &Path) -> Result<Vec<DerivedFile>, SinkError> {
        let (mut changes, mut entries) = (Vec::new(), Vec::new());
        for commit in &self.commits {
            let change = self.change_path(commit).map(|path| {
                let (file, rows) = self.write_changes(root, commit, PendingFile::measured(Path::new(&path)))?;
                Ok::<_, SinkError>(DerivedFile { path, rows, digest: file.commit()? })
            });
            let change = change.transpose()?;
            let digest = FileDigest::of(&self.entry(root, commit, change.as_ref())?);
            entries.push(DerivedFile { path: self.log_path(commit.version), rows: 0, digest });
            changes.extend(change);
        }
        Ok(changes.into_iter().chain(entries).collect())
    }

    fn entry(&self, root: &Path, commit: &DeltaCommit, change: Option<&DerivedFile>) -> Result<Vec<u8>, SinkError> {
        let change = change.map(|file| ChangeFile { path: self.relative(&file.path), bytes: file.digest.bytes });
        entry(self, root, commit, change)
    }

    fn write_changes<W: Write + Send>(&self, root: &Path, commit: &DeltaCommit, out: W) -> Result<(W, u64), SinkError> {
        let definition = self.definition;
        let schema = file_schema(definition, commit.version, self.options.timestamps);
        let options = ParquetOptions::for_table(definition).with_compression(self.compression);
        let mut changes = Changes::new(out, root, definition, &schema, &options)?;
        let place = |path: &str| place(root, path);
        if let Some(rewrite) = &commit.rewritten {
            let after = rewrite.to.as_deref().map(place);
            changes.rewritten(&place(&rewrite.from), after.as_deref())?;
        }
        // Readers of a version take its change data for all of its changes, so new rows belong in it too.
        for path in &commit.appended {
            changes.added(&place(path))?;
        }
        changes.finish()
    }
}

/// The place on the disk of a path below the data folder.
pub(super) fn place(root: &Path, path: &str) -> PathBuf {
    path.split('/').fold(root.to_path_buf(), |place, part| place.join(part))
}

/// The table's log as deltalake keeps it.
struct Log {
    folder: PathBuf,
    store: LogStoreRef,
    runtime: tokio::runtime::Runtime,
}

impl Log {
    fn open(folder: &Path) -> Result<Self, SinkError> {
        let failed = |source: Box<dyn std::error::Error + Send + Sync>| SinkError::Delta {
            action: "write",
            path: folder.to_path_buf(),
            source,
        };
        std::fs::create_dir_all(folder).map_err(SinkError::io("create the folder", folder))?;
        let url = url(folder)?;
        let store = logstore_for(&url, StorageConfig::default()).map_err(|error| failed(error.into()))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(SinkError::io("start the writer of", folder))?;
        Ok(Self { folder: folder.to_path_buf(), store, runtime })
    }

    /// Writes an entry, which must not be there yet.
    fn write(&self, version: u32, text: Vec<u8>) -> Result<(), SinkError> {
        // The id serves stores that put an entry aside first; this one puts it in place at once.
        let entry =
            self.store.write_commit_entry(version.into(), CommitOrBytes::LogBytes(text.into()), uuid::Uuid::nil());
        self.runtime.block_on(entry).map_err(|error| SinkError::Delta {
            action: "write",
            path: self.folder.clone(),
            source: error.into(),
        })
    }
}

/// The address of a table's folder.
pub(super) fn url(folder: &Path) -> Result<Url, SinkError> {
    // Neither `.` nor `..` may be in it.
    let whole = real_path(folder);
    Url::from_directory_path(&whole)
        .map_err(|()| FolderError::io("find", &whole)(std::io::ErrorKind::InvalidFilename.into()).into())
}
