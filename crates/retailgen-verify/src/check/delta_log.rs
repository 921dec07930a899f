//! The log of a Delta table as the protocol has it read: <https://github.com/delta-io/delta/blob/master/PROTOCOL.md>.
//!
//! It shares no code with what writes the log, so that a mistake there is found here.

use std::collections::{BTreeMap, BTreeSet};

use arrow_schema::{DataType, Field, Fields, TimeUnit};
use retailgen_sinks::delta::DeltaTimestamps;
use serde::{Deserialize, de::IgnoredAny};

/// A table as a reader has it after the entries that were taken in.
#[derive(Debug)]
pub struct Log {
    timestamps: DeltaTimestamps,
    protocol: Option<Protocol>,
    columns: Fields,
    feeds: bool,
    files: BTreeMap<String, LoggedFile>,
}

/// A file as the log describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoggedFile {
    /// Its size.
    pub bytes: u64,
    /// Its rows; a file of change data has none here.
    pub rows: Option<u64>,
}

impl Log {
    /// A log without entries, of a table whose instants have this type.
    pub fn new(timestamps: DeltaTimestamps) -> Self {
        Self { timestamps, protocol: None, columns: Fields::empty(), feeds: false, files: BTreeMap::new() }
    }

    /// Takes in the entry of the next version, and gives the files of change data that it names.
    ///
    /// # Errors
    /// What a reader stumbles over, as a clause.
    pub fn take(&mut self, entry: &str) -> Result<BTreeMap<String, LoggedFile>, String> {
        let mut named = BTreeSet::new();
        let mut changes = BTreeMap::new();
        for (number, line) in (1..).zip(entry.lines()) {
            let action =
                serde_json::from_str(line).map_err(|error| format!("its line {number} is no action: {error}"))?;
            let (file, changes_data) = match &action {
                Action::Add(file) | Action::Remove(file) => (Some(file), true),
                Action::Cdc(file) => (Some(file), false),
                _ => (None, false),
            };
            if let Some(FileAction { path, .. }) = file.filter(|file| !named.insert(file.path.clone())) {
                return Err(format!("it names {path:?} twice"));
            }
            if let Some(FileAction { path, .. }) =
                file.filter(|file| file.data_change != changes_data || !file.partition_values.is_empty())
            {
                return Err(format!(
                    "{path:?} has a partition, or it changes data and should not, or the other way round"
                ));
            }
            match action {
                Action::CommitInfo(_) => {}
                Action::Protocol(protocol) => self.protocol = Some(protocol),
                Action::MetaData(meta_data) => self.describe(&meta_data)?,
                Action::Add(FileAction { path, size, stats, .. }) => {
                    let Stats { num_records } = serde_json::from_str(&stats.unwrap_or_default())
                        .map_err(|error| format!("the statistics of {path:?} cannot be read: {error}"))?;
                    let added = LoggedFile { bytes: size, rows: Some(num_records) };
                    if self.files.insert(path.clone(), added).is_some() {
                        return Err(format!("it adds {path:?}, which is there"));
                    }
                }
                Action::Remove(FileAction { path, size, .. }) => {
                    if self.files.remove(&path).is_none_or(|removed| removed.bytes != size) {
                        return Err(format!("it removes {path:?}, and there is no such file of that size"));
                    }
                }
                Action::Cdc(FileAction { path, size, .. }) => {
                    changes.insert(path, LoggedFile { bytes: size, rows: None });
                }
            }
        }
        self.check_protocol(!changes.is_empty())?;
        Ok(changes)
    }

    /// The columns, with the types of the table's Arrow schema.
    pub fn columns(&self) -> &Fields {
        &self.columns
    }

    /// The data files, by their paths below the table's folder.
    pub fn files(&self) -> &BTreeMap<String, LoggedFile> {
        &self.files
    }

