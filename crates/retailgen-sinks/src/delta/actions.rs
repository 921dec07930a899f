//! The entries of a Delta table's log: deltalake's actions, as text that is the same every time.

use std::path::Path;

use deltalake::DeltaTableError;
use deltalake::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake::kernel::{Action, Add, AddCDCFile, CommitInfo, Metadata, Protocol, Remove, StructType};
use deltalake::protocol::{DeltaOperation, MergePredicate, SaveMode};
use serde_json::{Map, Value, json};

use super::DeltaTimestamps;
use super::columns::file_schema;
use super::statistics::DataFile;
use super::table::{DeltaChange, DeltaCommit, DeltaTable, place};
use crate::SinkError;

/// Who wrote the table, as the log says. Without a version: a release that changes no value changes no byte.
const ENGINE: &str = "retailgen";
/// A history that lies in the past must not look expired, or a reader's clean-up would take it apart.
const RETENTION: &str = "interval 36500 days";
/// Commits until a reader that adds its own writes a checkpoint; the history written here has none.
const CHECKPOINT_INTERVAL: &str = "100";

/// A file of change data as its commit names it.
pub struct ChangeFile<'c> {
    /// Its path below the table's folder.
    pub path: &'c str,
    /// Its size.
    pub bytes: u64,
}

/// The text of a commit's entry: one action a line.
pub fn entry(
    table: &DeltaTable,
    root: &Path,
    commit: &DeltaCommit,
    change: Option<ChangeFile>,
) -> Result<Vec<u8>, SinkError> {
    let failed = |source: DeltaTableError| SinkError::Delta {
        action: "write",
        path: root.join(table.definition.path),
        source: source.into(),
    };
    let files = Files::inspect(table, root, commit)?;
    let mut actions = vec![Action::CommitInfo(commit_info(table, commit, &files))];
    let evolved = |version: u32| table.definition.columns.iter().any(|column| column.since_version == version);
    if commit.version == 0 {
        actions.push(Action::Protocol(protocol(table).map_err(failed)?));
    }
    if commit.version == 0 || evolved(commit.version) {
        actions.push(Action::Metadata(metadata(table, commit.version).map_err(failed)?));
    }
    actions.extend(files.added.iter().map(|(path, file)| Action::Add(add(table, path, file, commit))));
    actions.extend(files.removed.iter().map(|(path, file)| Action::Remove(remove(table, path, file, commit))));
    actions.extend(change.map(|change| {
        Action::Cdc(AddCDCFile { path: change.path.to_owned(), size: change.bytes as i64, ..AddCDCFile::default() })
    }));
    let mut text = Vec::new();
    for action in actions {
        let value = serde_json::to_value(action).map_err(|error| failed(error.into()))?;
        text.extend_from_slice(sorted(value).to_string().as_bytes());
        text.push(b'\n');
    }
    Ok(text)
}

