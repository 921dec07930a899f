//! The latest version of a Delta table: which files are live, by replaying `_delta_log`.
//!
//! Only what decides the rows is read: files, their partition values, the schema, and the features without which rows would
//! come out wrong. Those are refused by name. See the protocol: <https://github.com/delta-io/delta/blob/master/PROTOCOL.md>.

mod checkpoint;
mod log;

use std::{
    collections::BTreeMap,
    io::Read,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use crate::{ReadError, percent::decoded};

/// The name of the log's folder in the folder of a table.
pub const LOG: &str = "_delta_log";

/// What a reader may meet and read all the same: it changes no row that is in the files.
const READABLE: [&str; 3] = ["timestampNtz", "vacuumProtocolCheck", "deletionVectors"];

const REWRITE: &str = "write the table again without it, or as plain Parquet";

/// A data file of the latest version.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LiveFile {
    /// Where it is.
    pub path: PathBuf,
    /// The partition columns with their values; none for null.
    pub partition_values: Vec<(String, Option<String>)>,
    /// The size that the log tells.
    pub bytes: Option<u64>,
}

/// The latest version of a Delta table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snapshot {
    /// Its number, from 0.
    pub version: u64,
    /// The live files, by path.
    pub files: Vec<LiveFile>,
    /// The schema, as the JSON text that the log has.
    pub schema: Option<String>,
    /// The names of the partition columns.
    pub partition_columns: Vec<String>,
}

/// The live files of the Delta table in a folder: see [`Snapshot::load`].
///
/// ```
/// let table = tempfile::tempdir()?;
/// std::fs::create_dir(table.path().join("_delta_log"))?;
/// std::fs::write(
///     table.path().join("_delta_log/00000000000000000000.json"),
///     concat!(
///         r#"{"protocol":{"minReaderVersion":1,"minWriterVersion":2}}"#, "\n",
///         r#"{"metaData":{"id":"t","schemaString":"{}","partitionColumns":["day"],"configuration":{}}}"#, "\n",
///         r#"{"add":{"path":"day=2024-01-01/a%20b.parquet","partitionValues":{"day":"2024-01-01"},"size":7}}"#, "\n",
///     ),
/// )?;
/// let files = retailgen_read::delta::live_files(table.path())?;
/// assert_eq!(files[0].path, table.path().join("day=2024-01-01/a b.parquet"));
/// assert_eq!(files[0].partition_values, [("day".to_owned(), Some("2024-01-01".to_owned()))]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`Snapshot::load`].
pub fn live_files(table: &Path) -> Result<Vec<LiveFile>, ReadError> {
    Ok(Snapshot::load(table)?.files)
}

impl Snapshot {
    /// Replays the log of the Delta table in a folder, from its latest checkpoint on where there is one.
    ///
    /// # Errors
    /// [`ReadError::DeltaFeature`] where the table needs a reader that knows more, such as deletion vectors, and
    /// [`ReadError::Unreadable`] where commits are missing or not what they should be.
    pub fn load(table: &Path) -> Result<Self, ReadError> {
        Self::load_from(table, ReadError::open)
    }

    /// The same with the text of each commit as `open` gives it, by its path.
    ///
    /// # Errors
    /// As [`load`](Self::load), and what `open` says.
    pub fn load_from<R: Read>(table: &Path, open: impl Fn(&Path) -> Result<R, ReadError>) -> Result<Self, ReadError> {
        let log = log::Log::list(table)?;
        let mut replay = Replay::begin(table, &log)?;
        for commit in &log.commits {
            replay.apply_all(commit, &log::actions(commit, open(commit)?)?)?;
        }
        replay.finish(log.version)
    }

    /// The latest version that a reader of versions can get: the one before the first commit that cannot be read.
    ///
    /// ```
    /// use retailgen_read::delta::Snapshot;
    ///
    /// let table = tempfile::tempdir()?;
    /// let log = table.path().join("_delta_log");
    /// std::fs::create_dir(&log)?;
    /// let metadata = r#"{"metaData":{"id":"t","schemaString":"{}","partitionColumns":[],"configuration":{}}}"#;
    /// std::fs::write(log.join("00000000000000000000.json"), metadata)?;
    /// std::fs::write(log.join("00000000000000000001.json"), r#"{"add":{"pa"#)?;
    /// assert!(Snapshot::load(table.path()).is_err());
    /// assert_eq!(Snapshot::load_readable(table.path())?.version, 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`load`](Self::load), where not even the first one can be read.
    pub fn load_readable(table: &Path) -> Result<Self, ReadError> {
        let log = log::Log::list(table)?;
        let mut replay = Replay::begin(table, &log)?;
        let mut version = log.version + 1 - log.commits.len() as u64;
        for commit in &log.commits {
            match log::actions(commit, ReadError::open(commit)?) {
                Ok(actions) => replay.apply_all(commit, &actions)?,
                Err(ReadError::Unreadable { .. }) if version > 0 => break,
                Err(error) => return Err(error),
            }
            version += 1;
        }
        replay.finish(version.saturating_sub(1))
    }
}