    fn describe(&mut self, table: &MetaData) -> Result<(), String> {
        if table.format.provider != "parquet" || !table.partition_columns.is_empty() {
            return Err("the table is partitioned or of other files than Parquet".to_owned());
        }
        let Struct { fields } = serde_json::from_str(&table.schema_string)
            .map_err(|error| format!("the columns cannot be read: {error}"))?;
        let column = |column: Column| match self.data_type(&column.kind) {
            Some(kind) => Ok(Field::new(column.name, kind, column.nullable)),
            None => {
                Err(format!("the column {:?} has the type {:?}, which the table has not", column.name, column.kind))
            }
        };
        self.columns = fields.into_iter().map(column).collect::<Result<_, _>>()?;
        self.feeds = table.configuration.get("delta.enableChangeDataFeed").is_some_and(|on| on == "true");
        Ok(())
    }

    /// Delta's name of a type as one of Arrow's.
    fn data_type(&self, name: &str) -> Option<DataType> {
        Some(match name {
            "integer" => DataType::Int32,
            "long" => DataType::Int64,
            "double" => DataType::Float64,
            "string" => DataType::Utf8,
            "boolean" => DataType::Boolean,
            "date" => DataType::Date32,
            "timestamp" if self.timestamps == DeltaTimestamps::Utc => DataType::Timestamp(TimeUnit::Microsecond, None),
            "timestamp_ntz" if self.timestamps == DeltaTimestamps::Ntz => {
                DataType::Timestamp(TimeUnit::Microsecond, None)
            }
            _ => {
                let (precision, scale) = name.strip_prefix("decimal(")?.strip_suffix(')')?.split_once(',')?;
                DataType::Decimal128(precision.parse().ok()?, scale.parse().ok()?)
            }
        })
    }

