//! The reader on tables as others write them.
#![expect(clippy::unwrap_used, reason = "tests; their helpers are not marked as such")]

use std::{error::Error, fs, io::Write as _, path::Path, sync::Arc};

use arrow_array::{
    ArrayRef, Decimal128Array, DictionaryArray, Int64Array, RecordBatch, StringArray, StructArray,
    TimestampMicrosecondArray,
    builder::{MapBuilder, StringBuilder},
    types::Int8Type,
};
use arrow_schema::{DataType, Field};
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;
use proptest::prelude::*;
use retailgen_read::{FileFormat, ReadError, Rows, TableFile, TableFiles, delta};
use tempfile::TempDir;

/// Line, first byte, and the cells of every row of a file.
type Read = (Option<u64>, Option<u64>, Vec<Option<String>>);

fn read(file: &TableFile) -> Result<(Vec<String>, Vec<Read>), ReadError> {
    let mut rows = Rows::open(file)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next_row()? {
        assert_eq!(row.number(), all.len() as u64);
        let cells = (0..row.columns().len()).map(|column| row.cell(column).map(str::to_owned));
        all.push((row.line(), row.bytes().map(|bytes| bytes.start), cells.collect()));
    }
    Ok((rows.columns().to_vec(), all))
}

fn file(name: &str, content: &[u8]) -> (TempDir, TableFile) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    (folder, TableFile::new(&path).unwrap())
}

fn texts<const N: usize>(cells: [Option<&str>; N]) -> Vec<Option<String>> {
    cells.map(|cell| cell.map(str::to_owned)).to_vec()
}

#[test]
fn csv_has_lines_bytes_nulls_and_quotes() {
    let text = "\u{feff}name,id\r\n\"Rundle\r\n\"\"Mall\"\"\",1\r\n\r\n,2\r\n\"\",3,beyond\r\nshort\n";
    let (_folder, file) = file("stores.csv", text.as_bytes());
    let (columns, rows) = read(&file).unwrap();
    assert_eq!(columns, ["name", "id"]);
    assert_eq!(
        rows,
        [
            (Some(2), Some(12), texts([Some("Rundle\r\n\"Mall\""), Some("1")])),
            (Some(5), Some(36), texts([None, Some("2")])),
            (Some(6), Some(40), texts([Some(""), Some("3")])),
            (Some(7), Some(53), texts([Some("short"), None])),
        ]
    );
    assert_eq!(&text[53..], "short\n");
}

#[test]
fn a_quote_that_is_never_closed_is_told_and_a_file_may_be_empty() {
    let (_folder, open) = file("stores.csv", &[b"name\n\"".as_slice(), &vec![b'x'; 17 << 20]].concat());
    let error = read(&open).unwrap_err().to_string();
    assert!(error.ends_with("stores.csv cannot be read: the record that begins on line 2 has no end"), "{error}");
    let (_folder, empty) = file("stores.csv", b"");
    assert_eq!(read(&empty).unwrap(), (Vec::new(), Vec::new()));
}

#[test]
fn json_lines_may_come_with_other_keys_and_broken() {
    let text = b"{\"a\":\"x\",\"b\":1}\n{\"c\":{\"d\":[null]},\"b\":null}\n{\"a\":\n\n[1]\n{\"a\":true}";
    let (_folder, file) = file("events.jsonl", text);
    let mut rows = Rows::open(&file).unwrap();
    let mut found = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        let cells = ["a", "b", "c"].map(|name| row.get(name).map(str::to_owned));
        found.push((row.line().unwrap(), row.is_broken(), cells.map(Option::unwrap_or_default).join("|")));
    }
    let wanted =
        [(1, false, "x|1|"), (2, false, "||{\"d\":[null]}"), (3, true, "||"), (5, true, "||"), (6, false, "true||")];
    assert_eq!(found.iter().map(|(line, broken, text)| (*line, *broken, text.as_str())).collect::<Vec<_>>(), wanted);
}

