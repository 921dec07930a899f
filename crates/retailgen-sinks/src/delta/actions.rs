//! The entries of a Delta table's log: what each commit says, worked out from the data files.
//!
//! The members of each object stand in the order of their names, as a `serde_json::Map` has them whatever it is made of.

use std::path::Path;

use retailgen_folder::place_below;
use retailgen_schema::ColumnType;
use serde_json::{Map, Value, json};

use super::DeltaTimestamps;
use super::absent_file::AbsentFile;
use super::history::{DeltaChange, DeltaCommit, DeltaTable, DerivedFile};
use super::statistics::DataFile;
use crate::SinkError;

/// Who wrote the table, as the log says. Without a version: a release that changes no value changes no byte.
const ENGINE: &str = "retailgen";
/// A history that lies in the past must not look expired, or a reader's clean-up would take it apart.
const RETENTION: &str = "interval 36500 days";
/// Commits until a reader that adds its own writes a checkpoint; the history written here has none.
const CHECKPOINT_INTERVAL: &str = "100";

/// The text of a commit's entry: one action a line.
pub fn entry(
    table: &DeltaTable,
    root: &Path,
    absent: &[AbsentFile],
    commit: &DeltaCommit,
    change: Option<&DerivedFile>,
) -> Result<Vec<u8>, SinkError> {
    let files = Files::inspect(table, root, absent, commit)?;
    let mut actions = vec![commit_info(table, commit, &files)];
    let evolved = |version: u32| table.definition.columns.iter().any(|column| column.since_version == version);
    if commit.version == 0 {
        actions.push(protocol(table));
    }
    if commit.version == 0 || evolved(commit.version) {
        actions.push(metadata(table, commit.version)?);
    }
    actions.extend(files.added.iter().map(|(path, file)| add(table, path, file, commit)));
    actions.extend(files.removed.iter().map(|(path, file)| remove(table, path, file, commit)));
    actions.extend(change.map(|change| cdc(table, change)));
    let mut text = Vec::new();
    for action in actions {
        text.extend_from_slice(action.to_string().as_bytes());
        text.push(b'\n');
    }
    Ok(text)
}