    /// Whether readers and writers are asked for just what is in the table.
    fn check_protocol(&self, has_changes: bool) -> Result<(), String> {
        let protocol = self.protocol.as_ref().filter(|_| !self.columns.is_empty());
        let found = protocol.ok_or("the table has no protocol or no columns")?;
        let least = Protocol::least(self.timestamps, self.feeds);
        if *found != least {
            return Err(format!("its protocol should be {least:?} and is {found:?}"));
        }
        if has_changes && !self.feeds {
            return Err("it has change data, and the table is one without".to_owned());
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Action {
    CommitInfo(IgnoredAny),
    Protocol(Protocol),
    MetaData(MetaData),
    Add(FileAction),
    Remove(FileAction),
    Cdc(FileAction),
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Protocol {
    min_reader_version: u32,
    min_writer_version: u32,
    reader_features: Option<BTreeSet<String>>,
    writer_features: Option<BTreeSet<String>>,
}

impl Protocol {
    /// The least that a table needs. Low versions imply what high ones name, except instants without a zone.
    fn least(timestamps: DeltaTimestamps, feeds: bool) -> Self {
        if timestamps == DeltaTimestamps::Utc {
            let min_writer_version = if feeds { 4 } else { 2 };
            return Self { min_reader_version: 1, min_writer_version, reader_features: None, writer_features: None };
        }
        let readers = BTreeSet::from(["timestampNtz".to_owned()]);
        let writers = readers.iter().cloned().chain(feeds.then(|| "changeDataFeed".to_owned())).collect();
        Self {
            min_reader_version: 3,
            min_writer_version: 7,
            reader_features: Some(readers),
            writer_features: Some(writers),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MetaData {
    format: FileFormat,
    schema_string: String,
    partition_columns: Vec<String>,
    configuration: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct FileFormat {
    provider: String,
}

#[derive(Deserialize)]
struct Struct {
    fields: Vec<Column>,
}

#[derive(Deserialize)]
struct Column {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    nullable: bool,
}

/// What the log says of a file that is added, removed or has change data.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileAction {
    path: String,
    size: u64,
    data_change: bool,
    partition_values: serde_json::Map<String, serde_json::Value>,
    stats: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stats {
    num_records: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = r#"{"commitInfo":{}}
{"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["timestampNtz"],"writerFeatures":["changeDataFeed","timestampNtz"]}}
{"metaData":{"format":{"provider":"parquet"},"partitionColumns":[],"configuration":{"delta.enableChangeDataFeed":"true"},"schemaString":"{\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true},{\"name\":\"at\",\"type\":\"timestamp_ntz\",\"nullable\":true},{\"name\":\"cost\",\"type\":\"decimal(12,4)\",\"nullable\":true}]}"}}
{"add":{"path":"a","size":7,"dataChange":true,"partitionValues":{},"stats":"{\"numRecords\":2}"}}"#;
    const SECOND: &str = r#"{"add":{"path":"b","size":8,"dataChange":true,"partitionValues":{},"stats":"{\"numRecords\":3}"}}
{"remove":{"path":"a","size":7,"dataChange":true,"partitionValues":{}}}
{"cdc":{"path":"c","size":9,"dataChange":false,"partitionValues":{}}}"#;

    fn taken(entries: [&str; 2]) -> Result<Log, String> {
        let mut log = Log::new(DeltaTimestamps::Ntz);
        for entry in entries {
            log.take(entry)?;
        }
        Ok(log)
    }

    #[test]
    fn versions_follow_from_entries() {
        let mut log = Log::new(DeltaTimestamps::Ntz);
        assert!(log.take(FIRST).unwrap().is_empty());
        let types: Vec<&DataType> = log.columns().iter().map(|field| field.data_type()).collect();
        let instants = DataType::Timestamp(TimeUnit::Microsecond, None);
        assert_eq!(types, [&DataType::Int64, &instants, &DataType::Decimal128(12, 4)]);
        assert_eq!(log.files(), &[("a".to_owned(), LoggedFile { bytes: 7, rows: Some(2) })].into());
        assert_eq!(log.take(SECOND).unwrap(), [("c".to_owned(), LoggedFile { bytes: 9, rows: None })].into());
        assert_eq!(log.files(), &[("b".to_owned(), LoggedFile { bytes: 8, rows: Some(3) })].into());
    }

    #[test]
    fn what_a_reader_stumbles_over_is_told() {
        let spoilt = [
            (FIRST, "{\"commitInfo\":{}}", "{\"commit\":{}}", "its line 1 is no action"),
            (FIRST, "{\"commitInfo\":{}}", "", "its line 1 is no action"),
            (FIRST, "\"minReaderVersion\":3", "\"minReaderVersion\":1", "its protocol should be"),
            (FIRST, "\"readerFeatures\":[\"timestampNtz\"]", "\"readerFeatures\":[]", "its protocol should be"),
            (FIRST, "\"changeDataFeed\",", "", "its protocol should be"),
            (FIRST, "\"true\"", "\"false\"", "its protocol should be"),
            (FIRST, "protocol", "commitInfo", "no protocol"),
            (FIRST, "metaData", "commitInfo", "no columns"),
            (FIRST, "timestamp_ntz", "timestamp", "the column \"at\" has the type \"timestamp\""),
            (FIRST, "decimal(12,4)", "decimal", "the column \"cost\" has the type \"decimal\""),
            (FIRST, "\"parquet\"", "\"orc\"", "other files than Parquet"),
            (FIRST, "numRecords", "records", "the statistics of \"a\""),
            (FIRST, "\"size\":7", "\"size\":6", "it removes \"a\""),
            (SECOND, "\"path\":\"b\"", "\"path\":\"a\"", "it adds \"a\", which is there"),
            (SECOND, "\"path\":\"c\"", "\"path\":\"b\"", "it names \"b\" twice"),
            (SECOND, "\"remove\":{\"path\":\"a\"", "\"remove\":{\"path\":\"d\"", "it removes \"d\""),
            (SECOND, "\"dataChange\":false", "\"dataChange\":true", "\"c\" has a partition"),
        ];
        assert!(taken([FIRST, SECOND]).is_ok());
        for (entry, from, to, expected) in spoilt {
            assert!(entry.contains(from), "{from}");
            let changed = entry.replacen(from, to, 1);
            let entries = if entry == FIRST { [changed.as_str(), SECOND] } else { [FIRST, changed.as_str()] };
            let told = taken(entries).unwrap_err();
            assert!(told.contains(expected), "{from} as {to}: {told}");
        }
        let without = FIRST.replacen("\"true\"", "\"false\"", 1).replacen("\"changeDataFeed\",", "", 1);
        assert!(taken([&without, SECOND]).unwrap_err().contains("it has change data"));
    }
}
