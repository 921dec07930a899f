//! The history of a Delta table, and the paths of what follows from its data files.

use retailgen_folder::FileDigest;
use retailgen_schema::TableDefinition;

use super::DeltaOptions;
use super::broken_commit::{BrokenCommit, Cut};
use crate::compression::Compression;

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
    /// The commit that is cut, if one is.
    pub broken: Option<BrokenCommit>,
    /// The version of a checkpoint that the log points to, if it does: there is none.
    pub checkpoint: Option<u32>,
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
    /// What a log entry lacks.
    pub cut: Option<Cut>,
}

impl DeltaTable {
    /// The paths of all files that follow from the data files, as [`write`](Self::write) makes them.
    #[must_use]
    pub fn derived_paths(&self) -> Vec<String> {
        let changes = self.commits.iter().filter_map(|commit| self.change_path(commit));
        let entries = self.commits.iter().map(|commit| self.log_path(commit.version));
        changes.chain(entries).chain(self.pointer_path()).collect()
    }

    /// The path of the log entry of a version.
    #[must_use]
    pub fn log_path(&self, version: u32) -> String {
        format!("{}_delta_log/{version:020}.json", self.definition.path)
    }

    /// The path of the file that points to the latest checkpoint, where the table has one.
    #[must_use]
    pub fn pointer_path(&self) -> Option<String> {
        self.checkpoint.map(|_| format!("{}_delta_log/_last_checkpoint", self.definition.path))
    }

    /// What that file says.
    pub(super) fn pointer(&self) -> Option<String> {
        let version = self.checkpoint?;
        let of_checkpoint = || self.commits.iter().filter(|commit| commit.version <= version);
        let added: usize = of_checkpoint().map(|commit| commit.appended.len()).sum();
        let rewritten = of_checkpoint().filter_map(|commit| commit.rewritten.as_ref());
        let gone = rewritten.filter(|rewrite| rewrite.to.is_none()).count();
        // Beside the files a checkpoint has the protocol and the table's description.
        Some(format!("{{\"size\":{},\"version\":{version}}}", added.saturating_sub(gone) + 2))
    }

    /// The path of a commit's change data, where it has any.
    #[must_use]
    pub fn change_path(&self, commit: &DeltaCommit) -> Option<String> {
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
}