fn write_parquet(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(fs::File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn parquet_values_are_the_text_that_csv_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let key: ArrayRef = Arc::new(Int64Array::from(vec![Some(7), None]));
    let key = StructArray::from(vec![(Arc::new(Field::new("order_id", DataType::Int64, true)), key)]);
    let price = Decimal128Array::from(vec![Some(-195_900), None]).with_precision_and_scale(12, 4).unwrap();
    let instant = TimestampMicrosecondArray::from(vec![Some(1_709_164_800_000_001), None]);
    write_parquet(
        &path,
        vec![
            ("name", Arc::new(StringArray::from(vec![Some(""), None]))),
            ("word", Arc::new(["b", "a"].into_iter().collect::<DictionaryArray<Int8Type>>())),
            ("price", Arc::new(price)),
            ("at", Arc::new(instant.clone())),
            ("at_utc", Arc::new(instant.with_timezone("UTC"))),
            ("key", Arc::new(key)),
        ],
    );
    let (_, rows) = read(&TableFile::new(&path).unwrap()).unwrap();
    let first = [
        Some(""),
        Some("b"),
        Some("-19.5900"),
        Some("2024-02-29T00:00:00.000001"),
        Some("2024-02-29T00:00:00.000001Z"),
        Some("{\"order_id\":7}"),
    ];
    assert_eq!(rows[0].2, texts(first));
    assert_eq!(rows[1].2, texts([None, Some("a"), None, None, None, Some("{\"order_id\":null}")]));
    fs::write(&path, b"PAR1 is how it begins").unwrap();
    assert!(matches!(read(&TableFile::new(&path).unwrap()), Err(ReadError::Unreadable { .. })));
}

#[test]
fn a_folder_of_files_tells_what_its_paths_spell_out() {
    let folder = tempfile::tempdir().unwrap();
    let day = folder.path().join("orders/day=2024-01-01/shop=__HIVE_DEFAULT_PARTITION__");
    fs::create_dir_all(&day).unwrap();
    for name in ["b.csv", "a.csv", "_SUCCESS", ".a.csv.crc", "notes.txt"] {
        fs::write(day.join(name), "id\n1\n").unwrap();
    }
    let found = TableFiles::find(folder.path(), "orders").unwrap().unwrap();
    let names: Vec<_> = found.files.iter().map(|file| file.path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["a.csv", "b.csv"]);
    let partition = [("day".to_owned(), Some("2024-01-01".to_owned())), ("shop".to_owned(), None)];
    assert_eq!(found.files[0].partition, partition);
    assert_eq!(TableFiles::find(folder.path(), "order").unwrap(), None);
    fs::write(folder.path().join("stores.ndjson"), "{}").unwrap();
    let stores = TableFiles::find(folder.path(), "stores").unwrap().unwrap();
    assert_eq!((stores.files[0].format, stores.delta_version), (FileFormat::JsonLines, None));
}

#[test]
fn compressed_text_is_read_as_what_was_compressed() {
    let folder = tempfile::tempdir().unwrap();
    // Some tools append one compressed piece to another.
    let piece = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let whole = [piece("id,name\n1,a\n"), piece("2,b\n")].concat();
    let path = folder.path().join("stores.csv.gz");
    fs::write(&path, &whole).unwrap();
    let found = TableFiles::find(folder.path(), "stores").unwrap().unwrap();
    assert_eq!(found.files[0].format, FileFormat::Csv);
    let (columns, rows) = read(&found.files[0]).unwrap();
    assert_eq!(columns, ["id", "name"]);
    assert_eq!(rows[1], (Some(3), Some(12), vec![Some("2".to_owned()), Some("b".to_owned())]));

    fs::write(&path, &whole[..whole.len() - 9]).unwrap();
    let error = read(&found.files[0]).unwrap_err();
    let mut reason: &dyn Error = &error;
    while let Some(deeper) = reason.source() {
        reason = deeper;
    }
    let reason = reason.to_string();
    assert!(reason.starts_with("its compression is damaged: "), "{reason}");
    assert_eq!(TableFile::new(Path::new("stores.parquet.gz")), None);
    assert_eq!(TableFile::new(Path::new("stores.gz")), None);
}

const METADATA: &str = r#"{"metaData":{"id":"t","schemaString":"{}","partitionColumns":["day"],"configuration":{}}}"#;

/// A Delta table whose commits are these lines.
fn delta_table(commits: &[(u64, &[&str])]) -> TempDir {
    let table = tempfile::tempdir().unwrap();
    let log = table.path().join(delta::LOG);
    fs::create_dir(&log).unwrap();
    for (version, lines) in commits {
        fs::write(log.join(format!("{version:020}.json")), lines.join("\n")).unwrap();
    }
    table
}

fn live(table: &TempDir) -> Vec<String> {
    let files = delta::live_files(table.path()).unwrap();
    files.iter().map(|file| file.path.strip_prefix(table.path()).unwrap().to_str().unwrap().to_owned()).collect()
}

const ADD_A: &str = r#"{"add":{"path":"a%20b.parquet","partitionValues":{"day":null},"size":7,"dataChange":true}}"#;
const ADD_C: &str = r#"{"add":{"path":"c.parquet","partitionValues":{"day":"2024-01-01"},"size":7,"dataChange":true}}"#;
const REMOVE_A: &str = r#"{"remove":{"path":"a%20b.parquet","dataChange":true}}"#;

#[test]
fn a_delta_log_is_replayed() {
    let table = delta_table(&[(0, &[METADATA, ADD_A]), (1, &[REMOVE_A, ADD_C])]);
    assert_eq!(live(&table), ["c.parquet"]);
    let snapshot = delta::Snapshot::load(table.path()).unwrap();
    assert_eq!((snapshot.version, snapshot.partition_columns), (1, vec!["day".to_owned()]));
    assert_eq!(snapshot.schema.as_deref(), Some("{}"));
    let only = delta_table(&[(0, &[METADATA, ADD_A])]);
    assert_eq!(live(&only), ["a b.parquet"]);
    let found = TableFiles::at(only.path()).unwrap();
    assert_eq!((found.files[0].partition.clone(), found.delta_version), (vec![("day".to_owned(), None)], Some(0)));
}

/// A checkpoint of a table with the file `a b.parquet`.
fn checkpoint(table: &TempDir, name: &str) {
    let mut values = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    values.append(true).unwrap();
    values.keys().append_value("day");
    values.values().append_value("2024-01-02");
    values.append(true).unwrap();
    let values: ArrayRef = Arc::new(values.finish());
    let text =
        |first: Option<&str>, second: Option<&str>| -> ArrayRef { Arc::new(StringArray::from(vec![first, second])) };
    let add =
        StructArray::try_from(vec![("path", text(None, Some("a%20b.parquet"))), ("partitionValues", values)]).unwrap();
    let add = StructArray::new(add.fields().clone(), add.columns().to_vec(), Some(vec![false, true].into()));
    let metadata = StructArray::try_from(vec![("schemaString", text(Some("{}"), None))]).unwrap();
    let metadata =
        StructArray::new(metadata.fields().clone(), metadata.columns().to_vec(), Some(vec![true, false].into()));
    write_parquet(
        &table.path().join(delta::LOG).join(name),
        vec![("metaData", Arc::new(metadata)), ("add", Arc::new(add))],
    );
}

#[test]
fn a_checkpoint_stands_for_the_commits_before_it() {
    let table = delta_table(&[(11, &[ADD_C])]);
    checkpoint(&table, "00000000000000000010.checkpoint.parquet");
    assert_eq!(live(&table), ["a b.parquet", "c.parquet"]);

    // Half a checkpoint is none.
    let half = delta_table(&[(11, &[ADD_C])]);
    checkpoint(&half, "00000000000000000010.checkpoint.0000000001.0000000002.parquet");
    let error = delta::live_files(half.path()).unwrap_err().to_string();
    assert!(
        error.ends_with("_delta_log cannot be read: commit 0 is missing, and no checkpoint stands for it"),
        "{error}"
    );
}

#[test]
fn what_a_delta_table_needs_and_this_reader_lacks_is_refused_by_name() {
    let vector = r#"{"add":{"path":"d.parquet","partitionValues":{},"deletionVector":{"storageType":"u"}}}"#;
    let mapping = r#"{"metaData":{"partitionColumns":[],"configuration":{"delta.columnMapping.mode":"name"}}}"#;
    let feature = r#"{"protocol":{"minReaderVersion":3,"readerFeatures":["timestampNtz","typeWidening"]}}"#;
    let outside = r#"{"add":{"path":"../d.parquet","partitionValues":{}}}"#;
    let cases = [
        (vector, "deletion vectors"),
        (mapping, "column mapping by name"),
        (feature, "the feature typeWidening"),
        (r#"{"protocol":{"minReaderVersion":4}}"#, "version 4 of the reader's protocol"),
        (outside, "files outside of the table's folder"),
    ];
    for (line, wanted) in cases {
        let table = delta_table(&[(0, &[METADATA, line])]);
        let error = delta::live_files(table.path()).unwrap_err();
        assert!(matches!(&error, ReadError::DeltaFeature { feature, .. } if feature == wanted), "{error}");
    }
    for (line, wanted) in [("{\"add\":{}}", "a file has no path"), ("{\"add\"", "EOF while parsing")] {
        let table = delta_table(&[(0, &[METADATA, line])]);
        let error = delta::live_files(table.path()).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}");
    }
    let table = delta_table(&[(0, &[ADD_A])]);
    assert!(delta::live_files(table.path()).unwrap_err().to_string().contains("nowhere what the table's columns are"));
}

/// A field as a careful writer writes it.
fn written(field: Option<&String>) -> String {
    field.map_or_else(String::new, |text| format!("\"{}\"", text.replace('"', "\"\"")))
}

proptest! {
    #[test]
    fn csv_comes_back_as_it_was_written(rows in prop::collection::vec(prop::collection::vec(prop::option::of("[a\"\n\r,é]{0,6}"), 3), 1..20)) {
        let lines = rows.iter().map(|row| row.iter().map(|field| written(field.as_ref())).collect::<Vec<_>>().join(","));
        let text = format!("a,b,c\n{}\n", lines.collect::<Vec<_>>().join("\n"));
        let (_folder, file) = file("a.csv", text.as_bytes());
        let (_, found) = read(&file).unwrap();
        prop_assert_eq!(found.iter().map(|row| row.2.clone()).collect::<Vec<_>>(), rows);
        for (line, byte, _) in found {
            let above = text[..usize::try_from(byte.unwrap()).unwrap()].matches('\n').count() as u64;
            prop_assert_eq!(line, Some(above + 1));
        }
    }
}
