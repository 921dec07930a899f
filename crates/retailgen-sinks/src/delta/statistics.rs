//! What a log entry says of a data file's content: numbers of rows and nulls, least and greatest values.

use std::collections::BTreeMap;
use std::path::Path;

use arrow_schema::{DataType, Field};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;
use parquet::file::statistics::Statistics;
use retailgen_folder::open_plain;
use serde_json::{Value, json};

use crate::SinkError;
use retailgen_text::DayText;

const MICROS_PER_MILLI: i64 = 1_000;

/// A data file as its footer tells it.
#[derive(Clone, Debug)]
pub struct DataFile {
    /// Its size.
    pub bytes: u64,
    /// Its rows.
    pub rows: i64,
    /// The statistics of a log entry, as JSON text.
    pub statistics: String,
}

impl DataFile {
    /// Reads the footer of a file.
    pub fn inspect(path: &Path) -> Result<Self, SinkError> {
        let file = open_plain(path)?;
        let bytes = file.metadata().map_err(SinkError::io("look at", path))?.len();
        Self::read(path, bytes, file)
    }

    /// Reads the footer of a file of so many bytes.
    pub fn read(path: &Path, bytes: u64, file: impl ChunkReader + 'static) -> Result<Self, SinkError> {
        let reader = ParquetRecordBatchReaderBuilder::try_new(file)
            .map_err(|source| SinkError::Parquet { path: path.to_path_buf(), source })?;
        let rows = reader.metadata().file_metadata().num_rows();
        let statistics = statistics(reader.metadata(), reader.schema().fields(), rows);
        Ok(Self { bytes, rows, statistics: statistics.to_string() })
    }
}

/// A value on its way into the log, which can be told to be less or greater than another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Bound {
    Number(i64),
    Text(String),
}

fn statistics(metadata: &ParquetMetaData, fields: &arrow_schema::Fields, rows: i64) -> Value {
    let (mut least, mut greatest, mut nulls) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (column, field) in fields.iter().enumerate() {
        let chunks: Vec<Option<&Statistics>> =
            metadata.row_groups().iter().map(|group| group.column(column).statistics()).collect();
        let count: Option<u64> = chunks.iter().map(|chunk| chunk.and_then(Statistics::null_count_opt)).sum();
        if let Some(count) = count {
            nulls.insert(field.name().clone(), json!(count));
        }
        let bounds =
            |bound: fn(&Statistics) -> Option<Bound>| chunks.iter().flatten().filter_map(move |chunk| bound(chunk));
        if let Some(bound) = bounds(low).min().and_then(|bound| shown(field, bound, i64::div_euclid)) {
            least.insert(field.name().clone(), bound);
        }
        // Readers skip files by these, so what is cut off an instant must not make the greatest less.
        let up = |micros: i64, unit: i64| micros.div_euclid(unit) + i64::from(micros.rem_euclid(unit) > 0);
        if let Some(bound) = bounds(high).max().and_then(|bound| shown(field, bound, up)) {
            greatest.insert(field.name().clone(), bound);
        }
    }
    json!({ "maxValues": greatest, "minValues": least, "nullCount": nulls, "numRecords": rows })
}

fn low(chunk: &Statistics) -> Option<Bound> {
    match chunk {
        Statistics::Int32(values) => values.min_opt().map(|value| Bound::Number((*value).into())),
        Statistics::Int64(values) => values.min_opt().map(|value| Bound::Number(*value)),
        Statistics::ByteArray(values) => text(values.min_opt()?.data()),
        _ => None,
    }
}

fn high(chunk: &Statistics) -> Option<Bound> {
    match chunk {
        Statistics::Int32(values) => values.max_opt().map(|value| Bound::Number((*value).into())),
        Statistics::Int64(values) => values.max_opt().map(|value| Bound::Number(*value)),
        Statistics::ByteArray(values) => text(values.max_opt()?.data()),
        _ => None,
    }
}

fn text(bytes: &[u8]) -> Option<Bound> {
    str::from_utf8(bytes).ok().map(|text| Bound::Text(text.to_owned()))
}

/// A bound as the log shows it, if it can; `to_millis` brings an instant's microseconds to whole milliseconds.
fn shown(field: &Field, bound: Bound, to_millis: impl Fn(i64, i64) -> i64) -> Option<Value> {
    match (bound, field.data_type()) {
        (Bound::Number(micros), DataType::Timestamp(_, zone)) => {
            let millis = to_millis(micros, MICROS_PER_MILLI);
            let text = DayText::default().timestamp(millis * MICROS_PER_MILLI).ok()?;
            // Without the microseconds: Delta's statistics stop at milliseconds.
            let mut text = str::from_utf8(&text[..text.len() - 3]).ok()?.to_owned();
            if zone.is_some() {
                text.push('Z');
            }
            Some(json!(text))
        }
        (Bound::Number(number), _) => Some(json!(number)),
        (Bound::Text(text), _) => Some(json!(text)),
    }
}