/// The data files of a commit as they lie on the disk or would, by path.
struct Files<'c> {
    added: Vec<(&'c str, DataFile)>,
    /// How many of the added files hold new rows; they stand first.
    appended: usize,
    removed: Vec<(&'c str, DataFile)>,
}

impl<'c> Files<'c> {
    fn inspect(
        table: &DeltaTable,
        root: &Path,
        absent: &[AbsentFile],
        commit: &'c DeltaCommit,
    ) -> Result<Self, SinkError> {
        let inspect = |path: &'c str| match absent.iter().find(|absent| absent.path == path) {
            Some(absent) => Ok((path, absent.file.clone())),
            None => Ok((path, DataFile::inspect(&place_below(root, path))?)),
        };
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

/// A data file that the table has from this version on. The members that are always null are those that deltalake writes.
fn add(table: &DeltaTable, path: &str, file: &DataFile, commit: &DeltaCommit) -> Value {
    json!({ "add": {
        "baseRowId": null,
        "clusteringProvider": null,
        "dataChange": true,
        "defaultRowCommitVersion": null,
        "modificationTime": millis(commit.at),
        "partitionValues": {},
        "path": table.relative(path),
        "size": file.bytes,
        "stats": file.statistics,
        "tags": null,
    } })
}

/// A data file that the table no longer has.
fn remove(table: &DeltaTable, path: &str, file: &DataFile, commit: &DeltaCommit) -> Value {
    json!({ "remove": {
        "dataChange": true,
        "deletionTimestamp": millis(commit.at),
        "extendedFileMetadata": true,
        "partitionValues": {},
        "path": table.relative(path),
        "size": file.bytes,
    } })
}

fn cdc(table: &DeltaTable, change: &DerivedFile) -> Value {
    let (path, size) = (table.relative(&change.path), change.digest.bytes);
    json!({ "cdc": { "dataChange": false, "partitionValues": {}, "path": path, "size": size } })
}

/// What a reader and a writer must know to use the table.
fn protocol(table: &DeltaTable) -> Value {
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
    json!({ "protocol": protocol })
}

/// The table's description as of a version.
fn metadata(table: &DeltaTable, version: u32) -> Result<Value, SinkError> {
    let mut configuration = json!({
        "delta.checkpointInterval": CHECKPOINT_INTERVAL,
        "delta.deletedFileRetentionDuration": RETENTION,
    });
    if table.options.change_data_feed {
        configuration["delta.enableChangeDataFeed"] = json!("true");
    }
    configuration["delta.logRetentionDuration"] = json!(RETENTION);
    Ok(json!({ "metaData": {
        "configuration": configuration,
        "createdTime": table.commits.first().map(|commit| millis(commit.at)),
        "description": table.definition.meaning,
        "format": { "options": {}, "provider": "parquet" },
        "id": table.id,
        "name": table.definition.name,
        "partitionColumns": [],
        "schemaString": schema(table, version)?.to_string(),
    } }))
}

/// The columns as of a version. In Delta all of them may be null, as in Arrow.
fn schema(table: &DeltaTable, version: u32) -> Result<Value, SinkError> {
    let columns = table.definition.columns.iter().filter(|column| column.since_version <= version);
    let fields = columns.map(|column| {
        let kind = match column.column_type {
            ColumnType::Int32 => "integer".to_owned(),
            ColumnType::Int64 => "long".to_owned(),
            ColumnType::Float64 => "double".to_owned(),
            ColumnType::Utf8 => "string".to_owned(),
            ColumnType::Bool => "boolean".to_owned(),
            ColumnType::Date32 => "date".to_owned(),
            ColumnType::TimestampMicros => match table.options.timestamps {
                DeltaTimestamps::Ntz => "timestamp_ntz".to_owned(),
                DeltaTimestamps::Utc => "timestamp".to_owned(),
            },
            ColumnType::Decimal128 { precision, scale } => format!("decimal({precision},{scale})"),
            other => {
                return Err(SinkError::UnsupportedType {
                    table: table.definition.name.to_owned(),
                    column: column.name.to_owned(),
                    data_type: other.to_string(),
                });
            }
        };
        Ok(json!({ "metadata": {}, "name": column.name, "nullable": true, "type": kind }))
    });
    Ok(json!({ "fields": fields.collect::<Result<Vec<_>, _>>()?, "type": "struct" }))
}

/// What the history says of a commit: the operation that a user of a Delta library would have called, and how much it did.
fn commit_info(table: &DeltaTable, commit: &DeltaCommit, files: &Files) -> Value {
    let by_key = || {
        let same = table.definition.primary_key.iter().map(|key| format!("target.{key} = source.{key}"));
        same.collect::<Vec<_>>().join(" AND ")
    };
    let (operation, parameters) = match commit.change {
        DeltaChange::Load => ("WRITE", json!({ "mode": "ErrorIfExists" })),
        DeltaChange::Evolve => ("WRITE", json!({ "mode": "Append" })),
        DeltaChange::Merge => (
            "MERGE",
            json!({
                "matchedPredicates": r#"[{"actionType":"update"}]"#,
                "mergePredicate": by_key(),
                "notMatchedBySourcePredicates": "[]",
                "notMatchedPredicates": r#"[{"actionType":"insert"}]"#,
            }),
        ),
        DeltaChange::Delete => {
            let withdrawn = format!("{} IN (withdrawn)", table.definition.primary_key.join(", "));
            ("DELETE", json!({ "predicate": withdrawn }))
        }
    };
    let mut info = json!({
        "engineInfo": ENGINE,
        "isBlindAppend": files.removed.is_empty() && commit.change != DeltaChange::Merge,
        "operation": operation,
        "operationMetrics": metrics(commit.change, files),
        "operationParameters": parameters,
    });
    if let Some(read) = commit.version.checked_sub(1) {
        info["readVersion"] = json!(read);
    }
    info["timestamp"] = json!(millis(commit.at));
    json!({ "commitInfo": info })
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