/// The data files of a commit as they lie on the disk, by path.
struct Files<'c> {
    added: Vec<(&'c str, DataFile)>,
    /// How many of the added files hold new rows; they stand first.
    appended: usize,
    removed: Vec<(&'c str, DataFile)>,
}

impl<'c> Files<'c> {
    fn inspect(table: &DeltaTable, root: &Path, commit: &'c DeltaCommit) -> Result<Self, SinkError> {
        let inspect = |path: &'c str| Ok((path, DataFile::inspect(&place(root, path))?));
        let rewritten = commit.rewritten.as_ref();
        let added = commit.appended.iter().chain(rewritten.and_then(|rewrite| rewrite.to.as_ref()));
        let files = Self {
            added: added.map(|path| inspect(path)).collect::<Result<_, SinkError>>()?,
            appended: commit.appended.len(),
            removed: rewritten.map(|rewrite| inspect(&rewrite.from)).into_iter().collect::<Result<_, SinkError>>()?,
        };
        debug_assert!(files.added.iter().all(|(path, _)| path.starts_with(table.definition.path)));
        Ok(files)
    }

    /// How many rows were added, and how many of them are not copied from another file.
    fn rows(&self) -> (i64, i64) {
        let rows = |files: &[(&str, DataFile)]| files.iter().map(|(_, file)| file.rows).sum();
        (rows(&self.added), rows(&self.added[..self.appended]))
    }
}

fn add(table: &DeltaTable, path: &str, file: &DataFile, commit: &DeltaCommit) -> Add {
    Add {
        path: table.relative(path).to_owned(),
        size: file.bytes as i64,
        modification_time: millis(commit.at),
        data_change: true,
        stats: Some(file.statistics.clone()),
        ..Add::default()
    }
}

fn remove(table: &DeltaTable, path: &str, file: &DataFile, commit: &DeltaCommit) -> Remove {
    Remove {
        path: table.relative(path).to_owned(),
        data_change: true,
        deletion_timestamp: Some(millis(commit.at)),
        extended_file_metadata: Some(true),
        partition_values: Some([].into()),
        size: Some(file.bytes as i64),
        ..Remove::default()
    }
}

/// What a reader and a writer must know to use the table.
fn protocol(table: &DeltaTable) -> Result<Protocol, DeltaTableError> {
    let feed = table.options.change_data_feed;
    let protocol = match table.options.timestamps {
        DeltaTimestamps::Utc => json!({ "minReaderVersion": 1, "minWriterVersion": if feed { 4 } else { 2 } }),
        DeltaTimestamps::Ntz => {
            let features: &[&str] = if feed { &["changeDataFeed", "timestampNtz"] } else { &["timestampNtz"] };
            json!({
                "minReaderVersion": 3,
                "minWriterVersion": 7,
                "readerFeatures": ["timestampNtz"],
                "writerFeatures": features,
            })
        }
    };
    Ok(serde_json::from_value(protocol)?)
}

/// The table's description as of a version.
fn metadata(table: &DeltaTable, version: u32) -> Result<Metadata, DeltaTableError> {
    let schema = file_schema(table.definition, version, table.options.timestamps);
    let schema: StructType = schema.try_into_kernel()?;
    let mut configuration = json!({
        "delta.checkpointInterval": CHECKPOINT_INTERVAL,
        "delta.deletedFileRetentionDuration": RETENTION,
        "delta.logRetentionDuration": RETENTION,
    });
    if table.options.change_data_feed {
        configuration["delta.enableChangeDataFeed"] = json!("true");
    }
    let created = table.commits.first().map(|commit| millis(commit.at));
    Ok(serde_json::from_value(json!({
        "id": table.id,
        "name": table.definition.name,
        "description": table.definition.meaning,
        "format": { "provider": "parquet", "options": {} },
        "schemaString": sorted(serde_json::to_value(&schema)?).to_string(),
        "partitionColumns": [],
        "createdTime": created,
        "configuration": configuration,
    }))?)
}

/// What the history says of a commit.
fn commit_info(table: &DeltaTable, commit: &DeltaCommit, files: &Files) -> CommitInfo {
    let mut info = CommitInfo {
        timestamp: Some(millis(commit.at)),
        read_version: commit.version.checked_sub(1).map(Into::into),
        is_blind_append: Some(files.removed.is_empty() && commit.change != DeltaChange::Merge),
        engine_info: Some(ENGINE.to_owned()),
        ..operation(table, commit.change).get_commit_info()
    };
    info.info.insert("operationMetrics".to_owned(), metrics(commit.change, files));
    info
}

/// The operation that a user of a Delta library would have called.
fn operation(table: &DeltaTable, change: DeltaChange) -> DeltaOperation {
    let write = |mode| DeltaOperation::Write { mode, partition_by: None, predicate: None };
    let same_key = table.definition.primary_key.iter().map(|key| format!("target.{key} = source.{key}"));
    let act = |action: &str| vec![MergePredicate { action_type: action.to_owned(), predicate: None }];
    match change {
        DeltaChange::Load => write(SaveMode::ErrorIfExists),
        DeltaChange::Evolve => write(SaveMode::Append),
        DeltaChange::Merge => DeltaOperation::Merge {
            predicate: None,
            merge_predicate: Some(same_key.collect::<Vec<_>>().join(" AND ")),
            matched_predicates: act("update"),
            not_matched_predicates: act("insert"),
            not_matched_by_source_predicates: Vec::new(),
        },
        DeltaChange::Delete => DeltaOperation::Delete {
            predicate: Some(format!("{} IN (withdrawn)", table.definition.primary_key.join(", "))),
        },
    }
}

/// How much a commit did, by the names that Delta's own engines use; numbers as text, as theirs are.
fn metrics(change: DeltaChange, files: &Files) -> Value {
    let (rows, new_rows) = files.rows();
    let bytes: u64 = files.added.iter().map(|(_, file)| file.bytes).sum();
    let before: i64 = files.removed.iter().map(|(_, file)| file.rows).sum();
    let (added, removed) = (files.added.len() as i64, files.removed.len() as i64);
    let named: &[(&str, i64)] = match change {
        DeltaChange::Load | DeltaChange::Evolve => {
            &[("numFiles", added), ("numOutputBytes", bytes as i64), ("numOutputRows", rows)]
        }
        DeltaChange::Merge => &[
            ("numOutputRows", rows),
            ("numTargetFilesAdded", added),
            ("numTargetFilesRemoved", removed),
            ("numTargetRowsDeleted", 0),
            ("numTargetRowsInserted", new_rows),
        ],
        DeltaChange::Delete => &[
            ("numAddedFiles", added),
            ("numCopiedRows", rows),
            ("numDeletedRows", before - rows),
            ("numRemovedFiles", removed),
        ],
    };
    named.iter().map(|(name, count)| ((*name).to_owned(), json!(count.to_string()))).collect::<Map<_, _>>().into()
}

fn millis(micros: i64) -> i64 {
    micros.div_euclid(1_000)
}

/// The same value with the members of all its objects in order. Those of deltalake's types come out of hash maps.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(String, Value)> = members.into_iter().collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            members.into_iter().map(|(name, value)| (name, sorted(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect::<Vec<_>>().into(),
        value => value,
    }
}