/// The state between two actions.
struct Replay<'t> {
    table: &'t Path,
    files: BTreeMap<PathBuf, LiveFile>,
    metadata: Option<Map<String, Value>>,
}

impl<'t> Replay<'t> {
    /// The state at the checkpoint from which a log goes on.
    fn begin(table: &'t Path, log: &log::Log) -> Result<Self, ReadError> {
        let mut replay = Self { table, files: BTreeMap::new(), metadata: None };
        for part in &log.checkpoint {
            checkpoint::actions(part, |action| replay.apply(part, &action))?;
        }
        Ok(replay)
    }

    fn apply_all(&mut self, source: &Path, actions: &[Map<String, Value>]) -> Result<(), ReadError> {
        actions.iter().try_for_each(|action| self.apply(source, action))
    }

    fn apply(&mut self, source: &Path, action: &Map<String, Value>) -> Result<(), ReadError> {
        let object = |name: &str| action.get(name).and_then(Value::as_object);
        if let Some(protocol) = object("protocol") {
            self.check_protocol(protocol)?;
        }
        if let Some(metadata) = object("metaData") {
            self.check_metadata(metadata)?;
            self.metadata = Some(metadata.clone());
        }
        if let Some(remove) = object("remove") {
            self.files.remove(&self.path(source, remove)?);
        }
        if let Some(add) = object("add") {
            if add.get("deletionVector").is_some_and(|vector| !vector.is_null()) {
                return Err(self.feature("deletion vectors", "run `REORG TABLE … APPLY (PURGE)` on it"));
            }
            let path = self.path(source, add)?;
            let values = add.get("partitionValues").and_then(Value::as_object);
            let values = values.into_iter().flatten();
            let partition_values = values.map(|(name, value)| (name.clone(), value.as_str().map(str::to_owned)));
            let partition_values = partition_values.collect();
            let bytes = add.get("size").and_then(Value::as_u64);
            self.files.insert(path.clone(), LiveFile { path, partition_values, bytes });
        }
        if object("sidecar").is_some() {
            return Err(self.feature("v2 checkpoints", REWRITE));
        }
        Ok(())
    }

    /// The path of a file, which the log may write with `%20` and the like.
    fn path(&self, source: &Path, action: &Map<String, Value>) -> Result<PathBuf, ReadError> {
        let path = action.get("path").and_then(Value::as_str);
        let path = decoded(path.ok_or_else(|| ReadError::unreadable(source)("a file has no path"))?);
        let is_below = !path.contains("://") && !path.split(['/', '\\']).any(|name| name == "..");
        if is_below && !Path::new(&path).is_absolute() {
            Ok(self.table.join(path))
        } else {
            Err(self.feature("files outside of the table's folder", "copy the table as a whole"))
        }
    }

    fn feature(&self, feature: impl Into<String>, advice: &'static str) -> ReadError {
        ReadError::DeltaFeature { table: self.table.to_path_buf(), feature: feature.into(), advice }
    }

    fn check_protocol(&self, protocol: &Map<String, Value>) -> Result<(), ReadError> {
        let version = protocol.get("minReaderVersion").and_then(Value::as_u64).unwrap_or(1);
        if version > 3 {
            return Err(self.feature(format!("version {version} of the reader's protocol"), REWRITE));
        }
        let features = protocol.get("readerFeatures").and_then(Value::as_array);
        for feature in features.into_iter().flatten().filter_map(Value::as_str) {
            // A table may allow deletion vectors and have none: its files tell. Of column mapping its metadata do.
            if !READABLE.contains(&feature) && feature != "columnMapping" {
                return Err(self.feature(format!("the feature {feature}"), REWRITE));
            }
        }
        Ok(())
    }

    fn check_metadata(&self, metadata: &Map<String, Value>) -> Result<(), ReadError> {
        let mapping = metadata.get("configuration").and_then(|settings| settings.get("delta.columnMapping.mode"));
        match mapping.and_then(Value::as_str) {
            None | Some("none") => Ok(()),
            Some(mode) => Err(self.feature(format!("column mapping by {mode}"), REWRITE)),
        }
    }

    fn finish(self, version: u64) -> Result<Snapshot, ReadError> {
        let Some(metadata) = self.metadata else {
            return Err(ReadError::unreadable(&self.table.join(LOG))("it says nowhere what the table's columns are"));
        };
        let columns = metadata.get("partitionColumns").and_then(Value::as_array);
        let partition_columns = columns.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        let schema = metadata.get("schemaString").and_then(Value::as_str).map(str::to_owned);
        Ok(Snapshot { version, files: self.files.into_values().collect(), schema, partition_columns })
    }
}
